// Starts the app and clears the first paint away; says so in words when it cannot.
const paint = document.getElementById("first-paint");
const state = document.getElementById("first-paint-state");

const start = async () => {
  if (typeof WebAssembly !== "object" || typeof WebAssembly.instantiate !== "function") {
    state.textContent = "This browser has WebAssembly switched off or is too old. Use a current Edge, Chrome, Firefox or Safari.";
    return;
  }
  try {
    const { default: init } = await import("./avd-console.js");
    await init({ module_or_path: new URL("avd-console_bg.wasm", import.meta.url) });
    paint.remove();
  } catch (error) {
    console.error(error);
    // After a deployment the files an open tab knows are gone: loading the page again gets the new ones.
    state.textContent = "The console could not start. Load the page again; if that does not help, a proxy or an extension may be blocking its files.";
  }
};

await start();
