import type { Page } from "@playwright/test";
import { Emulator } from "../emulator";
import { expect, signIn, test } from "../fixtures";
import { exportedHosts } from "../truth";

/** A row as it can be seen: name, pool, status, sessions and whether new ones are allowed; `null` for a cell that is hidden. */
type Seen = (string | null)[];

test("hosts that fly past on a slow machine are drawn in part, never wrong, and whole when they stand", async ({ browser, complaints }) => {
  const emulator = await Emulator.start(["--fleet", "400x25"]);
  const context = await browser.newContext({ baseURL: emulator.site, viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  complaints.listen(context, emulator.arm);
  const page = await context.newPage();
  try {
    await signIn(page, "owner", "/hosts");
    await expect(page.getByText(/^Oldest row read/)).toBeVisible();
    await expect(page.getByText(/^10,?000 session hosts$/)).toBeVisible();
    const truth = new Set(await exportedHosts(page));

    const asItIs = await flight(page);
    // Whatever this machine is, each frame of it is a long one now.
    await page.evaluate(() => {
      window.addEventListener("scroll", () => {
        const until = performance.now() + 45;
        while (performance.now() < until);
      });
    });
    const slow: Seen[][] = [];
    const rush = async () => {
      const frames = await flight(page);
      expect(frames[0]?.every(isWhole), "one jump is waited for").toBe(true);
      slow.push(...frames);
      return frames.flat().every(isWhole);
    };
    // On a busy machine there may be rests between the jumps.
    await expect.poll(rush, "a rush is not").toBe(false);
    for (const row of [...asItIs, ...slow].flat()) expect(seen(row, truth), row.join(" ")).toBe(true);
    // It is over when the window has stood still for a moment.
    await expect.poll(async () => (await shown(page)).every(isWhole)).toBe(true);
    for (const row of await shown(page)) expect(truth).toContain(row.join(" "));
  } finally {
    await context.close();
    await emulator.stop();
  }
});

function isWhole(row: Seen): boolean {
  return row.every((cell) => cell !== null);
}

/** Whether a host that is there says so, as far as it can be seen. */
function seen(row: Seen, truth: Set<string>): boolean {
  if (isWhole(row)) return truth.has(row.join(" "));
  const known = row.slice(0, row.findIndex((cell) => cell === null)).join(" ");
  return known !== "" && [...truth].some((line) => line.startsWith(`${known} `));
}

/** From the top, a window of rows a frame: what each frame shows. */
async function flight(page: Page): Promise<Seen[][]> {
  await page.evaluate(() => window.scrollTo(0, 0));
  // With the spare rows, which come when nothing moves any more.
  await expect.poll(async () => (await shown(page)).filter(isWhole).length).toBeGreaterThan(36);
  await page.evaluate(read);
  return page.evaluate(
    () =>
      new Promise<Seen[][]>((resolve) => {
        const frames: Seen[][] = [];
        const frame = () => {
          if (frames.length === 12) return resolve(frames);
          window.scrollBy(0, 2_000);
          // The rows follow the scroll before this frame is painted.
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
              frames.push((window as unknown as { read: () => Seen[] }).read());
              frame();
            };
            channel.port2.postMessage(null);
          });
        };
        frame();
      }),
  );
}

async function shown(page: Page): Promise<Seen[]> {
  await page.evaluate(read);
  return page.evaluate(() => (window as unknown as { read: () => Seen[] }).read());
}

/** In the page: lays a reader of the rows in sight ready. */
function read(): void {
  const words: Record<string, string> = { Allowed: "true", Drained: "false" };
  const cell = (cell: Element) => {
    const text = (cell.textContent ?? "").trim();
    return getComputedStyle(cell).display === "none" ? null : (words[text] ?? text.split(".")[0] ?? "");
  };
  Object.assign(window, { read: () => Array.from(document.querySelectorAll(".virtual .tbl-row"), (row) => Array.from(row.children).slice(1, 6).map(cell)) });
}
