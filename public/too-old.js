// For browsers that know no modules, in words that they know: index.html has it as `nomodule`, so no other browser fetches it.
document.getElementById("first-paint-state").textContent =
  "This browser isn't supported. Use a current version of Edge, Chrome, Firefox or Safari.";
