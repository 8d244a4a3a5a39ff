import type { Page } from "@playwright/test";
import { PERSONAS, expect, expectAccessible, signIn, test } from "../fixtures";
import { done, openPool, send } from "../steps";

/** The number beside Activity in the navigation. */
function owed(page: Page) {
  return page.getByRole("link", { name: /^Activity/ }).first();
}

function plan(page: Page) {
  return page.getByRole("listitem").filter({ hasText: "sp-office-hours" });
}

async function switchOff(page: Page): Promise<void> {
  await openPool(page, "hp-callcenter", "Policy");
  await expect(plan(page)).toContainText("On");
  await plan(page).getByRole("button", { name: "Turn off for this pool…" }).click();
  await expect(page.getByRole("dialog")).toContainText("The plan's other 2 host pools don't change.");
  await send(page, "Turn off", /PATCH http.*\/scalingPlans\/sp-office-hours\?.*hp-callcenter.*hp-engineering.*hp-finance/is);
  await done(page);
}

const REMINDER = /^Autoscale is off for this pool in sp-office-hours/;

test("what was switched off is remembered until it is on again", async ({ page }) => {
  await signIn(page, "owner");
  await switchOff(page);
  await expect(plan(page)).toContainText("Off");
  await expect(page.getByText(REMINDER)).toBeVisible();
  await expect(owed(page)).toContainText("1");
  await page.reload();
  await expect(page.getByText(REMINDER)).toBeVisible();
  await expect(page.getByText(/An update is in progress/)).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Turn back on…" }).click();
  await send(page, "Turn on", /PATCH http.*"scalingPlanEnabled": true/s);
  await done(page);
  await expect(page.getByText(REMINDER)).toBeHidden();
  await expect(plan(page)).toContainText("On");
  await expect(owed(page)).toHaveText("Activity");
});

test("only the flag of this pool changes", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering", "Policy");
  await expect(plan(page)).toContainText("On");
  await page.goBack();
  await page.goBack();
  await switchOff(page);
  await page.goto("/pools");
  await openPool(page, "hp-engineering", "Policy");
  await expect(plan(page)).toContainText("On");
  await expect(page.getByText(REMINDER)).toBeHidden();
});

test("a read that shows it on settles the debt", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await switchOff(page);
  // Somebody switches it on elsewhere: the estate is as it was at the start.
  await emulator.reset();
  await page.reload();
  await expect(page.getByRole("heading", { name: "hp-callcenter" })).toBeVisible();
  await expect(plan(page)).toContainText("On");
  await expect(page.getByText(REMINDER)).toBeHidden();
  await expect(owed(page)).toHaveText("Activity");
});

test("it may stay off for a reason, which Activity keeps", async ({ page }) => {
  await signIn(page, "owner");
  await switchOff(page);
  await page.getByRole("button", { name: "Leave it off…" }).click();
  const dialog = page.getByRole("dialog", { name: "Leave autoscale off" });
  await expect(dialog.getByRole("button", { name: "Leave it off" })).toHaveAccessibleDescription("Enter a reason.");
  await dialog.getByLabel(/^Reason/).fill("The pool closes on Friday");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Leave it off" }).click();
  await expect(page.getByText(REMINDER)).toBeHidden();
  await owed(page).click();
  await expect(page.getByText(/Stays off: The pool closes on Friday/)).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Forget" }).click();
  await expect(page.getByText("Autoscale turned off")).toBeHidden();
});

test("without the right nothing is owed", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  // Where the rights cannot be read the button is on, and the service refuses.
  await emulator.control("POST", "deny", { user: PERSONAS.reader, action: "Microsoft.Authorization/permissions/read", scope: "/" });
  await signIn(page, "reader");
  await openPool(page, "hp-callcenter", "Policy");
  await plan(page).getByRole("button", { name: "Turn off for this pool…" }).click();
  await send(page, "Turn off", /PATCH http/);
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("Rejected by Azure");
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await expect(page.getByText(REMINDER)).toBeHidden();
  await expect(owed(page)).toHaveText("Activity");
});
