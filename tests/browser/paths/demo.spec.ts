import type { Page } from "@playwright/test";
import { expect, expectAccessible, expectRow, rows, signIn, signOut, test } from "../fixtures";
import { StaticHost } from "../host";
import { done, openPool, openTab, send, startUpdate, tryDemo } from "../steps";

/** The configuration is the one that is shipped. */
let host: StaticHost;
let origin: string;

test.beforeAll(async () => {
  host = await StaticHost.start();
  origin = host.origin;
});

test.afterAll(() => {
  host.stop();
});

test("a deployment without a configuration explains the set-up and loads no emulator", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(origin);
  await expect(page.getByText("This deployment isn't set up yet")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Register the console in Microsoft Entra ID" })).toBeVisible();
  await expect(page.getByText(`${origin}/auth/redirect.html`, { exact: true })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  expect(asked.filter((url) => url.includes("emulator") || !url.startsWith(origin))).toEqual([]);
});

test("the demo does the whole job in the browser alone", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await tryDemo(page, origin);
  await expect(page.getByText("Demo: none of this data is real")).toBeVisible();
  expect(asked.filter((url) => url.includes("emulator"))).toHaveLength(2);

  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Reveal" }).click();
  await expect(page.getByRole("textbox", { name: "Registration token", exact: true })).toHaveText(/^eyJ/);
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /PATCH/);
  await done(page);

  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await send(page, "Start update", /POST/);
  await done(page);
  await openTab(page, "Overview");
  expect(asked.filter((url) => !url.startsWith(origin))).toEqual([]);

  await signOut(page);
  await expect(page.getByText("This deployment isn't set up yet")).toBeVisible();
});

const tour = (page: Page) => page.locator(".tour");

/** What a stop of the tour is about, and by what it is known that its page is there. */
const STOPS = [
  { title: "Start with what needs attention", at: /\/(overview)?$/, about: ".app-main .overview-main" },
  { title: "All session hosts, across pools", at: /\/hosts$/, about: ".app-main .filters" },
  { title: "A failed update, explained", at: /hp-engineering\/update$/, about: ".app-main .banner:has(.failure)" },
  { title: "Know the impact before you start", at: /hp-finance\/update\/new/, about: ".app-main .flight" },
  { title: "Now break something", at: /\/pools$/, about: ".demo-tools" },
];

test("the first visit to the demo has a tour of five stops by keyboard, and only the first", async ({ page }) => {
  await page.goto(origin);
  await page.getByRole("button", { name: "Try the demo" }).click();
  for (const [at, stop] of STOPS.entries()) {
    const here = page.getByRole("dialog", { name: stop.title });
    await expect(here).toBeFocused();
    await expect(here).toContainText(`${at + 1} of 5`);
    await expect(here).toBeInViewport({ ratio: 1 });
    await expect(page).toHaveURL(stop.at);
    await expect(page.locator(stop.about).first()).toBeInViewport();
    // Beside what it is about, not on it.
    await expect.poll(() => page.evaluate((about) => {
      const [one, other] = [".tour", about].map((css) => document.querySelector(css)?.getBoundingClientRect());
      return one && other ? Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1 && Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1 : null;
    }, stop.about), stop.title).toBe(false);
    // A look at every element of a page takes its time: once on a page of its own.
    if (at === 2) await expectAccessible(page);
    const next = here.getByRole("button", { name: at === 4 ? "Done" : "Next" });
    for (let tab = 0; tab < 3 && !(await next.evaluate((button) => button === document.activeElement)); tab += 1) await page.keyboard.press("Tab");
    await expect(next).toBeFocused();
    await page.keyboard.press("Enter");
  }
  await expect(tour(page)).toHaveCount(0);
  await expect(page.locator("#tour-start")).toBeFocused();
  await page.goto(origin);
  await expect(page.getByRole("button", { name: "Take the tour" })).toBeVisible();
  await expect(tour(page)).toHaveCount(0);
});

test("the tour is skipped by Escape or a button, leaves the page usable and can be taken again", async ({ page }) => {
  for (const [width, colorScheme] of [[390, "dark"], [800, "light"], [1440, "dark"]] as const) {
    await page.setViewportSize({ width, height: 844 });
    await page.emulateMedia({ colorScheme });
    await page.goto(origin);
    await page.evaluate(() => { localStorage.clear(); sessionStorage.clear(); });
    await page.goto(origin);
    await page.getByRole("button", { name: "Try the demo" }).click();
    await expect(tour(page)).toBeFocused();
    await expect(tour(page)).toBeInViewport({ ratio: 1 });
    await expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByRole("button", { name: "Fast-forward an hour" }).click();
    await expect(page.getByText("An hour has passed for updates and for VMs being created.")).toBeVisible();
    await expect(tour(page)).toBeVisible();
    await tour(page).getByRole("button", { name: "Skip tour" }).click();
    await expect(tour(page)).toHaveCount(0);
    await page.getByRole("button", { name: "Take the tour" }).click();
    await expect(tour(page)).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(tour(page)).toHaveCount(0);
    await page.reload();
    await expect(page.getByRole("button", { name: "Take the tour" })).toBeVisible();
    await expect(tour(page)).toHaveCount(0);
  }
});

test("in the demo a host is made to fail, time is moved, and the pages show it; then one leaves", async ({ page }) => {
  await tryDemo(page, origin);
  await openPool(page, "hp-sales", "Session hosts");
  const hosts = page.getByRole("table", { name: /Session hosts/ });
  const available = async () => (await rows(hosts)).filter((row) => row.Status?.startsWith("Available")).length;
  await expect.poll(available).toBeGreaterThan(0);
  const before = await available();
  await page.getByRole("button", { name: "Make a host fail" }).click();
  await expect(page.getByText(/ in hp-sales is unavailable now, and its next update will fail\.$/)).toBeVisible();
  await expectRow(hosts, { Status: expect.stringMatching(/^Unavailable/) });
  await expect.poll(available).toBe(before - 1);

  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await send(page, "Start update", /POST/);
  await done(page);
  await openTab(page, "Update");
  // Hours of work in a few presses: the update ends one way or the other, and nobody has waited for it.
  const over = page.getByRole("main").getByText(/^(Succeeded|Stopped with an error|Completed|Failed)/).first();
  await expect(async () => {
    await page.getByRole("button", { name: "Fast-forward an hour" }).click();
    await expect(over).toBeVisible({ timeout: 2000 });
  }).toPass();

  await page.getByRole("button", { name: "Leave demo" }).click();
  await expect(page.getByText("This deployment isn't set up yet")).toBeVisible();
  await page.reload();
  await expect(page.getByText("This deployment isn't set up yet")).toBeVisible();
});

test("the sign-in page shows what the console is, and who is signed in does not pay for it", async ({ page }) => {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto("/");
    const picture = page.getByRole("img", { name: /^The console: a table of host pools/ });
    await expect(picture).toBeVisible();
    await expectAccessible(page);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole("img", { name: /^The console/ })).toBeHidden();
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeInViewport();
  await signIn(page, "owner");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.reload();
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(asked.filter((url) => /picture|split_demo|emulator_module/.test(url))).toEqual([]);
  await expect(page.getByRole("region", { name: "Demo" })).toHaveCount(0);
});

test("an empty estate says what to do first", async ({ page }) => {
  let subscriptions = true;
  const nothing = { json: { value: [] } };
  await page.route(/\/subscriptions\?/, (route) => (subscriptions ? route.fallback() : route.fulfill(nothing)));
  await page.route(/Microsoft\.ResourceGraph/, (route) => route.fulfill({ json: { totalRecords: 0, count: 0, data: [], resultTruncated: "false" } }));
  await page.route(/\/hostPools\?/, (route) => route.fulfill(nothing));
  await signIn(page, "owner");
  await expect(page.getByRole("heading", { name: "Create your first host pool" })).toBeVisible();
  await expectAccessible(page);
  for (const list of ["Updates", "Registration tokens", "Overview", "Host pools"]) {
    await page.getByRole("link", { name: list, exact: true }).first().click();
    await expect(page.getByRole("heading", { name: list, level: 1 })).toBeVisible();
    await expect(page.getByRole("main").getByRole("link", { name: "Create a host pool" })).toBeVisible();
  }
  await page.getByRole("main").getByRole("link", { name: "Create a host pool" }).click();
  await expect(page.getByRole("heading", { name: "New host pool" })).toBeVisible();

  subscriptions = false;
  await page.goto("/pools");
  await expect(page.getByRole("heading", { name: "No subscriptions found" })).toBeVisible();
  await page.getByRole("button", { name: "Switch directory" }).click();
  await expect(page.getByRole("dialog", { name: "Account and directory" })).toBeVisible();
  await page.keyboard.press("Escape");
  subscriptions = true;
  await page.getByRole("main").getByRole("button", { name: "Refresh", exact: true }).last().click();
  await expect(page.getByRole("heading", { name: "Create your first host pool" })).toBeVisible();
});
