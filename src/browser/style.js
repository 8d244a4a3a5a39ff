// The stylesheet of what a first visit does not show; the build names it in the page, a development build has none.
export function loadStyle() {
  const name = document.querySelector("meta[name=later-style]")?.content;
  return new Promise((resolve, reject) => {
    if (!name) return resolve();
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = name;
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  });
}
