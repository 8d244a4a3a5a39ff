import { type Page } from "@playwright/test";
import { type Emulator } from "../emulator";
import { expect, expectAccessible, flyUntil, rows, signIn, test } from "../fixtures";
import { done, messages, openPool as open, openTab, send } from "../steps";

const FINANCE =
  "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/hostPools/hp-finance";
const SECRET = "https://kv-contoso-avd.vault.azure.net/secrets";

/** Opens a tab of a pool, once the rows of the table have come to rest. */
async function openPool(page: Page, pool: string, tab: string): Promise<void> {
  await expect(page.getByText("12 pools")).toBeVisible();
  await open(page, pool, tab);
}

/** Opens the form of a pool's configuration. */
async function openForm(page: Page, pool: string): Promise<void> {
  await openPool(page, pool, "Configuration");
  await page.getByRole("link", { name: /^(Edit configuration|Create a configuration)$/ }).click();
  await expect(page.getByRole("combobox", { name: "Size" })).toBeVisible();
}

/** Types into a picker and takes the suggestion of that name by keyboard. */
async function pick(page: Page, field: string, typed: string, name: string | RegExp): Promise<void> {
  const box = page.getByRole("combobox", { name: field, exact: true });
  await box.fill(typed);
  const option = page.getByRole("option", { name });
  await expect(option.first()).toBeVisible();
  while ((await option.first().getAttribute("aria-selected")) !== "true") await box.press("ArrowDown");
  await box.press("Enter");
  await expect(box).toHaveAttribute("aria-expanded", "false");
}

/** Sends what is under review and lets the service validate it; `page.clock` has to hold the page's clock. */
async function save(page: Page, emulator: Emulator, action: string, request: RegExp): Promise<void> {
  await send(page, action, request);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("In progress…")).toBeVisible();
  await emulator.advance(1);
  // Azure asks to be left alone for a minute.
  await flyUntil(page, messages(page).getByText("New version:"));
  await done(page);
  await expect(page.getByRole("heading", { name: "Session host configuration" })).toBeVisible();
}

/** Writes the configuration of hp-finance as another administrator. */
async function meanwhile(emulator: Emulator, method: "PATCH" | "PUT", properties: object): Promise<void> {
  const path = `${FINANCE}/sessionHostConfigurations/default`;
  const answer = await emulator.control("POST", "as", { user: "mia.mfa", method, path, body: { properties } });
  expect((answer as { status: number }).status).toBeLessThan(300);
  await emulator.advance(1);
}

test("image and size are picked, reviewed and saved; then the hosts are behind", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openForm(page, "hp-finance");
  const review = page.getByRole("button", { name: "Review…" });
  await expect(review).toHaveAccessibleDescription("No changes yet.");
  await pick(page, "Version", "26100.65", "26100.6584.250904");
  await pick(page, "Size", "d8as v6", /^Standard_D8as_v6 8 vCPU · 32 GiB/);
  await page.getByLabel(/^Friendly name/).fill("Larger machines");
  await expectAccessible(page);
  const changes = page.getByRole("table").filter({ hasText: "Virtual machine: Size" });
  await expect(changes.getByRole("row", { name: "Virtual machine: Size Standard_D4as_v6 Standard_D8as_v6" })).toBeVisible();
  await review.click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Saving doesn't start an update.");
  await expect(dialog).toContainText("so the pool is out of date until then");
  await save(page, emulator, "Save", /PATCH http.*sessionHostConfigurations\/default.*"exactVersion": "26100.6584.250904".*"vmSizeId": "Standard_D8as_v6"/s);
  await expect(page.getByText("Valid", { exact: true })).toBeVisible();
  await expect(page.getByText("The pool is out of date")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "6 session hosts" }).click();
  await expect(page).toHaveURL(/\/hosts\?version=behind$/);
  await expect(page.getByText("6 session hosts")).toBeVisible();
  expect(await emulator.requests("sessionHostConfigurations", "PATCH")).toMatchObject([{ apiVersion: "2026-04-01-preview", status: 202 }]);
});

test("a security type brings its protections, which can be switched off", async ({ page }) => {
  await signIn(page, "owner");
  await openForm(page, "hp-finance");
  const [kind, boot, tpm] = [page.getByLabel(/^Security type/), page.getByLabel(/^Secure boot/), page.getByLabel(/^Virtual TPM/)];
  await kind.selectOption("Standard");
  await expect(boot).toHaveValue("");
  await expect(tpm).toHaveValue("");
  for (const word of ["TrustedLaunch", "ConfidentialVM"]) {
    await kind.selectOption(word);
    await expect(boot).toHaveValue("true");
    await expect(tpm).toHaveValue("true");
    await boot.selectOption("false");
    await expect(boot).toHaveValue("false");
    await expect(page.getByText("integrity monitoring")).toHaveCount(word === "ConfidentialVM" ? 1 : 0);
  }
  await expect(page.getByText("Microsoft recommends Premium SSD for production.").first()).toBeVisible();
  await expect(page.getByText("SessionHostName-DateTime_Hash")).toBeVisible();
});

test("both directories say what Microsoft asks for", async ({ page }) => {
  await signIn(page, "owner");
  await openForm(page, "hp-finance");
  await page.getByRole("radio", { name: "Microsoft Entra ID" }).check();
  await expect(page.getByText("“What's new in Azure Virtual Desktop” (June 2025) says that it is")).toBeVisible();
  await page.getByRole("radio", { name: "Active Directory", exact: true }).check();
  await page.getByText("What the joining account needs").click();
  const table = page.getByRole("table", { name: "Permissions on the organizational unit" });
  await expect.poll(async () => (await rows(table)).map((row) => `${row.Name}: ${row.Type}, ${row["Applies to"]}`)).toEqual([
    "Reset password: Allow, Descendant Computer objects",
    "Validated write to DNS host name: Allow, Descendant Computer objects",
    "Validated write to service principal name: Allow, Descendant Computer objects",
    "Read account restrictions: Allow, Descendant Computer objects",
    "Write account restrictions: Allow, Descendant Computer objects",
  ]);
  await expect(page.getByText(/AAD DC Administrators/)).toBeVisible();
  await expectAccessible(page);
});

test("what is shown can be read with code", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Configuration");
  await page.getByText("Get the configuration with code").click();
  const code = page.getByRole("figure", { name: "PowerShell" }).filter({ visible: true });
  await expect(code).toContainText(/Get-AzWvdSessionHostConfiguration -SubscriptionId '[^']+' -ResourceGroupName '[^']+' -HostPoolName 'hp-finance' \| Format-List \*/);
  await expect(page.getByRole("link", { name: /Azure Cloud Shell/ }).first()).toHaveAttribute("href", /cloud-shell/);
  await openTab(page, "Policy");
  await page.getByText("Get the policy with code").click();
  await expect(code).toContainText("Get-AzWvdSessionHostManagement -SubscriptionId");
});

test("a new organizational unit goes by PUT and loses nothing", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  const { body } = (await emulator.control("POST", "as", { user: "olivia.owner", method: "GET", path: `${FINANCE}/sessionHostConfigurations/default` })) as any;
  const domainCredentials = { usernameKeyVaultSecretUri: `${SECRET}/join-name`, passwordKeyVaultSecretUri: `${SECRET}/join-password` };
  const { version, provisioningState, ...own } = body.properties;
  const domain = { domainCredentials, ouPath: "OU=Old,DC=contoso,DC=example", domainName: "contoso.example" };
  await meanwhile(emulator, "PUT", { ...own, domainInfo: { joinType: "ActiveDirectory", activeDirectoryInfo: domain } });
  await openForm(page, "hp-finance");
  const unit = page.getByLabel("Organizational unit", { exact: true });
  await expect(unit).toHaveValue("OU=Old,DC=contoso,DC=example");
  await unit.fill("OU=New,DC=contoso,DC=example");
  await expect(page.getByText("Saves the whole configuration (PUT)")).toBeVisible();
  await page.getByRole("button", { name: "Review…" }).click();
  await save(page, emulator, "Save", /PUT http.*"ouPath": "OU=New,DC=contoso,DC=example"/s);
  const after = (await emulator.control("POST", "as", { user: "olivia.owner", method: "GET", path: `${FINANCE}/sessionHostConfigurations/default` })) as any;
  expect(after.body.properties).toMatchObject({ ...own, domainInfo: { activeDirectoryInfo: { ...domain, ouPath: "OU=New,DC=contoso,DC=example" } } });
});

test("what contradicts each other is refused, at the fields", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openForm(page, "hp-finance");
  await page.getByLabel(/^Security type/).selectOption("Standard");
  await page.getByLabel(/^Secure boot/).selectOption("true");
  await page.getByLabel(/^Device management/).fill("0000000a-0000-0000-c000-000000000000");
  await page.getByRole("radio", { name: "Active Directory", exact: true }).check();
  // It means nothing there, and goes without being asked for.
  await expect(page.getByLabel(/^Device management/)).toBeHidden();
  const password = page.getByRole("combobox", { name: "Password", exact: true });
  await password.fill("P@ssw0rd-typed-by-mistake");
  await password.press("Enter");
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByLabel(/^Secure boot/)).toHaveAccessibleDescription(/Standard VMs don't support secure boot/);
  await expect(password).toHaveAccessibleDescription(/never the secret itself/);
  await expect(page.getByRole("dialog")).toBeHidden();
  const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
  expect(kept).toMatch(/avd\.draft\.[^"]*\.configuration:/);
  expect(kept).not.toContain("P@ssw0rd");
  // The draft is there after a reload; what may have been a secret is not.
  await page.reload();
  await expect(page.getByLabel(/^Security type/)).toHaveValue("Standard");
  await expect(password).toHaveValue("");
  expect(await emulator.requests("sessionHostConfigurations", "PATCH")).toHaveLength(0);
});

test("what someone else changed is shown beside it, and nothing is overwritten", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openForm(page, "hp-finance");
  await pick(page, "Size", "d8as v6", /^Standard_D8as_v6/);
  await page.getByLabel(/^Friendly name/).fill("Mine");
  await meanwhile(emulator, "PATCH", { vmSizeId: "Standard_D16as_v6", vmNamePrefix: "theirs" });
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByText("Someone else changed the configuration after you opened the form")).toBeVisible();
  const table = page.getByRole("table").filter({ hasText: "When you opened the form" });
  await expect(table.getByRole("row", { name: /Virtual machine: Size Standard_D4as_v6 Standard_D8as_v6 Standard_D16as_v6/ })).toBeVisible();
  await expect(table.getByRole("row", { name: "Names and location: Name prefix avdfin avdfin theirs Theirs" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Review…" })).toHaveAccessibleDescription("First resolve the changes made by someone else.");
  await expectAccessible(page);
  await table.getByRole("radio", { name: "Yours" }).check();
  await page.getByRole("button", { name: "Continue with these values" }).click();
  await expect(page.getByLabel("Name prefix", { exact: true })).toHaveValue("theirs");
  await page.getByRole("button", { name: "Review…" }).click();
  await save(page, emulator, "Save", /PATCH http.*"friendlyName": "Mine".*"vmSizeId": "Standard_D8as_v6"/s);
  await expect(page.getByRole("row", { name: /^Name prefix.* theirs/ })).toBeVisible();
});

test("without the right to read a list one types, and the right is named", async ({ page, emulator }) => {
  // Without a look at the rights the button to the form is on, and the service has the last word.
  for (const action of ["Microsoft.Compute/skus/read", "Microsoft.KeyVault/vaults/read", "Microsoft.Authorization/permissions/read"]) {
    await emulator.control("POST", "deny", { user: "rita.reader", action, scope: "/" });
  }
  await signIn(page, "reader");
  await openForm(page, "hp-finance");
  const size = page.getByRole("combobox", { name: "Size" });
  await expect(size).toHaveAccessibleDescription(/you need the permission Microsoft.Compute\/skus\/read\. You can type a value\./);
  await expect(page.getByRole("combobox", { name: /^Key vault/ })).toHaveAccessibleDescription(/Microsoft.KeyVault\/vaults\/read/);
  await size.fill("Standard_D8as_v6");
  await size.press("Enter");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /"vmSizeId": "Standard_D8as_v6"/);
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(/sessionHostConfigurations\/write/i);
});

test("a configuration that may not be read says which right is missing", async ({ page, emulator }) => {
  const action = "Microsoft.DesktopVirtualization/hostpools/sessionHostConfigurations/read";
  await emulator.control("POST", "deny", { user: "rita.reader", action, scope: "/" });
  await signIn(page, "reader");
  await openPool(page, "hp-finance", "Configuration");
  await expect(page.getByRole("status").filter({ hasText: "Couldn't load the configuration" })).toContainText(/sessionHostConfigurations\/read/i);
  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await openPool(page, "hp-sales", "Configuration");
  await expect(page.getByText("This is a Standard pool")).toBeVisible();
});

test("a pool without a configuration gets one, with an image of its own", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-lab-empty", "Configuration");
  await expect(page.getByText("No session host configuration yet")).toBeVisible();
  await page.getByRole("link", { name: "Create a configuration" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  await expect(page.getByRole("combobox", { name: "Size" })).toHaveAccessibleDescription(/Select a size/);
  await page.getByRole("radio", { name: "Custom image" }).check();
  await pick(page, "Gallery (optional)", "lab", /^gal_lab/);
  await pick(page, "Image definition (optional)", "eng", /^win11-engineering/);
  await pick(page, "Image", "3.1", /^win11-engineering 3\.1\.0/);
  await pick(page, "Size", "d4as v6", /^Standard_D4as_v6/);
  for (const field of ["Virtual network (optional)", "Subnet"]) {
    await page.getByRole("combobox", { name: field, exact: true }).click();
    await page.getByRole("listbox").getByRole("option").first().click();
  }
  for (const [field, name] of [["User name", "vm-admin-name"], ["Password", "vm-admin-password"]]) {
    const box = page.getByRole("combobox", { name: field, exact: true });
    await box.fill(`${SECRET}/${name}`);
    await box.press("Enter");
  }
  await page.getByRole("radio", { name: "Microsoft Entra ID" }).check();
  await page.getByLabel("Name prefix", { exact: true }).fill("avdlab");
  await page.getByRole("button", { name: "Review…" }).click();
  await save(page, emulator, "Create configuration", /PUT http.*hp-lab-empty\/sessionHostConfigurations\/default.*"resourceId": ".*win11-engineering\/versions\/3\.1\.0"/s);
  await expect(page.getByText("This pool has no session hosts.")).toBeVisible();
  await openTab(page, "Overview");
});
