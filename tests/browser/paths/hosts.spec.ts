import type { Page } from "@playwright/test";
import { PERSONAS, expect, expectAccessible, signIn, test } from "../fixtures";
import { done, openPool, openTab, send } from "../steps";

const HOSTS = "Microsoft.DesktopVirtualization/hostpools/sessionhosts";

function table(page: Page) {
  return page.getByRole("table", { name: "Session hosts" });
}

function act(page: Page, name: string) {
  return page.getByRole("button", { name, exact: true });
}

/** From the table of hosts to the place of one of them. */
async function openHost(page: Page, name: RegExp): Promise<void> {
  await table(page).getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { name, level: 2 })).toBeVisible();
}

test("many hosts are drained, and each says what came of it", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Session hosts");
  await expect(act(page, "Drain…")).toHaveAttribute("aria-disabled", "true");
  await table(page).getByRole("checkbox", { name: /^Select vm-sales-0/ }).check();
  await page.keyboard.press("Tab");
  await page.getByRole("checkbox", { name: "Select all session hosts" }).check();
  await expect(page.getByText("8 selected")).toBeVisible();
  await expectAccessible(page);
  const scope = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/hostPools/hp-sales";
  await emulator.control("POST", "deny", {
    user: PERSONAS.owner,
    action: `${HOSTS}/write`,
    scope: `${scope}/sessionHosts/vm-sales-3.corp.contoso.example`,
  });
  await act(page, "Drain…").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Drain 8 session hosts" })).toBeVisible();
  await dialog.getByRole("button", { name: "Drain 8", exact: true }).click();
  await expect(dialog.getByText("Failed", { exact: true })).toBeVisible();
  await expect.poll(async () => (await emulator.requests("/sessionHosts/vm-sales-", "PATCH")).filter(({ status }) => status === 200).length).toBe(7);
  const refused = (await emulator.requests("/sessionHosts/vm-sales-3", "PATCH")).map(({ status }) => status);
  expect(refused, "asked once").toEqual([403]);
  await expect(dialog.getByText("Done", { exact: true })).toHaveCount(7);
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(table(page).getByText("Drained")).toHaveCount(7);
});

test("a personal desktop gets a user, another one by force, and a name", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-developers", "Session hosts");
  await table(page).getByRole("link").nth(8).click();
  const dialog = page.getByRole("dialog");
  await act(page, "Assign…").click();
  await dialog.getByLabel("User principal name").fill("nobody");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await expect(dialog.getByText(/Enter a user principal name/)).toBeVisible();
  await dialog.getByLabel("User principal name").fill("ann@contoso.example");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Assign", /PATCH http.*"assignedUser": "ann@contoso.example"/s);
  await done(page);
  await expect(page.getByText("ann@contoso.example").first()).toBeVisible();
  await act(page, "Unassign…").click();
  await expect(dialog.getByText(/Uses force, because Azure doesn't otherwise unassign/)).toBeVisible();
  await send(page, "Unassign", /PATCH http.*force=true.*"assignedUser": ""/s);
  await done(page);
  await expect(page.getByText("Not assigned", { exact: true })).toBeVisible();
  await act(page, "Rename…").click();
  await dialog.getByLabel(/^Display name/).fill("Ann's desk");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Rename", /PATCH http.*"friendlyName": "Ann's desk"/s);
  await done(page);
  await expect(page.getByText("Ann's desk")).toBeVisible();
});

test("a host leaves the pool with its sessions, its machine stays", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Session hosts");
  await openHost(page, /^vm-sales-2/);
  await expect(page.getByRole("table", { name: "Health checks" })).toContainText("DomainJoinedCheck");
  await expectAccessible(page);
  await act(page, "Remove with sessions…").click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("you're billed for them until you delete them in Azure");
  await expect(dialog).toContainText("Azure doesn't otherwise remove a session host with sessions");
  await send(page, "Remove with sessions", /DELETE http.*\/sessionHosts\/vm-sales-2[^ ]*&force=true/is);
  await done(page);
  await expect(page.getByText("This session host isn't in the pool")).toBeVisible();
  await page.getByRole("link", { name: "All session hosts" }).click();
  await expect(page.getByText("7 session hosts")).toBeVisible();
});

test("a machine is deallocated and started, and its power is read back", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Session hosts");
  await openHost(page, /^vm-sales-1/);
  await expect(page.getByText("Running (billed).")).toBeVisible();
  await expect(act(page, "Start…")).toHaveAccessibleDescription("The VM is already running.");
  await act(page, "Deallocate…").click();
  await send(page, "Deallocate", /POST http.*\/virtualMachines\/vm-sales-1\/deallocate\?api-version=2024-07-01/s);
  await expect.poll(() => emulator.requests("/deallocate", "POST")).toHaveLength(1);
  await emulator.advance(3);
  await done(page);
  await expect(page.getByText("Off. Only its disks are billed.")).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: /^The VM is off\. Start it/ })).toBeVisible();
  await act(page, "Start…").click();
  await send(page, "Start", /POST http.*\/virtualMachines\/vm-sales-1\/start\?/s);
  await expect.poll(() => emulator.requests("/vm-sales-1/start", "POST")).toHaveLength(1);
  await emulator.advance(3);
  await done(page);
  await expect(page.getByText("Running (billed).")).toBeVisible();
});

test("a reader is told what is missing, and an update keeps its hosts", async ({ page }) => {
  await signIn(page, "reader");
  await openPool(page, "hp-sales", "Session hosts");
  await openHost(page, /^vm-sales-0/);
  await expect(act(page, "Drain…")).toHaveAccessibleDescription("You need the Desktop Virtualization Session Host Operator role.");
  await expect(act(page, "Remove…")).toHaveAccessibleDescription("You need the Desktop Virtualization Session Host Operator role.");
  await expect(act(page, "Restart…")).toHaveAccessibleDescription("You need the Virtual Machine Contributor role.");
});

test("during an update drain, removal and power are off", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Session hosts");
  await table(page).getByRole("link").nth(8).click();
  for (const name of ["Drain…", "Restart…"]) {
    await expect(act(page, name)).toHaveAccessibleDescription(/while the pool is locked by a session host update/);
  }
  await expectAccessible(page);
  await openTab(page, "Session hosts");
  expect(await page.evaluate(() => document.documentElement.scrollWidth), "nothing beside the window").toBeLessThanOrEqual(800);
});
