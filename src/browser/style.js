// The stylesheet of what a first visit does not show; the build names it in the page, a development build has none.
export function load() {
  const name = document.querySelector("meta[name=later-style]")?.content;
  if (!name) return Promise.resolve();
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = name;
    link.onload = link.onerror = resolve;
    document.head.append(link);
  });
}
