import type { Page } from "@playwright/test";
import type { Emulator } from "../emulator";
import { expect, expectAccessible, settle, signIn, test } from "../fixtures";
import { openPool } from "../steps";
import { behind, LIST, PRODUCTION } from "../truth";

const GRAPH = "/providers/Microsoft.ResourceGraph/resources";
const pool = (name: string, of = PRODUCTION, group = "rg-avd-prod") => `${of}/resourceGroups/${group}${LIST}/${name}`;

/** The card of one kind of trouble. */
function card(page: Page, title: string) {
  return page.locator(".attention > li").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
}

/** The pools that a kind of trouble names, with what is said of each. */
async function named(page: Page, title: string): Promise<[string, string][]> {
  const lines = card(page, title).locator(".attention-line");
  const pairs = await lines.evaluateAll((all) => all.map((line) => [line.querySelector(".attention-pool")?.textContent ?? "", line.querySelector(".attention-detail")?.textContent?.trim() ?? ""]));
  return pairs as [string, string][];
}

/** The hosts of a pool as the provider tells them. */
async function hosts(emulator: Emulator, id: string): Promise<{ id: string; properties: Record<string, any> }[]> {
  const answer = (await emulator.control("POST", "as", { user: "olivia.owner", method: "GET", path: `${id}/sessionHosts` })) as { body: { value: any[] } };
  return answer.body.value;
}

async function drain(emulator: Emulator, id: string): Promise<number> {
  const all = await hosts(emulator, id);
  for (const host of all) await behind(emulator, "PATCH", host.id, { properties: { allowNewSession: false } });
  return all.length;
}

test("the first page says what needs attention, what runs and where capacity is short", async ({ page }) => {
  await signIn(page, "owner", "/");
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await expect(card(page, "Session host update failed")).toBeVisible();
  await settle(page);
  expect((await named(page, "Session host update failed")).map(([name]) => name)).toEqual(["hp-engineering"]);
  expect(await named(page, "Session hosts out of date")).toEqual([["hp-finance", "6 of 6"]]);
  const running = page.getByRole("region", { name: "Running updates" });
  await expect(running.getByRole("listitem")).toHaveCount(2);
  await expect(running.getByRole("listitem").filter({ hasText: "hp-callcenter" })).toContainText("Updating");
  await expect(page.getByRole("region", { name: "Next 14 days" })).toContainText("No update is scheduled.");
  await expect(page.getByRole("region", { name: "Sessions and capacity" }).getByRole("listitem").first()).toContainText("hp-support-us");
  await expect(page.getByRole("region", { name: "Sources" })).toContainText("Azure Resource Graph");
  await expectAccessible(page);
});

test("what is wrong leads to its place, and what can be done to its action", async ({ page }) => {
  await signIn(page, "owner", "/overview");
  await card(page, "Session hosts out of date").getByRole("link", { name: "hp-finance", exact: true }).click();
  await expect(page).toHaveURL(/hp-finance\/hosts\?version=behind/);
  await expect(page.getByRole("table", { name: "Session hosts" })).toBeVisible();
  await settle(page);
  await page.goBack();
  await card(page, "Session hosts out of date").getByRole("link", { name: /^Schedule update/ }).click();
  await expect(page.getByRole("heading", { name: "Basics", level: 2 })).toBeVisible();
  await settle(page);
  await page.goBack();
  await card(page, "Session host update failed").getByRole("link", { name: /^Retry or cancel/ }).click();
  await expect(page.getByRole("button", { name: /^Retry/ }).first()).toBeVisible();
  await settle(page);
  await page.goBack();
  await card(page, "Session host update failed").getByRole("link", { name: /^View all/ }).click();
  await expect(page).toHaveURL(/\/updates\?show=attention/);
});

test("a pool whose session hosts are all drained is the first thing named, with how many", async ({ page, emulator }) => {
  const partners = await drain(emulator, pool("hp-partners"));
  await signIn(page, "owner", "/overview");
  await expect(card(page, "No session host takes new sessions")).toBeVisible();
  expect(await named(page, "No session host takes new sessions")).toEqual([["hp-partners", `${partners} in drain mode`]]);
  await expect(page.locator(".attention > li").first()).toContainText("No session host takes new sessions");
  // Found, opened, mended and gone: no reload in between.
  await card(page, "No session host takes new sessions").getByRole("link", { name: /^Allow sessions/ }).click();
  await expect(page).toHaveURL(/hp-partners\/hosts/);
  for (const host of await hosts(emulator, pool("hp-partners"))) await behind(emulator, "PATCH", host.id, { properties: { allowNewSession: true } });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Overview" }).click();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(card(page, "No session host takes new sessions")).toHaveCount(0);
});

test("a finding is dismissed for a reason until a date, and comes back when it is another", async ({ page, emulator }) => {
  await signIn(page, "owner", "/overview");
  const unavailable = card(page, "Session hosts unavailable");
  await unavailable.getByRole("button", { name: /^Dismiss/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Session hosts unavailable in hp-support-us");
  await expectAccessible(page);
  await expect(dialog.getByRole("button", { name: "Dismiss", exact: true })).toHaveAttribute("aria-disabled", "true");
  await dialog.getByLabel("Reason").fill("Lab machines, known");
  await dialog.getByRole("button", { name: "Dismiss", exact: true }).click();
  await expect(unavailable).toHaveCount(0);
  await page.reload();
  await expect(page.getByText("1 dismissed")).toBeVisible();
  await settle(page);
  await expect(unavailable).toHaveCount(0);
  await page.getByText("1 dismissed").click();
  await expect(page.getByText("Lab machines, known")).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(unavailable).toBeVisible();
  expect(await emulator.requests("/", "PATCH")).toEqual([]);
});

test("a scheduled update stands on its day", async ({ page, emulator }) => {
  const at = new Date(Date.now() + 3 * 86_400_000);
  const body = { scheduledDateTime: `${at.toISOString().slice(0, 19)}Z` };
  const management = `${pool("hp-finance")}/sessionHostManagements/default`;
  await behind(emulator, "POST", `${management}/initiateSessionHostUpdate?api-version=2026-01-01-preview`, body);
  await signIn(page, "owner", "/overview");
  const days = page.getByRole("region", { name: "Next 14 days" });
  await expect(days.getByRole("link", { name: "hp-finance" })).toBeVisible();
  const day = days.locator(".day").filter({ hasText: "hp-finance" });
  await expect(day.locator(".day-name")).toHaveText(new RegExp(`\\b${at.getDate()}\\b`));
  await expect(card(page, "Session hosts out of date"), "one is on its way").toHaveCount(0);
});

test("where Resource Graph gives no answer the pools are asked, and the page says so", async ({ page, emulator, complaints }) => {
  complaints.expect(/503/);
  await drain(emulator, pool("hp-partners"));
  await emulator.fault({ fault: { kind: "status", status: 503 }, path: GRAPH, times: 0 });
  await signIn(page, "owner", "/overview");
  await expect(card(page, "No session host takes new sessions").getByRole("link", { name: "hp-partners", exact: true })).toBeVisible();
  await expect(page.getByRole("region", { name: "Sources" })).toContainText("Couldn't refresh");
  await expect(card(page, "Session hosts out of date"), "versions are in no other list").toHaveCount(0);
});

test("what could not be read is said, and the rest stands", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  await emulator.fault({ fault: { kind: "status", status: 403, code: "AuthorizationFailed" }, path: "sessionHostUpdateStatuses", times: 0 });
  await signIn(page, "owner", "/overview");
  await expect(card(page, "Session hosts out of date")).toBeVisible();
  await expect(page.getByRole("region", { name: "Sources" }).getByText("Couldn't load 6 pools")).toBeVisible();
  await expect(card(page, "Session host update failed")).toHaveCount(0);
});

test("a person without pools is told what to do first", async ({ page, emulator }) => {
  for (const action of ["Microsoft.DesktopVirtualization/hostpools/read"]) await emulator.control("POST", "deny", { user: "rita.reader", action, scope: "/" });
  await signIn(page, "reader", "/overview");
  await expect(page.getByText("Create your first host pool")).toBeVisible();
});

test("the overview of a pool shows its state, and each card leads on", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering");
  await expect(page.getByRole("region", { name: "Needs attention" })).toContainText("Session host update failed");
  const cards = page.locator(".state-card");
  await expect(cards).toHaveText([/^Session hosts5 of 5 take new sessions/, /^User sessions5/, /^UpdateStopped with an error2 of 5/, /^Configuration3 of 5 out of date/]);
  await expectAccessible(page);
  await cards.getByRole("link", { name: "Configuration" }).click();
  await expect(page).toHaveURL(/hp-engineering\/configuration$/);
});
