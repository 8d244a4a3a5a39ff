import { expect, expectNoRow, expectRow, signIn, test } from "../fixtures";
import { done, openPool, openTab, send, sortBy } from "../steps";

test("an owner finds a pool by search, order and filter, and the address holds all of it", async ({ page }) => {
  await signIn(page, "owner");
  const table = page.getByRole("table", { name: "Host pools" });
  await expect(page.getByText("12 pools")).toBeVisible();

  await page.getByLabel("Management", { exact: true }).selectOption("Automated");
  await page.getByLabel("Subscription", { exact: true }).selectOption({ label: "Contoso Production (8)" });
  await expect(page.getByText("4 of 12 pools")).toBeVisible();
  await sortBy(page, table, "Session limit", "limit");
  await page.getByRole("searchbox", { name: "Search host pools" }).fill("rg-avd-prod fin");
  await expect(page.getByText("1 of 12 pools")).toBeVisible();
  await expectRow(table, { Name: "hp-financeFinance", Type: "Pooled", Management: "Automated" });
  await expectNoRow(table, { Management: "Standard" });
  await expect(page).toHaveURL(/\/pools\?.*q=rg-avd-prod.*fin.*management=Automated/);

  await openPool(page, "hp-finance");
  await page.goBack();
  await expect(page.getByText("1 of 12 pools")).toBeVisible();
});

test("an owner shows, copies, replaces and revokes a registration token", { tag: "@headers" }, async ({ page, context, emulator }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await expect(page.getByText(/^Valid for 4 d 23 h/)).toBeVisible();

  const masked = page.getByRole("textbox", { name: "Registration token, hidden" });
  await expect(masked).toHaveText("•".repeat(32));
  expect(await page.content()).not.toMatch(/eyJ/);
  await page.getByRole("button", { name: "Reveal" }).click();
  const shown = page.getByRole("textbox", { name: "Registration token", exact: true });
  await expect(shown).toHaveText(/^eyJ[\w.-]+$/);
  const first = await shown.innerText();
  await page.getByRole("button", { name: "Hide" }).click();
  await expect(masked).toBeVisible();
  expect(await page.content()).not.toContain(first);
  await page.getByRole("button", { name: "Copy token" }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(first);

  await page.getByRole("radio", { name: "8 hours" }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /^RequestCopy.*PATCH http.*\/host[Pp]ools\/hp-sales\?api-version=2025-10-10.*"registrationTokenOperation": "Update"/s);
  await done(page);
  await expect(page.getByText(/^Valid for (8 h|7 h 59 min)$/)).toBeVisible();

  await page.getByRole("button", { name: "Revoke token…" }).click();
  await send(page, "Revoke token", /"registrationTokenOperation": "Delete"/);
  await done(page);
  await expect(page.getByText("Create a token to register session hosts.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Revoke token…" })).toHaveAccessibleDescription("There's no token to revoke.");
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(2);

  await openTab(page, "Overview");
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expectRow(page.getByRole("table", { name: "Changes" }), { Change: "Revoke the registration token", Resource: "hp-sales", Outcome: "Done" });
});

test("an automated pool says why it has no token", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Registration token");
  await expect(page.getByText("Azure creates and registers the session hosts of this Automated pool")).toBeVisible();
  await expect(page.getByRole("button", { name: "Review…" })).toHaveCount(0);
});

test("the main job needs no readable header", async ({ page, emulator }) => {
  await emulator.control("POST", "headers", { expose: "none" });
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /PATCH/);
  await done(page);
  await expect(page.getByText(/^Valid for \d/)).toBeVisible();
});
