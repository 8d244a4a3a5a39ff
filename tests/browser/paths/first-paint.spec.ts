import { expect, signIn, test } from "../fixtures";
import { hold } from "../steps";

for (const width of [1440, 800]) {
  test(`the frame stands before the app does, and nothing moves when it comes (${width} px)`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await signIn(page, "owner");
    await expect(page.getByText("12 pools")).toBeVisible();
    const release = await hold(page, /avd-console_bg.*\.wasm/);
    await page.goto("/", { waitUntil: "commit" });
    const places = () => page.evaluate(() => [".app-brand", ".app-nav li", ".app-bar", ".app-main"].map((part) => {
      const { x, y, width } = document.querySelector(part)?.getBoundingClientRect() ?? new DOMRect(-1, -1, -1, -1);
      return [part, x, y, width];
    }));
    await expect(page.locator(".first-frame .app-main")).toBeVisible();
    const before = await places();
    release();
    await expect(page.getByText("12 pools")).toBeVisible();
    await expect(page.locator("#first-paint")).toHaveCount(0);
    expect(await places()).toEqual(before);
  });
}
