import { expect, expectAccessible, PERSONAS, signIn, test } from "../fixtures";

test("diagnostics say what was read and what was not, and the report names nobody", async ({ page, context, emulator }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await emulator.fault({ fault: { kind: "status", status: 404, code: "HostPoolOfAnn", message: "hp-sales is gone" }, path: "hp-sales?", times: 0 });
  await emulator.control("POST", "headers", { expose: "none" });
  await signIn(page, "owner");
  await page.getByRole("table", { name: "Host pools" }).getByRole("link", { name: "hp-sales", exact: true }).click();
  await page.getByText("Details", { exact: true }).first().click();
  await page.getByRole("link", { name: "Diagnostics", exact: true }).first().click();
  await expect(page).toHaveURL(/\/diagnostics$/);
  const fact = (label: string) => page.getByRole("term").filter({ hasText: label }).locator("xpath=following-sibling::dd").first();
  await expect(fact("x-ms-request-id")).toHaveText(/^Missing in \d+ responses that should include it/);
  await expect(fact("Retry-After")).toHaveText("Not received yet");
  await expect(fact("This computer")).toHaveText(/^Within ten minutes when the token was issued \(from the ID token/);
  await expect(fact("Session storage")).toContainText("Works");
  await expect(page.getByRole("table", { name: "Recent errors" })).toContainText("HostPoolOfAnn");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Copy as report…" }).click();
  const dialog = page.getByRole("dialog", { name: "Anonymous report" });
  await dialog.getByRole("button", { name: "Copy Report" }).click();
  await expect(dialog.getByText("Copied").first()).toBeVisible();
  const report = await page.evaluate(() => navigator.clipboard.readText());
  expect(report).toBe(await dialog.locator("code").innerText());
  expect(report).toMatch(/- Path: \/subscriptions\/sub-1\/resource[Gg]roups\/group-1\/providers\/Microsoft\.DesktopVirtualization\/host[Pp]ools\/pool-\d+\n/);
  expect(report).toMatch(/- Client request ID: [0-9a-f]{8}-/);
  const lower = report.toLowerCase();
  for (const secret of ["hp-sales", "contoso", "olivia", PERSONAS.owner, "eyj", "5f0c8a64", "is gone"]) expect(lower).not.toContain(secret);

  await emulator.clearFaults();
  await emulator.control("POST", "headers", { expose: "all" });
  await page.goto("/settings");
  await page.getByRole("link", { name: "Open diagnostics" }).click();
  await expect(page.getByRole("heading", { name: "Diagnostics", level: 1 })).toBeVisible();
});
