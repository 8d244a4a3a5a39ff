import { expect, expectAccessible, signIn, test } from "../fixtures";
import { copied, done, openPool, send, shownRequest } from "../steps";

const MESSAGE = "Ann's $HOME; `whoami`\n'@ ${x} \"end\"";

test("a request is copied in every language, hostile text included", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Policy");
  await page.getByRole("button", { name: "Edit policy" }).click();
  await page.getByLabel(/^Sign-out message/).fill(MESSAGE);
  await page.getByRole("button", { name: "Review…" }).click();
  const dialog = page.getByRole("dialog");
  await shownRequest(page);
  const tabs = dialog.getByRole("tablist", { name: "Copy as code" });
  await expect(tabs.getByRole("tab", { name: "REST" })).toHaveAttribute("aria-selected", "true");
  await expectAccessible(page);
  await tabs.getByRole("tab", { name: "REST" }).focus();
  const next = async (name: string): Promise<string> => {
    await page.keyboard.press("ArrowRight");
    await expect(tabs.getByRole("tab", { name, exact: true })).toBeFocused();
    const text = await copied(page, dialog.getByRole("button", { name: `Copy ${name}`, exact: true }));
    await tabs.getByRole("tab", { name, exact: true }).focus();
    return text;
  };
  expect(await next("Azure CLI")).toContain("Ann'\\''s $HOME; `whoami`\\n'\\''@ ${x} \\\"end\\\"");
  expect(await next("Azure CLI in PowerShell")).toContain("--body \"@$body\"");
  const powershell = await next("PowerShell");
  expect(powershell).toContain("Update-AzWvdSessionHostManagement `\n  -SubscriptionId '");
  expect(powershell).toContain("-UpdateLogOffMessage ('Ann''s $HOME; `whoami`' + [char]10 + '''@ ${x} \"end\"')");
  expect(await next("Bicep")).toContain("logOffMessage: 'Ann\\'s $HOME; `whoami`\\n\\'@ \\${x} \"end\"'");
  await expect(dialog.getByText(/A deployment replaces the resource/)).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await send(page, "Save", /PATCH http/);
  await done(page);
});

test("what was sent can be copied afterwards, and holds no secret", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Revoke token…" }).click();
  await send(page, "Revoke token", /PATCH http/);
  await done(page);
  await page.getByRole("link", { name: /^Activity/ }).first().click();
  await page.reload();
  await page.getByRole("button", { name: "Copy as code" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("figure", { name: "Request" })).toContainText('"registrationTokenOperation": "Delete"');
  await dialog.getByRole("tab", { name: "PowerShell", exact: true }).click();
  await expect(dialog.getByRole("figure", { name: "PowerShell" })).toContainText("Remove-AzWvdRegistrationInfo");
  await dialog.getByRole("tab", { name: "Bicep" }).click();
  await expect(dialog.getByRole("tabpanel")).toContainText("A registration token doesn't belong in a template");
  await expect(dialog).not.toContainText("Bearer");
  await expectAccessible(page);
});
