import type { BrowserContext, Page } from "@playwright/test";
import { expect, expectAccessible, PERSONAS, settle, signIn, standStill, test } from "../fixtures";
import { StaticHost } from "../host";
import { done, openPool, send, shownRequest } from "../steps";

/** From the next page on the browser's stores take nothing under keys that match: they are full. */
async function fill(page: Page | BrowserContext, keys: RegExp): Promise<void> {
  await page.addInitScript((source) => {
    const store = Storage.prototype.setItem;
    Storage.prototype.setItem = function (key, value) {
      if (new RegExp(source).test(key)) throw new DOMException("The quota has been exceeded.", "QuotaExceededError");
      store.call(this, key, value);
    };
  }, keys.source);
}

/** From the next page on the browser refuses its database, as some private windows do. */
async function refuseDatabase(page: Page): Promise<void> {
  await page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("A mutation operation was attempted on a database that did not allow mutations.", "InvalidStateError");
    };
  });
}

/** Opens the form of hp-sales and gives it another friendly name. */
async function rename(page: Page, name: string): Promise<void> {
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill(name);
}

test("a policy that forbids WebAssembly is said in words", async ({ page, complaints }) => {
  complaints.expect(/WebAssembly|Content Security Policy/);
  const host = await StaticHost.start({ "Content-Security-Policy": "script-src 'self'" });
  await page.goto(host.origin);
  await expect(page.getByRole("status")).toContainText("WebAssembly is turned off, or this browser is too old");
  host.stop();
});

test("a browser that is too old hears what is needed, whatever it lacks", async ({ page, complaints }) => {
  complaints.expect(/CompileError|SyntaxError|ERR_FAILED|preloaded using link preload/);
  const state = page.getByRole("status");
  // It knows no modules: it runs the one script that the others leave alone.
  await page.route(/boot[-\w]*\.js$/, (route) => route.abort());
  await page.goto("/pools");
  await expect(page.locator("script[nomodule]")).toHaveAttribute("src", "/too-old.js");
  const late = page.getByText("The console needs a current version of Edge, Chrome, Firefox or Safari");
  await expect(late).toBeHidden();
  await page.evaluate(() => document.getAnimations().forEach((animation) => animation.finish()));
  await expect(late, "a script that is blocked cannot say so").toBeVisible();
  await expectAccessible(page);
  await page.addScriptTag({ url: "/too-old.js" });
  await expect(state).toHaveText("This browser isn't supported. Use a current version of Edge, Chrome, Firefox or Safari.");
  await page.unroute(/boot[-\w]*\.js$/);

  // It lacks something that the module needs.
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new WebAssembly.CompileError("invalid value type 0x6f"));
    Object.assign(WebAssembly, { instantiate: refuse, instantiateStreaming: refuse, compile: refuse, compileStreaming: refuse });
  });
  await page.goto("/pools");
  await expect(state).toContainText("its files are damaged or this browser is too old");
});

test("where nothing can be stored a sign-in says so, and a second window or the demo works", async ({ page, context }) => {
  await fill(context, /./);
  await page.goto("/pools");
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page.getByText("The browser doesn't allow this site to store data")).toBeVisible();
  await expectAccessible(page);
  const opened = context.waitForEvent("page");
  await page.getByRole("button", { name: "Sign in using a pop-up window" }).click();
  await (await opened).getByRole("button", { name: PERSONAS.owner }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.length + localStorage.length)).toBe(0);

  await page.reload();
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
});

test("with full stores and no database a person signs in, saves a change, and a reload signs out", async ({ page, emulator }) => {
  // What must be remembered on the way to Microsoft and back still fits; nothing else does.
  await fill(page, /^avd\.(?!signin\.[\w-]{22}$)/);
  await refuseDatabase(page);
  await signIn(page, "owner");
  await rename(page, "Full");
  await expect(page).not.toHaveURL(/token/);
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH/);
  // What nothing can keep goes out only when the person knows it.
  await expect(page.getByRole("dialog")).toContainText("This browser can't store a record of the change");
  expect(await emulator.requests("hp-sales", "PATCH")).toHaveLength(0);
  await page.getByRole("dialog").getByRole("button", { name: "Send now" }).click();
  await done(page);
  expect(await emulator.requests("hp-sales", "PATCH")).toHaveLength(1);
  await page.reload();
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
});

test("without a database what was changed is kept in the tab", async ({ page }) => {
  await refuseDatabase(page);
  await signIn(page, "owner");
  await rename(page, "In the tab");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH/);
  await done(page);
  await page.reload();
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(page.getByText(/hp-sales/).first()).toBeVisible();
});

test("a change pressed without a network has not gone out, and goes out at one press when it is back", async ({ page, context, emulator, complaints }) => {
  // Code of other pages that was not fetched before is asked for in vain.
  complaints.expect(/ERR_INTERNET_DISCONNECTED|^console error: TypeError: Failed to fetch/);
  await signIn(page, "owner");
  await rename(page, "Offline");
  await page.getByRole("button", { name: "Review…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(await shownRequest(page)).toContainText(/PATCH/);
  await settle(page);
  await context.setOffline(true);
  await send(page, "Save", /PATCH/);
  await expect(dialog).toContainText("Not sent");
  await expect(dialog).toContainText("You're offline");
  await expect(dialog).not.toContainText("lost");
  await expectAccessible(page);
  // Pressed too early it says the same again.
  await dialog.getByRole("button", { name: "Send again" }).click();
  await expect(dialog).toContainText("You're offline");
  await context.setOffline(false);
  await dialog.getByRole("button", { name: "Send again" }).click();
  await done(page);
  expect((await emulator.requests("hostPools/hp-sales", "PATCH")).map((request) => request.status)).toEqual([200]);

  // Closed in between, what was typed stands where it stood.
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill("Offline again");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(await shownRequest(page)).toContainText(/PATCH/);
  await context.setOffline(true);
  await send(page, "Save", /PATCH/);
  await expect(dialog).toContainText("You're offline");
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Offline again");
  await context.setOffline(false);
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH/);
  await done(page);
  expect((await emulator.requests("hostPools/hp-sales", "PATCH")).map((request) => request.status)).toEqual([200, 200]);
});

test("a tab that was frozen catches up when it is thawed", async ({ page, context, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  await expect(page.getByText("Updating", { exact: true }).first()).toBeVisible();
  // A read that is under way would be followed by a wait, and not by another one, when the clock has jumped.
  await settle(page);
  const browser = await context.newCDPSession(page);
  await browser.send("Page.setWebLifecycleState", { state: "frozen" });
  await emulator.advance(600);
  await browser.send("Page.setWebLifecycleState", { state: "active" });
  await page.clock.fastForward("20:00");
  await expect(page.getByText("Succeeded", { exact: true }).first()).toBeVisible();
});

test("a sign-in that ends in the middle of a form brings the draft back", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await rename(page, "Half done");
  await standStill(page, 5);
  await emulator.control("POST", "revoke", { user: "olivia.owner@contoso.example" });
  await emulator.expireTokens();
  await page.getByRole("button", { name: "Review…" }).click();
  await page.clock.resume();
  // What is typed is worth a question: a small window, or this one.
  await page.getByRole("button", { name: "Sign in on this page" }).click();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Half done");
});
