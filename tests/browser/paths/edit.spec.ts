import { type Page } from "@playwright/test";
import { expect, signIn, test } from "../fixtures";
import { done, openPool, openTab, send } from "../steps";

/** The pool as the JSON tab shows it. */
async function received(page: Page): Promise<Record<string, any>> {
  return JSON.parse(await page.getByRole("figure", { name: /^JSON/ }).locator("code").innerText());
}

/** The JSON tab shows the pool as it was before, with these properties changed, once it is read again. */
async function expectChanged(page: Page, before: Record<string, any>, changed: object): Promise<void> {
  await openTab(page, "JSON");
  const wanted = { tags: before.tags, properties: { ...before.properties, ...changed } };
  await expect.poll(() => received(page).then(({ tags, properties }) => ({ tags, properties }))).toEqual(wanted);
}

test("a PATCH sends only the field that was changed", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await openTab(page, "JSON");
  const before = await received(page);
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByRole("button", { name: "Review…" })).toHaveAccessibleDescription("No changes yet.");
  await page.getByLabel(/^Friendly name/).fill("Sales and service");
  await page.getByRole("button", { name: "Review…" }).click();
  const body = '{\n  "properties": {\n    "friendlyName": "Sales and service"\n  }\n}';
  await send(page, "Save", new RegExp(`PATCH http.*/hp-sales\\?api-version=2026-04-01-preview.*${body.replace(/[{}]/g, "\\$&")}`, "s"));
  await done(page);
  await expect(page.getByRole("heading", { name: "hp-sales" })).toBeVisible();
  await expectChanged(page, before, { friendlyName: "Sales and service" });
  const sent = await emulator.requests("hostPools/hp-sales", "PATCH");
  expect(sent).toMatchObject([{ apiVersion: "2026-04-01-preview", bodyBytes: JSON.stringify(JSON.parse(body)).length }]);
});

test("a PUT of 2022-02-10-preview keeps everything else", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await openTab(page, "JSON");
  const before = await received(page);
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.locator("summary").filter({ hasText: "Sessions and load balancing" }).click();
  await page.getByLabel(/^Max session limit/).fill("12");
  await page.locator("summary").filter({ hasText: "Request" }).click();
  await page.getByRole("radio", { name: /2022-02-10-preview/ }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PUT http.*\/hp-sales\?api-version=2022-02-10-preview.*"customRdpProperty"/s);
  await done(page);
  await expectChanged(page, before, { maxSessionLimit: 12 });
  expect(await emulator.requests("hostPools/hp-sales", "PUT")).toMatchObject([{ apiVersion: "2022-02-10-preview" }]);
});

test("what is wrong with an edit is said at its field", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.locator("summary").filter({ hasText: "Sessions and load balancing" }).click();
  const limit = page.getByLabel(/^Max session limit/);
  await limit.fill("0");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(limit).toHaveAttribute("aria-invalid", "true");
  await expect(limit).toHaveAccessibleDescription(/^Enter a limit of at least 1\./);
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(0);
});

test("a new pool is created, and a name that is taken is refused", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await page.getByRole("link", { name: "New host pool" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  const name = page.getByLabel("Name", { exact: true });
  await expect(name).toHaveAccessibleDescription(/^Enter 3 to 64 characters\./);
  await page.getByLabel("Subscription", { exact: true }).selectOption({ label: "Contoso Test" });
  await page.getByLabel("Resource group", { exact: true }).fill("rg-avd-test");
  await page.getByLabel("Region", { exact: true }).fill("westeurope");
  await name.fill("hp-pilot");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(name).toHaveAccessibleDescription(/^A host pool with this name already exists/);
  await name.fill("hp-fresh");
  await page.locator("summary").filter({ hasText: "Sessions and load balancing" }).click();
  await page.getByRole("radio", { name: "Depth-first" }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create host pool", /PUT http.*\/hp-fresh\?api-version=2026-04-01-preview.*"loadBalancerType": "DepthFirst"/s);
  await done(page);
  await expect(page.getByRole("heading", { name: "hp-fresh" })).toBeVisible();
  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await expect(page.getByRole("table").getByRole("link", { name: "hp-fresh" })).toBeVisible();
  expect(await emulator.requests("/hostPools/", "PUT")).toMatchObject([{ apiVersion: "2026-04-01-preview" }]);
});
