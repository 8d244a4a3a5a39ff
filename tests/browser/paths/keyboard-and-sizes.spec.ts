import type { Locator, Page } from "@playwright/test";
import { PERSONAS, expect, expectAccessible, signIn, test } from "../fixtures";
import { openPool } from "../steps";

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let press = 0; press < 80; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

const press = async (page: Page, target: Locator) => {
  await tabTo(page, target);
  await page.keyboard.press("Enter");
};

test("everything on the way to a token can be done with the keyboard", async ({ page }) => {
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.reload();
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Skip to main content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.reload();
  const navigation = page.getByRole("navigation", { name: "Main" });
  await press(page, navigation.getByRole("link", { name: "Activity" }));
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await press(page, navigation.getByRole("link", { name: "Host pools", exact: true }));
  // A table is one stop of the Tab key; the arrows walk over its rows.
  const pools = page.getByRole("table").getByRole("rowheader").getByRole("link");
  await tabTo(page, pools.first());
  await page.keyboard.press("End");
  await expect(pools.last()).toBeFocused();
  const names = await pools.allInnerTexts();
  for (let row = names.length - 2; row >= names.indexOf("hp-sales"); row -= 1) {
    await page.keyboard.press("ArrowUp");
    await expect(pools.nth(row)).toBeFocused();
  }
  await page.keyboard.press("Enter");
  await press(page, page.getByRole("navigation", { name: "Host pool views" }).getByRole("link", { name: "Registration token" }));
  const review = page.getByRole("button", { name: "Review…" });
  await press(page, review);

  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const outside = () => page.evaluate(() => document.activeElement !== document.body && !document.activeElement?.closest("dialog"));
  for (let tab = 0; tab < 12; tab += 1) {
    expect(await outside()).toBe(false);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(review).toBeFocused();

  await page.keyboard.press("Enter");
  await press(page, dialog.getByRole("button", { name: "Create token" }));
  await expect(page.getByRole("status", { name: "Messages" })).toContainText("Verified: the pool has a token");
  await expect(dialog).toBeHidden();
  await expect(review).toBeFocused();
});

test("at 800 px no page scrolls sideways and the navigation is at hand", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await signIn(page, "owner");
  await openPool(page, "hp-finance");
  const pool = new URL(page.url()).pathname;
  const places = ["/pools", ...["", "/hosts", "/configuration", "/configuration/edit", "/update", "/properties", "/json", "/update/new", "/edit"].map((tab) => pool + tab), "/pools/new", "/updates", "/tokens", "/activity", "/settings"];
  for (const place of places) {
    await page.goto(place);
    await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    const [scroll, width] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
    expect(scroll, place).toBeLessThanOrEqual(width);
  }
  await page.getByRole("button", { name: "Navigation", exact: true }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Host pools", exact: true }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
});

const GROUP = "/pools/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/rg-avd-prod";
const of = (...places: string[]) => places.map((place) => `${GROUP}/hp-callcenter${place}`);

/** A few in each test: a busy machine takes its time for a look at every element of a page. */
const PLACES = {
  "a pool, its hosts and what they are made from": of("", "/hosts", "/configuration"),
  "its update, properties and JSON": of("/update", "/properties", "/json"),
  "every form": [...of("/configuration/edit", "/edit", "/update/new"), "/pools/new"],
  "pools, updates and tokens": ["/pools", "/updates", "/tokens"],
  "activity, settings and a place that is not there": ["/activity", "/settings", "/nowhere"],
};

for (const colorScheme of ["light", "dark"] as const) {
  test(`accessible: the way in, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/pools");
    await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
    await page.getByRole("button", { name: PERSONAS.refused }).click();
    await expect(page.getByText("AADSTS50105", { exact: true })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Sign in with another account" }).click();
    await page.getByRole("button", { name: PERSONAS.owner }).click();
    await expect(page.getByText("12 pools")).toBeVisible();
  });

  for (const [what, places] of Object.entries(PLACES)) {
    test(`accessible: ${what}, ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await signIn(page, "owner");
      for (const place of places) {
        await page.goto(place);
        await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
        await page.waitForLoadState("networkidle");
        await test.step(place, () => expectAccessible(page));
      }
    });
  }

  test(`accessible: a token and the request for another, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await signIn(page, "owner", `${GROUP}/hp-sales/token`);
    await expect(page.getByText(/^Valid for \d/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Review…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectAccessible(page);
  });
}
