import { PERSONAS, expect, expectRow, signIn, test } from "../fixtures";
import { done, openPool, openTab, send } from "../steps";

for (const persona of ["reader", "operator"] as const) {
  test(`a ${persona} reads pools and is told which right a token and a change need`, async ({ page, emulator }) => {
    await signIn(page, persona);
    await expect(page.getByText("12 pools")).toBeVisible();
    await openPool(page, "hp-sales", "Registration token");
    const refusal = page.getByRole("status").filter({ hasText: "The token could not be read" });
    await expect(refusal).toContainText("hostpools/retrieveRegistrationToken/action");
    await expect(refusal).toContainText("Desktop Virtualization Host Pool Contributor");

    await page.getByRole("button", { name: "Review…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
    const alert = page.getByRole("dialog").getByRole("alert").filter({ hasText: "Refused by the service" });
    await expect(alert).toContainText(/does not have authorization to perform action 'Microsoft.DesktopVirtualization\/hostpools\/write'/);
    await expect(alert).toContainText("Ask for a role that contains");
    await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
    expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(1);

    await page.getByRole("link", { name: "Activity", exact: true }).click();
    await expectRow(page.getByRole("table"), { On: "hp-sales", What: "Create a registration token" });
    await expect(page.getByText("Failed", { exact: true })).toBeVisible();
  });
}

test("a person who is not assigned reads the code, what it means and what to do", async ({ page }) => {
  await page.goto("/pools");
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("button", { name: PERSONAS.refused }).click();
  await expect(page.getByRole("alert")).toContainText(/assign/);
  await expect(page.getByText("AADSTS50105", { exact: true })).toBeVisible();
  await expect(page.getByRole("definition").filter({ hasText: /^[0-9a-f]{8}-[0-9a-f-]{27}$/ }).first()).toBeVisible();
  await expect(page.getByText("Correlation ID")).toBeVisible();
  await expect(page.getByRole("button", { name: "Sign in with another account" })).toBeVisible();
});

for (const expose of ["all", "none"]) {
  test(`a change that needs multifactor authentication is done once after it, headers readable: ${expose}`, async ({ page, emulator }) => {
    await emulator.control("POST", "headers", { expose });
    await signIn(page, "mfa");
    await openPool(page, "hp-callcenter", "Update");
    const place = page.url();
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await send(page, "Pause", /POST/);
    const changes = page.getByRole("list", { name: "Changes on their way" });
    await expect(changes).toContainText(/Pause the session host update · hp-callcenter.*Done.*“Pausing”/s);
    expect(page.url()).toBe(place);
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toHaveAccessibleDescription(/already pausing/);
    const sent = await emulator.requests("controlSessionHostUpdate", "POST");
    expect(sent.map((request) => request.status)).toEqual([401, 202]);
    await changes.getByRole("button", { name: "Dismiss" }).click();
    await expect(changes).toBeHidden();

    // From now on the sign-in is strong enough.
    await page.getByRole("link", { name: "Pools", exact: true }).first().click();
    await openPool(page, "hp-sales", "Registration token");
    await page.getByRole("button", { name: "Revoke token…" }).click();
    await send(page, "Revoke token", /Delete/);
    await done(page);
  });
}

test("a read that needs multifactor authentication comes back to its place", async ({ page, emulator }) => {
  await signIn(page, "mfa");
  await openPool(page, "hp-sales", "Registration token");
  await expect(page.getByText(/^Valid for/)).toBeVisible();
  await expect(page).toHaveURL(/\/hp-sales\/token$/);
  const read = await emulator.requests("retrieveRegistrationToken", "POST");
  expect(read.map((request) => request.status)).toEqual([401, 200]);
});

test("a sign-in that is called off leaves the change unsent", async ({ page, emulator }) => {
  await signIn(page, "mfa");
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await emulator.control("POST", "entra-error", { error: "access_denied", code: 65004, message: "User declined." });
  await send(page, "Pause", /POST/);
  await page.getByRole("button", { name: "Go on without" }).click();
  const changes = page.getByRole("list", { name: "Changes on their way" });
  await expect(changes).toContainText("Not sent");
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(1);
  await openTab(page, "Overview");
  await expect(changes).toBeVisible();
});
