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
  await expect(page.getByRole("main").getByRole("heading", { level: 1 })).toBeVisible();
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
    await signIn(page, "owner");
    for (const place of places) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await open(page, place);
      // The last is a window of 1440 px at 200 %.
      for (const width of [1024, 800, 390, 720]) {
        await page.setViewportSize({ width, height: width === 720 ? 450 : 900 });
        await expect.poll(() => sideways(page), `${place} at ${width}`).toEqual([]);
        const tab = page.locator(".tab[aria-current]");
        if ((await tab.count()) > 0) {
          // A tab is brought into sight when its page is opened.
          await open(page, place);
          await expect(tab.first(), `${place} at ${width}`).toBeInViewport({ ratio: 0.9 });
        }
      }
    }
  });

  test(`axe finds nothing in forced colours and nothing moves where that is not wanted: ${group}`, async ({ page }) => {
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
          const style = getComputedStyle(at);
          const named = at.getAttribute("aria-label") ?? at.getAttribute("aria-labelledby") ?? at.textContent?.trim() ?? "";
          const labelled = named !== "" || ((at as HTMLInputElement).labels?.length ?? 0) > 0 || at.getAttribute("title") !== null;
          // The ring may be drawn around what belongs to it: a box's own picture, a row.
          const ringed = style.outlineStyle !== "none" || style.boxShadow !== "none" || at.closest(":focus-within:not(body, html, main, .app)") !== at;
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

/** What moved since `watch`, with where it was: the browser's own account, presses included. */
async function moved(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { shifts } = window as unknown as { shifts: LayoutShift[] };
    return shifts.splice(0).flatMap((shift) =>
      shift.sources.flatMap(({ node, previousRect: from, currentRect: to }) => {
        const place = (rect: DOMRectReadOnly) => `${Math.round(rect.x)},${Math.round(rect.y)}`;
        // What comes or goes has no place on one of the two sides; what only grows has not moved.
        if (from.width * to.width === 0 || place(from) === place(to)) return [];
        return [`${(node as Element | null)?.nodeName}.${(node as Element | null)?.className ?? ""} ${place(from)} → ${place(to)}`];
      }),
    );
  });
}

interface LayoutShift {
  sources: { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

test.describe("layout shift", () => {
  test.beforeEach(async ({ page }) => {
    await page.addInitScript(() => {
      const shifts: unknown[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => shifts.push(...list.getEntries())).observe({ type: "layout-shift", buffered: true });
    });
  });

  for (const [group, places] of Object.entries(PAGES)) {
    test(`a page that loads and is read again leaves everything where it was: ${group}`, async ({ page }) => {
      await signIn(page, "owner");
      for (const place of places) {
        await open(page, place);
        expect.soft(await moved(page), `${place}: first load`).toEqual([]);
        for (const button of await page.getByRole("main").getByRole("button", { name: "Refresh", exact: true }).all()) {
          if (!(await button.isVisible())) continue;
          const before = await button.boundingBox();
          await button.click();
          await settle(page);
          expect.soft(await button.boundingBox(), `${place}: refresh`).toEqual(before);
        }
        expect.soft(await moved(page), `${place}: refresh`).toEqual([]);
      }
    });
  }

  test("a first selection and a copy leave everything where it was", async ({ page, context }) => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await signIn(page, "owner");
    for (const place of ["/hosts", "/tokens", `${AUTOMATED}/hosts`, `${AUTOMATED}/sessions`]) {
      await open(page, place);
      await moved(page);
      const box = page.getByRole("main").getByRole("table").getByRole("checkbox", { name: /^Select (?!all)/ }).first();
      const before = await box.boundingBox();
      await box.check();
      await expect(page.getByText(/^1 selected/)).toBeVisible();
      expect.soft(await box.boundingBox(), place).toEqual(before);
      await box.uncheck();
      expect.soft(await box.boundingBox(), place).toEqual(before);
      expect.soft(await moved(page), place).toEqual([]);
    }
    for (const place of [`${STANDARD}/token`, `${STANDARD}/json`, STANDARD, `${AUTOMATED}/update`]) {
      await open(page, place);
      await moved(page);
      for (const copy of await page.getByRole("main").getByRole("button", { name: /^Copy/ }).all()) {
        if (!(await copy.isVisible())) continue;
        await copy.scrollIntoViewIfNeeded();
        const before = await copy.boundingBox();
        await copy.click();
        await settle(page);
        expect.soft(await copy.boundingBox(), place).toEqual(before);
      }
      expect.soft(await moved(page), place).toEqual([]);
    }
  });
});
