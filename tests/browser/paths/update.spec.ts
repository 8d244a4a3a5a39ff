import type { Page } from "@playwright/test";
import { expect, expectRow, rows, signIn, test } from "../fixtures";
import { done, openPool, openTab, refreshUpdate, send, startUpdate } from "../steps";

const VERSION = "2026-04-01-preview";

/** Reads the update again and expects this phase. */
async function expectPhase(page: Page, phase: string): Promise<void> {
  await refreshUpdate(page);
  await expect(page.getByText(phase, { exact: true }).first()).toBeVisible();
}

async function control(page: Page, action: string): Promise<void> {
  await page.getByRole("button", { name: action, exact: true }).click();
  await send(page, action, new RegExp(`POST http.*/controlSessionHostUpdate\\?api-version=${VERSION}`));
  await done(page);
}

/** Tomorrow, as a calendar in Tokyo has it. */
function tomorrowInTokyo(): string {
  const tomorrow = new Date(Date.now() + 24 * 3600 * 1000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Tokyo", dateStyle: "short" }).format(tomorrow);
}

const outOfDate = expect.stringMatching(/out of date/);

test("an update from schedule to success, through pause and a host that fails", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  // Only what is possible is shown.
  const actions = page.getByRole("group", { name: "Update actions" });
  await expect(actions).toHaveText("New update…");
  await startUpdate(page, { batch: 3, at: { date: tomorrowInTokyo(), time: "20:30", zone: "Tokyo Standard Time" }, delay: 5 });
  await send(page, "Schedule update", new RegExp(`POST http.*/initiateSessionHostUpdate\\?api-version=${VERSION}.*T11:30:00Z.*Tokyo`, "s"));
  await done(page);

  await expectPhase(page, "Scheduled");
  await expect(actions).toHaveText(/^Change…Start nowCancel update…$/);
  await control(page, "Start now");
  await emulator.advance(4);
  await expectPhase(page, "Updating");
  await expect(actions).toHaveText(/^PauseCancel update…$/);
  await control(page, "Pause");
  await expectPhase(page, "Pausing");
  await emulator.advance(30);
  await expectPhase(page, "Paused");
  await control(page, "Resume");
  await emulator.advance(120);
  await expectPhase(page, "Stopped with an error");
  await expect(page.getByText(/could not be updated/).first()).toBeVisible();
  await openTab(page, "Session hosts");
  await expectRow(page.getByRole("table"), { "Session host": "avdfin-4", "Current version": outOfDate });
  await openTab(page, "Update");
  await control(page, "Retry");
  await emulator.advance(240);
  await expectPhase(page, "Succeeded");
  await openTab(page, "Session hosts");
  const upToDate = async () => (await rows(page.getByRole("table"))).filter((row) => row["Current version"] === row["Target version"]);
  await expect.poll(async () => (await upToDate()).length).toBe(6);

  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toMatchObject([{ apiVersion: VERSION }]);
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(4);
});

test("a cancelled update leaves the pool mixed, and the message fits or is refused", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Cancel update…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Message to users/).fill("x".repeat(261));
  await expect(dialog.getByText("The message has 261 characters. The limit is 260.")).toBeVisible();
  await dialog.getByRole("button", { name: "Review…" }).click();
  await expect(dialog.getByLabel(/^Message to users/)).toHaveAttribute("aria-invalid", "true");
  await dialog.getByLabel(/^Message to users/).fill("m".repeat(260));
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Cancel update", /"action": "Cancel".*"cancelMessage": "m{260}"/s);
  await done(page);
  await emulator.advance(120);
  await expectPhase(page, "Cancelled");
  await openTab(page, "Session hosts");
  const versions = async () => new Set((await rows(page.getByRole("table"))).map((row) => /out of date/.test(row["Current version"]!)));
  await expect.poll(versions).toEqual(new Set([true, false]));
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(1);
});

test("the creation of session hosts can be cancelled", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-warehouse", "Update");
  await page.getByRole("button", { name: "Cancel creation…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Review…" }).click();
  await send(page, "Cancel creation", new RegExp(`POST http.*/controlSessionHostProvisioning\\?api-version=${VERSION}`));
  await done(page);
  await expect(page.getByRole("button", { name: "Cancel creation…" })).toHaveAccessibleDescription(/already being cancelled/);
  await emulator.advance(60);
  await page.getByRole("button", { name: "Refresh" }).last().click();
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
  expect(await emulator.requests("controlSessionHostProvisioning", "POST")).toMatchObject([{ apiVersion: VERSION }]);
});

test("an update needs no readable header", async ({ page, emulator }) => {
  await emulator.control("POST", "headers", { expose: "none" });
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await send(page, "Start update", /initiateSessionHostUpdate/);
  await done(page);
  await emulator.advance(4);
  await expectPhase(page, "Updating");
  await control(page, "Pause");
  await expectPhase(page, "Pausing");
  await openTab(page, "Session hosts");
  await expectRow(page.getByRole("table"), { "Current version": outOfDate });
});
