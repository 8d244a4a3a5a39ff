import { expect, expectAccessible, signOut, test } from "../fixtures";
import { StaticHost } from "../host";
import { done, openPool, openTab, send, startUpdate } from "../steps";

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
  await page.goto(origin);
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
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
