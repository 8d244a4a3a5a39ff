import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { Complaints } from "./complaints";
import { Emulator } from "./emulator";
import { slowDown } from "./slow";
import { isQuiet, listen } from "./traffic";

/** Who can sign in; `crates/emulator` says what each may do. */
export const PERSONAS = {
  owner: "olivia.owner@contoso.example",
  reader: "rita.reader@contoso.example",
  operator: "sam.operator@contoso.example",
  hosts: "holly.hosts@contoso.example",
  mfa: "mia.mfa@contoso.example",
  refused: "rex.refused@contoso.example",
} as const;

export type Persona = keyof typeof PERSONAS;

/** What a project decides for all its tests. */
export interface Choice {
  /** The answer headers of Azure that the page may read: those it probably may, or none. */
  expose: "location" | "none";
}

interface Shared extends Choice {
  emulator: Emulator;
}

interface Own {
  complaints: Complaints;
  fresh: void;
}

/** A test of its own emulator state: every test starts from the same estate and fails on any complaint of the browser. */
export const test = base.extend<Own, Shared>({
  expose: ["location", { option: true, scope: "worker" }],
  emulator: [
    async ({ expose }, use) => {
      const emulator = await Emulator.start(["--expose", expose]);
      await use(emulator);
      await emulator.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ emulator }, use) => {
    await use(emulator.site);
  },
  fresh: [
    async ({ emulator }, use) => {
      await emulator.reset();
      await use();
    },
    { auto: true },
  ],
  complaints: [
    async ({ context, emulator }, use) => {
      const complaints = new Complaints();
      complaints.listen(context, emulator.arm);
      listen(context);
      slowDown(context);
      await use(complaints);
      expect(complaints.all(), "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens `path` and signs in the way a person does: the app's button, then the account picker. When this returns somebody is, or knows why not. */
export async function signIn(page: Page, persona: Persona, path = "/pools"): Promise<void> {
  await page.goto(path);
  const site = new URL(page.url()).origin;
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("button", { name: PERSONAS[persona] }).click();
  await page.waitForURL((url) => url.origin === site && !url.pathname.startsWith("/auth/"));
  // The token comes after that: by a frame, or by another trip of the window.
  await expect(page.locator("main:not(.door), .door-card")).toBeVisible();
}

/** All that the page has asked for is answered, and nothing follows from it. */
export async function settle(page: Page): Promise<void> {
  await expect.poll(() => isQuiet(page)).toBe(true);
}

/**
 * Lets minutes pass for the page at once, the answers to all that sets off included, and then stops its clock (which `page.clock`
 * has to hold): until `page.clock.resume()` no poll and no timer comes in between, so the next request is the one the test makes.
 */
export async function standStill(page: Page, minutes: number): Promise<void> {
  await settle(page);
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + minutes * 60_000);
  await settle(page);
}

/** Lets time fly for the page, whose clock `page.clock` has to hold, until it shows this: for what comes after several waits. */
export async function flyUntil(page: Page, shown: Locator): Promise<void> {
  const fly = async () => {
    // An answer that is under way is not left behind.
    await settle(page);
    await page.clock.fastForward("00:30");
    return shown.isVisible();
  };
  // One leap after the other: the waits are those of the page.
  await expect.poll(fly, { intervals: [1] }).toBe(true);
}

/** Opens the account panel: who is signed in, their directories, the other accounts, the ways out. */
export async function openAccount(page: Page): Promise<Locator> {
  const panel = page.getByRole("dialog", { name: "Account and directory" });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Account and directory" }).click();
  await expect(panel.getByRole("heading", { name: "Directories" })).toBeVisible();
  return panel;
}

/** Signs out by the account panel. */
export async function signOut(page: Page): Promise<void> {
  await (await openAccount(page)).getByRole("button", { name: "Sign out" }).click();
}

/** The table has a row with these cells, named by their column's heading; other columns may hold anything. */
export async function expectRow(table: Locator, cells: Record<string, unknown>): Promise<void> {
  await expect.poll(() => rows(table)).toContainEqual(expect.objectContaining(cells));
}

/** The table has no such row. */
export async function expectNoRow(table: Locator, cells: Record<string, unknown>): Promise<void> {
  await expect.poll(() => rows(table)).not.toContainEqual(expect.objectContaining(cells));
}

/** The rows that are drawn, as objects from column heading to text. */
export async function rows(table: Locator): Promise<Record<string, string>[]> {
  return table.evaluate((element) => {
    const text = (cell: Element) => (cell.textContent ?? "").replace(/\s+/g, " ").trim();
    const headings = Array.from(element.querySelectorAll("thead th"), text);
    // A row without cells stands for those out of sight.
    return Array.from(element.querySelectorAll("tbody tr:has(td, th)"), (row) =>
      Object.fromEntries(Array.from(row.querySelectorAll("td, th"), (cell, at) => [headings[at] ?? String(at), text(cell)])),
    );
  });
}

/** No violation of WCAG 2.2 AA that a program can find, once colours have come to rest: half way through a transition they have a contrast nobody chose. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(() => {
    const ending = document.getAnimations().filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime));
    return Promise.allSettled(ending.map((animation) => animation.finished)).then(() => undefined);
  });
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help} at ${node.target.join(" ")}: ${node.failureSummary}`));
  expect(found).toEqual([]);
}
