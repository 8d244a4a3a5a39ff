import type { Page, Route } from "@playwright/test";
import type { Logged } from "../emulator";
import { expect, expectAccessible, openAccount, PERSONAS, signIn, test } from "../fixtures";
import { openPool, send, shownRequest } from "../steps";

const CONTOSO = "12 pools";
const FABRIKAM = "8d41f7b0-2c6e-4a95-b3d8-1f0e7c5a9b04";

const button = (page: Page) => page.getByRole("button", { name: "Account and directory" });

/** Goes to another directory by the account panel. */
async function goTo(page: Page, directory: string): Promise<void> {
  const panel = await openAccount(page);
  await panel.getByRole("button", { name: new RegExp(`^${directory}`) }).click();
}

/** Signs another person in beside the one who is. */
async function asReader(page: Page): Promise<void> {
  await (await openAccount(page)).getByRole("button", { name: "Sign in with another account" }).click();
  await page.getByRole("button", { name: PERSONAS.reader }).click();
  await expect(button(page)).toContainText(PERSONAS.reader);
}

test("to another directory and back, each with its own pools and its own token", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await expect(page.getByText(CONTOSO)).toBeVisible();
  const panel = await openAccount(page);
  await expect(panel.getByRole("button", { name: /^Contoso contoso\.example · Home/ })).toHaveAttribute("aria-current", "true");
  await expect(panel.getByRole("button", { name: /^Fabrikam fabrikam\.example · External user/ })).toBeVisible();
  await expectAccessible(page);
  await emulator.control("DELETE", "log");

  // By keyboard: the first directory has the focus.
  await expect(panel.getByRole("button", { name: /^Contoso/ })).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^3 pools/)).toBeVisible();
  await expect(button(page)).toContainText("Fabrikam");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Host pools", exact: true }).click();
  await expect(page.getByRole("link", { name: "hp-fab-design" })).toBeVisible();
  await expect(page.getByRole("link", { name: "hp-finance" })).toHaveCount(0);
  expect((await emulator.requests(FABRIKAM, "GET")).map((it) => it.status).filter((status) => status !== 200)).toEqual([]);

  // It is remembered for the tab.
  await page.reload();
  await expect(page.getByText(/^3 pools/)).toBeVisible();
  await expect(button(page)).toContainText("Fabrikam");

  await emulator.control("DELETE", "log");
  await goTo(page, "Contoso");
  await expect(page.getByText(CONTOSO)).toBeVisible();
  const log = await emulator.requests("", "GET");
  expect(log.filter((it) => it.path.includes("authorize")), "the first session was still there").toEqual([]);
  // Counts of the pools that were on screen may still have been on their way.
  expect(log.filter((it) => it.path.includes(FABRIKAM) && it.status !== 200), "the other directory with a token of its own").toEqual([]);
  expect(log.filter((it) => it.status === 401)).toEqual([]);
});

test("a guest who is blocked is told where, and goes on where it works", async ({ page }) => {
  await signIn(page, "reader");
  await expect(page.getByText(CONTOSO)).toBeVisible();
  await goTo(page, "Fabrikam");
  await expect(page.getByText("Conditional Access blocks this sign-in")).toBeVisible();
  await expect(page.getByText("Directory: Fabrikam")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Back to Contoso" }).click();
  await expect(page.getByText(CONTOSO)).toBeVisible();
  await page.reload();
  await expect(page.getByText(CONTOSO)).toBeVisible();
});

test("two accounts in one tab, changed between and forgotten one by one", async ({ page }) => {
  await signIn(page, "owner");
  await expect(page.getByText(CONTOSO)).toBeVisible();
  await asReader(page);
  await expect(page.getByText(CONTOSO)).toBeVisible();

  const panel = await openAccount(page);
  await panel.getByRole("button", { name: /^Olivia Owner/ }).click();
  await expect(button(page)).toContainText(PERSONAS.owner);
  await (await openAccount(page)).getByRole("button", { name: "Remove from this tab" }).click();
  await expect(page.getByRole("heading", { name: "Still signed in to this tab" })).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify({ ...sessionStorage }))).not.toContain(PERSONAS.owner);
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Rita Reader/ }).click();
  await expect(button(page)).toContainText(PERSONAS.reader);
  await expect(page.getByText(CONTOSO)).toBeVisible();
});

for (const [who, away, back] of [
  ["another directory", (page: Page) => goTo(page, "Fabrikam"), (page: Page) => goTo(page, "Contoso")],
  ["another account", asReader, async (page: Page) => (await openAccount(page)).getByRole("button", { name: /^Olivia Owner/ }).click()],
] as const) {
  test(`what was left open is not looked for with the token of ${who}, and is when its own is back`, async ({ page, emulator }) => {
    // Rows of the table of pools are confirmed in a batch, with whatever token is current.
    const isLook = (it: Logged) => it.path.endsWith("/hp-sales") && it.batched !== true;
    const looks = async () => (await emulator.requests("hostPools/hp-sales", "GET")).filter(isLook).length;
    const left = page.getByRole("list", { name: "Changes in progress" });
    await signIn(page, "owner");
    await openPool(page, "hp-sales");
    await page.getByRole("link", { name: "Edit", exact: true }).click();
    await page.getByLabel(/^Friendly name/).fill("Left open");
    await page.getByRole("button", { name: "Review…" }).click();
    await expect(await shownRequest(page)).toContainText("PATCH");
    await emulator.fault({ fault: { kind: "lostAfter" }, path: "hostPools/hp-sales", method: "PATCH" });
    // No look for it is answered before the change.
    const held: Route[] = [];
    await page.route(/hostPools\/hp-sales\?/i, (route) => (route.request().method() === "GET" ? void held.push(route) : route.continue()));
    await send(page, "Save", /PATCH/);
    await expect(page.getByRole("dialog")).toContainText("Connection lost");
    await page.getByRole("button", { name: "Run in background" }).click();
    await expect(left).toContainText("Checking whether the change was applied");
    await emulator.control("DELETE", "log");

    await away(page);
    // Those that went out before have nobody who waits for them.
    await Promise.allSettled(held.map((route) => route.abort()));
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await expect(page.getByText(who === "another account" ? CONTOSO : /^3 pools/)).toBeVisible();
    await page.getByRole("link", { name: "Activity", exact: true }).click();
    await expect(page.getByText("No changes yet")).toBeVisible();
    await expect(left).toHaveCount(0);
    expect(await looks()).toBe(0);

    await back(page);
    await expect(left).toContainText(/Done.*Saved and verified\./s);
    expect(await looks()).toBeGreaterThan(0);
    expect(await emulator.requests("hostPools/hp-sales", "PATCH"), "it went out once, before").toHaveLength(0);
  });
}

test("a sign-out reaches that account in the other tab, the front channel reaches everybody", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await expect(page.getByText(CONTOSO)).toBeVisible();
  // A duplicated tab: session storage is copied, the page is its own.
  const [twin] = await Promise.all([context.waitForEvent("page"), page.evaluate(() => void window.open("/pools"))]);
  await expect(twin.getByText(CONTOSO)).toBeVisible();
  await (await openAccount(twin)).getByRole("button", { name: "Sign in with another account" }).click();
  await twin.getByRole("button", { name: PERSONAS.reader }).click();
  await expect(button(twin)).toContainText(PERSONAS.reader);

  await (await openAccount(page)).getByRole("button", { name: "Remove from this tab" }).click();
  await expect(page.getByText("You've signed out.")).toBeVisible();
  await expect(button(twin), "another account goes on").toContainText(PERSONAS.reader);
  await expect((await openAccount(twin)).getByText("Other accounts in this tab")).toHaveCount(0);

  const other = await context.newPage();
  await other.goto(`${emulator.arm}/organizations/oauth2/v2.0/logout`);
  await expect(twin.getByText("You signed out of Microsoft Entra ID in another app")).toBeVisible();
  expect(await twin.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("avd.session|")))).toEqual([]);
});
