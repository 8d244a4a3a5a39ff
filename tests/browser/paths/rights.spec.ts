import { PERSONAS, expect, expectAccessible, expectRow, signIn, test, type Persona } from "../fixtures";
import { done, openPool, openTab, send, throughSignIn } from "../steps";

/** What a page offers, and the right and the role that it names to whoever lacks them. */
interface Offer {
  pool: string;
  tab: string;
  role: "button" | "link";
  name: string | RegExp;
  needs: string;
  has: string;
  /** What else keeps it off, for whoever has the right. */
  else?: RegExp;
}

const POOL_ROLE = "You need the Desktop Virtualization Host Pool Contributor role.";
const POOLS = "Microsoft.DesktopVirtualization/hostpools";
const UPDATES = `${POOLS}/sessionHostManagements`;

const OFFERS: Offer[] = [
  { pool: "hp-finance", tab: "Overview", role: "link", name: "Edit", needs: `${POOLS}/write`, has: POOL_ROLE },
  { pool: "hp-finance", tab: "Configuration", role: "link", name: "Edit configuration", needs: `${POOLS}/sessionHostConfigurations/write`, has: POOL_ROLE },
  { pool: "hp-finance", tab: "Update", role: "link", name: "New update…", needs: `${UPDATES}/initiateSessionHostUpdate/action`, has: POOL_ROLE },
  { pool: "hp-finance", tab: "Policy", role: "button", name: "Edit policy", needs: `${UPDATES}/write`, has: POOL_ROLE },
  { pool: "hp-finance", tab: "Policy", role: "button", name: "Add session hosts…", needs: `${UPDATES}/write`, has: POOL_ROLE },
  { pool: "hp-callcenter", tab: "Update", role: "button", name: "Pause", needs: `${UPDATES}/controlSessionHostUpdate/action`, has: POOL_ROLE },
  { pool: "hp-callcenter", tab: "Update", role: "button", name: "Cancel update…", needs: `${UPDATES}/controlSessionHostUpdate/action`, has: POOL_ROLE },
  {
    pool: "hp-callcenter",
    tab: "Policy",
    role: "button",
    name: "Turn off for this pool…",
    needs: "Microsoft.DesktopVirtualization/scalingPlans/write",
    has: "You need the Desktop Virtualization Contributor role.",
  },
  ...(
    [
      ["Message…", "sendMessage/action"],
      ["Disconnect…", "disconnect/action"],
      ["Sign out…", "delete"],
    ] as const
  ).map(([name, action]): Offer => {
    const needs = `${POOLS}/sessionhosts/usersessions/${action}`;
    const has = "You need the Desktop Virtualization User Session Operator role.";
    return { pool: "hp-sales", tab: "User sessions", role: "button", name, needs, has, else: /^Select one or more sessions\./ };
  }),
  { pool: "hp-sales", tab: "Properties", role: "button", name: "Check dependencies", needs: `${POOLS}/delete`, has: POOL_ROLE },
  { pool: "hp-sales", tab: "Registration token", role: "button", name: "Review…", needs: `${POOLS}/write`, has: POOL_ROLE },
  { pool: "hp-sales", tab: "Registration token", role: "button", name: "Revoke token…", needs: `${POOLS}/write`, has: POOL_ROLE },
];

/** Which of the offers a person may take up. Whoever has to step up first is offered all: the sign-in asks when it is sent. */
const MAY: Record<Exclude<Persona, "refused">, (offer: Offer) => boolean> = {
  owner: () => true,
  mfa: () => true,
  reader: () => false,
  operator: (offer) => offer.needs.includes("/usersessions/"),
  hosts: (offer) => offer.needs.includes("/sessionhosts/") || offer.needs.startsWith("Microsoft.Compute/"),
};

for (const persona of ["owner", "mfa", "reader", "operator", "hosts"] as const) {
  test(`what the pages offer the ${persona}, and what they say where they do not`, async ({ page, emulator }) => {
    await signIn(page, persona);
    let at = "";
    for (const offer of OFFERS) {
      if (at !== offer.pool) {
        if (at !== "") await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
        await openPool(page, offer.pool);
        at = offer.pool;
      }
      await openTab(page, offer.tab);
      if (MAY[persona](offer)) {
        const found = page.getByRole(offer.role, { name: offer.name, exact: true });
        await expect(found, `${offer.tab}: ${offer.name}`).toBeVisible();
        if (offer.else) await expect(found).toHaveAccessibleDescription(offer.else);
        else await expect(found).not.toHaveAttribute("aria-disabled");
      } else {
        const button = page.getByRole("button", { name: offer.name, exact: true });
        await expect(button, `${offer.tab}: ${offer.name}`).toHaveAttribute("aria-disabled", "true");
        await expect(button).toHaveAccessibleDescription(offer.has);
      }
    }
    for (const pool of ["hp-finance", "hp-callcenter"]) {
      const asked = () => emulator.requests(`hostPools/${pool}/providers/Microsoft.Authorization/permissions`, "GET");
      await expect.poll(asked, `${pool}: asked once for all its tabs`).toHaveLength(1);
    }
  });
}

test("a button that is off can be reached by key, says why, and sends nothing", async ({ page, emulator }) => {
  await signIn(page, "reader");
  await openPool(page, "hp-callcenter", "Update");
  const pause = page.getByRole("button", { name: "Pause", exact: true });
  await expect(pause).toHaveAttribute("aria-disabled", "true");
  await pause.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  await expect(pause).toBeFocused();
  // The tooltip of the button before it takes a moment to fade.
  const why = page.getByRole("tooltip").filter({ hasText: POOL_ROLE });
  await expect(why).toHaveCount(1);
  await expect(why).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog")).toBeHidden();
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(0);
});

test("where rights cannot be read everything is offered, and the refusal of the service names the role", async ({ page, emulator }) => {
  const action = "Microsoft.Authorization/permissions/read";
  await emulator.control("POST", "deny", { user: PERSONAS.reader, action, scope: "/" });
  await signIn(page, "reader");
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await send(page, "Pause", /POST/);
  const alert = page.getByRole("alert").filter({ hasText: "Rejected by Azure" });
  await expect(alert).toContainText(`does not have authorization to perform action '${UPDATES}/controlSessionHostUpdate/action'`);
  await expect(alert).toContainText("Ask for a role that includes");
  await expect(alert).toContainText(POOL_ROLE);
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(1);
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expectRow(page.getByRole("table"), { Resource: "hp-callcenter", Change: "Pause the session host update" });
  await expect(page.getByText("Failed", { exact: true })).toBeVisible();
});

test("a new pool needs the right in its resource group, and a group nobody knows is left to the service", async ({ page, emulator }) => {
  await signIn(page, "reader", "/pools/new");
  const review = page.getByRole("button", { name: "Review…" });
  const group = page.getByRole("combobox", { name: "Resource group" });
  await page.getByLabel(/^Subscription/).selectOption({ label: "Contoso Production" });
  await group.fill("rg-avd-pro");
  await group.press("Tab");
  await expect(review).not.toHaveAttribute("aria-disabled");
  await group.fill("rg-avd-prod");
  await group.press("Tab");
  await expect(review).toHaveAccessibleDescription(POOL_ROLE);
  const asked = await emulator.requests("/resourceGroups/rg-avd-pro", "GET");
  expect(asked.filter((request) => request.path.endsWith("/permissions"))).toHaveLength(1);
});

for (const persona of ["reader", "operator"] as const) {
  test(`a ${persona} is told which right the token needs`, async ({ page }) => {
    await signIn(page, persona);
    await openPool(page, "hp-sales", "Registration token");
    const refusal = page.getByRole("status").filter({ hasText: "Couldn't load the token" });
    await expect(refusal).toContainText("hostpools/retrieveRegistrationToken/action");
    await expect(refusal).toContainText(POOL_ROLE);
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
    await throughSignIn(page, () => send(page, "Pause", /POST/));
    const changes = page.getByRole("list", { name: "Changes in progress" });
    await expect(changes).toContainText(/Pause the session host update · hp-callcenter.*Done.*“Pausing”/s);
    expect(page.url()).toBe(place);
    await expect(page.getByRole("button", { name: "Pause", exact: true })).toBeHidden();
    const sent = await emulator.requests("controlSessionHostUpdate", "POST");
    expect(sent.map((request) => request.status)).toEqual([401, 202]);
    await changes.getByRole("button", { name: "Dismiss" }).click();
    await expect(changes).toBeHidden();

    // From now on the sign-in is strong enough.
    await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
    await openPool(page, "hp-sales", "Registration token");
    await page.getByRole("button", { name: "Revoke token…" }).click();
    await send(page, "Revoke token", /Delete/);
    await done(page);
  });
}

test("a read that needs multifactor authentication comes back to its place", { tag: "@headers" }, async ({ page, emulator }) => {
  await signIn(page, "mfa");
  await openPool(page, "hp-sales", "Registration token");
  await expect(page.getByText(/^Valid for \d/)).toBeVisible();
  await expect(page).toHaveURL(/\/hp-sales\/token$/);
  const read = await emulator.requests("retrieveRegistrationToken", "POST");
  expect(read.map((request) => request.status)).toEqual([401, 200]);
});

test("a sign-in that is called off leaves the change on hold, and says that Azure refused it", async ({ page, emulator }) => {
  await signIn(page, "mfa");
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await emulator.control("POST", "entra-error", { error: "access_denied", code: 65004, message: "User declined." });
  await send(page, "Pause", /POST/);
  await page.getByRole("button", { name: "Continue without" }).click();
  const changes = page.getByRole("list", { name: "Changes in progress" });
  await expect(changes).toContainText("On hold");
  await expect(changes).toContainText("Azure asked for another sign-in before it would accept the request, and you didn't sign in.");
  await expect(changes).not.toContainText("Not sent");
  expect((await emulator.requests("controlSessionHostUpdate", "POST")).map(({ status }) => status)).toEqual([401]);
  await openTab(page, "Overview");
  await expect(changes).toBeVisible();
});
