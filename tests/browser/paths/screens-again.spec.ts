import type { Locator, Page } from "@playwright/test";
import { expect, rows, settle, signIn, test } from "../fixtures";
import { done, openPool, openTab, send, startUpdate } from "../steps";

const PROD = "/pools/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/rg-avd-prod";
const PARTNERS = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/hostPools/hp-partners";
const dialog = (page: Page) => page.getByRole("dialog");

test("a pool without a configuration is not called failed", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-lab-empty", "Configuration");
  await expect(page.getByRole("heading", { name: "No session host configuration yet" })).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText(/fail/i);
  await expect(page.getByRole("link", { name: "Create a configuration" })).toBeVisible();
});

test("who is signed in is not searched among hosts, and the list says where", async ({ page }) => {
  await signIn(page, "owner", "/hosts");
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await page.getByRole("searchbox", { name: /^Search name, assigned user, pool/ }).fill("farid.fischer");
  await expect(page.getByRole("heading", { name: "No matching session hosts" })).toBeVisible();
  await expect(page.getByText(/Users who are signed in aren't searched here/)).toBeVisible();
});

for (const act of ["Message…", "Disconnect…", "Sign out…"]) {
  test(`the last dialog names the person: ${act}`, async ({ page }) => {
    await signIn(page, "operator");
    await openPool(page, "hp-sales", "User sessions");
    const sessions = page.getByRole("table", { name: "User sessions" });
    await expect(sessions).toBeVisible();
    const at = (await rows(sessions)).findIndex((row) => row.State?.startsWith("Active"));
    await sessions.getByRole("checkbox", { name: /^Select .* on / }).nth(at).check();
    const user = (await sessions.getByRole("rowheader").nth(at).innerText()).trim();
    const button = page.getByRole("button", { name: act, exact: true });
    await button.click();
    if (act === "Message…") {
      await dialog(page).getByLabel("Title").fill("Maintenance");
      await dialog(page).getByLabel(/^Message/).fill("Please save your work.");
    }
    const review = dialog(page).getByRole("button", { name: "Review…" });
    if (await review.isVisible()) await review.click();
    await expect(review).toHaveCount(0);
    await expect(dialog(page)).toContainText(user);
  });
}

const NOTHING = "All session hosts are up to date, so nothing is replaced.";

for (const [pool, nothing] of [["hp-pilot", true], ["hp-finance", false]] as const) {
  test(`the flight plan says the same in a wide and a narrow window: ${pool}`, async ({ page }) => {
    await signIn(page, "owner", "/pools");
    await openPool(page, pool);
    await page.goto(`${new URL(page.url()).pathname}/update/new`);
    const plan = page.getByRole("complementary", { name: "Flight plan" });
    await expect(plan.locator(".flight-body")).toContainText(nothing ? NOTHING : "Estimated finish");
    const finish = nothing ? "" : ((await plan.locator("dl, .kv").first().innerText()).match(/Estimated finish\s+(.*)/)?.[1] ?? "nothing");
    for (const width of [800, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await expect(plan.locator(".flight-bar")).toContainText(nothing ? NOTHING : `Finishes about ${finish}`);
    }
  });
}

/** The columns of the open menu: those that are ticked and not drawn, and the other way round. */
async function liars(page: Page, table: Locator): Promise<string[]> {
  const ticked = (await page.getByRole("menuitemcheckbox", { checked: true }).allInnerTexts()).map((text) => text.trim());
  const drawn: string[] = [];
  for (const head of await table.locator("thead th").all()) {
    const text = (await head.isVisible()) ? (await head.innerText()).trim() : "";
    if (text) drawn.push(text);
  }
  // The first column is always there and has no tick.
  return [...ticked.filter((text) => !drawn.includes(text)), ...drawn.slice(1).filter((text) => !ticked.includes(text))];
}

test("what the columns menu ticks is what the table shows, at every width", async ({ page }) => {
  await signIn(page, "owner");
  for (const [place, name] of [["/pools", "Host pools"], ["/hosts", "Session hosts of all pools"]] as const) {
    await page.goto(place);
    const table = page.getByRole("table", { name });
    await expect(table).toBeVisible();
    for (const width of [1440, 1024, 800, 390]) {
      await page.setViewportSize({ width, height: 900 });
      await page.getByRole("button", { name: "Columns" }).click();
      await expect(page.getByRole("menuitemcheckbox").first()).toBeVisible();
      await expect.poll(() => liars(page, table), `${place} at ${width}`).toEqual([]);
      await page.keyboard.press("Escape");
    }
  }
});

test("the table of activity stays in its card, its rows low, its outcome in sight", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /PATCH/);
  await done(page);
  for (const width of [1440, 1024, 800, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto("/activity");
    const table = page.getByRole("table", { name: "Changes" });
    await expect(table).toBeVisible();
    await expect(table.getByRole("columnheader", { name: /^(Outcome|Result|State|Status)/ })).toBeInViewport({ ratio: 1 });
    const { over, high } = await table.evaluate((element) => {
      const card = element.parentElement?.getBoundingClientRect();
      return { over: Math.round(element.getBoundingClientRect().right - (card?.right ?? 0)), high: Math.max(...[...element.querySelectorAll("tbody tr")].map((row) => row.getBoundingClientRect().height)) };
    });
    expect(over, `${width}`).toBeLessThanOrEqual(0);
    if (width >= 1024) expect(high, `${width}`).toBeLessThanOrEqual(60);
  }
});

test("a host that only waits has no time it waits since", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-callcenter", "Update");
  const table = page.getByRole("table", { name: "Session hosts in this update" });
  await expect(table).toBeVisible();
  const waiting = async () => (await rows(table)).filter((row) => row.State?.includes("Waiting"));
  await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
  await page.getByRole("button", { name: "Refresh", exact: true }).last().click();
  await settle(page);
  for (const row of await waiting()) expect(row.Since).toBe("—");
});

test("a scheduled update has a start and a finish, and no counts of what has not begun", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  const day = await page.evaluate(() => new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
  await startUpdate(page, { at: { date: day, time: "22:00", zone: "W. Europe Standard Time" } });
  await send(page, "Schedule update", /scheduledDateTime/);
  await done(page);
  await openTab(page, "Update");
  const main = page.getByRole("main");
  await expect(main.getByText("Starts", { exact: true })).toBeVisible();
  await expect(main.getByText("Started", { exact: true })).toHaveCount(0);
  await expect(main.getByText("Estimated finish")).toBeVisible();
  await expect(main).not.toContainText(/Not available|Cannot be said|Not reported|Not told/);
  await expect(page.getByRole("table", { name: "Update counts" })).toHaveCount(0);
  await page.getByRole("button", { name: "Start now", exact: true }).click();
  await send(page, "Start now", /controlSessionHostUpdate/);
  await done(page);
  await emulator.advance(4);
  await page.reload();
  await expect(main.getByText("Started", { exact: true })).toBeVisible();
  await expect(main.getByText("Scheduled for", { exact: true }).locator("..")).not.toContainText(/ in \d/);
});

test("when a token for one host expires stands at its choices", async ({ page }) => {
  await signIn(page, "owner", `${PROD}/hp-sales/hosts/vm-sales-0.corp.contoso.example`);
  for (const width of [1440, 800, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const choices = await page.getByRole("group", { name: "Valid for" }).or(page.getByRole("radiogroup", { name: "Valid for" })).first().boundingBox();
    const ends = await page.getByText(/^Expires \d/).last().boundingBox();
    expect(Math.abs((ends?.x ?? 0) - (choices?.x ?? 999)), `${width}`).toBeLessThanOrEqual(24);
  }
});

test("the column Agent holds versions of the agent", async ({ page }) => {
  await signIn(page, "owner");
  for (const pool of ["hp-engineering", "hp-callcenter", "hp-sales"]) {
    await page.goto(`${PROD}/${pool}/hosts`);
    const table = page.getByRole("table", { name: "Session hosts" });
    await expect(table).toBeVisible();
    const agents = (await rows(table)).map((row) => row.Agent ?? "");
    expect(agents.length, pool).toBeGreaterThan(0);
    expect(agents.filter((agent) => !/^\d+\.\d+\.\d+(\.\d+)?$/.test(agent) && agent !== "—"), pool).toEqual([]);
  }
});

test("an Automated pool without a managed identity is told what that costs", async ({ page }) => {
  await signIn(page, "owner", "/pools/new");
  const hint = page.getByText(/^Azure uses the pool's managed identity to create session hosts/);
  await expect(page.getByRole("heading", { name: "New host pool" })).toBeVisible();
  await page.getByLabel(/^Management/).getByText("Automated").or(page.getByRole("radio", { name: /^Automated/ })).first().click();
  await expect(hint.first()).toBeVisible();
});

test("the last host that takes users says so on its own page too", async ({ page, emulator }) => {
  const list = (await emulator.control("POST", "as", { user: "olivia.owner", method: "GET", path: `${PARTNERS}/sessionHosts` })) as { body: { value: { id: string; name: string; properties: { status: string } }[] } };
  const all = list.body.value;
  const last = all.find((host) => host.properties.status === "Available");
  const others = all.filter((host) => host !== last);
  expect(others.length).toBeGreaterThan(0);
  for (const host of others) await emulator.control("POST", "as", { user: "olivia.owner", method: "PATCH", path: host.id, body: { properties: { allowNewSession: false } } });
  const name = last?.name.split("/").pop() ?? "";
  await signIn(page, "owner", `${PROD}/hp-partners/hosts/${name}`);
  await page.getByRole("button", { name: "Drain…" }).click();
  await expect(dialog(page)).toContainText("hp-partners: No other session host in the pool takes new sessions");
  await dialog(page).getByRole("button", { name: "Cancel", exact: true }).click();
  const first = others[0];
  if (first) await emulator.control("POST", "as", { user: "olivia.owner", method: "PATCH", path: first.id, body: { properties: { allowNewSession: true } } });
  if (first?.properties.status === "Available") {
    await page.getByRole("button", { name: "Drain…" }).click();
    await expect(dialog(page)).toBeVisible();
    await expect(dialog(page)).not.toContainText("No other session host");
    await dialog(page).getByRole("button", { name: "Cancel", exact: true }).click();
  }
});
