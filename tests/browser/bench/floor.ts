import type { Page } from "@playwright/test";

/**
 * Puts a bare table in the place of the page: as many rows in sight and columns, the same texts, plain script, no other element. What
 * it costs to scroll through it, and to type into the field above it, which gives every row other texts, is what the browser and the
 * machine ask of any table.
 */
export async function bareTable(page: Page, count: number): Promise<void> {
  await page.evaluate((count) => {
    const drawn = Array.from(document.querySelectorAll<HTMLTableRowElement>("tbody tr.tbl-row"));
    const texts = drawn.map((row) => Array.from(row.cells).filter((cell) => cell.offsetParent).map((cell) => cell.textContent ?? ""));
    const height = 36;
    const seats = Math.ceil(window.innerHeight / height) + 4;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
      body { margin: 0; font: 14px sans-serif; overflow-anchor: none; }
      table { width: 100%; table-layout: fixed; border-collapse: collapse; }
      td { height: ${height - 1}px; padding: 0 10px; overflow: clip; border-bottom: 1px solid #ddd; text-overflow: ellipsis; white-space: nowrap; }`);
    for (const style of document.querySelectorAll("link[rel=stylesheet]")) style.remove();
    document.adoptedStyleSheets = [sheet];
    const table = document.createElement("table");
    const [above, body, below] = [table.createTBody().insertRow(), table.createTBody(), table.createTBody().insertRow()];
    const cells = Array.from({ length: seats }, () => {
      const row = body.insertRow();
      return (texts[0] ?? []).map(() => row.insertCell().appendChild(document.createTextNode("")));
    });
    const field = document.createElement("input");
    field.type = "search";
    document.body.replaceChildren(field, table);
    let shift = 0;
    const draw = () => {
      const first = Math.min(Math.floor(window.scrollY / height), count - seats);
      above.style.height = `${first * height}px`;
      below.style.height = `${(count - seats - first) * height}px`;
      for (const [seat, row] of cells.entries()) {
        for (const [column, node] of row.entries()) {
          const text = `${texts[(first + seat + shift) % texts.length]?.[column] ?? ""}${column === 1 ? first + seat + shift : ""}`;
          if (node.data !== text) node.data = text;
        }
      }
    };
    window.addEventListener("scroll", draw, { passive: true });
    field.addEventListener("input", () => {
      shift += 1;
      draw();
    });
    draw();
  }, count);
}
