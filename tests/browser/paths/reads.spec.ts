import type { Page } from "@playwright/test";
import type { Emulator } from "../emulator";
import { expect, expectAccessible, flyUntil, PERSONAS, rows, settle, signIn, test } from "../fixtures";
import { done, hold, openPool, send } from "../steps";
import { behind, exportedHosts, LIST, PRODUCTION, shownPools, TEST, trueHosts, truePools } from "../truth";

const GRAPH = "/providers/Microsoft.ResourceGraph/resources";
const GROUP = `${PRODUCTION}/resourceGroups/rg-avd-prod`;
const FINANCE = `${GROUP}${LIST}/hp-finance`;
const FORBIDDEN = { status: 403, code: "AuthorizationFailed" };
const REFUSED = { fault: { kind: "status", ...FORBIDDEN }, path: GRAPH, times: 0 };
const SILENT_POOLS = "Azure Resource Graph didn't respond. Host pools were loaded one subscription at a time.";
const SILENT_HOSTS = "Azure Resource Graph didn't respond. Loading pools one at a time (slower).";

/** All that can be read was, and none of it is on its way. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible({ timeout: 40_000 });
}

function table(page: Page) {
  return page.getByRole("table", { name: "Host pools" });
}

/** Somebody else deletes a pool with all its hosts. */
async function remove(emulator: Emulator, pool: string): Promise<void> {
  await behind(emulator, "DELETE", `${GROUP}/providers/Microsoft.DesktopVirtualization/applicationGroups/${pool}-desktop?api-version=2024-04-03`);
  await behind(emulator, "DELETE", `${GROUP}${LIST}/${pool}?force=true`);
}

/** All but these. */
function without<T>(all: Record<string, T>, names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)));
}

const OF_TEST = ["hp-pilot", "hp-lab-empty", "hp-developers", "Hot desks @ Geneva_2.1"];

test("pools that come from the graph are confirmed by their provider, many in a request", async ({ page, emulator }) => {
  const release = await hold(page, /\/batch\?/);
  await signIn(page, "owner");
  const truth = await truePools(emulator);
  const sources = async () => (await rows(table(page))).map((row) => row.Source?.split(",")[0]);
  await expect.poll(sources).toEqual(Object.keys(truth).map(() => "Graph"));
  release();
  await expect.poll(sources).toEqual(Object.keys(truth).map(() => "Direct"));
  expect(await shownPools(page)).toEqual(truth);
  // Their rows fill one request, their hosts another.
  expect(await emulator.requests("/batch", "POST")).toHaveLength(2);
  await expect(page.getByText("Some rows may be a few minutes old")).toHaveCount(0);
});

for (const [what, fault] of [["refuses", { kind: "status", ...FORBIDDEN }], ["is throttled", { kind: "throttled", retryAfter: 60 }], ["is down", { kind: "status", status: 503 }]] as const) {
  test(`where Resource Graph ${what} pools and hosts are right by the lists, and the pages say so`, async ({ page, emulator, complaints }) => {
    complaints.expect(/403|429|503/);
    await emulator.fault({ fault, path: GRAPH, times: 0 });
    await signIn(page, "owner");
    await expect(page.getByText(SILENT_POOLS)).toBeVisible();
    await expect.poll(() => shownPools(page)).toEqual(await truePools(emulator));
    if (what === "is throttled") return;
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
    await expect(page.getByText(SILENT_HOSTS)).toBeVisible();
    await settled(page);
    expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
  });
}

test("hosts wait for the pause that Resource Graph asks for, and say until when", { tag: "@headers" }, async ({ page, emulator, complaints }) => {
  complaints.expect(/429/);
  await page.clock.install();
  await emulator.fault({ fault: { kind: "throttled", retryAfter: 20 }, path: GRAPH, times: 2 });
  await signIn(page, "owner", "/hosts");
  await expect(page.getByText(/^Azure Resource Graph is throttling requests\. Retrying at \d/)).toBeVisible();
  await page.clock.fastForward("01:00");
  await page.clock.fastForward("01:00");
  await settled(page);
  expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
});

test("hosts are read from the lists when Resource Graph asks for one pause after the other", { tag: "@headers" }, async ({ page, emulator, complaints }) => {
  complaints.expect(/429/);
  await page.clock.install();
  await emulator.fault({ fault: { kind: "throttled", retryAfter: 20 }, path: GRAPH, times: 0 });
  await signIn(page, "owner", "/hosts");
  await flyUntil(page, page.getByText(SILENT_HOSTS));
  await flyUntil(page, page.getByText(/^Updated .* ago/));
  expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
});

test("lists of pools wait for the pause that Azure asks for, and every page says so", { tag: "@headers" }, async ({ page, emulator, complaints }) => {
  complaints.expect(/403|429/);
  await page.clock.install();
  await emulator.fault([REFUSED, { fault: { kind: "throttled", retryAfter: 20 }, path: `${PRODUCTION}${LIST}?`, times: 1 }]);
  await signIn(page, "owner");
  await page.clock.runFor(3_000);
  const pause = page.getByText(/^Azure is throttling requests\. Retrying at \d/);
  await expect(pause).toBeVisible();
  await expect(page.getByText("Too many requests to Contoso Production. Data may be stale until then.")).toBeVisible();
  await expectAccessible(page);
  await page.clock.fastForward("01:00");
  await expect.poll(() => shownPools(page)).toEqual(await truePools(emulator));
  await expect(pause).toHaveCount(0);
  await expect(page.getByText(SILENT_POOLS)).toBeVisible();

  await emulator.fault({ fault: { kind: "throttled", retryAfter: 20 }, path: "hp-finance/sessionHosts", times: 1 });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  await expect(pause).toBeVisible();
  await page.clock.fastForward("01:00");
  await settled(page);
  expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
});

test("a pool that was changed, made or deleted while the graph is behind is found out", async ({ page, emulator }) => {
  await emulator.control("POST", "graph", { frozen: true });
  await behind(emulator, "PATCH", FINANCE, { properties: { friendlyName: "Finance and audit", maxSessionLimit: 7 } });
  await remove(emulator, "hp-partners");
  const properties = { hostPoolType: "Pooled", loadBalancerType: "BreadthFirst", preferredAppGroupType: "Desktop", maxSessionLimit: 3, managementType: "Standard" };
  await behind(emulator, "PUT", `${GROUP}${LIST}/hp-new`, { location: "westeurope", properties });
  await signIn(page, "owner");
  await expect(page.getByText("2 pools on screen have changed since Azure Resource Graph last indexed them")).toBeVisible();
  const truth = await truePools(emulator);
  expect(Object.keys(truth)).toContain("hp-new");
  await expect.poll(() => shownPools(page)).toEqual(truth);
  await expectAccessible(page);
  // Whoever reads again asks the providers.
  await behind(emulator, "PATCH", `${TEST}/resourceGroups/rg-avd-test${LIST}/hp-pilot`, { properties: { friendlyName: "Pilots" } });
  await page.getByRole("button", { name: "Refresh all subscriptions" }).click();
  await expect.poll(() => shownPools(page)).toEqual(await truePools(emulator));
  await expect(page.getByText(/Azure Resource Graph is behind$/)).toHaveCount(0);
});

test("hosts that were changed or deleted with their pool while the graph is behind are found out", async ({ page, emulator }) => {
  await emulator.control("POST", "graph", { frozen: true });
  await behind(emulator, "PATCH", `${FINANCE}/sessionHosts/avdfin-0`, { properties: { allowNewSession: false } });
  await remove(emulator, "hp-partners");
  await signIn(page, "owner", "/hosts?q=avdfin");
  await settled(page);
  await expect(page.getByText("Some rows may be a few minutes old")).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await page.getByRole("button", { name: "Refresh all pools" }).click();
  const truth = await trueHosts(emulator);
  await expect.poll(() => exportedHosts(page)).toEqual(truth);
  await expect(page.getByText(/couldn.t load|could not be read/i)).toHaveCount(0);
  // An older copy takes nothing back.
  await page.getByRole("button", { name: "Refresh", exact: true }).click();
  await settled(page);
  expect(await exportedHosts(page)).toEqual(truth);
});

for (const [how, graph] of [["leaves a subscription out", { silent: [TEST] }], ["cuts its answer off", { cut: 5 }]] as const) {
  test(`where Resource Graph ${how} the rest is read from the provider`, async ({ page, emulator }) => {
    await emulator.control("POST", "graph", graph);
    await signIn(page, "owner");
    await expect.poll(() => shownPools(page)).toEqual(await truePools(emulator));
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
    await settled(page);
    if ("cut" in graph) await expect(page.getByText("Azure Resource Graph returned an incomplete list")).toBeVisible();
    expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
  });
}

test("a forbidden subscription is named on both pages, and the others are right", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  const [pools, hosts] = [await truePools(emulator), await trueHosts(emulator)];
  await emulator.control("POST", "deny", { user: PERSONAS.owner, action: "Microsoft.DesktopVirtualization/*", scope: TEST });
  await signIn(page, "owner");
  await expect(page.getByText("Couldn't load the host pools in Contoso Test")).toBeVisible();
  await expect.poll(() => shownPools(page)).toEqual(without(pools, OF_TEST));
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  await settled(page);
  await expect(page.getByText("Couldn't load the host pools in Contoso Test. Their session hosts may be missing.")).toBeVisible();
  await expectAccessible(page);
  expect(await exportedHosts(page)).toEqual(hosts.filter((line) => !OF_TEST.some((pool) => line.includes(` ${pool} `))));
});

test("a pool whose hosts are forbidden is named on both pages, and the others are right", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  const [pools, hosts] = [await truePools(emulator), await trueHosts(emulator)];
  await emulator.control("POST", "deny", { user: PERSONAS.owner, action: "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read", scope: FINANCE });
  await signIn(page, "owner");
  const unknown = { ...pools["hp-finance"], Hosts: "Couldn't check", Sessions: "—" };
  await expect.poll(() => shownPools(page)).toEqual({ ...pools, "hp-finance": unknown });
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
  await settled(page);
  await expect(page.getByText("Couldn't load the session hosts of 1 host pool. They're missing or out of date in the table.")).toBeVisible();
  expect(await exportedHosts(page)).toEqual(hosts.filter((line) => !line.includes(" hp-finance ")));
});

test("a pool that will not confirm its row is said", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  await emulator.fault({ fault: { kind: "status", ...FORBIDDEN }, path: "hp-finance?", times: 0 });
  await signIn(page, "owner");
  await expect(page.getByText("A pool on screen couldn't be refreshed. You're seeing older data.")).toBeVisible();
  const source = async () => Object.fromEntries((await rows(table(page))).map((row) => [row.Name, row.Source?.split(",")[0]]));
  await expect.poll(async () => new Set(Object.entries(await source()).filter(([, from]) => from === "Graph").map(([name]) => name.slice(0, 10)))).toEqual(new Set(["hp-finance"]));
  await expectAccessible(page);
});

test("without the subscriptions the page of hosts says why it is empty", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  // Not once only: whoever else reads them would find them before the press.
  await emulator.fault({ fault: { kind: "status", ...FORBIDDEN }, path: "/subscriptions?", times: 0 });
  await signIn(page, "owner", "/hosts");
  await expect(page.getByText("Couldn't load subscriptions")).toBeVisible();
  // The page asks once more as soon as its code is there. Answered after the fault is gone, that would take the button away.
  await settle(page);
  await emulator.clearFaults();
  await page.getByRole("button", { name: "Try again" }).click();
  await settled(page);
  expect(await exportedHosts(page)).toEqual(await trueHosts(emulator));
});

test("what was just written is in the table at once, whatever the graph says", async ({ page, emulator }) => {
  await emulator.control("POST", "graph", { frozen: true });
  await signIn(page, "owner");
  await expect.poll(() => shownPools(page)).toEqual(await truePools(emulator));
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill("Sales and service");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Save", /PATCH/);
  await done(page);
  const truth = await truePools(emulator);
  expect(truth["hp-sales"]?.Name).toBe("hp-salesSales and service");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Host pools", exact: true }).click();
  // Not a moment later: it was read when the change was confirmed.
  await expect(table(page).getByText("Sales and service")).toBeVisible({ timeout: 1_500 });
  for (let again = 0; again < 2; again += 1) {
    await expect.poll(() => shownPools(page)).toEqual(truth);
    await page.getByRole("button", { name: "Refresh", exact: true }).click();
  }
  await expect.poll(() => shownPools(page)).toEqual(truth);
});
