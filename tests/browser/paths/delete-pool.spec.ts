import { type Page } from "@playwright/test";
import { PERSONAS, expect, expectAccessible, signIn, test } from "../fixtures";
import { done, openPool, send } from "../steps";

const look = (page: Page) => page.getByRole("button", { name: "Check dependencies" });

test("a pool goes after its application groups, and with its hosts only by force", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Properties");
  await look(page).click();
  await expect(page.getByRole("heading", { name: /An application group uses this pool/ })).toBeVisible();
  await expect(page.getByText(/^Remove-AzWvdApplicationGroup .*-Name 'hp-sales-desktop'$/)).toBeVisible();
  await expect(page.getByText(/You're billed for them until you delete them/)).toBeVisible();
  const further = page.getByRole("button", { name: "Review…" });
  await expect(further).toHaveAccessibleDescription("Delete the pool's application groups first.");
  await expectAccessible(page);

  // Somebody deletes the group elsewhere.
  const group = await page.getByText(/\/applicationGroups\/hp-sales-desktop$/i).first().innerText();
  await emulator.control("POST", "as", { user: PERSONAS.owner, method: "DELETE", path: `${group}?api-version=2024-04-03` });
  await page.locator(".danger-zone").getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByRole("heading", { name: /An application group uses this pool/ })).toBeHidden();
  await expect(further).toHaveAccessibleDescription(/^The pool has session hosts/);
  await page.getByLabel(/^Also remove its session hosts/).check();
  await further.click();

  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Delete host pool" })).toHaveAccessibleDescription("Type hp-sales first");
  await dialog.getByLabel("Type hp-sales to confirm").fill("hp-sales");
  await send(page, "Delete host pool", /DELETE http.*\/hp-sales\?api-version=2026-04-01-preview&force=true/);
  await done(page);
  await expect(page.getByText("11 pools")).toBeVisible();
  await expect(page.getByRole("link", { name: "hp-sales", exact: true })).toBeHidden();
  expect(await emulator.requests("hostPools/hp-sales", "DELETE")).toHaveLength(1);
});

test("an update that holds the pool stands in the way, and what could not be read is said", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering", "Properties");
  await emulator.fault({ fault: { kind: "status", status: 400 }, path: "hp-engineering/sessionHosts", method: "GET", times: 0 });
  await look(page).click();
  await expect(page.getByRole("heading", { name: /A session host update is locking this pool/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: /Couldn't load the session hosts/ })).toBeVisible();
  await expect(page.getByRole("link", { name: "Go to the update" })).toBeVisible();
});

test("a reader is told which right is missing", async ({ page }) => {
  await signIn(page, "reader");
  await openPool(page, "hp-sales", "Properties");
  await expect(look(page)).toHaveAccessibleDescription("You need the Desktop Virtualization Host Pool Contributor role.");
});
