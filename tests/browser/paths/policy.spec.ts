import type { Page } from "@playwright/test";
import { expect, expectAccessible, PERSONAS, signIn, test } from "../fixtures";
import { done, openPool, send, shownRequest } from "../steps";

const VERSION = "2026-04-01-preview";
const FINANCE = "hostPools/hp-finance";

/** The line of the policy with this label: its value and what it means. */
function line(page: Page, label: string) {
  return page.locator(".kv > div").filter({ has: page.getByText(label, { exact: true }) });
}

test("the policy is edited field by field and reads back", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Policy");
  await expect(line(page, "Minutes before sign-out")).toContainText("Users see the message");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Edit policy" }).click();
  await expect(page.getByRole("button", { name: "Review…" })).toHaveAccessibleDescription("No changes yet.");
  await page.getByLabel(/^Batch size/).fill("0");
  await page.getByLabel(/^Minutes before sign-out/).fill("61");
  await page.getByLabel(/^Number of session hosts/).fill("2");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByRole("alert")).toContainText("3 problems to fix");
  await expect(page.getByLabel(/^Number of session hosts/)).toHaveAccessibleDescription(/^You can only raise the count/);
  // What the window has scrolled half under the bar at the top is measured smaller than it is.
  await page.evaluate(() => window.scrollTo(0, 0));
  await expectAccessible(page);
  await page.getByLabel(/^Batch size/).fill("3");
  await page.getByLabel(/^Minutes before sign-out/).fill("15");
  await page.getByLabel(/^Number of session hosts/).fill("6");
  await page.getByRole("radio", { name: /^Always/ }).check();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByRole("dialog")).toContainText("Minutes before sign-out: 2 → 15");
  await send(page, "Save", new RegExp(`PATCH http.*/sessionHostManagements/default\\?api-version=${VERSION}.*"logOffDelayMinutes": 15`, "s"));
  await done(page);
  await expect(line(page, "Minutes before sign-out")).toContainText("15");
  await expect(line(page, "Create a test host first")).toContainText("One session host is created first");
  expect(await emulator.requests(`${FINANCE}/sessionHostManagements/default`, "PATCH")).toHaveLength(1);
});

test("what another admin changed meanwhile is shown and kept", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Policy");
  await page.getByRole("button", { name: "Edit policy" }).click();
  await page.getByLabel(/^Batch size/).fill("3");
  await page.getByLabel(/^Minutes before sign-out/).fill("15");
  const pool = decodeURIComponent(new URL(page.url()).pathname).split("/");
  const path = `/subscriptions/${pool[2]}/resourceGroups/${pool[3]}/providers/Microsoft.DesktopVirtualization/${FINANCE}`;
  await emulator.control("POST", "as", {
    user: PERSONAS.mfa,
    method: "PATCH",
    path: `${path}/sessionHostManagements/default?api-version=${VERSION}`,
    body: { properties: { update: { logOffDelayMinutes: 30, logOffMessage: "Save your work" } } },
  });
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByText("Someone else changed the policy after you opened the form")).toBeVisible();
  const table = page.getByRole("table", { name: "Compare versions" });
  await expect(table.getByRole("row", { name: /^Sign-out message .* Save your work Theirs$/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /^Batch size 2 3 2 Yours$/ })).toBeVisible();
  await expect(table.getByRole("row", { name: /^Minutes before sign-out 2 15 30 / })).toBeVisible();
  await expectAccessible(page);
  await table.getByRole("radio", { name: "Yours" }).check();
  await page.getByRole("button", { name: "Continue with these values" }).click();
  await expect(page.getByLabel(/^Sign-out message/)).toHaveValue("Save your work");
  await page.getByRole("button", { name: "Review…" }).click();
  const figure = await shownRequest(page);
  await expect(figure).toContainText('"logOffDelayMinutes": 15');
  await expect(figure).not.toContainText("logOffMessage");
  await page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await done(page);
  await expect(line(page, "Sign-out message")).toContainText("Save your work");
});

test("a pool grows, a host that fails is tried again", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Policy");
  await page.getByRole("button", { name: "Add session hosts…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^Total session hosts/).fill("1");
  await expect(dialog.getByLabel(/^Total session hosts/)).toHaveAccessibleDescription(/You can only raise the count/);
  await dialog.getByLabel(/^Total session hosts/).fill("8");
  await expect(dialog).toContainText("Azure creates 2 session hosts.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Review…" }).click();
  await expect(dialog.last()).toContainText("You're billed for them");
  const pool = decodeURIComponent(new URL(page.url()).pathname).split("/");
  const id = `/subscriptions/${pool[2]}/resourceGroups/${pool[3]}/providers/Microsoft.DesktopVirtualization/${FINANCE}`;
  await emulator.control("POST", "stillborn", { pool: id, count: 1 });
  await send(page, "Add session hosts", /PATCH http.*"instanceCount": 8/s);
  await done(page);
  await emulator.advance(120);
  await page.reload();
  const failed = page.getByRole("listitem").filter({ has: page.getByRole("button", { name: "Retry…" }) });
  await expect(failed).toHaveCount(1);
  await failed.getByRole("button", { name: "Retry…" }).click();
  await send(page, "Retry", new RegExp(`POST http.*/sessionHosts/.*/retryProvisioning\\?api-version=${VERSION}`, "i"));
  await done(page);
  await expect(failed).toHaveCount(0);
});

test("a pool that is managed by hand has no policy, and says so", async ({ page }) => {
  await signIn(page, "reader");
  await openPool(page, "hp-sales", "Policy");
  await expect(page.getByText("No management policy in this pool")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Autoscale" })).toBeVisible();
  await expectAccessible(page);
});
