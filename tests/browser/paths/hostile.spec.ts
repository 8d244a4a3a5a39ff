import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../fixtures";
import { done, openTab } from "../steps";

const SCRIPT = `"><img src=x onerror="document.title='run'"><script>document.title='run'</script><a href="javascript:document.title='run'">'\${7*7}{{7*7}}`;
const TURNED = "\u202efdp.exe\u2066\u200b\u0007 =1+1";
const LONG = "W".repeat(50_000) + "ä".repeat(25_000);

/** Where a page may send requests: the site, and the one origin that is sign-in and Azure here. */
async function onlyOwnOrigins(page: Page, allowed: string[]): Promise<() => void> {
  const others: string[] = [];
  page.context().on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (!allowed.includes(origin) && !["data:", "blob:"].includes(protocol)) others.push(request.url());
  });
  return () => expect(others).toEqual([]);
}

/** The session hosts of a pool: a list that is read page by page. */
async function openHosts(page: Page): Promise<void> {
  await signIn(page, "owner");
  await page.getByRole("table", { name: "Host pools" }).getByRole("link", { name: "hp-callcenter", exact: true }).click();
  await openTab(page, "Session hosts");
}

const expectNoSidewaysScroll = async (page: Page) =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);

for (const [what, text, path] of [
  ["script", SCRIPT, "api-version"],
  ["another direction and characters nobody sees", TURNED, "api-version"],
  ["100 KB without a blank", LONG, "hp-callcenter?"],
] as const) {
  test(`names with ${what} are text, and the page stands`, async ({ page, emulator }) => {
    const check = await onlyOwnOrigins(page, [emulator.site, emulator.arm]);
    await page.setViewportSize({ width: 800, height: 700 });
    await emulator.fault({ fault: { kind: "hostile", text }, path, times: 0 });
    page.on("dialog", (dialog) => expect(dialog.message(), "a dialog of the browser").toBe(""));
    await signIn(page, "owner");
    const pools = page.getByRole("table", { name: "Host pools" });
    await pools.getByRole("link", { name: "hp-callcenter", exact: true }).click();
    await expect(page.getByRole("heading", { name: "hp-callcenter", level: 1 })).toBeVisible();
    for (const tab of ["Session hosts", "User sessions", "Configuration", "Update", "Properties", "JSON"]) {
      await openTab(page, tab);
      await expect(page.locator(".skel")).toHaveCount(0);
      await expectNoSidewaysScroll(page);
    }
    await page.goto("/hosts");
    await expect(page.getByRole("table")).toBeVisible();
    await expectNoSidewaysScroll(page);
    // What would have run has left no trace: neither in the title nor as an element.
    await expect(page).not.toHaveTitle("run");
    expect(await page.locator("img[src='x'], a[href^='javascript:'], main script").count()).toBe(0);
    check();
  });
}

test("an error with script in it is told as text", async ({ page, emulator }) => {
  await emulator.fault({ fault: { kind: "status", status: 403, code: "<b>Odd</b>", message: SCRIPT }, path: "sessionHosts?", times: 0 });
  await openHosts(page);
  await expect(page.getByText("onerror=").first()).toBeVisible();
  expect(await page.locator("img[src='x']").count()).toBe(0);
  await expect(page).not.toHaveTitle("run");
});

test("a next page at another origin is not asked for, and the console says so", async ({ page, emulator }) => {
  const check = await onlyOwnOrigins(page, [emulator.site, emulator.arm]);
  await emulator.fault({ fault: { kind: "foreignNextLink", url: "https://evil.example/steal" }, path: "sessionHosts?", times: 0 });
  await openHosts(page);
  await expect(page.getByText("another origin").first()).toBeVisible();
  check();
});

test("an operation whose address leads elsewhere is followed at its resource", async ({ page, emulator }) => {
  const check = await onlyOwnOrigins(page, [emulator.site, emulator.arm]);
  await emulator.fault({ fault: { kind: "foreignLocation", url: "https://evil.example/steal" }, method: "POST", path: "initiateSessionHostUpdate", times: 0 });
  await emulator.fault({ fault: { kind: "foreignLocation", url: "https://evil.example/steal" }, method: "PATCH", times: 0 });
  await signIn(page, "owner", "/pools");
  await page.getByRole("table", { name: "Host pools" }).getByRole("link", { name: "hp-sales", exact: true }).click();
  await openTab(page, "Registration token");
  await page.getByRole("button", { name: "Revoke" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Revoke", exact: false }).last().click();
  await done(page);
  check();
});
