// Loads the emulator's module. Rust has no dynamic import of its own, and the module must not be part of the first load.
export async function load(url) {
  const module = await import(url);
  await module.default();
  return module;
}
