import { readFile } from "node:fs/promises";
import { expect, expectAccessible, expectRow, flyUntil, PERSONAS, rows, signIn, test } from "../fixtures";
import { sortBy } from "../steps";

const GRAPH = "/providers/Microsoft.ResourceGraph/resources";

test("all session hosts are found, filtered, sorted and exported", async ({ page, emulator }) => {
  await signIn(page, "owner", "/hosts");
  const table = page.getByRole("table", { name: "Session hosts of all pools" });
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await expect(page.getByText(/^\d+ session hosts$/)).toBeVisible();
  // One question for the pools, one for their hosts.
  expect(await emulator.requests(GRAPH, "POST")).toHaveLength(2);
  await expectAccessible(page);

  await page.getByRole("searchbox").fill("finance available");
  await expect(page.getByText(/^\d of \d+ session hosts$/)).toBeVisible();
  await expect.poll(async () => new Set((await rows(table)).map((row) => row["Host pool"]))).toEqual(new Set(["hp-finance"]));
  await page.getByRole("searchbox").fill("");
  await page.getByLabel("Status", { exact: true }).selectOption("NeedsAssistance");
  await expectRow(table, { "Host pool": "hp-partners", Status: "Needs assistance" });
  await expect(page).toHaveURL(/status=NeedsAssistance/);
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const text = await readFile(await (await wait).path(), "utf8");
  expect(text).toMatch(/^sessionHost,hostPool,/);
  expect(text).toMatch(/hp-partners,.*NeedsAssistance/);

  await page.getByLabel("Status", { exact: true }).selectOption("All");
  await sortBy(page, table, /^Sessions$/, "sessions");
  const sessions = async () => (await rows(table)).map((row) => Number(row.Sessions));
  await expect.poll(async () => (await sessions()).every((count, at, all) => at === 0 || count <= all[at - 1]!)).toBe(true);
  await page.setViewportSize({ width: 800, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("without Resource Graph the lists of the pools are read, and the page says so", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  await emulator.fault({ fault: { kind: "status", status: 403, code: "AuthorizationFailed" }, path: GRAPH, times: 0 });
  await signIn(page, "owner", "/hosts?q=avdfin");
  await expect(page.getByText("Azure Resource Graph didn't respond. Loading pools one at a time (slower).")).toBeVisible();
  await expect(page.getByText(/^\d+ of \d+ session hosts$/)).toBeVisible();
  await expectRow(page.getByRole("table"), { "Host pool": "hp-finance", Source: expect.stringMatching(/^Direct, /) });
});

test("a later read that fails is made up for by the lists of all pools", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  await signIn(page, "owner", "/hosts?q=avdpilot");
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await emulator.fault({ fault: { kind: "status", status: 403, code: "AuthorizationFailed" }, path: GRAPH, times: 0 });
  await page.getByRole("searchbox").fill("avdfin");
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(page.getByText("Azure Resource Graph didn't respond. Loading pools one at a time (slower).")).toBeVisible();
  await expectRow(page.getByRole("table"), { "Host pool": "hp-finance", Source: expect.stringMatching(/^Direct, /) });
});

test("a graph that is behind is found out, and every pool is read when asked", async ({ page, emulator }) => {
  const pool = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/hostPools/hp-finance";
  await emulator.control("POST", "graph", { frozen: true });
  await emulator.control("POST", "as", {
    user: PERSONAS.owner,
    method: "PATCH",
    path: `${pool}/sessionHosts/avdfin-0?api-version=2026-01-01-preview`,
    body: { properties: { allowNewSession: false } },
  });
  await signIn(page, "owner", "/hosts?q=avdfin");
  await expect(page.getByText("Some rows may be a few minutes old")).toBeVisible();
  await expectRow(page.getByRole("table"), { "Session host": "avdfin-0", "New sessions": "Drained", Source: expect.stringMatching(/^Direct, /) });
  await page.getByRole("searchbox").fill("avdpilot");
  await page.getByRole("button", { name: "Refresh all pools" }).click();
  await expectRow(page.getByRole("table"), { "Session host": "avdpilot-0", Source: expect.stringMatching(/^Direct, /) });
});

test("what a right hides is named, not shown as empty", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  const scope = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a02";
  await emulator.control("POST", "deny", { user: PERSONAS.owner, action: "Microsoft.DesktopVirtualization/hostpools/sessionhosts/read", scope });
  await emulator.fault({ fault: { kind: "status", status: 500 }, path: GRAPH, times: 0 });
  complaints.expect(/500/);
  // An answer like that is asked for again after a wait, and after a longer one.
  await page.clock.install();
  await signIn(page, "owner", "/hosts?q=avdfin");
  await flyUntil(page, page.getByText(/^Couldn't load the session hosts of \d host pools/));
  await expect(page.getByText(/hostpools\/sessionhosts\/read/i).first()).toBeVisible();
  await expectRow(page.getByRole("table"), { "Host pool": "hp-finance" });
});
