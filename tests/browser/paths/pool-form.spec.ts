import { PERSONAS, expect, expectAccessible, signIn, test } from "../fixtures";
import { done, fillPlace, openPart as open, openPool, openTab, reviewed as body, send } from "../steps";

const NEWEST = "2026-04-01-preview";

test("an automated pool is made at the version that knows it", async ({ page, emulator }) => {
  await signIn(page, "owner", "/pools/new");
  await fillPlace(page, "hp-auto");
  const request = page.locator("summary").filter({ hasText: "Request" });
  await expect(request).toContainText(NEWEST);
  await page.getByRole("radio", { name: "Automated", exact: true }).check();
  await expect(request).toContainText(NEWEST);
  await open(page, "Request");
  await expect(page.getByRole("radio", { name: /2022-02-10-preview/ })).toBeDisabled();
  await expect(page.getByRole("radio", { name: /2022-02-10-preview/ })).toHaveAccessibleDescription("It can't set Management.");

  // What does not fit cannot be chosen, and choosing the type brings what fits along.
  await page.getByRole("radio", { name: "Personal", exact: true }).check();
  await expect(page.getByRole("radio", { name: "Automated", exact: true })).toBeDisabled();
  await expect(page.getByRole("radio", { name: "Automated", exact: true })).toHaveAccessibleDescription(/Only a pooled host pool/);
  await open(page, "Sessions and load balancing");
  await expect(page.getByRole("radio", { name: "Depth-first" })).toBeDisabled();
  await expect(page.getByRole("radio", { name: "Persistent", exact: true })).toBeChecked();
  await page.getByRole("radio", { name: "Pooled", exact: true }).check();
  await page.getByRole("radio", { name: "Automated", exact: true }).check();
  await page.getByRole("radio", { name: "Depth-first" }).check();
  await page.getByLabel(/^Max session limit/).fill("");
  await open(page, "Tags");
  await page.getByLabel(/^Tags/).fill("env = test\nno tag");

  // An error opens its part and is said there.
  await page.locator("summary").filter({ hasText: "Tags" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByLabel(/^Tags/)).toHaveAccessibleDescription(/^“no tag” isn't a tag/);
  await expect(page.getByLabel(/^Max session limit/)).toHaveAccessibleDescription(/^Depth-first load balancing requires a session limit/);
  await expectAccessible(page);
  await page.getByLabel(/^Tags/).fill("env = test");
  await page.getByLabel(/^Max session limit/).fill("8");

  // The draft survives a reload.
  await page.reload();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("hp-auto");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByRole("dialog")).toContainText(`Uses API version ${NEWEST}.`);
  expect(await body(page)).toMatchObject({ tags: { env: "test" }, properties: { managementType: "Automated", maxSessionLimit: 8 } });
  await send(page, "Create host pool", new RegExp(`PUT http.*/hp-auto\\?api-version=${NEWEST}`));
  await done(page);
  await expect(page.getByRole("heading", { name: "hp-auto" })).toBeVisible();
  expect(await emulator.requests("/hostPools/hp-auto", "PUT")).toMatchObject([{ apiVersion: NEWEST }]);
});

test("a pool is cloned, and its export imported", async ({ page, emulator }) => {
  // A service that knows a property no description has.
  await emulator.control("POST", "versions", { unknown: "kept" });
  await signIn(page, "owner");
  await openPool(page, "hp-executives");
  await page.getByRole("button", { name: "Clone" }).click();
  await expect(page.getByText("A copy of hp-executives")).toBeVisible();
  await expect(page.getByText(/^Not copied/)).toContainText("properties.objectId");
  await expect(page.getByRole("radio", { name: "Personal", exact: true })).toBeChecked();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("");
  await page.getByLabel("Name", { exact: true }).fill("hp-executives-2");
  await page.getByRole("button", { name: "Review…" }).click();
  const copied = await body(page);
  expect(copied.properties).toMatchObject({ hostPoolType: "Personal", managementType: "Standard" });
  expect(JSON.stringify(copied)).not.toMatch(/registrationInfo|objectId|etag/);
  await send(page, "Create host pool", /PUT http.*\/hp-executives-2/);
  await done(page);
  await expect(page.getByRole("heading", { name: "hp-executives-2" })).toBeVisible();

  await openTab(page, "JSON");
  const exported = page.getByRole("figure", { name: "ARM resource" });
  const resource = JSON.parse(await exported.locator("code").innerText());
  expect(resource).toMatchObject({ type: "Microsoft.DesktopVirtualization/hostPools", name: "hp-executives-2", properties: copied.properties });
  await page.getByRole("tab", { name: "Bicep" }).click();
  await expect(page.getByRole("figure", { name: "Bicep" })).toContainText(`hostPools@${NEWEST}' = {`);
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as JSON" }).click()]);
  expect(file.suggestedFilename()).toBe("hp-executives-2.json");

  await page.goto("/pools/new");
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Or paste JSON").fill("{}");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog.getByLabel("Or paste JSON")).toHaveAccessibleDescription(/it has no properties/);
  resource.properties.notYetKnown = { on: true };
  resource.properties.registrationInfo = { token: "eyJ-secret" };
  const buffer = Buffer.from(JSON.stringify(resource));
  await dialog.getByLabel("From a file").setInputFiles({ name: "pool.json", mimeType: "application/json", buffer });
  await expect(dialog.getByLabel("Or paste JSON")).toHaveValue(/notYetKnown/);
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(page.getByText("Imported: hp-executives-2")).toBeVisible();
  await expect(page.getByText(/^Copied, although/)).toContainText("properties.notYetKnown");
  await expect(page.getByText(/^Not copied/)).toContainText("Registration token");
  await page.getByLabel("Subscription", { exact: true }).selectOption({ label: "Contoso Test" });
  await page.getByLabel("Resource group", { exact: true }).fill("rg-avd-test");
  await page.getByRole("button", { name: "Review…" }).click();
  const imported = await body(page);
  expect(imported.properties).toMatchObject({ ...copied.properties, notYetKnown: { on: true } });
  expect(JSON.stringify(imported)).not.toContain("secret");
  await send(page, "Create host pool", /PUT http/);
  await done(page);
  expect(await emulator.requests("/hostPools/hp-executives-2", "PUT")).toHaveLength(2);
});

test("identity and tags are edited while somebody else saves", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  const path = `${new URL(page.url()).pathname}`.split("/");
  const id = `/subscriptions/${path[2]}/resourceGroups/${path[3]}/providers/Microsoft.DesktopVirtualization/hostPools/hp-sales`;
  const identity = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/avd";
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByLabel("Host pool type")).toHaveAttribute("readonly");
  await open(page, "Managed identity");
  await page.getByLabel(/^Managed identity/).selectOption("UserAssigned");
  await page.getByLabel(/^User-assigned identities/).fill(identity);
  await open(page, "Tags");
  await page.getByLabel(/^Tags/).fill("env = prod\nteam = mine");
  const theirs = { tags: { env: "prod", team: "theirs" }, properties: { maxSessionLimit: 9 } };
  await emulator.control("POST", "as", { user: PERSONAS.mfa, method: "PATCH", path: `${id}?api-version=${NEWEST}`, body: theirs });
  await page.getByRole("button", { name: "Review…" }).click();
  const table = page.getByRole("table", { name: "Compare versions" });
  await expect(page.getByText(/Last changed by mia/)).toBeVisible();
  await expect(table.getByRole("row", { name: /^Max session limit 16 16 9 Theirs$/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /^Tags .* team = mine .* team = theirs / })).toBeVisible();
  await expectAccessible(page);
  await table.getByRole("radio", { name: "Yours" }).check();
  await page.getByRole("button", { name: "Continue with these values" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  expect(await body(page)).toEqual({
    tags: { env: "prod", team: "mine" },
    identity: { type: "UserAssigned", userAssignedIdentities: { [identity]: {} } },
  });
  await send(page, "Save", new RegExp(`PATCH http.*/hp-sales\\?api-version=${NEWEST}`));
  await done(page);

  // What a PATCH does not take replaces the pool, with all else as received.
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await open(page, "Advanced");
  await page.getByLabel(/^SKU name/).fill("S1");
  await expect(page.locator("summary").filter({ hasText: "Request" })).toContainText(`PUT: whole pool, ${NEWEST}`);
  await page.getByRole("button", { name: "Review…" }).click();
  const whole = await body(page);
  expect(whole).toMatchObject({ sku: { name: "S1" }, tags: { team: "mine" }, properties: { maxSessionLimit: 9 } });
  await send(page, "Save", new RegExp(`PUT http.*/hp-sales\\?api-version=${NEWEST}`));
  await done(page);
});

test("a reader is told the right that is missing, and at 800 px nothing is cut off", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await signIn(page, "reader", "/pools/new");
  await fillPlace(page, "hp-mine");
  for (const title of ["Sessions and load balancing", "Advanced", "Migration (legacy)"]) await open(page, title);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800);
  const review = page.getByRole("button", { name: "Review…" });
  await expect(review).toHaveAttribute("aria-disabled", "true");
  await expect(review).toHaveAccessibleDescription("You need the Desktop Virtualization Host Pool Contributor role.");
});
