import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Page } from "@playwright/test";
import { records } from "../database";
import { expect, expectAccessible, signIn, test } from "../fixtures";
import { copied, done, fillPlace, openPart as open, openPool, openTab, reviewed as body, send } from "../steps";

/** A property of the pool, as the page shows it. */
async function expectFact(page: Page, label: string, value: string): Promise<void> {
  const line = page.locator("dl.kv > div").filter({ has: page.getByText(label, { exact: true }) });
  await expect(line.locator("dd")).toHaveText(value);
}

/** The request of the reference page, `HostPools_CreateOrUpdate` at 2022-02-10-preview. */
const SAMPLE = join(__dirname, "../../../crates/avd/tests/data/HostPools_CreateOrUpdate_2022-02-10-preview.json");

/** Each path of a value with what is there, objects taken apart. */
function leaves(value: unknown, path = ""): [string, unknown][] {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([name, below]) => leaves(below, `${path}/${name}`));
}

test("the sample of the reference is imported and sent, field by field, its token kept nowhere", async ({ page, emulator }) => {
  const sample = JSON.parse(readFileSync(SAMPLE, "utf8")).request;
  await signIn(page, "owner", "/pools/new");
  await page.getByRole("button", { name: "Import…" }).click();
  await page.getByRole("dialog").getByLabel("Or paste JSON").fill(JSON.stringify(sample));
  await page.getByRole("dialog").getByRole("button", { name: "Import" }).click();
  await expect(page.getByText(/^Not copied/)).toHaveCount(0);
  await page.getByLabel("Subscription", { exact: true }).selectOption({ label: "Contoso Test" });
  await page.getByLabel("Resource group", { exact: true }).fill("rg-avd-test");
  await page.getByLabel("Name", { exact: true }).fill("hp-sample");
  await expect(page.locator("summary").filter({ hasText: "Request" })).toContainText("2022-02-10-preview");

  // An assignment in a Pooled host pool is sent, and said to have no effect.
  await open(page, "Users and application groups");
  await expect(page.getByRole("radio", { name: "Automatic", exact: true })).toBeChecked();
  await expect(page.getByText("Assignment has no effect in a pooled host pool", { exact: false })).toBeVisible();
  await expect(page.getByRole("radio", { name: "None", exact: true }).first()).toBeEnabled();

  // Its expiration time is of 2020.
  await page.getByRole("button", { name: "Review…" }).click();
  const token = page.locator("details.part").filter({ has: page.locator(".part-title", { hasText: "Registration token" }) });
  await expect(token.getByText("Select a time between 1 hour and 27 days from now.")).toBeVisible();
  for (const operation of ["Don't change", "Update", "None", "Delete"]) await expect(token.getByRole("radio", { name: operation, exact: true })).toBeEnabled();
  await expectAccessible(page);
  await token.getByRole("radio", { name: "24 hours" }).check();
  await expect(token.getByText("Select a time between 1 hour and 27 days from now.")).toHaveCount(0);
  await page.getByRole("button", { name: "Review…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText(/Azure creates a registration token, valid until/).getByRole("time")).toHaveCount(1);
  await expect(dialog.getByText(/Azure creates a registration token, valid until/)).not.toContainText(/\dT\d/);
  const sent = leaves(await body(page));
  const wanted = leaves(sample);
  expect(wanted).toHaveLength(26);
  const expires = "/properties/registrationInfo/expirationTime";
  expect(sent.filter(([path]) => path !== expires).sort()).toEqual(wanted.filter(([path]) => path !== expires).sort());
  const at = Date.parse(String(sent.find(([path]) => path === expires)?.[1]));
  expect(at - Date.now()).toBeGreaterThan(23 * 3600_000);
  const answer = page.waitForResponse((response) => response.request().method() === "PUT" && response.url().includes("/hp-sample"));
  await send(page, "Create host pool", /PUT http.*\/hp-sample\?api-version=2022-02-10-preview/);
  const written = await (await answer).text();
  await done(page);

  // The token is there, and what an answer said of it is nowhere in the browser.
  await openTab(page, "Registration token");
  await expect(page.getByText(/^Valid for \d/)).toBeVisible();
  await expect(page.getByText("Token operation in Azure's answer:", { exact: false })).toBeVisible();
  await page.getByRole("button", { name: "Reveal" }).click();
  const secret = await page.getByRole("textbox", { name: "Registration token", exact: true }).innerText();
  expect(secret.length).toBeGreaterThan(40);
  await page.getByRole("button", { name: "Hide" }).click();
  const storages = await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }]);
  const kept = JSON.stringify([storages, await records(page)]);
  expect(kept).toContain("hp-sample");
  expect(kept).not.toContain(secret);
  expect(written === "" || written.includes("hp-sample")).toBe(true);
  expect(await emulator.requests("/hostPools/hp-sample", "PUT")).toHaveLength(1);
});

test("ring, plan and SKU are set in the form and shown on the page", async ({ page }) => {
  await signIn(page, "owner", "/pools/new");
  await fillPlace(page, "hp-ring");
  await open(page, "Advanced");
  await page.getByLabel(/^Ring/).fill("3");
  for (const [label, value] of [["SKU name", "S1"], ["Plan name", "p"], ["Plan publisher", "contoso"], ["Plan product", "desk"], ["Plan version", "2"]] as const) {
    await page.getByLabel(new RegExp(`^${label}`)).fill(value);
  }
  await open(page, "Users and application groups");
  await page.locator("#preferredAppGroupType").getByRole("radio", { name: "None", exact: true }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  expect(await body(page)).toMatchObject({
    sku: { name: "S1" },
    plan: { name: "p", publisher: "contoso", product: "desk", version: "2" },
    properties: { ring: 3, preferredAppGroupType: "None" },
  });
  await send(page, "Create host pool", /PUT http/);
  await done(page);
  await expect(page.getByText(/^Microsoft\.DesktopVirtualization\/hostpools$/i)).toBeVisible();
  await openTab(page, "Properties");
  for (const [label, value] of [["SKU name", "S1"], ["Plan publisher", "contoso"], ["Plan product", "desk"], ["Plan version", "2"], ["Ring", "3"]] as const) {
    await expectFact(page, label, value);
  }
  await expect(page.locator("dl.kv > div").filter({ hasText: "Created" }).getByText(/^by a user, /)).toBeVisible();
});

test("private endpoint connections are shown with their state and what is to be done", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  const path = new URL(page.url()).pathname.split("/");
  const id = `/subscriptions/${path[2]}/resourceGroups/${path[3]}/providers/Microsoft.DesktopVirtualization/hostPools/hp-sales`;
  const endpoint = (name: string) => `/subscriptions/s/resourceGroups/rg-net/providers/Microsoft.Network/privateEndpoints/${name}`;
  const connection = (name: string, status: string, provisioningState: string) => ({
    id: `${id}/privateEndpointConnections/${name}`,
    name: `hp-sales/${name}`,
    type: "Microsoft.DesktopVirtualization/hostPools/privateEndpointConnections",
    properties: {
      groupIds: ["connection"],
      privateEndpoint: { id: endpoint(`pe-${name}`) },
      privateLinkServiceConnectionState: { status, description: `asked for by ${name}`, actionsRequired: status === "Approved" ? "None" : "Ask the owner" },
      provisioningState,
    },
  });
  const privateEndpointConnections = [connection("one", "Approved", "Succeeded"), connection("two", "Pending", "Creating"), connection("three", "Rejected", "Failed")];
  await emulator.control("POST", "edit", { id, merge: { properties: { privateEndpointConnections } } });
  await page.reload();
  await expect(page.getByText("two: Waiting for approval")).toBeVisible();
  await openTab(page, "Properties");
  const card = (name: string) => page.locator("section.card").filter({ has: page.getByRole("heading", { name, exact: true }) });
  await expect(card("one").getByText("Approved", { exact: true })).toBeVisible();
  await expect(card("two")).toContainText("No traffic passes until you approve the connection");
  await expect(card("two")).toContainText("Being created");
  await expect(card("three").getByText("Rejected", { exact: true })).toBeVisible();
  await expect(card("three")).toContainText("Ask the owner");
  await expect(card("three")).toContainText("asked for by three");
  await expect(card("one").getByText("pe-one", { exact: true })).toBeVisible();
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  expect(await copied(page, card("one").getByRole("button", { name: "Copy ID of the private endpoint" }))).toBe(endpoint("pe-one"));
  await expectAccessible(page);
});
