import { readdirSync } from "node:fs";
import { SITE } from "../emulator";
import { expect, expectAccessible, signIn, test } from "../fixtures";
import { StaticHost } from "../host";
import { openPool } from "../steps";

/** The files with the code of pages that a first visit does not show. */
const LATER = /\/(split|chunk)_[^/]*\.wasm$/;

// A development build has everything in one file.
const files = readdirSync(SITE, { recursive: true }).filter((file) => LATER.test(`/${String(file)}`));
test.skip(files.length === 0, "this build is not divided");

test("a first visit asks for no later code, and fetches all of it once the first page stands", async ({ page, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  const asked = new Set<string>();
  page.on("requestfinished", (request) => LATER.test(request.url()) && asked.add(request.url()));
  await page.goto("/pools");
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
  expect(asked.size).toBe(0);

  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  // One after the other, when there is time.
  for (let had = 0; had < files.length; had = asked.size) await expect.poll(() => asked.size).toBeGreaterThan(had);
  expect(asked.size).toBe(files.length);

  // What is fetched needs the site no more.
  await context.setOffline(true);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "This deployment" })).toBeVisible();
  await page.getByRole("link", { name: "Host pools", exact: true }).click();
  await page.getByRole("link", { name: "New host pool" }).click();
  await expect(page.getByRole("heading", { name: "New host pool" })).toBeVisible();
  await context.setOffline(false);
});

test("a page whose code is gone says so, and comes when it is there again", async ({ page, complaints }) => {
  complaints.expect(/404|WebAssembly/);
  const host = await StaticHost.start();
  host.lose(/split_boards/);
  await page.goto(`${host.origin}/pools`);
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Updates", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Couldn't load this page" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Reload" })).toBeVisible();
  await expectAccessible(page);

  // Not before it was looked for in vain once more.
  await Promise.all([page.waitForResponse(/split_boards/), page.getByRole("button", { name: "Try again" }).click()]);
  await expect(page.getByRole("heading", { name: "Couldn't load this page" })).toBeVisible();

  host.lose(undefined);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { name: "Updates", exact: true, level: 1 })).toBeVisible();
  host.stop();
});

test("a new version under an open tab costs a reload, and no draft", async ({ page, complaints }) => {
  complaints.expect(/404|WebAssembly/);
  const host = await StaticHost.start();
  // What this tab would still fetch was replaced after it was opened.
  host.lose(/split_boards/);
  await page.goto(`${host.origin}/pools`);
  await page.getByRole("button", { name: "Try the demo" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Host pools", exact: true }).click();
  const edit = async () => {
    await openPool(page, "hp-sales");
    await page.getByRole("link", { name: "Edit", exact: true }).click();
  };
  await edit();
  await page.getByLabel(/^Friendly name/).fill("Half done");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Updates", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Couldn't load this page" })).toBeVisible();

  host.lose(undefined);
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByRole("heading", { name: "Updates", exact: true, level: 1 })).toBeVisible();
  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await edit();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Half done");
  host.stop();
});
