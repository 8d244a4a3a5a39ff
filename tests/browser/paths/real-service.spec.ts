import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Emulator } from "../emulator";
import { records } from "../database";
import { expect, expectAccessible, PERSONAS, signIn, test } from "../fixtures";
import { done, fillPlace, openPool, send, shownRequest } from "../steps";

/** An answer that somebody reported in public (`tests/cases`). */
function reported(name: string): { status: number; headers: object; body: unknown } {
  const { status, headers, body } = JSON.parse(readFileSync(join(__dirname, "../../cases", `${name}.json`), "utf8"));
  return { status, headers: headers ?? {}, body };
}

/** Gives this answer to the next request that fits. */
async function answer(emulator: Emulator, given: object, method: string, path: string, times = 1): Promise<void> {
  await emulator.fault({ fault: { kind: "answer", ...given }, method, path, times });
}

/** Opens the form of hp-sales, gives it another friendly name, and asks for the review. */
async function rename(page: Page, name: string): Promise<void> {
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill(name);
  await page.getByRole("button", { name: "Review…" }).click();
}

test("the innermost sentence of an error comes first, and its details show every policy", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await rename(page, "Sales and service");
  await answer(emulator, reported("arm-error-13-policy-several"), "PATCH", "hp-sales");
  await send(page, "Save", /PATCH http/);
  const alert = page.getByRole("dialog").getByRole("alert");
  await expect(alert).toContainText("Resource 'vm-1' was disallowed by policy.");
  await expect(alert).toContainText("Blocked by the policy “Allowed virtual machine size SKUs” (assignment “Allowed sizes” on /subscriptions/s)");
  await expect(alert.getByText("InvalidTemplateDeployment")).toBeHidden();
  await alert.getByText("Details", { exact: true }).click();
  await expect(alert.getByText("Code: InvalidTemplateDeployment")).toBeVisible();
  await expect(alert.getByText("policyAssignmentDisplayName: Allowed sizes")).toBeVisible();
  await expect(alert.getByText(/^Client request ID: /)).toBeVisible();
  await expect(alert).not.toContainText("{");
  await expectAccessible(page);
});

test("the details of an error show each level with all its parts, and no JSON", async ({ page, emulator }) => {
  const inner = { error: { code: "InvalidParameter", message: "The VM size Standard_X1 isn't offered in westeurope.", target: "vmSizeId" } };
  const body = {
    error: {
      code: "DeploymentFailed",
      message: "At least one resource deployment operation failed.",
      target: "deployment-7",
      details: [
        { code: "Conflict", target: "vm-1", message: JSON.stringify(inner), additionalInfo: [{ type: "ActivityId", info: { id: "activity-3" } }] },
        { code: "NotFound", message: "The subnet wasn't found.", details: [{ code: "Gone", message: "The network was deleted." }] },
      ],
      additionalInfo: [{ type: "Region", info: { allowed: ["northeurope", "uksouth"] } }, { type: "Note", info: "one word" }],
      innererror: { exceptionType: "SizeException", innererror: { message: "Look at the size catalog." } },
    },
  };
  await signIn(page, "owner");
  await rename(page, "Sales and service");
  await answer(emulator, { status: 400, body }, "PATCH", "hp-sales");
  await send(page, "Save", /PATCH http/);
  const alert = page.getByRole("dialog").getByRole("alert");
  await alert.getByText("Details", { exact: true }).click();
  const levels = alert.locator(".error-levels");
  for (const text of [
    "DeploymentFailed", "At least one resource deployment operation failed.", "deployment-7",
    "Conflict", "vm-1", "InvalidParameter", "The VM size Standard_X1 isn't offered in westeurope.", "vmSizeId", "activity-3",
    "NotFound", "The subnet wasn't found.", "Gone", "The network was deleted.",
    "northeurope", "uksouth", "one word", "SizeException", "Look at the size catalog.",
  ]) await expect(levels, text).toContainText(text);
  await expect(alert).not.toContainText("{");
  await expect(alert).not.toContainText('"code"');
});

test("multifactor authentication that is demanded again names the policy and Azure's words", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await rename(page, "Sales and service");
  await answer(emulator, reported("arm-error-04-mfa-policy-header-hidden"), "PATCH", "hp-sales", 0);
  const trip = page.waitForRequest((request) => request.url().includes("claims="));
  await send(page, "Save", /PATCH http/);
  expect(new URL((await trip).url()).searchParams.get("claims")).toContain('"acrs"');
  await page.getByRole("button", { name: PERSONAS.owner }).click();
  const told = page.getByRole("list", { name: "Changes in progress" });
  await expect(told).toContainText("MFA is required. Users must authenticate with multi-factor authentication");
  await expect(told).toContainText("Multifactor authentication is required by the policy “Users must authenticate with multi-factor authentication");
  await expect(page.getByText(/Sign out and in/)).toHaveCount(0);
  const sent = (await emulator.requests("hostPools/hp-sales", "PATCH")).map(({ status }) => status);
  expect(new Set(sent), "each was refused").toEqual(new Set([401]));
  expect(sent.length, "and it does not go round in circles").toBeLessThanOrEqual(3);
});

test("a subscription of another directory is named, with the way to it", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await answer(emulator, reported("arm-error-12-wrong-tenant-escaped"), "GET", "hp-sales/sessionHosts", 0);
  await page.reload();
  await page.getByRole("navigation", { name: "Host pool views" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "bbbbbbbb-0000-0000-0000-000000000000" }).first();
  await expect(alert).toContainText("another directory");
  await expect(alert.getByRole("button", { name: "Change to bbbbbbbb-0000-0000-0000-000000000000" })).toBeVisible();
  await expectAccessible(page);
});

/** The request that makes the pool of the form, as somebody else sends it. */
async function theirs(page: Page): Promise<{ user: string; method: string; path: string; body: object }> {
  const text = await (await shownRequest(page)).locator("code").innerText();
  const url = new URL(/PUT (\S+)/.exec(text)?.[1] as string);
  const properties = { hostPoolType: "Pooled", loadBalancerType: "DepthFirst", preferredAppGroupType: "Desktop", maxSessionLimit: 7, description: "Theirs" };
  return { user: PERSONAS.hosts, method: "PUT", path: url.pathname + url.search, body: { location: "westeurope", properties } };
}

test("a name that somebody else took meanwhile is said, and nothing is sent", async ({ page, emulator }) => {
  await signIn(page, "owner", "/pools/new");
  await fillPlace(page, "hp-twin");
  await page.getByRole("button", { name: "Review…" }).click();
  await emulator.control("POST", "as", { ...(await theirs(page)), user: PERSONAS.mfa });
  await send(page, "Create host pool", /PUT http/);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("A host pool with this name was created in the meantime, and the request would have replaced it.");
  await expect(dialog).toContainText("Not sent");
  await expectAccessible(page);
  expect(await emulator.requests("hostPools/hp-twin", "PUT"), "theirs is not in the log of the network").toHaveLength(0);
});

test("a creation that replaced a pool is told for what it is", async ({ page, emulator }) => {
  await signIn(page, "owner", "/pools/new");
  await fillPlace(page, "hp-twin");
  await page.getByRole("button", { name: "Review…" }).click();
  // In the moment between the last look and the request.
  await emulator.fault({ fault: { kind: "meanwhile", ...(await theirs(page)), user: PERSONAS.mfa }, method: "PUT", path: "hp-twin", times: 1 });
  await send(page, "Create host pool", /PUT http/);
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("Replaced an existing host pool");
  await expect(dialog).toContainText(`It was created by ${PERSONAS.mfa}`);
  await expect(dialog.getByText("Done", { exact: true })).toHaveCount(0);
  await expectAccessible(page);
  await page.goto("/activity");
  await expect(page.getByRole("table", { name: "Changes" })).toContainText("Replaced");
});

test("the policy is saved while session hosts are being created", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-warehouse", "Policy");
  const before = await emulator.control("POST", "as", { user: PERSONAS.owner, method: "GET", path: `${await poolId(page)}/sessionHostManagements/default` });
  expect(JSON.stringify(before), "the state of creating hosts stands in the policy").toMatch(/"provisioningState":"(?!Succeeded)\w+"/);
  await page.getByRole("button", { name: "Edit policy" }).click();
  await page.getByLabel(/^Minutes before sign-out/).fill("17");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH http.*"logOffDelayMinutes": 17/s);
  await done(page);
});

/** The id of the pool whose page is open. */
async function poolId(page: Page): Promise<string> {
  const pool = decodeURIComponent(new URL(page.url()).pathname).split("/");
  return `/subscriptions/${pool[2]}/resourceGroups/${pool[3]}/providers/Microsoft.DesktopVirtualization/hostPools/${pool[4]}`;
}

/** How many updates the browser's database holds: the page shows one before it is kept. */
async function keptUpdates(page: Page): Promise<number> {
  return (await records(page))["avd/runs"]?.length ?? 0;
}

test("updates without a name are told apart in the history", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  const history = page.getByRole("region", { name: "Update history" });
  const management = `${await poolId(page)}/sessionHostManagements/default`;
  const behind = (method: string, path: string, body?: object) =>
    emulator.control("POST", "as", { user: PERSONAS.owner, method, path: `${management}/${path}`, body }) as Promise<{ status: number; body: Record<string, unknown> }>;
  for (const count of [1, 2]) {
    expect((await behind("POST", "initiateSessionHostUpdate", {})).status).toBe(204);
    const { body } = await behind("GET", "sessionHostUpdateStatuses/default");
    expect(body, "as recorded").not.toHaveProperty("name");
    expect(body["correlationId"]).toMatch(/^[0-9a-f-]{36}$/);
    await page.reload();
    await expect(history.locator("summary")).toHaveCount(count);
    await expect.poll(() => keptUpdates(page)).toBe(count);
    expect((await behind("POST", "controlSessionHostUpdate", { action: "Cancel" })).status).toBe(202);
    await emulator.advance(120);
    await page.reload();
    await expect(history.locator("summary"), "the same update after its end").toHaveCount(count);
  }
});

test("a failure is told in words wherever it is shown", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-engineering", "Update");
  const words = "1 session host(s) could not be updated: the agent did not register in time.";
  await expect(page.getByRole("alert").filter({ hasText: "Why it stopped" })).toContainText(words);
  const past = page.getByRole("region", { name: "Update history" }).getByRole("listitem").first();
  await past.locator("summary").click();
  await expect(past).toContainText(`AgentRegistrationFailureGeneric: ${words}`);
  await expect(past).not.toContainText("faultCode");
  await page.getByRole("link", { name: "Updates", exact: true }).click();
  await expect(page.getByRole("table").getByRole("row").filter({ hasText: "hp-engineering" })).toContainText("AgentRegistrationFailureGeneric");
  await expect(page.getByRole("main")).not.toContainText("faultCode");
});
