import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Emulator, SITE } from "../emulator";
import { expect, signIn, test } from "../fixtures";

/** Bytes of brotli that a first visit may cost: the ceiling of `crates/xtask/src/site/size.rs`. */
const CEILING = 250_000;

/** A file as it goes over the network. */
function packed(path: string): number {
  const file = join(SITE, path === "/pools" ? "index.html" : path);
  return statSync(existsSync(`${file}.br`) ? `${file}.br` : file).size;
}

test("10,000 hosts in 400 pools cost few calls, and the first page few bytes", async ({ browser, complaints }) => {
  const emulator = await Emulator.start(["--fleet", "400x25"]);
  const context = await browser.newContext({ baseURL: emulator.site, serviceWorkers: "block" });
  complaints.listen(context, emulator.arm);
  const page = await context.newPage();
  try {
    await signIn(page, "owner", "/pools");
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const seen = { calls: 0, preflights: 0, files: [] as string[] };
    session.on("Network.requestWillBeSent", ({ request }) => {
      if (request.method === "OPTIONS") seen.preflights += 1;
      else if (request.url.startsWith(emulator.arm)) seen.calls += 1;
      else if (request.url.startsWith(emulator.site)) seen.files.push(new URL(request.url).pathname);
    });
    await page.goto("/pools");
    await expect(page.getByText("400 pools", { exact: true })).toBeVisible();
    // What comes a moment after the page is no part of it: as `of_other_pages` in size.rs has it.
    const bytes = seen.files.filter((path) => !/\/(split|chunk)_/.test(path)).map(packed).reduce((sum, size) => sum + size, 0);
    const pools = { ...seen };
    await page.getByRole("link", { name: "Hosts", exact: true }).click();
    await expect(page.getByText(/^10,?000 session hosts$/)).toBeVisible();
    await expect(page.getByText(/^Oldest row read/)).toBeVisible();
    console.log(`pools: ${pools.calls} calls, ${pools.preflights} preflights, ${bytes} bytes; with all hosts: ${seen.calls} calls, ${seen.preflights} preflights`);
    expect(seen.calls).toBeLessThanOrEqual(25);
    expect(seen.preflights).toBeLessThanOrEqual(25);
    // A development build is neither optimised nor divided.
    if (existsSync(join(SITE, "index.html.br"))) expect(bytes).toBeLessThanOrEqual(CEILING);
  } finally {
    await context.close();
    await emulator.stop();
  }
});
