import type { Page } from "@playwright/test";
import { type Emulator } from "../emulator";
import { expect, settle, signIn, test } from "../fixtures";
import { offered, openPool, openTab } from "../steps";

/** Shows or hides the tab, as far as the page can tell. */
async function look(page: Page, state: "visible" | "hidden"): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

/** How many reads have reached Azure. What the page has begun before this is counted. */
async function reads(page: Page, emulator: Emulator): Promise<number> {
  await page.evaluate(() => fetch("/icon.svg").then((answer) => answer.text()));
  return (await emulator.requests("/subscriptions", "GET")).length;
}

/** Ten minutes out of sight cost nothing; the next look does, where anything is read again by itself. */
async function away(page: Page, emulator: Emulator, what: string, polls = true): Promise<void> {
  await settle(page);
  await look(page, "hidden");
  const before = await reads(page, emulator);
  // All of a test stays below the hour that a token is valid: Entra's clock doesn't leap.
  await page.clock.fastForward("05:00");
  await page.clock.fastForward("05:00");
  expect(await reads(page, emulator), `${what}, out of sight`).toBe(before);
  await look(page, "visible");
  if (!polls) return;
  await expect.poll(() => reads(page, emulator), `${what}, in sight again`).toBeGreaterThan(before);
}

test("a hidden tab asks for nothing, and catches up when it is seen again", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await offered(emulator);
  await away(page, emulator, "Host pools");
  await openPool(page, "hp-finance");
  for (const tab of ["Session hosts", "User sessions"]) {
    await openTab(page, tab);
    await expect(page.getByText(/^Updated/).last()).toBeVisible();
    await away(page, emulator, tab);
  }
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await away(page, emulator, "Hosts of all pools");
  for (const board of ["Updates", "Registration tokens"]) {
    await page.getByRole("link", { name: board, exact: true }).click();
    await expect(page.getByText(/^Updated/).first()).toBeVisible();
    await away(page, emulator, board, false);
  }
});

test("of all that polls a hidden tab goes on only with an update that runs, and seldom", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect(page.getByText("Updating", { exact: true }).first()).toBeVisible();
  await offered(emulator);
  await settle(page);
  await look(page, "hidden");
  await emulator.control("DELETE", "log");
  // Minute by minute: the next question follows from the last answer.
  for (let minute = 0; minute < 10; minute += 1) {
    await page.clock.fastForward("01:00");
    await settle(page);
  }
  const asked = await emulator.requests("/subscriptions", "GET");
  const status = asked.filter(({ path }) => /sessionHostUpdateStatus/i.test(path));
  expect(asked.length - status.length, JSON.stringify(asked.map(({ path }) => path))).toBe(0);
  expect(status.length).toBeGreaterThanOrEqual(2);
  // Every two minutes.
  expect(status.length).toBeLessThanOrEqual(5);
});
