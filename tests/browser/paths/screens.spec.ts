import type { Locator, Page } from "@playwright/test";
import { expect, expectRow, rows, signIn, test } from "../fixtures";
import { done, hold, openPart, openPool, openTab, send, startUpdate } from "../steps";

const PROD = "/pools/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/rg-avd-prod";
const hosts = (page: Page) => page.getByRole("table", { name: "Session hosts of all pools" });
const dialog = (page: Page) => page.getByRole("dialog");

async function openHosts(page: Page, query = ""): Promise<void> {
  await signIn(page, "owner", `/hosts${query}`);
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
}

/** Where an element lies on the screen. */
async function placeOf(element: Locator): Promise<{ x: number; y: number }> {
  const box = await element.boundingBox();
  return { x: Math.round(box?.x ?? -1), y: Math.round(box?.y ?? -1) };
}

/** Presses Review… at the end of a form that has an error: the summary has the focus and leads to the field. */
async function expectSummary(page: Page, field: RegExp): Promise<void> {
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.getByRole("button", { name: "Review…" }).click();
  const summary = page.getByRole("alert").filter({ hasText: /problems? to fix/ });
  await expect(summary).toBeFocused();
  await expect(summary.getByRole("heading")).toBeInViewport({ ratio: 1 });
  await summary.getByRole("button").first().click();
  await expect(page.locator(":focus")).toHaveAccessibleDescription(field);
}

const FORMS: { name: string; open: (page: Page) => Promise<void>; field: RegExp }[] = [
  { name: "New host pool", open: (page) => signIn(page, "owner", "/pools/new"), field: /Select a subscription/ },
  {
    name: "Edit",
    open: async (page) => {
      await signIn(page, "owner");
      await openPool(page, "hp-sales");
      await page.getByRole("link", { name: "Edit", exact: true }).click();
      await openPart(page, "Tags");
      await page.getByLabel(/^Tags/).fill("no tag");
    },
    field: /^“no tag” isn't a tag/,
  },
  {
    name: "Configuration",
    open: async (page) => {
      await signIn(page, "owner");
      await openPool(page, "hp-finance", "Configuration");
      await page.getByRole("link", { name: "Edit configuration" }).click();
      await page.getByRole("radio", { name: "Custom image" }).check();
    },
    field: /Select an image\./,
  },
  {
    name: "Policy",
    open: async (page) => {
      await signIn(page, "owner");
      await openPool(page, "hp-finance", "Policy");
      await page.getByRole("button", { name: "Edit policy" }).click();
      await page.getByLabel(/^Batch size/).fill("0");
    },
    field: /Enter at least 1 VM per batch\./,
  },
];

for (const { name, open, field } of FORMS) {
  test(`a form that is sent with errors shows them and has the focus there: ${name}`, async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 700 });
    await open(page);
    await expectSummary(page, field);
  });
}

test("draining the last hosts that take users warns, and the pool no longer calls them available", async ({ page }) => {
  await openHosts(page, "?q=hp-partners");
  await page.getByRole("checkbox", { name: "Select all session hosts" }).check();
  await page.getByRole("button", { name: "Drain…" }).click();
  await expect(dialog(page)).toContainText("hp-partners: No other session host in the pool takes new sessions");
  await dialog(page).getByRole("button", { name: /^Drain \d/ }).click();
  await done(page);
  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await expectRow(page.getByRole("table", { name: "Host pools" }), { Hosts: expect.stringMatching(/^0 of \d available$/), Name: expect.stringMatching(/^hp-partners/) });
});

test("what a filter hides is counted as hidden, and nothing is done to it", async ({ page }) => {
  await openHosts(page, "?q=avdcall-0");
  await hosts(page).getByRole("checkbox", { name: "Select avdcall-0", exact: true }).check();
  await expect(page.getByText("1 selected", { exact: true })).toBeVisible();
  await page.getByRole("searchbox").fill("vm-sales-1");
  await expect(page.getByText("None selected, 1 hidden by filters")).toBeVisible();
  await expect(page.getByRole("button", { name: "Drain…" })).toHaveAttribute("aria-disabled", "true");
  await hosts(page).getByRole("checkbox", { name: /^Select vm-sales-1/ }).check();
  await page.getByRole("button", { name: "Drain…" }).click();
  await expect(dialog(page).getByRole("list", { name: "Targets" })).toHaveText(/^vm-sales-1/);
});

test("the skip link leads to the beginning of the page", async ({ page }) => {
  await openHosts(page);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.getByRole("button", { name: "Skip to main content" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await expect(page.getByRole("heading", { name: "Session hosts", level: 1 })).toBeInViewport();
});

/** What stands in a cell that is too narrow for it, without an ellipsis. */
async function cutOff(table: Locator): Promise<(string | null)[]> {
  return table.locator("td .badge").evaluateAll((badges) => {
    const end = (element: Element | null) => element?.getBoundingClientRect().right ?? 0;
    const unmarked = (badge: Element) => badge.scrollWidth > badge.clientWidth && getComputedStyle(badge).textOverflow !== "ellipsis";
    return badges.filter((badge) => unmarked(badge) || end(badge) > end(badge.closest("td")) + 1).map((badge) => badge.textContent);
  });
}

test("a status is never cut without a mark, and reads as words", async ({ page }) => {
  for (const [width, query] of [[1440, "?sort=status"], [1024, ""], [800, ""], [390, ""]] as const) {
    await page.setViewportSize({ width, height: 900 });
    if (width === 1440) await openHosts(page, query);
    expect(await cutOff(hosts(page)), `${width}`).toEqual([]);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByLabel("Status", { exact: true }).selectOption("NeedsAssistance");
  await expectRow(hosts(page), { Status: "Needs assistance" });
  const statuses = (await rows(hosts(page))).map((row) => row.Status ?? "");
  expect(statuses.filter((status) => /[a-z][A-Z]/.test(status.replace("FSLogix", "")))).toEqual([]);

  await page.getByRole("link", { name: "Updates", exact: true }).click();
  const updates = page.getByRole("table").filter({ hasText: "AgentRegistration" });
  await expect(updates).toBeVisible();
  expect(await cutOff(updates)).toEqual([]);
});

test("on a narrow screen the open tab is in sight and nothing scrolls sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const tab of ["", "/update", "/configuration", "/policy"]) {
    if (tab === "") await signIn(page, "owner", `${PROD}/hp-callcenter`);
    else await page.goto(`${PROD}/hp-callcenter${tab}`);
    await expect(page.locator(".tab[aria-current]")).toBeInViewport({ ratio: 0.9 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), tab).toBeLessThanOrEqual(0);
  }
});

test("edits of the policy outlast a look at another tab", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Policy");
  await page.getByRole("button", { name: "Edit policy" }).click();
  await page.getByLabel(/^Batch size/).fill("3");
  await openTab(page, "Update");
  await openTab(page, "Policy");
  await expect(page.getByLabel(/^Batch size/)).toHaveValue("3");
  await page.getByRole("button", { name: "Cancel", exact: true }).click();
  await openTab(page, "Update");
  await openTab(page, "Policy");
  await expect(page.getByRole("button", { name: "Edit policy" })).toBeVisible();
});

test("nothing moves under the pointer at the first selection or a copy", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "owner");
  await page.getByRole("link", { name: "Registration tokens", exact: true }).click();
  const box = page.getByRole("checkbox", { name: "Select hp-sales", exact: true });
  const before = await placeOf(box);
  await box.check();
  await expect(page.getByText("1 selected", { exact: true })).toBeVisible();
  expect(await placeOf(box)).toEqual(before);

  await page.goto(`${PROD}/hp-partners/token`);
  const copy = page.getByRole("button", { name: "Copy token" });
  const stood = await placeOf(copy);
  await copy.click();
  await expect(page.getByText(/^Copied/)).toBeVisible();
  expect(await placeOf(copy)).toEqual(stood);
});

test("the whole head of a column sorts", async ({ page }) => {
  await openHosts(page);
  const head = hosts(page).getByRole("columnheader", { name: "Status" });
  const box = await head.boundingBox();
  await head.click({ position: { x: (box?.width ?? 0) - 6, y: 8 } });
  await expect(page).toHaveURL(/sort=status/);
});

test("no sentence stands twice, and no instant as machines write it", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  const tomorrow = await page.evaluate(() => new Date(Date.now() + 86_400_000).toISOString().slice(0, 10));
  await startUpdate(page, { at: { date: tomorrow, time: "22:00", zone: "Tokyo Standard Time" } });
  await expect(dialog(page).getByRole("heading").first()).toContainText(/Schedule a session host update for .*22:00/);
  const release = await hold(page, /initiateSessionHostUpdate/);
  await send(page, "Schedule update", /scheduledDateTime/);
  await expect(dialog(page).getByText("Sending…", { exact: true })).toHaveCount(1);
  release();
  await done(page);
  const machine = /\d{4}-\d\d-\d\dT\d\d:\d\d/;
  await expect(page.getByText("In the scheduled time zone")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(machine, { useInnerText: true });
  await page.getByRole("link", { name: /^Activity/ }).first().click();
  await expect(page.getByText(/^Schedule a session host update for/)).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(machine, { useInnerText: true });
});

test("while the list is read no count says zero", async ({ page }) => {
  const release = await hold(page, /Microsoft\.ResourceGraph|\/subscriptions\?|hostPools\?/);
  await signIn(page, "owner");
  await expect(page.getByRole("heading", { name: "Host pools" })).toBeVisible();
  await expect(page.getByText("12 pools")).toHaveCount(0);
  await expect(page.getByText(/^0 /)).toHaveCount(0);
  await page.getByRole("link", { name: "Session hosts", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Session hosts" })).toBeVisible();
  await expect(page.getByText(/^0 /)).toHaveCount(0);
  release();
});

test("a custom image takes the Marketplace fields away, another definition its image, and what does not fit is said", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Configuration");
  await page.getByRole("link", { name: "Edit configuration" }).click();
  const publisher = page.getByRole("combobox", { name: "Publisher" });
  await expect(publisher).not.toHaveValue("");
  const was = await publisher.inputValue();
  await page.getByRole("radio", { name: "Custom image" }).check();
  await expect(publisher).toBeHidden();
  await expect(page.getByRole("button", { name: "Clear the Marketplace fields" })).toHaveCount(0);
  await page.getByRole("radio", { name: "Marketplace" }).check();
  await expect(publisher, "what was there comes back").toHaveValue(new RegExp(`^${was}$`, "i"));
  await page.getByRole("radio", { name: "Custom image" }).check();
  const pick = async (field: string, typed: string, option: RegExp) => {
    const box = page.getByRole("combobox", { name: field, exact: true });
    await box.fill(typed);
    await page.getByRole("option", { name: option }).first().click();
  };
  await pick("Gallery (optional)", "gal", /^gal/);
  const definition = page.getByRole("combobox", { name: "Image definition (optional)", exact: true });
  await definition.fill("gen1");
  await page.getByRole("option", { name: /gen1/ }).first().click();
  await pick("Image", "20", /gen1/);
  const image = page.getByRole("combobox", { name: "Image", exact: true });
  await expect(image).not.toHaveValue("");
  await expect(page.getByText(/^Generation 1: Trusted launch and Confidential need a generation 2 image/)).toBeVisible();
  await definition.fill("win11");
  await page.getByRole("option", { name: /^win11/ }).first().click();
  await expect(image).toHaveValue("");
  await expect(page.getByText(/^Generation 1:/)).toHaveCount(0);
});

test("a failed host of an update leads to its own page", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering", "Update");
  await page.getByRole("alert").getByRole("link", { name: /^avdeng-/ }).first().click();
  await expect(page.getByRole("heading", { level: 2, name: /^avdeng-/ })).toBeVisible();
  await expect(page).toHaveURL(/hosts\/avdeng-/);
});

test("without a network no list is read in place of Resource Graph", async ({ page, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await signIn(page, "owner");
  await page.getByRole("link", { name: "Session hosts", exact: true }).click();
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await expect(page.getByText("Not loaded", { exact: true })).toBeVisible();
  await expect(page.getByText("You're offline", { exact: true })).toBeVisible();
  await expect(page.getByText(/Azure Resource Graph/)).toHaveCount(0);
  await context.setOffline(false);
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
});

test("the last dialog before a sign-out names the person", async ({ page }) => {
  await signIn(page, "operator");
  await openPool(page, "hp-sales", "User sessions");
  const sessions = page.getByRole("table", { name: "User sessions" });
  await sessions.getByRole("checkbox", { name: /^Select .* on / }).first().check();
  const user = (await sessions.getByRole("rowheader").first().innerText()).trim();
  await page.getByRole("button", { name: "Sign out…" }).click();
  await dialog(page).getByRole("button", { name: "Review…" }).click();
  await expect(dialog(page).getByRole("button", { name: "Sign out", exact: true })).toBeVisible();
  await expect(dialog(page)).toContainText(user);
});

test("a review says what happens; the request is behind a press, and stays shown", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  const request = dialog(page).getByRole("figure", { name: "Request" });
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(dialog(page).getByText("Show request")).toBeVisible();
  await expect(request).toHaveCount(0);
  await dialog(page).getByText("Show request").click();
  await expect(request).toBeVisible();
  await dialog(page).getByRole("button", { name: "Cancel", exact: true }).click();
  await page.reload();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(request).toBeVisible();
});

test("a deployment that is not set up names a misspelt setting", async ({ page }) => {
  const auth = { clientId: "", authorty: "https://login.microsoftonline.com/contoso.example" };
  await page.route("**/config.json", (route) => route.fulfill({ json: { auth } }));
  await page.goto("/pools");
  await expect(page.getByText("This deployment isn't set up yet")).toBeVisible();
  await expect(page.getByText(/auth\.authorty/)).toBeVisible();
});
