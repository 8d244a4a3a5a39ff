// For browsers that know no modules, in words that they know: index.html has it as `nomodule`, so no other browser fetches it.
document.getElementById("first-paint-state").textContent =
  "This browser is too old for the console. Use a current Edge, Chrome, Firefox or Safari.";
