import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, flyUntil, rows, signIn, test } from "../fixtures";
import { checked, done, fillUpdate, openPool, openStep, openTab, send, shownRequest, startUpdate } from "../steps";

const plan = (page: Page) => page.getByRole("complementary", { name: "Flight plan" });

/** A day from now, as a date field has it. */
function day(ahead: number): string {
  const then = new Date(Date.now() + ahead * 24 * 3600 * 1000);
  return new Intl.DateTimeFormat("en-CA", { timeZone: "UTC", dateStyle: "short" }).format(then);
}

/** The last Sunday of March and of October next year, when European clocks change (Directive 2000/84/EC). */
function clockChanges(): { year: number; forward: number; back: number } {
  const year = new Date().getUTCFullYear() + 1;
  const lastSunday = (month: number) => 31 - new Date(Date.UTC(year, month, 31)).getUTCDay();
  return { year, forward: lastSunday(2), back: lastSunday(9) };
}

async function openWizard(page: Page, pool: string): Promise<void> {
  await openPool(page, pool, "Update");
  await page.getByRole("link", { name: "New update…" }).click();
  await expect(page.getByRole("heading", { name: "Basics", level: 2 })).toBeVisible();
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

async function press(page: Page, target: Locator): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

test("the whole wizard by keyboard", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await press(page, page.getByRole("link", { name: "New update…" }));
  await expect(page.getByRole("heading", { name: "Basics", level: 2 })).toBeVisible();
  await tabTo(page, page.getByRole("slider", { name: "Session hosts at a time" }));
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByLabel("Batch size")).toHaveValue("4");
  await expect(page.getByText("2 of 6", { exact: true })).toBeVisible();
  const next = page.getByRole("button", { name: /^Next: / });
  const heading = (name: string) => expect(page.getByRole("heading", { name, level: 2, exact: true })).toBeFocused();

  await press(page, next);
  await heading("Image and configuration");
  await press(page, next);
  await heading("Schedule");
  await tabTo(page, page.getByRole("radio", { name: "Now" }));
  await page.keyboard.press("ArrowDown");
  const [year, month, date] = day(2).split("-");
  await tabTo(page, page.getByLabel("Date", { exact: true }));
  await page.keyboard.type(`${month}${date}${year}`);
  await tabTo(page, page.getByLabel("Time", { exact: true }));
  await page.keyboard.type("1030PM");
  await press(page, next);
  await heading("Notifications");
  await tabTo(page, page.getByLabel(/^Sign-out message/));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Save your work.");
  await press(page, next);
  await heading("Review");
  await expect(page.getByRole("definition").filter({ hasText: "Save your work." })).toBeVisible();

  const steps = page.getByRole("navigation", { name: "Update steps" });
  await expect(steps.getByRole("listitem")).toHaveText([/^Basics \(done\)/, /^Image and configuration \(done\)/, /^Schedule \(done\)/, /^Notifications \(done\)/, /Review/]);
  const schedule = page.getByRole("button", { name: "Schedule update…" });
  await expect(schedule).not.toHaveAttribute("aria-disabled", "true", { timeout: 30_000 });
  await press(page, schedule);
  const dialog = page.getByRole("dialog");
  await expect(await shownRequest(page)).toContainText(/"logOffMessage": "Save your work\."/);
  await press(page, dialog.getByRole("button", { name: "Schedule update", exact: true }));
  await done(page);
  await expect(page.getByText("Scheduled", { exact: true }).first()).toBeVisible();
});

test("back and forward go through the steps and lose nothing", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByLabel("Batch size").fill("3");
  await openStep(page, "Notifications");
  await page.getByLabel(/^Sign-out message/).fill("Later");
  await page.goBack();
  await expect(page.getByLabel("Batch size")).toHaveValue("3");
  await page.getByLabel("Batch size").fill("2");
  await page.goForward();
  await expect(page.getByLabel(/^Sign-out message/)).toHaveValue("Later");
  await openStep(page, "Review");
  await expect(page.getByRole("definition").filter({ hasText: /^2$/ }).first()).toBeVisible();
  await page.getByRole("button", { name: "Copy link to this draft" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(page.url());
  expect(page.url()).toContain("message=Later");
});

test("another person opens the link, sees the draft, and everything is read anew", async ({ page, browser, emulator }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await fillUpdate(page, { batch: 4, at: { date: day(2), time: "04:05", zone: "Tokyo Standard Time" }, message: "Save & leave" });
  const link = page.url();
  const before = (await emulator.requests("hp-finance/sessionHosts", "GET")).length;

  const context = await browser.newContext();
  const colleague = await context.newPage();
  await signIn(colleague, "reader", link);
  await expect(colleague.getByRole("heading", { name: "Review", level: 2 })).toBeVisible();
  for (const value of [/^4$/, /^Save & leave$/, /^Tokyo Standard Time$/, /04:05/]) {
    await expect(colleague.getByRole("definition").filter({ hasText: value }).first()).toBeVisible();
  }
  await expect.poll(async () => (await emulator.requests("hp-finance/sessionHosts", "GET")).length).toBeGreaterThan(before);
  await context.close();
});

test("a time that clocks skip is refused, one that comes twice is asked about", async ({ page }) => {
  const { year, forward, back } = clockChanges();
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await openStep(page, "Schedule");
  await page.getByRole("radio", { name: "At a time" }).check();
  await page.getByLabel(/^Time zone/).selectOption("W. Europe Standard Time");
  await expect(page.getByLabel(/^Time zone/).locator("option:checked")).toContainText("Central European");
  await page.getByLabel("Date", { exact: true }).fill(`${year}-03-${forward}`);
  await page.getByLabel("Time", { exact: true }).fill("02:30");
  await expect(page.getByText(new RegExp(`${year}-03-${forward} 02:30 doesn.t exist .* ${year}-03-${forward} 03:00`))).toBeVisible();
  await expect(page.getByLabel("Date", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await openStep(page, "Review");
  await expect(page.getByRole("link", { name: /^Schedule \(has a problem\)/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Schedule update…" })).toHaveAccessibleDescription("Fix the problems in Schedule first.");

  await openStep(page, "Schedule");
  await page.getByLabel("Date", { exact: true }).fill(`${year}-10-${back}`);
  const twice = page.getByRole("group", { name: "Clocks go back, so this time occurs twice" });
  await twice.getByRole("radio", { name: new RegExp(`^The second: ${back} Oct ${year}, 01:30`) }).check();
  await expect(page.getByRole("definition").filter({ hasText: `${back} Oct ${year}, 01:30 UTC` })).toBeVisible();
  await twice.getByRole("radio", { name: new RegExp(`^The first: ${back} Oct ${year}, 00:30`) }).check();
  await expect(page.getByRole("definition").filter({ hasText: `${back} Oct ${year}, 00:30 UTC` })).toBeVisible();
  await expect(page.getByText(/up to 14 days ahead, until/)).toBeVisible();
});

test("the flight plan follows the slider and tells a window that is too short", async ({ page }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByLabel("Batch size").fill("1");
  const drawn = () => plan(page).locator("path.flight-batch").getAttribute("d");
  await expect(plan(page).getByRole("img")).toHaveAccessibleName(/replaced in 6 steps/);
  const before = await drawn();
  await page.getByRole("slider").press("End");
  await expect(plan(page).getByRole("img")).toHaveAccessibleName(/replaced in 2 steps/);
  await expect.poll(drawn).not.toBe(before);
  await plan(page).getByText("Show all steps").click();
  const table = plan(page).getByRole("table", { name: "Flight plan steps" });
  await expect.poll(async () => (await rows(table)).map((row) => `${row.Step}: ${row.Hosts}`)).toEqual(["Initial host: 1", "Batch 1: 5"]);
  await page.getByRole("slider").press("Home");
  await expect(table.getByRole("rowheader")).toHaveCount(6);
  await expect(plan(page).getByText(/Microsoft's estimate/)).toBeVisible();

  await openStep(page, "Schedule");
  await page.getByRole("radio", { name: "At a time" }).check();
  await page.getByLabel("Date", { exact: true }).fill(day(2));
  await page.getByLabel("Time", { exact: true }).fill("20:00");
  await page.getByRole("checkbox", { name: "Check against a maintenance window" }).check();
  await page.getByLabel("Window opens").fill(`${day(2)}T20:00`);
  await page.getByLabel("Window closes").fill(`${day(2)}T20:30`);
  await expect(page.getByRole("status").filter({ hasText: /It doesn't fit.*after the maintenance window/ })).toBeVisible();
  await expect(plan(page).getByText("Too short")).toBeVisible();
  await page.getByLabel("Window closes").fill(`${day(3)}T20:30`);
  await expect(plan(page).getByText("Fits", { exact: true })).toBeVisible();
});

test("a pool without session hosts is told that an update would do nothing", async ({ page }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-lab-empty");
  await openStep(page, "Image and configuration");
  await expect(page.getByRole("status").filter({ hasText: "This update wouldn't change anything" })).toContainText("HostpoolHasNoSessionHosts");
});

test("settings left to the policy are not sent, and a shared link shows those the policy has", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByLabel("Batch size").fill("5");
  await page.getByRole("radio", { name: "Use the policy" }).check();
  await expect(page.getByLabel("Batch size")).toHaveValue("2");
  await expect(page.getByLabel("Batch size")).toBeDisabled();
  await expect(page.getByRole("checkbox", { name: "Keep the original VMs" })).toBeDisabled();
  await openStep(page, "Notifications");
  await expect(page.getByLabel(/^Sign-out message/)).toBeDisabled();
  await page.goto(page.url().replace(/batch=\d+/, "batch=4"));
  await openStep(page, "Basics");
  await expect(page.getByLabel("Batch size")).toHaveValue("2");
  await openStep(page, "Review");
  await expect(page.getByText("From the policy when the update starts")).toBeVisible();
  await page.getByRole("button", { name: "Start update…" }).click();
  await checked(page);
  await expect(page.getByRole("dialog")).toContainText("Azure uses the settings of the management policy");
  await expect(page.getByRole("dialog")).toContainText("A session host that can't be recovered stays in drain mode");
  await send(page, "Start update", /initiateSessionHostUpdate\S+[^"]*\{\}/s);
  await done(page);
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toMatchObject([{ bodyBytes: 2 }]);
});

test("settings are saved to the policy first, and later updates start with them", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByRole("radio", { name: "For this update, and save to the policy" }).check();
  await fillUpdate(page, { batch: 3, delay: 7, at: { date: day(2), time: "20:30", zone: "Tokyo Standard Time" } });
  await page.getByRole("button", { name: "Schedule update…" }).click();
  await checked(page);
  const dialog = page.getByRole("dialog");
  const requests = await shownRequest(page);
  await expect(requests.nth(0)).toContainText(/PATCH .*sessionHostManagements\/default.*Tokyo Standard Time.*"maxVmsRemoved": 3.*"logOffDelayMinutes": 7/s);
  await expect(requests.nth(1)).toContainText(/initiateSessionHostUpdate.*"maxVmsRemoved": 3/s);
  await dialog.getByRole("button", { name: "Save policy and schedule update", exact: true }).click();
  await done(page);
  expect(await emulator.requests("sessionHostManagements/default", "PATCH")).toHaveLength(1);
  await openTab(page, "Policy");
  await expect(page.getByText("Tokyo Standard Time")).toBeVisible();
});

test("a policy that can't be saved stops the update", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByRole("radio", { name: "For this update, and save to the policy" }).check();
  await fillUpdate(page, { batch: 3 });
  await page.getByRole("button", { name: "Start update…" }).click();
  await checked(page);
  await emulator.fault({ fault: { kind: "status", status: 409 }, path: "sessionHostManagements/default", method: "PATCH" });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save policy and start update", exact: true }).click();
  await expect(dialog.getByRole("button", { name: "Close", exact: true }).last()).toBeVisible();
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(0);
});

test("the configuration is changed from the wizard, whose draft comes back", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await page.getByLabel("Batch size").fill("4");
  await openStep(page, "Image and configuration");
  await expect(page.getByText("SessionHostName-DateTime_Hash")).toBeVisible();
  await page.getByRole("link", { name: "Change image or configuration" }).click();
  await expect(page.getByText("Part of an update")).toBeVisible();
  await page.getByLabel(/^Friendly name/).fill("From the wizard");
  await page.reload();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("From the wizard");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH .*sessionHostConfigurations\/default.*From the wizard/s);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("In progress…")).toBeVisible();
  await emulator.advance(1);
  // Azure asks to be left alone for a minute.
  await flyUntil(page, page.getByRole("heading", { name: "Image and configuration", level: 2 }));
  await openStep(page, "Basics");
  await expect(page.getByLabel("Batch size")).toHaveValue("4");
});

test("the review names the terms of previews", async ({ page }) => {
  await signIn(page, "owner");
  await openWizard(page, "hp-finance");
  await openStep(page, "Schedule");
  await expect(page.getByText("fewer session hosts take users")).toBeVisible();
  await openStep(page, "Review");
  const terms = page.getByRole("link", { name: /^Supplemental Terms of Use for Microsoft Azure Previews/ });
  await expect(terms).toHaveAttribute("href", "https://azure.microsoft.com/support/legal/preview-supplemental-terms/");
  await expect(terms).toHaveAttribute("rel", "noopener noreferrer");
});

test.describe("in New York", () => {
  test.use({ timezoneId: "America/New_York" });

  test("the time zone is the policy's, and a scheduled update says it in that zone", async ({ page }) => {
    await signIn(page, "owner");
    await openWizard(page, "hp-finance");
    await openStep(page, "Schedule");
    await page.getByRole("radio", { name: "At a time" }).check();
    await expect(page.getByLabel(/^Time zone/)).toHaveValue("W. Europe Standard Time");
    await page.getByLabel("Date", { exact: true }).fill(day(2));
    await page.getByLabel("Time", { exact: true }).fill("22:00");
    await openStep(page, "Review");
    await page.getByRole("button", { name: "Schedule update…" }).click();
    await checked(page);
    await expect(page.getByRole("dialog").getByRole("heading", { name: /^Schedule a session host update for \d+ \w+ \d{4}, 22:00 / })).toBeVisible();
    await send(page, "Schedule update", /initiateSessionHostUpdate/);
    await done(page);
    const facts = page.locator(".run-facts");
    await expect(facts.getByText("Starts", { exact: true })).toBeVisible();
    await expect(facts.getByText("Started", { exact: true })).toHaveCount(0);
    await expect(facts.getByText(/, 22:00 .*W\. Europe Standard Time/)).toBeVisible();
    await expect(page.getByRole("list", { name: "Update phases" }).getByRole("listitem").first()).toContainText("scheduled");
  });
});

/** Opens the wizard that changes what is scheduled, with another batch size, up to the dialog. */
async function change(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Change…" }).click();
  await expect(page.getByRole("heading", { name: "Change the scheduled update of hp-finance" })).toBeVisible();
  await expect(page.getByLabel("Batch size")).toHaveValue("2");
  await page.getByLabel("Batch size").fill("3");
  await openStep(page, "Schedule");
  await expect(page.getByLabel("Time", { exact: true })).toHaveValue("20:30");
  await expect(page.getByLabel(/^Time zone/)).toHaveValue("Tokyo Standard Time");
  await openStep(page, "Review");
  await page.getByRole("button", { name: "Cancel and reschedule…" }).click();
  const requests = await shownRequest(page);
  await expect(requests.nth(0)).toContainText(/controlSessionHostUpdate.*"action": "Cancel"/s);
  await expect(requests.nth(1)).toContainText(/initiateSessionHostUpdate.*T11:30:00Z.*"maxVmsRemoved": 3/s);
}

async function schedule(page: Page): Promise<void> {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page, { batch: 2, at: { date: day(2), time: "20:30", zone: "Tokyo Standard Time" } });
  await send(page, "Schedule update", /POST/);
  await done(page);
}

test("a scheduled update is changed: cancelled, seen cancelled, scheduled anew", async ({ page, emulator }) => {
  await schedule(page);
  await change(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel and reschedule", exact: true }).click();
  await done(page);
  await expect(page.getByText("Scheduled", { exact: true }).first()).toBeVisible();
  const log = await emulator.requests("SessionHostUpdate", "POST");
  expect(log.map((request) => request.path.split("/").pop())).toEqual(["initiateSessionHostUpdate", "controlSessionHostUpdate", "initiateSessionHostUpdate"]);
});

test("a change whose second half fails says what stands", async ({ page, emulator }) => {
  await schedule(page);
  await change(page);
  await emulator.fault({ fault: { kind: "status", status: 409 }, path: "initiateSessionHostUpdate" });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Cancel and reschedule", exact: true }).click();
  await expect(dialog.getByRole("alert").filter({ hasText: "Only the first request is done" })).toContainText("cancelled but not rescheduled");
  await expect(dialog.getByText("Done", { exact: true })).toHaveCount(1);
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  expect(page.url()).toContain("batch=3");
  await page.getByRole("link", { name: "hp-finance" }).first().click();
  await openTab(page, "Update");
  await expect(page.getByText("Cancelled", { exact: true }).first()).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`every step is accessible and fits 800 px, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize({ width: 800, height: 900 });
    await signIn(page, "owner");
    await openWizard(page, "hp-finance");
    for (const step of ["Basics", "Image and configuration", "Schedule", "Notifications", "Review"]) {
      if (step !== "Basics") await openStep(page, step);
      if (step === "Schedule") {
        await page.getByRole("radio", { name: "At a time" }).check();
        await page.getByRole("checkbox", { name: "Check against a maintenance window" }).check();
      }
      const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
      expect(scroll, step).toBeLessThanOrEqual(width);
      // At the end of the page nothing lies behind the bar of the flight plan.
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
      await test.step(step, () => expectAccessible(page));
    }
    await page.getByRole("button", { name: /^Flight plan/ }).click();
    await expect(plan(page).getByText("Lowest capacity")).toBeVisible();
    await expectAccessible(page);
  });
}
