// Loads the emulator's module. Rust has no dynamic import of its own, and the module must not be part of the first load.
// It lies beside the app's script, and this file in the folder of that one's snippets.
export async function load() {
  const module = await import("../../../../emulator_module.js");
  await module.default();
  return module;
}
