import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { type Page, test } from "@playwright/test";
import { Emulator } from "../emulator";
import { PERSONAS } from "../fixtures";
import { bareTable } from "./floor";
import { filterLatency, median, memory, scrollFrames, slowDown, type Slowness, timed, type Visit, visit } from "./measure";

const KEPT = join(__dirname, "..", "..", "bench");
const RUNS = Number(process.env.BENCH_RUNS ?? 5);
const SLOW_NETWORK = { bitsPerSecond: 1_600_000, latency: 150 };
const MODES: Record<string, Slowness> = {
  "full CPU": { cpu: 1 },
  "quarter CPU": { cpu: 4 },
  "slow network": { cpu: 1, network: SLOW_NETWORK },
};

/** Name of a figure to its value, by fleet and mode. */
type Figures = Record<string, number>;
const all: Record<string, Figures> = {};

for (const [fleet, pools, hosts] of [["400x25", 400, 10_000], ["100k", 1_300, 100_000]] as const) {
  for (const [mode, slowness] of Object.entries(MODES)) {
    test(`${fleet}, ${mode}`, async ({ browser }) => {
      const runs: Figures[] = [];
      for (let run = 0; run < (fleet === "100k" ? Math.min(RUNS, 3) : RUNS); run += 1) runs.push(await once(browser, fleet, pools, hosts, slowness));
      const names = Object.keys(runs[0] ?? {});
      const medians = Object.fromEntries(names.map((name) => [name, median(runs.map((figures) => figures[name] ?? Number.NaN))]));
      all[`${fleet}, ${mode}`] = { visits: runs.length, ...medians };
    });
  }
}

/** A visit of somebody whose tab is signed in already, as after a reload, with nothing of the site or of Azure kept from before. */
async function once(browser: import("@playwright/test").Browser, fleet: string, pools: number, hosts: number, slowness: Slowness): Promise<Figures> {
  const emulator = await Emulator.start(["--fleet", fleet]);
  const context = await browser.newContext({ baseURL: emulator.site, viewport: { width: 1440, height: 900 }, serviceWorkers: "block" });
  const page = await context.newPage();
  try {
    await page.goto("/pools");
    await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
    await page.getByRole("button", { name: PERSONAS.owner }).click();
    await page.getByRole("table").first().waitFor();
    await page.waitForTimeout(6_000);
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await slowDown(session, slowness);
    const first = await visit(page, session, emulator.arm, "/pools", [
      { of: "[role=status]", says: `^${pools} pools$` },
      { of: ".tbl-pools tbody tr[aria-rowindex] td:nth-of-type(1)", says: "\\d", every: true },
    ]);
    const pool = (await page.locator(".tbl-pools tbody a").first().getAttribute("href")) ?? "";
    // The service's quota of Resource Graph is a window of five seconds.
    await page.waitForTimeout(6_000);
    const one = await visit(page, session, emulator.arm, pool, [{ of: "main dd", says: "\\w" }]);
    await page.waitForTimeout(6_000);
    const every = await visit(page, session, emulator.arm, "/hosts", [{ of: "[role=status]", says: "^Oldest row read" }]);
    const count = await page.getByText(/^[\d,]+ session hosts$/).textContent();
    if (Number(count?.replace(/\D/g, "")) !== hosts) throw new Error(`${count} are not ${hosts} hosts`);
    const latency = await filterLatency(page, "finance shutdown");
    const frames = await scrollFrames(page, 240);
    const work = await everything(page);
    const heap = await memory(browser);
    await bareTable(page, hosts);
    const bareLatency = await filterLatency(page, "finance shutdown");
    const bare = await scrollFrames(page, 240);
    return {
      ...named("pools page", first),
      "pools page: with host counts, ms": first.painted[1] ?? Number.NaN,
      ...named("a pool's page", one),
      ...named("all hosts", every),
      "key at any moment to painted, median ms": median(latency),
      "key at any moment to painted, slowest ms": Math.max(...latency),
      "scroll frame, median ms": median(frames.lengths),
      "scroll frames over 50 ms": over(frames.lengths),
      "scroll frames the page made long": frames.long,
      "scroll frames painted without rows": frames.blank,
      "scroll frames painted with the rows before": frames.before,
      ...work,
      "memory of the page after all that, MB": heap,
      "bare table: key at any moment to painted, median ms": median(bareLatency),
      "bare table: scroll frame, median ms": median(bare.lengths),
      "bare table: scroll frames over 50 ms": over(bare.lengths),
      "bare table: scroll frames painted without rows": bare.blank,
    };
  } finally {
    await context.close();
    await emulator.stop();
  }
}

function over(lengths: number[]): number {
  return lengths.filter((length) => length > 50).length;
}

/** What one does with all rows: sort them by name, the other way round, choose them, write them to a file. */
async function everything(page: Page): Promise<Figures> {
  await page.evaluate(() => window.scrollTo(0, 0));
  const [name, first] = ["thead .tbl-sort", "tbody [aria-rowindex='2'] .row-link"];
  await page.locator(first).waitFor();
  await page.locator(name).first().click();
  await page.locator("th[aria-sort=ascending]").waitFor();
  // Until that sort is over, whatever it takes.
  await page.waitForTimeout(5_000);
  const sorted = await timed(page, name, { of: first, saidBefore: (await page.locator(first).textContent()) ?? "" });
  const chosen = await timed(page, "thead input[type=checkbox]", { of: "button", says: "^Export \\d+ selected$" });
  const file = page.waitForEvent("download", { timeout: 120_000 });
  const written = await timed(page, ".page-head .btn-row button", { of: "button", says: "^Export \\d+ selected$" });
  await file;
  return {
    "sort by name, ms": sorted.took,
    "sort by name: longest task over 50 ms": sorted.longest,
    "select all, ms": chosen.took,
    "select all: longest task over 50 ms": chosen.longest,
    "export CSV, ms": written.took,
    "export CSV: longest task over 50 ms": written.longest,
  };
}

function named(what: string, visit: Visit): Figures {
  return {
    [`${what}: of the site until then, bytes`]: visit.bytes,
    [`${what}: of the site until then, files`]: visit.files,
    [`${what}: API calls`]: visit.apiCalls,
    [`${what}: preflights`]: visit.preflights,
    [`${what}: first paint, ms`]: visit.firstPaint,
    [`${what}: shown, ms`]: visit.painted[0] ?? Number.NaN,
    [`${what}: blocking, ms`]: visit.blocking,
    [`${what}: memory of the page, MB`]: visit.megabytes,
  };
}

test.afterAll(() => {
  if (Object.keys(all).length === 0) return;
  console.log("\nSigned-in starts with empty caches; times from the start of the navigation; answers of Azure as gzip, the site as brotli.");
  mkdirSync(KEPT, { recursive: true });
  const last = readdirSync(KEPT).filter((name) => name.endsWith(".json")).sort().at(-1);
  const before = last ? (JSON.parse(readFileSync(join(KEPT, last), "utf8")) as { figures: Record<string, Figures> }).figures : {};
  for (const [name, figures] of Object.entries(all)) {
    console.log(`\n${name}${last ? `   (in brackets: ${last})` : ""}`);
    for (const [figure, value] of Object.entries(figures)) {
      const was = before[name]?.[figure];
      console.log(`  ${figure.padEnd(44)} ${round(value).padStart(10)}${was === undefined ? "" : `   (${round(was)})`}`);
    }
  }
  const at = new Date().toISOString();
  const file = join(KEPT, `${at.slice(0, 10)}.json`);
  writeFileSync(file, `${JSON.stringify({ at, processors: cpus().length, figures: { ...before, ...all } }, null, 2)}\n`);
  console.log(`\nkept in ${file}`);
});

function round(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toString() : value.toFixed(1);
}
