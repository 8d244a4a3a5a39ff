import type { Browser, Page } from "@playwright/test";
import type { Complaints } from "../complaints";
import { Emulator } from "../emulator";
import { expect, signIn, test } from "../fixtures";
import { exportedHosts, worded } from "../truth";

test("rows that fly past are never wrong", async ({ browser, complaints }) => {
  await withTenThousand(browser, complaints, async (page) => {
    const truth = new Set((await exportedHosts(page)).map(worded));
    const frames = await flight(page);
    expect(frames.flat().length).toBeGreaterThan(200);
    for (const row of frames.flat()) expect(truth).toContain(row);
    for (const row of await shown(page)) expect(truth).toContain(row);
  });
});

test("a window that jumps is never painted without rows, whoever has the focus", async ({ browser, complaints }) => {
  await withTenThousand(browser, complaints, async (page) => {
    const boxes = page.getByRole("checkbox", { name: /^Select (?!all)/ });
    const first = boxes.first();
    expect(await aside(page)).toBe(0);
    await first.click({ trial: true });
    expect(await emptyFrames(page)).toBe(0);
    await page.evaluate(() => window.scrollTo(0, 0));
    await expect.poll(() => aside(page)).toBe(0);
    await first.click({ trial: true });
    // A row that keeps the focus is away from the others, above them and below them.
    await page.evaluate(() => window.scrollTo(0, 100_000));
    await expect.poll(() => aside(page)).toBe(0);
    await boxes.nth(12).focus();
    const focused = () => page.evaluate(() => document.activeElement?.closest("tr")?.getAttribute("aria-rowindex"));
    const row = await focused();
    expect(await emptyFrames(page)).toBe(0);
    expect(await focused()).toBe(row);
    await page.setViewportSize({ width: 800, height: 600 });
    expect(await emptyFrames(page)).toBe(0);
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await expect.poll(() => aside(page)).toBe(0);
    await expect(page.locator("[aria-rowindex='10001']")).toBeInViewport();
  });
});

/** Runs something on the page of 10,000 hosts. */
async function withTenThousand(browser: Browser, complaints: Complaints, run: (page: Page) => Promise<void>): Promise<void> {
  const emulator = await Emulator.start(["--fleet", "400x25"]);
  const context = await browser.newContext({ baseURL: emulator.site, viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  complaints.listen(context, emulator.arm);
  const page = await context.newPage();
  try {
    await signIn(page, "owner", "/hosts");
    await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
    await expect(page.getByText(/^10,?000 session hosts$/)).toBeVisible();
    await run(page);
  } finally {
    await context.close();
    await emulator.stop();
  }
}

/** Jumps down, up, far and back, one a frame: how many of those frames are painted with a place that has no row. */
async function emptyFrames(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const jumps = [...Array<number>(8).fill(2_000), ...Array<number>(6).fill(-2_600), 90_000, -60_000, 700, 700, -300];
        let empty = 0;
        const frame = () => {
          const by = jumps.shift();
          if (by === undefined) return resolve(empty);
          window.scrollBy(0, by);
          // This is what the frame paints: a page hears of the jump when the next begins.
          const heights = [0.16, 0.3, 0.5, 0.7, 0.9, 0.99].map((part) => window.innerHeight * part);
          if (heights.some((y) => !document.elementFromPoint(window.innerWidth / 2, y)?.closest(".tbl-row"))) empty += 1;
          requestAnimationFrame(frame);
        };
        // Not while the table itself is half in sight.
        window.scrollBy(0, 1_000);
        requestAnimationFrame(() => requestAnimationFrame(frame));
      }),
  );
}

/** How far the rows are from where they belong, in pixels. */
async function aside(page: Page): Promise<number | undefined> {
  return page.evaluate(() => {
    const body = document.querySelector(".virtual .tbl-row:not(.tbl-away)")?.parentElement;
    const gap = body?.previousElementSibling;
    return body && gap ? Math.round(Math.abs(body.getBoundingClientRect().top - gap.getBoundingClientRect().bottom)) : undefined;
  });
}

/** From the top, a window of rows a frame: what each frame shows. */
async function flight(page: Page): Promise<string[][]> {
  await page.evaluate(() => window.scrollTo(0, 0));
  // With the spare rows, which come when nothing moves any more.
  await expect.poll(async () => (await shown(page)).length).toBeGreaterThan(36);
  await page.evaluate(read);
  return page.evaluate(
    () =>
      new Promise<string[][]>((resolve) => {
        const frames: string[][] = [];
        const frame = () => {
          if (frames.length === 12) return resolve(frames);
          window.scrollBy(0, 2_000);
          // The rows follow the scroll before this frame is painted.
          requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
              frames.push((window as unknown as { read: () => string[] }).read());
              frame();
            };
            channel.port2.postMessage(null);
          });
        };
        frame();
      }),
  );
}

async function shown(page: Page): Promise<string[]> {
  await page.evaluate(read);
  return page.evaluate(() => (window as unknown as { read: () => string[] }).read());
}

/** In the page: lays a reader of the rows in sight ready. */
function read(): void {
  const words: Record<string, string> = { Allowed: "true", Drained: "false" };
  const cell = (cell: Element) => {
    const text = (cell.textContent ?? "").trim();
    return words[text] ?? text.split(".")[0] ?? "";
  };
  Object.assign(window, { read: () => Array.from(document.querySelectorAll(".virtual .tbl-row"), (row) => Array.from(row.children).slice(1, 6).map(cell).join(" ")) });
}
