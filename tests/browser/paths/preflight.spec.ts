import type { Locator, Page } from "@playwright/test";
import { expect, expectAccessible, type Persona, signIn, test } from "../fixtures";
import { checked, shownRequest } from "../steps";

const PRODUCTION_ID = "5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01";
const FINANCE = `${PRODUCTION_ID}/rg-avd-prod/hp-finance`;
const PILOT = "5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a02/rg-avd-test/hp-pilot";
const GROUP = `/subscriptions/${PRODUCTION_ID}/resourceGroups/rg-avd-prod`;

/** The checks on the last step of the wizard, opened by its link, once all of them are done. */
async function checks(page: Page, persona: Persona, pool: string): Promise<Locator> {
  await signIn(page, persona, `/pools/${pool}/update/new?step=review`);
  const panel = page.getByRole("region", { name: "Checks before the update" });
  await expect(panel).toBeVisible();
  await checked(page);
  await expect(panel.getByRole("button", { name: "Check again" })).toBeEnabled();
  await expect(panel.getByRole("progressbar")).toBeHidden();
  await expect(panel.getByText(/\d+ pass/).first()).toBeVisible();
  return panel;
}

/** A finding by its heading. */
function finding(panel: Locator, title: string): Locator {
  return panel.getByRole("listitem").filter({ has: panel.page().getByRole("heading", { name: title, exact: true }) });
}

test("a pool in order: what passed, a risk, and what only a person can confirm", async ({ page }) => {
  const panel = await checks(page, "owner", FINANCE);
  await expect(panel.getByText("27 pass · 1 risk · 2 not checked").first()).toBeVisible();
  await expect(finding(panel, "Signed-in users")).toContainText(/user sessions, \d+ of them active/);
  await panel.getByText("Pass (27)").click();
  await expect(finding(panel, "Locks")).toContainText("There are no locks on the VMs");
  await expectAccessible(page);

  await expect(panel.getByRole("heading", { name: "For you to confirm (0 of 2)" })).toBeVisible();
  const box = panel.getByRole("checkbox", { name: /wvdhpustgr0prod/ });
  await box.check();
  await expect(box).toBeFocused();
  await expect(panel.getByRole("heading", { name: "For you to confirm (1 of 2)" })).toBeVisible();
  await expect(panel.getByText("28 pass · 1 risk · 1 not checked").first()).toBeVisible();
});

test("blockers come with evidence, fix and command, and only the pool's name overrules them", async ({ page }) => {
  const panel = await checks(page, "owner", PILOT);
  await expect(panel.getByRole("heading", { name: "Blockers (6)" })).toBeVisible();
  const lock = finding(panel, "Locks");
  await expect(lock).toContainText("do-not-delete on rg-avd-pilot-hosts");
  await expect(lock.getByRole("figure", { name: "Azure CLI" })).toContainText("az lock delete --ids '/subscriptions/");
  await expect(finding(panel, "Azure Policy")).toContainText("denied by allowed-locations");
  const send = page.getByRole("button", { name: "Start update…" });
  await expect(send).toHaveAccessibleDescription(/6 blockers found/);
  const name = panel.getByRole("textbox", { name: /type hp-pilot/ });
  await name.fill("hp-pilo");
  await expect(send).toHaveAttribute("aria-disabled", "true");
  await name.fill("hp-pilot");
  await expect(panel.getByText("You chose to continue despite the blockers.")).toBeVisible();
  await expectAccessible(page);
  await send.click();
  await expect(await shownRequest(page)).toContainText("initiateSessionHostUpdate");
});

test("a reader is told which right is missing to start", async ({ page }) => {
  const panel = await checks(page, "reader", FINANCE);
  const rights = finding(panel, "Your permissions");
  await expect(rights).toContainText("Your roles don't let you start an update.");
  await expect(rights).toContainText("sessionHostManagements/initiateSessionHostUpdate/action");
});

test("what an operator may not read could not be checked, and never passes", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  const panel = await checks(page, "operator", FINANCE);
  await expect(panel.getByRole("heading", { name: /^Couldn't check \(14\)$/ })).toBeVisible();
  const quota = finding(panel, "vCPU quota");
  await expect(quota).toContainText("Your roles don't let you view the VM sizes in westeurope.");
  await expect(quota).toContainText("Missing permission: Microsoft.Compute/skus/read");
  // Half under the flight plan at the lower edge a button would count as too small.
  await panel.getByRole("heading", { name: "Checks before the update" }).evaluate((heading) => heading.scrollIntoView());
  await expectAccessible(page);
});

test("everything is checked again just before sending, and a new blocker is not overruled by an old name", async ({ page, emulator }) => {
  const panel = await checks(page, "owner", FINANCE);
  await emulator.control("POST", "lock", { scope: GROUP, level: "CanNotDelete" });
  const send = page.getByRole("button", { name: "Start update…" });
  await send.click();
  await expect(finding(panel, "Locks")).toContainText(/Locked: .* on rg-avd-prod/);
  await expect(panel.getByRole("heading", { name: "Checks before the update" })).toBeFocused();
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(0);

  const name = panel.getByRole("textbox", { name: /type hp-finance/ });
  await name.fill("hp-finance");
  await emulator.control("POST", "quota", {
    subscription: PRODUCTION_ID,
    location: "westeurope",
    name: "cores",
    limit: 1,
  });
  await send.click();
  await expect(finding(panel, "vCPU quota")).toContainText("Total Regional vCPUs: 0 of 1 free");
  await expect(name).toHaveValue("");
  await expect(page.getByRole("dialog")).toBeHidden();

  await emulator.control("DELETE", "lock", { scope: GROUP });
  await emulator.control("POST", "quota", { subscription: PRODUCTION_ID, location: "westeurope", name: "cores", limit: 350 });
  await panel.getByRole("button", { name: "Check again" }).click();
  await expect(panel.getByText(/blocker/)).toHaveCount(0);
  await send.click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Start update", exact: true })).toBeVisible();
});
