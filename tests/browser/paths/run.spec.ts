import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectRow, PERSONAS, rows, settle, signIn, standStill, test } from "../fixtures";
import { done, openPool, openTab, refreshUpdate, send, startUpdate } from "../steps";

const GROUP = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod";
const pool = (name: string) => `${GROUP}/providers/Microsoft.DesktopVirtualization/hostPools/${name}`;

const hosts = (page: Page) => page.getByRole("table", { name: "Session hosts in this update" });
const history = (page: Page) => page.getByRole("region", { name: "Update history" });
const phases = (page: Page) => page.getByRole("list", { name: "Update phases" });

/** How many rows are in each state. */
async function states(page: Page): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { State = "" } of await rows(hosts(page))) counts[State] = (counts[State] ?? 0) + 1;
  return counts;
}

async function expectPhase(page: Page, phase: string): Promise<void> {
  await refreshUpdate(page);
  await expect(page.getByText(phase, { exact: true }).first()).toBeVisible();
}

test("a host that fails is explained, and a retry brings the update to its end", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering", "Update");
  const why = page.getByRole("alert").filter({ hasText: "Why it stopped: AgentRegistrationFailureGeneric" });
  await expect(why).toContainText("didn't register with Azure Virtual Desktop in time");
  await expect(why).toContainText("Retry first");
  await expect(why.getByRole("link", { name: "avdeng-2" })).toHaveAttribute("href", /\/hosts\/avdeng-2$/);
  await expectRow(hosts(page), { "Session host": "avdeng-2", State: "Rolled back inferred", Version: "Out of date" });
  await page.getByText("Log Analytics query for this update").click();
  const id = await page.getByText("Correlation ID", { exact: true }).locator("..").locator("code").innerText();
  await expect(page.getByRole("figure", { name: "Log Analytics query" })).toContainText(`CorrelationId =~ "${id}"`);

  await page.getByRole("button", { name: "Retry", exact: true }).click();
  await expect(page.getByRole("dialog")).toContainText("previously failed: avdeng-2");
  await send(page, "Retry", /"action": "Retry"/);
  await done(page);
  await emulator.advance(240);
  await expectPhase(page, "Succeeded");
  await expect.poll(() => states(page)).toEqual({ "Healthy read": 5 });
  await expect(page.getByText("is skipped")).toHaveCount(0);
  await expect(why).toHaveCount(0);
  await expect(page).toHaveTitle(/^\(✓\) hp-engineering/);
  await expect(page.locator("link[rel=icon]")).toHaveAttribute("href", "/icon-done.svg");
  await expect(history(page).locator("summary")).toHaveCount(1);
  const past = history(page).getByRole("listitem").first();
  await expect(past).toContainText(/Succeeded.*5 of 5 updated/);
  await past.locator("summary").click();
  await expect(past.getByText(/Retry by olivia\.owner@contoso\.example/)).toBeVisible();
  await openTab(page, "Overview");
  await expect(page).toHaveTitle(/^hp-engineering/);
});

test("an update that fails its validation says that nothing was touched", async ({ page, emulator }) => {
  // Somebody without this console: its checks would not let this update begin.
  const as = (method: string, path: string, body: object) =>
    emulator.control("POST", "as", { user: PERSONAS.mfa, method, path: `${pool("hp-finance")}/${path}`, body });
  await as("PATCH", "sessionHostConfigurations/default", { properties: { vmSizeId: "Standard_M416ms_v2" } });
  await emulator.advance(10);
  await as("POST", "sessionHostManagements/default/initiateSessionHostUpdate", {});
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await expectPhase(page, "Validating");
  await emulator.advance(10);
  await expectPhase(page, "Failed");
  const why = page.getByRole("alert").filter({ hasText: "Why it stopped: VmSkuNotAvailableInRegionDueToRestriction" });
  await expect(why).toContainText("The update ended before any session host was updated");
  await expect(phases(page).getByRole("listitem").nth(1)).toContainText("stopped");
  await expect.poll(() => states(page)).toEqual({ "Skipped inferred": 6 });
});

test("a cancellation spells out what it leaves, and the pool shows the mix", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toEqual({ "Draining read": 3, "Healthy read": 4, "Waiting read": 3 });
  await page.getByRole("button", { name: "Cancel update…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Review…" }).click();
  await expect(page.getByRole("dialog")).toContainText(
    "Cancelling leaves 7 session hosts on the new version and 3 on the old version; the current batch of 3 finishes first.",
  );
  await expect(page.getByRole("dialog")).toContainText("Some session hosts keep the old version. Schedule another update.");
  await send(page, "Cancel update", /"action": "Cancel"/);
  await done(page);
  await emulator.advance(120);
  await expectPhase(page, "Cancelled");
  await expect.poll(() => states(page)).toEqual({ "Healthy read": 7, "Skipped inferred": 3 });
  await expect(page).toHaveTitle(/^\(!\)/);
  await openTab(page, "Session hosts");
  const versions = async () => new Set((await rows(page.getByRole("table"))).map((row) => /out of date/.test(row["Current version"]!)));
  await expect.poll(versions).toEqual(new Set([true, false]));
});

test("the page reads again by itself and says what has changed", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  // Whatever is under way would be followed by a wait from the new time on.
  await settle(page);
  await emulator.advance(30);
  await page.clock.fastForward("01:05");
  await expect.poll(() => states(page)).toMatchObject({ "Healthy read": 7 });
  await expect(page.getByRole("status").filter({ hasText: "are updated and healthy." })).toHaveCount(1);
  await settle(page);
  await emulator.advance(60);
  await page.clock.fastForward("01:05");
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible();
  await settle(page);
  const looks = (await emulator.requests("sessionHostUpdateStatuses", "GET")).length;
  await page.clock.fastForward("30:00");
  await settle(page);
  expect(await emulator.requests("sessionHostUpdateStatuses", "GET")).toHaveLength(looks);
});

test("what another administrator does shows and is said", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  const path = `${pool("hp-callcenter")}/sessionHostManagements/default/controlSessionHostUpdate`;
  await emulator.control("POST", "as", { user: PERSONAS.mfa, method: "POST", path, body: { action: "Pause" } });
  await expectPhase(page, "Pausing");
  await expect(page.getByRole("status").filter({ hasText: "Update status: pausing." })).toHaveCount(1);
  await emulator.advance(60);
  await expectPhase(page, "Paused");
  await expect(page.getByText("Azure cancels a paused update after 14 days")).toBeVisible();
  await page.reload();
  await history(page).locator("summary").first().click();
  await expect(history(page).getByText(/by mia\.mfa@contoso\.example/)).toBeVisible();
});

test("a reload in the middle of an update loses nothing", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  await emulator.advance(30);
  await page.reload();
  await expect.poll(() => states(page)).toMatchObject({ "Healthy read": 7 });
  // What happened while nobody looked is told.
  await expect(page.getByRole("status").filter({ hasText: "are updated and healthy." })).toHaveCount(1);
  await expect(history(page).locator("summary")).toHaveCount(1);
});

test("a session that ends in the middle of an update asks for a sign-in and goes on", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  await standStill(page, 5);
  await emulator.control("POST", "revoke", { user: PERSONAS.owner });
  await emulator.expireTokens();
  await emulator.advance(30);
  await page.clock.fastForward("02:00");
  await page.clock.resume();
  await expect(page.getByText("Your session has expired. Sign in to continue where you left off.")).toBeVisible();
  // The account is known: it need not be picked again.
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page).toHaveURL(/\/hp-callcenter\/update$/);
  await expect.poll(() => states(page)).toMatchObject({ "Healthy read": 7 });
  await expect(history(page).locator("summary")).toHaveCount(1);
});

test("without a network the page says so, keeps what it knows, and goes on when it is back", async ({ page, context, emulator, complaints }) => {
  // Code of other pages that was not fetched before is asked for in vain.
  complaints.expect(/ERR_INTERNET_DISCONNECTED|^console error: TypeError: Failed to fetch/);
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  await context.setOffline(true);
  await refreshUpdate(page);
  await expect(page.getByText(/Couldn't refresh the update status.*The update continues in Azure/)).toBeVisible();
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
  await emulator.advance(30);
  await context.setOffline(false);
  await expect.poll(() => states(page)).toMatchObject({ "Healthy read": 7 });
  await expect(page.getByText(/Couldn't refresh/)).toHaveCount(0);
});

test("the history survives a reload, is exported, and shows plan and actual", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page, { batch: 3, delay: 5 });
  await send(page, "Start update", /initiateSessionHostUpdate/);
  await done(page);
  await expect(hosts(page)).toBeVisible();
  await emulator.advance(4);
  await expectPhase(page, "Updating");
  await expect.poll(() => states(page)).toEqual({ "Draining read": 1, "Waiting read": 5 });
  await page.reload();
  const past = history(page).getByRole("listitem").first();
  await past.locator("summary").click();
  const plan = past.getByRole("table", { name: "Planned and actual" });
  await expectRow(plan, { Step: "Initial host", "Session hosts": "avdfin-0 (draining)" });
  await expectRow(plan, { Step: "Batch 1" });
  await expect(past.getByText("New update by olivia.owner@contoso.example")).toBeVisible();

  const file = async (button: string) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: button }).click()]);
    return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
  };
  const json = await file("Export JSON");
  expect(json.name).toBe("session-host-updates-hp-finance.json");
  const [record] = JSON.parse(json.text);
  expect(record).toMatchObject({ status: "UpdatingSessionHosts", batch: 3, signOutDelay: 300 });
  expect(record.hosts).toHaveLength(6);
  expect(json.text).not.toContain("eyJ");
  const csv = await file("Export CSV");
  const lines = csv.text.trim().split("\r\n");
  expect(lines[0]).toMatch(/^pool,run,status,/);
  expect(lines).toHaveLength(7);
});

test("a notification comes when an update has ended, once it was asked for", { tag: "@whole-browser" }, async ({ page, context, emulator, baseURL }) => {
  await context.grantPermissions(["notifications"], { origin: baseURL });
  await page.addInitScript(() => {
    const told: unknown[][] = [];
    const watch = { construct: (real: typeof Notification, given: [string]) => (told.push(given), Reflect.construct(real, given)) };
    Object.assign(window, { told, Notification: new Proxy(Notification, watch) });
  });
  const told = () => page.evaluate(() => (window as unknown as { told: [string][] }).told.map(([title]) => title));
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  const wanted = page.getByLabel("Notify me when an update needs attention or finishes");
  await expect(wanted).not.toBeChecked();
  await emulator.advance(30);
  await expectPhase(page, "Updating");
  await wanted.check();
  await emulator.advance(120);
  await expectPhase(page, "Succeeded");
  await expect.poll(told).toEqual(["hp-callcenter: update succeeded"]);
  await page.reload();
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible();
  await expect(wanted).toBeChecked();
  expect(await told()).toEqual([]);
});

test("who did what could not be checked without the right to the activity log", async ({ page, emulator }) => {
  await emulator.control("POST", "deny", { user: PERSONAS.reader, action: "Microsoft.Insights/*" });
  await signIn(page, "reader");
  await openPool(page, "hp-callcenter", "Update");
  const note = history(page).getByRole("status").filter({ hasText: "Couldn't check who did what" });
  await expect(note).toContainText("Microsoft.Insights/eventtypes/values/read");
  await expect.poll(() => states(page)).toMatchObject({ "Draining read": 3 });
});

for (const [name, width, colorScheme] of [["light", 1440, "light"], ["narrow and dark", 800, "dark"]] as const) {
  test(`the run view is accessible, ${name}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, "owner");
    await openPool(page, "hp-engineering", "Update");
    await expect(hosts(page)).toBeVisible();
    await page.getByRole("button", { name: "avdeng-2: raw response" }).click();
    await expect(page.getByRole("dialog").getByRole("figure", { name: "Session host" })).toContainText('"updateState": "Failed"');
    await page.keyboard.press("Escape");
    await history(page).locator("summary").first().click();
    await expectAccessible(page);
  });
}
