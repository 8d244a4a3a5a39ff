import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../fixtures";
import { fillUpdate, hold, openPool, openStep, openTab, send, startUpdate } from "../steps";

const changes = (page: Page) => page.getByRole("list", { name: "Changes in progress" });

test("a reload keeps search and filter", async ({ page }) => {
  await signIn(page, "owner");
  await page.getByLabel("Management", { exact: true }).selectOption("Automated");
  await page.getByRole("searchbox", { name: "Search host pools" }).fill("fin");
  await expect(page.getByText("1 of 12 pools")).toBeVisible();
  await expect(page).toHaveURL(/q=fin.*management=Automated/);
  await page.reload();
  await expect(page.getByText("1 of 12 pools")).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search host pools" })).toHaveValue("fin");
  await expect(page.getByLabel("Management", { exact: true })).toHaveValue("Automated");
});

test("the address carries the draft of an update over a reload and to a colleague", async ({ page, browser }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await page.getByRole("link", { name: "New update…" }).click();
  const at = { date: "2031-02-03", time: "04:05", zone: "Tokyo Standard Time" };
  await fillUpdate(page, { batch: 4, at, message: "Save & leave: 100 % by 5?" });

  const expectDraft = async (where: Page) => {
    await expect(where.getByRole("heading", { name: "Review", level: 2 })).toBeVisible();
    await openStep(where, "Schedule");
    await expect(where.getByLabel("Date", { exact: true })).toHaveValue("2031-02-03");
    await expect(where.getByLabel("Time", { exact: true })).toHaveValue("04:05");
    await expect(where.getByLabel(/^Time zone/)).toHaveValue("Tokyo Standard Time");
    await openStep(where, "Basics");
    await expect(where.getByLabel("Batch size")).toHaveValue("4");
    await openStep(where, "Notifications");
    await expect(where.getByLabel(/^Sign-out message/)).toHaveValue("Save & leave: 100 % by 5?");
  };
  const link = page.url();
  await page.reload();
  await expectDraft(page);

  const context = await browser.newContext();
  const colleague = await context.newPage();
  await signIn(colleague, "reader", link);
  await expectDraft(colleague);
  await context.close();
});

test("a reload keeps an edit until it is discarded", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill("Half done");
  await page.locator("summary").filter({ hasText: "Sessions and load balancing" }).click();
  await page.getByLabel(/^Max session limit/).fill("5");
  await page.reload();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Half done");
  await expect(page.getByLabel(/^Max session limit/)).toHaveValue("5");
  await page.getByRole("button", { name: "Discard changes" }).click();
  await page.reload();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales");
});

test("a write that is on its way at a reload is taken up, not sent again", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await emulator.fault({ fault: { kind: "slow", millis: 300_000 }, path: "initiateSessionHostUpdate" });
  await send(page, "Start update", /POST/);
  await expect(page.getByRole("dialog").getByText("Sending…")).toBeVisible();
  await expect.poll(() => emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
  await page.reload();
  await expect(changes(page)).toContainText(/Start a session host update · hp-finance.*Done.*Verified: the update status is/s);
  await changes(page).getByRole("link", { name: "hp-finance" }).click();
  await openTab(page, "Update");
  await expect(page.getByText("Validating", { exact: true }).first()).toBeVisible();
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
});

test("a write whose answer is lost is looked up, not sent again", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect(page.getByRole("button", { name: "Pause" })).toBeEnabled();
  await emulator.fault({ fault: { kind: "lostAfter" }, path: "controlSessionHostUpdate" });
  // No look for it is answered until after the reload.
  const answer = await hold(page, /sessionHostUpdateStatuses/);
  await page.getByRole("button", { name: "Pause" }).click();
  await send(page, "Pause", /POST/);
  await expect(page.getByRole("dialog").getByText("Connection lost. Checking whether the change was applied…", { exact: true })).toBeVisible();
  await page.reload();
  await expect(changes(page)).toContainText("Checking whether the change was applied");
  answer();
  await expect(changes(page)).toContainText(/Done.*Verified: the update status is “Pausing”/s);
  await expect(page.getByText("Pausing", { exact: true }).first()).toBeVisible();
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(1);
});

test("a running update is there again after a reload, where it was", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect(page.getByText("Updating", { exact: true }).first()).toBeVisible();
  await emulator.advance(600);
  await page.reload();
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible();
});
