import type { Page } from "@playwright/test";
import { expect, signIn, signOut, standStill, test } from "../fixtures";
import { hold, openPool, openTab, throughSignIn } from "../steps";

const stores = (page: Page) => page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));

/** The tokens of the session, as the tab keeps them until the sign-out. */
async function sessionTokens(page: Page): Promise<string[]> {
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  return kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
}

test("after the main job and a sign-out no token is left anywhere", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Reveal" }).click();
  const registration = await page.getByRole("textbox", { name: "Registration token", exact: true }).innerText();
  await page.getByRole("button", { name: "Hide" }).click();
  const secrets = [registration, ...(await sessionTokens(page))];
  expect(secrets.length).toBeGreaterThanOrEqual(2);
  const expectNone = (text: string) => secrets.forEach((secret) => expect(text.includes(secret), "a token is there").toBe(false));

  await openTab(page, "JSON");
  expectNone(await page.content());
  expectNone(await page.evaluate(() => JSON.stringify({ ...localStorage })));
  expect(await stores(page)).not.toContain(registration);
  expectNone(page.url());

  await signOut(page);
  await expect(page.getByText("You've signed out.")).toBeVisible();
  expectNone(await stores(page));
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("avd.")))).toEqual([]);
  for (let back = 0; back < 4; back += 1) {
    await page.goBack();
    expectNone(page.url());
    expect(page.url()).not.toMatch(/access_token|id_token/);
    expectNone(await page.content());
  }
  expectNone(said.join("\n"));
});

test("an answer that comes while one signs out leaves nothing behind", async ({ page }) => {
  await signIn(page, "owner");
  const answer = await hold(page, /\/tenants\?/);
  const leave = await hold(page, /\/logout\?/);
  const left = page.waitForRequest(/\/logout\?/);
  const gone = signOut(page);
  await left;
  const read = page.waitForResponse(/\/tenants\?/);
  answer();
  // The page is still there when it comes.
  await (await read).finished();
  leave();
  await gone;
  await expect(page.getByText("You've signed out.")).toBeVisible();
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("avd.")))).toEqual([]);
});

test("an expired token is renewed in the background, and the page stays", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-finance");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await standStill(page, 5);
  await emulator.expireTokens();
  await openTab(page, "Session hosts");
  await page.clock.resume();
  await expect(page.getByText("6 session hosts")).toBeVisible();
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
});

test("where the hidden frame is refused the window goes to sign in and comes back to its place", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-finance");
  await standStill(page, 5);
  await emulator.control("POST", "entra-error", { error: "login_required", code: 50058 });
  await emulator.expireTokens();
  await throughSignIn(page, async () => {
    await page.getByRole("navigation", { name: "Host pool views" }).getByRole("link", { name: "Session hosts", exact: true }).click();
    await page.clock.resume();
  });
  await expect(page.getByText("6 session hosts")).toBeVisible();
  await expect(page).toHaveURL(/\/hp-finance\/hosts$/);
});

test("a session that Microsoft has ended asks for a sign-in and goes on where it was", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-finance");
  await standStill(page, 5);
  await emulator.control("POST", "revoke", { user: "olivia.owner@contoso.example" });
  await emulator.expireTokens();
  await page.getByRole("navigation", { name: "Host pool views" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  await page.clock.resume();
  await expect(page.getByText("Your session has expired. Sign in to continue where you left off.")).toBeVisible();
  expect(await sessionTokens(page)).toEqual([]);
});
