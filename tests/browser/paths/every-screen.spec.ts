import type { Page } from "@playwright/test";
import { expect, expectAccessible, settle, signIn, test } from "../fixtures";

const PROD = "/pools/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/rg-avd-prod";
const AUTOMATED = `${PROD}/hp-callcenter`;
const STANDARD = `${PROD}/hp-sales`;

/** Every page there is, in groups that one test each can visit. */
const PAGES: Record<string, string[]> = {
  "lists": ["/overview", "/pools", "/hosts", "/updates", "/tokens", "/activity", "/settings", "/diagnostics", "/nowhere"],
  "an Automated pool": ["", "/hosts", "/sessions", "/configuration", "/update", "/policy"].map((tab) => AUTOMATED + tab),
  "a Standard pool": ["/token", "/properties", "/json", "/hosts/vm-sales-0.corp.contoso.example"].map((tab) => STANDARD + tab),
  "forms": ["/pools/new", ...["/edit", "/configuration/edit", "/update/new"].map((form) => AUTOMATED + form)],
};

async function open(page: Page, place: string): Promise<void> {
  await page.goto(place);
  await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
  await settle(page);
}

/** By how much the page is wider than its window, and what sticks out. */
async function sideways(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const wide = [...document.querySelectorAll("main *")].filter((element) => element.getBoundingClientRect().right > width + 1);
    return [`${document.documentElement.scrollWidth - width} px`, ...wide.slice(-3).map((element) => `${element.tagName}.${element.className}`)];
  });
}

for (const [group, places] of Object.entries(PAGES)) {
  test(`nothing scrolls sideways and the open tab is in sight: ${group}`, async ({ page }) => {
    // Many pages, each several times.
    test.slow();
    await signIn(page, "owner");
    for (const place of places) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(page, place);
      // The last is a window of 1440 px at 200 %.
      for (const width of [1024, 800, 390, 720]) {
        await page.setViewportSize({ width, height: width === 720 ? 450 : 900 });
        await expect.poll(() => sideways(page), `${place} at ${width}`).toEqual([]);
        const tab = page.locator(".tab[aria-current]");
        if (width === 390 && (await tab.count()) > 0) {
          // A tab is brought into sight when its page is opened.
          await open(page, place);
          await expect(tab.first(), `${place} at ${width}`).toBeInViewport({ ratio: 0.9 });
        }
      }
    }
  });

  test(`axe finds nothing in forced colours and nothing moves where that is not wanted: ${group}`, async ({ page }) => {
    // Many pages, each several times.
    test.slow();
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    await signIn(page, "owner");
    for (const place of places) {
      await open(page, place);
      await test.step(place, () => expectAccessible(page));
      const moving = () =>
        page.evaluate(() =>
          document.getAnimations().filter((animation) => animation.playState === "running" && Number(animation.effect?.getComputedTiming().duration) > 10).map((animation) => ((animation.effect as KeyframeEffect).target as Element).className),
        );
      await expect.poll(moving, place).toEqual([]);
    }
  });

  test(`all that can be pressed is reached by Tab, is seen and has a name: ${group}`, async ({ page }) => {
    // Many pages, each several times.
    test.slow();
    await signIn(page, "owner");
    for (const place of places) {
      await open(page, place);
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
      const found: string[] = [];
      let stops = 0;
      for (; stops < 150; stops += 1) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const { top, bottom, left, right, width, height } = at.getBoundingClientRect();
          const named = at.getAttribute("aria-label") ?? at.getAttribute("aria-labelledby") ?? at.textContent?.trim() ?? "";
          const labelled = named !== "" || ((at as HTMLInputElement).labels?.length ?? 0) > 0 || at.getAttribute("title") !== null;
          // The ring may be drawn by what belongs to it: the area of a row, the picture of a box.
          const rings = (element: Element | null, pseudo?: string) => element !== null && [getComputedStyle(element, pseudo)].some(({ outlineStyle, boxShadow }) => outlineStyle !== "none" || boxShadow !== "none");
          const ringed = rings(at) || rings(at, "::after") || rings(at, "::before") || rings(at.parentElement) || rings(at.nextElementSibling) || rings(at.closest("tr, .search, label"));
          const seen = width > 0 && height > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
          return { what: `${at.tagName}.${at.className} ${named.slice(0, 40)}`, wrong: [!labelled && "no name", !ringed && "no ring", !seen && "out of sight"].filter(Boolean) };
        });
        if (stop === null) break;
        if (stop.wrong.length > 0) found.push(`${stop.what}: ${stop.wrong.join(", ")}`);
      }
      expect(found, place).toEqual([]);
      expect(stops, `${place}: Tab comes to an end`).toBeLessThan(150);
      expect(stops, place).toBeGreaterThan(8);
    }
  });
}

/**
 * From the next page on, notes everything one can press whose place changes while it is there: a frame after the other, by element.
 * What the person's own scrolling does to it does not count.
 */
async function watchPlaces(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const moved: string[] = [];
    const places = new WeakMap<Element, [number, number]>();
    Object.assign(window, { moved });
    const look = () => {
      for (const element of document.querySelectorAll("main :is(a[href], button, input, select, textarea, summary)")) {
        const { x, y, width, height } = element.getBoundingClientRect();
        const now: [number, number] = [Math.round(x), Math.round(y + scrollY)];
        const before = places.get(element);
        if (width * height === 0 || getComputedStyle(element).position === "absolute") continue;
        if (before && (Math.abs(before[0] - now[0]) > 1 || Math.abs(before[1] - now[1]) > 1)) {
          const bar = before[1] < 320 && element.closest(".filters, .section-head");
          const where = bar || element.closest(".page-head, .tabs") ? "head" : "body";
          moved.push(`${where}: ${element.tagName} ${(element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 30)} ${before} → ${now}`);
        }
        places.set(element, now);
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const moved = (page: Page) => page.evaluate(() => (window as unknown as { moved: string[] }).moved.splice(0));

for (const [group, places] of Object.entries(PAGES)) {
  test(`what one can press stays where it is while a page loads and is refreshed: ${group}`, async ({ page, emulator }) => {
    // Many pages, each several times: faster than a person who loads them, and than the quota of Resource Graph.
    test.slow();
    await emulator.control("POST", "graph", { unlimited: true });
    await watchPlaces(page);
    await signIn(page, "owner");
    for (const place of places) {
      await open(page, place);
      // What lies below parts of unknown height finds its place with them; what stands above the page's own content does not move.
      expect.soft((await moved(page)).filter((line) => line.startsWith("head")), `${place}: first load`).toEqual([]);
      for (const button of await page.getByRole("main").getByRole("button", { name: "Refresh", exact: true }).all()) {
        if (!(await button.isVisible())) continue;
        await moved(page);
        await button.click();
        await settle(page);
        expect.soft(await moved(page), `${place}: refresh`).toEqual([]);
      }
    }
  });
}

test("what one can press stays where it is at a first selection and a copy", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await watchPlaces(page);
  await signIn(page, "owner");
  for (const place of ["/hosts", "/tokens", `${AUTOMATED}/hosts`, `${AUTOMATED}/sessions`]) {
    await open(page, place);
    await moved(page);
    const box = page.getByRole("main").getByRole("table").getByRole("checkbox", { name: /^Select (?!all)/ }).first();
    const before = await box.boundingBox();
    await box.check();
    await expect(page.getByText(/^1 selected/)).toBeVisible();
    await settle(page);
    expect.soft(await box.boundingBox(), place).toEqual(before);
    expect.soft((await moved(page)).filter((line) => line.startsWith("body")), place).toEqual([]);
  }
  for (const place of [`${STANDARD}/token`, `${STANDARD}/json`, STANDARD]) {
    await open(page, place);
    for (const copy of await page.getByRole("main").getByRole("button", { name: /^Copy/ }).all()) {
      if (!(await copy.isVisible())) continue;
      await copy.click();
      await settle(page);
    }
    await moved(page);
    // Once more, now that nothing is left to load or to scroll to.
    const copy = page.getByRole("main").getByRole("button", { name: /^Cop/ }).first();
    if (!(await copy.isVisible())) continue;
    await copy.click();
    await expect(page.getByRole("status").filter({ hasText: /^Copied/ }).first()).toBeAttached();
    expect.soft(await moved(page), place).toEqual([]);
  }
});
