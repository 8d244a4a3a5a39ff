import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { defineConfig } from "@playwright/test";
import known from "./browsers.json";
import type { Choice } from "./fixtures";
import { SLOW } from "./slow";

/** `CHROMIUM` (set by `cargo xtask`), else the first of the system's; Playwright's own when there is neither. */
function browser(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = known.flatMap((name) => [name, ...folders.map((folder) => join(folder, name))]);
  return process.env.CHROMIUM ?? places.find((place) => /[\\/]/.test(place) && existsSync(place));
}

/** What Chromium without a window lacks (notifications, a profile on disk) is tested in the whole browser. */
const WHOLE = /@whole-browser/;

function projects(expose?: Choice["expose"]): { name: string; grep?: RegExp; grepInvert?: RegExp; use?: object }[] {
  const whole = { launchOptions: { executablePath: process.env.WHOLE_CHROMIUM ?? browser(), args } };
  return [
    { name: expose === undefined ? "console" : "no header", use: expose && { expose }, grepInvert: WHOLE },
    { name: "whole browser", use: { ...whole, ...(expose && { expose }) }, grep: WHOLE },
  ];
}

const root = process.platform === "linux" && process.getuid?.() === 0;

const args = [
  ...(root ? ["--no-sandbox"] : []),
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--disable-quic",
];

export default defineConfig<object, Choice>({
  testDir: "paths",
  outputDir: "output",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  // A test that passes at the second attempt has found something.
  retries: 0,
  workers: 2,
  // Nobody waits for these on a quiet machine; a busy one must not make a test fail.
  timeout: 60_000 * SLOW,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  // Which answer headers a browser lets a page read is Azure's decision, so the console must work without any. What depends on
  // one most is run both ways; `AVD_HEADERS=hidden` (`cargo xtask test --hidden-headers`) runs everything so.
  projects:
    process.env.AVD_HEADERS === "hidden"
      ? projects("none")
      : [...projects(), { name: "no header", use: { expose: "none" }, grep: /@headers/ }],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    // Not UTC, so that a time shown in the wrong zone is seen.
    timezoneId: "Europe/Berlin",
    // Files from its cache would hide what a test holds back; `offline.spec.ts` lets it in.
    serviceWorkers: "block",
    // What was done and answered, without a copy of the page at each step: those take a third of the processor time. `--trace on` records them.
    trace: { mode: "retain-on-failure", snapshots: false, screenshots: false },
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: browser(),
      args,
    },
  },
});
