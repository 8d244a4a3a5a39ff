import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectRow, rows, signIn, test } from "../fixtures";
import { done, hold, openPool, send, shownRequest, sortBy } from "../steps";

const board = (page: Page) => page.getByRole("table", { name: "Registration tokens" });
const dialog = (page: Page) => page.getByRole("dialog");

/** Every token text that a page may show. */
const TOKEN = /eyJ[\w-]+\.[\w-]+\.[\w-]+/;

async function openBoard(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Registration tokens", exact: true }).click();
  await expect(page.getByRole("button", { name: "Check all 6" })).toBeVisible();
}

/** The row of a pool says this of its token. */
async function expectToken(page: Page, pool: string, words: string): Promise<void> {
  await expectRow(board(page), { Pool: expect.stringMatching(`^${pool}`), Token: expect.stringMatching(`^${words.replace(/[()]/g, ".")}`) });
}

async function choose(page: Page, ...pools: string[]): Promise<void> {
  for (const pool of pools) await board(page).getByRole("checkbox", { name: `Select ${pool}`, exact: true }).check();
}

/** Closes the dialog of many changes once each has come to its end. */
async function close(page: Page, ended: Record<string, string>): Promise<void> {
  for (const [pool, outcome] of Object.entries(ended)) {
    await expect(dialog(page).getByRole("row").filter({ hasText: pool }).getByText(outcome, { exact: true })).toBeVisible();
  }
  await dialog(page).getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog(page)).toBeHidden();
}

test("an owner checks all pools, makes tokens for three, tries one again and revokes them", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openBoard(page);
  await expectToken(page, "hp-sales", "Not checked");
  expect(await emulator.requests("retrieveRegistrationToken", "POST")).toHaveLength(0);
  await page.getByRole("button", { name: "Check all 6" }).click();
  await expectToken(page, "hp-partners", "Expires soon");
  await expectToken(page, "hp-support-us", "None");
  await expectToken(page, "hp-finance", "Automated (no token)");
  await expect(page.getByText(/^2 tokens are valid among the pools that were checked\. Expiring within an hour: 1/)).toBeVisible();
  await expect.poll(() => emulator.requests("retrieveRegistrationToken", "POST")).toHaveLength(6);
  await expectAccessible(page);

  // By end, the latest first; what has no end comes last.
  await sortBy(page, board(page), "Expires", "end");
  await expect(page).toHaveURL(/\?sort=-end$/);
  await expect.poll(async () => (await rows(board(page))).slice(0, 2).map((row) => row["Token"])).toEqual(["Valid", expect.stringMatching(/^Expires soon/)]);
  await page.getByLabel("Show").selectOption("soon");
  await expect(page.getByText("1 of 12 pools")).toBeVisible();
  await expect(page).toHaveURL(/sort=-end&show=soon$/);
  await page.getByLabel("Show").selectOption("");

  await choose(page, "hp-support-us", "hp-developers", "hp-executives", "hp-finance");
  await page.getByRole("button", { name: "Create or renew…" }).click();
  await expectAccessible(page);
  await dialog(page).getByRole("radio", { name: "2 hours" }).check();
  await dialog(page).getByRole("button", { name: "Review…" }).click();
  await expect(dialog(page).getByRole("list", { name: /so it has no registration token/ }).getByRole("listitem")).toHaveText("hp-finance");
  await emulator.fault({ fault: { kind: "status", status: 400, code: "BadRequest", message: "Bad day." }, path: "hp-executives", method: "PATCH", times: 0 });
  await dialog(page).getByRole("button", { name: "Create 3 tokens" }).click();
  await close(page, { "hp-support-us": "Done", "hp-developers": "Done", "hp-executives": "Failed" });
  await emulator.clearFaults();
  await expectToken(page, "hp-support-us", "Valid");
  await expectToken(page, "hp-executives", "None");

  for (const pool of ["hp-support-us", "hp-developers", "hp-finance"]) await board(page).getByRole("checkbox", { name: `Select ${pool}` }).uncheck();
  await page.getByRole("button", { name: "Create or renew…" }).click();
  await dialog(page).getByRole("button", { name: "Review…" }).click();
  await dialog(page).getByRole("button", { name: "Create 1 token" }).click();
  await done(page);
  await expectToken(page, "hp-executives", "Valid");

  // What was made here is to be revoked, and is remembered for that.
  const made = page.getByRole("status").filter({ hasText: "3 tokens created in this browser are still valid" });
  await expect(made.getByRole("listitem")).toHaveCount(3);
  await made.getByRole("button", { name: "Revoke…" }).click();
  await dialog(page).getByRole("button", { name: "Revoke 3 tokens" }).click();
  await done(page, "Saved and verified for 3.");
  await expect(made).toBeHidden();
  await expectToken(page, "hp-executives", "None");
  expect(await page.content()).not.toMatch(TOKEN);
});

test("a new token for a pool: the earlier one is revoked before it is made", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByLabel("Revoke the earlier token first").check();
  await page.getByRole("radio", { name: "Custom…" }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByLabel("Date", { exact: true })).toHaveAccessibleDescription("Enter a date and a time.");
  await page.getByLabel("Date", { exact: true }).fill("2000-01-01");
  await page.getByLabel("Time", { exact: true }).fill("12:00");
  await expect(page.getByLabel("Date", { exact: true })).toHaveAccessibleDescription(/^A token must be valid for at least 1 hour\. The earliest expiration is/);
  await page.getByRole("radio", { name: "24 hours" }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(await shownRequest(page)).toHaveCount(2);
  await dialog(page).getByRole("button", { name: "Revoke and create" }).click();
  await done(page);
  await expect(page.getByText(/^Valid for (1 d|23 h 59 min)$/)).toBeVisible();
  await expect(page.getByText("Revoke it when you're done", { exact: true })).toBeVisible();
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(2);
});

test("a token is shown while a button is held, and leaves the clipboard after a minute", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  const hold = page.getByRole("button", { name: "Press and hold to view" });
  const shown = page.getByRole("textbox", { name: "Registration token", exact: true });
  await hold.hover();
  await page.mouse.down();
  const token = await shown.innerText();
  expect(token).toMatch(TOKEN);
  await page.mouse.up();
  await expect(shown).toBeHidden();
  await hold.focus();
  await page.keyboard.down("Enter");
  await expect(shown).toHaveText(token);
  await page.keyboard.up("Enter");
  await expect(shown).toBeHidden();
  expect(await page.content()).not.toContain(token);

  const held = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy token" }).click();
  await expect(page.getByText(/^Copied\. The clipboard is cleared in 1 minute/)).toBeVisible();
  expect(await held()).toBe(token);
  await page.clock.fastForward("01:00");
  await expect(page.getByText(/^Clipboard cleared/)).toBeVisible();
  expect((await held()).trim()).toBe("");

  // A script carries it on explicit choice only, and what was copied since then is left alone.
  await page.getByText("Install the agents on a new VM").click();
  const script = page.getByRole("figure", { name: "PowerShell" });
  await expect(script).toContainText("az desktopvirtualization hostpool retrieve-registration-token");
  await page.getByRole("button", { name: "Copy script with token" }).click();
  await expect(page.getByText(/^Copied\. The clipboard is cleared in 1 minute/)).toBeVisible();
  expect(await held()).toContain(`$token = '${token}'`);
  expect(await page.content()).not.toContain(token);
  await page.evaluate(() => navigator.clipboard.writeText("mine"));
  await page.clock.fastForward("01:00");
  await expect(page.getByText(/^The clipboard holds something else/)).toBeVisible();
  expect(await held()).toBe("mine");
});

test("a token for one session host is asked for once and stays in the page", async ({ page, emulator }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Select a session host…" }).click();
  await page.getByLabel("Session host", { exact: true }).selectOption("vm-sales-0.corp.contoso.example");
  await page.getByRole("button", { name: "Get a token for this session host…" }).click();
  await send(page, "Get token", /POST http.*listSingleSessionHostRegistrationTokens\?api-version=2026-04-01-preview.*expirationTimeInUtc/s);
  await expect(page.getByText(/^For vm-sales-0\.corp\.contoso\.example only, valid until/)).toBeVisible();
  await page.getByRole("button", { name: "Reveal" }).last().click();
  const token = await page.getByRole("textbox", { name: "Registration token", exact: true }).innerText();
  expect(token).toMatch(TOKEN);
  await expectAccessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await emulator.requests("listSingleSessionHostRegistrationTokens", "POST")).toHaveLength(1);

  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expectRow(page.getByRole("table"), { Change: "Get a registration token for one session host" });
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toContain(token);
  expect(await page.content()).not.toContain(token);
});

test("a reader is told that there is no right to read, and which one makes a token", async ({ page }) => {
  await signIn(page, "reader");
  await openBoard(page);
  await page.getByRole("button", { name: "Check all 6" }).click();
  await expectToken(page, "hp-sales", "No permission");
  await expect(page.getByText("Your roles don't let you read the tokens of 6 pools")).toBeVisible();
  await page.getByLabel("Show").selectOption("refused");
  await expect(page.getByText("6 of 12 pools")).toBeVisible();
  await expectAccessible(page);
  await choose(page, "hp-sales", "hp-developers");
  await page.getByRole("button", { name: "Create or renew…" }).click();
  await dialog(page).getByRole("button", { name: "Review…" }).click();
  const right = "You need the Desktop Virtualization Host Pool Contributor role.";
  await expect(dialog(page).getByRole("list", { name: right }).getByRole("listitem")).toHaveText(["hp-developers", "hp-sales"]);
  await expect(dialog(page).getByRole("button", { name: "Create tokens", exact: true })).toHaveAccessibleDescription("There's nothing to send.");
});

test("what a sweep knows stays when the page is left, and a sweep can be stopped", async ({ page, emulator }) => {
  // Four are asked at once, and none has answered when it is stopped.
  const answer = await hold(page, /retrieveRegistrationToken/);
  await signIn(page, "owner");
  await openBoard(page);
  await page.getByRole("button", { name: "Check all 6" }).click();
  await page.getByRole("button", { name: "Stop" }).click();
  answer();
  await expect(page.getByText(/^Checked the tokens of 4 of 6 pools$/)).toBeAttached();
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await openBoard(page);
  await page.getByLabel("Show").selectOption("unread");
  await expect(page.getByText("2 of 12 pools")).toBeVisible();
  expect(await emulator.requests("retrieveRegistrationToken", "POST")).toHaveLength(4);
});
