import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, expectAccessible, PERSONAS, rows, signIn, test } from "../fixtures";
import { sortBy } from "../steps";

const POOLS = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01/resourceGroups/rg-avd-prod/providers/Microsoft.DesktopVirtualization/hostPools";

function table(page: Page) {
  return page.getByRole("table", { name: "Session hosts of all pools" });
}

async function openHosts(page: Page, query = ""): Promise<void> {
  await signIn(page, "owner", `/hosts${query}`);
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
}

/** The place in the list of the row that has the focus; 0 for none. */
const focused = (page: Page) => page.evaluate(() => Number(document.activeElement?.closest("tr")?.getAttribute("aria-rowindex") ?? 1) - 1);

test("a long table is walked and chosen from with the keyboard", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 500 });
  await openHosts(page);
  const count = Number(await table(page).getAttribute("aria-rowcount")) - 1;
  expect(count).toBeGreaterThan(30);
  await expect(table(page)).toHaveAttribute("aria-colcount", "12");
  const links = table(page).getByRole("rowheader").getByRole("link");
  for (let tab = 0; tab < 60 && !(await focused(page)); tab += 1) await page.keyboard.press("Tab");
  await links.first().focus();
  for (const [key, place] of [["ArrowDown", 2], ["ArrowDown", 3], ["ArrowUp", 2], ["End", count], ["ArrowDown", count], ["Home", 1]] as const) {
    await page.keyboard.press(key);
    await expect.poll(() => focused(page), key).toBe(place);
    await expect(page.locator(":focus")).toBeInViewport({ ratio: 0.5 });
  }
  await page.keyboard.press("PageDown");
  await expect.poll(() => focused(page)).toBeGreaterThan(5);
  await page.keyboard.press("Home");
  await page.keyboard.press("Space");
  await expect(page.getByText("1 selected", { exact: true })).toBeVisible();
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Shift+ArrowDown");
  await expect(page.getByText("4 selected", { exact: true })).toBeVisible();
  await page.keyboard.press("Shift+ArrowUp");
  await expect(page.getByText("3 selected", { exact: true })).toBeVisible();

  // The row with the focus goes out of sight and comes back with it.
  await page.mouse.move(700, 400);
  await page.mouse.wheel(0, 20_000);
  await expect(links.last()).toBeInViewport();
  expect(await focused(page)).toBe(3);
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => focused(page)).toBe(4);
  await expect(page.locator(":focus")).toBeInViewport({ ratio: 0.5 });

  await page.keyboard.press("Control+a");
  await expect(page.getByText(`${count} selected`, { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Clear selection", exact: true }).click();
  await expect(page.getByText("None selected")).toBeVisible();
  const boxes = table(page).getByRole("checkbox", { name: /^Select (?!all)/ });
  await boxes.nth(1).click();
  await boxes.nth(4).click({ modifiers: ["Shift"] });
  await expect(page.getByText("4 selected", { exact: true })).toBeVisible();
  // Tab leads out of the table, however long it is.
  await links.first().focus();
  for (let tab = 0; tab < 4; tab += 1) await page.keyboard.press("Tab");
  expect(await focused(page)).toBe(0);
});

test("columns are chosen, and the choice is in the address", async ({ page }) => {
  await openHosts(page);
  const columns = page.getByRole("button", { name: "Columns" });
  await columns.click();
  await page.getByRole("menuitemcheckbox", { name: "Region" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Assigned user" }).click();
  await expect(page.getByRole("menuitemcheckbox", { name: "Assigned user" })).toHaveAttribute("aria-checked", "false");
  await page.keyboard.press("Escape");
  // At once, so that nothing is lost by a reload right after the choice.
  expect(await page.evaluate(() => new URLSearchParams(location.search).get("columns"))).toMatch(/^name\.pool\.(?!.*user).*region/);
  await page.reload();
  await expect(table(page).getByRole("columnheader", { name: "Region" })).toBeVisible();
  await expect(table(page).getByRole("columnheader", { name: "Assigned user" })).toBeHidden();
  await page.getByRole("searchbox").fill("westeurope");
  await expect(page.getByText(/^\d+ of \d+ session hosts$/)).toBeVisible();
  await expect.poll(async () => new Set((await rows(table(page))).map((row) => row.Region))).toEqual(new Set(["westeurope"]));
  await page.getByRole("searchbox").fill("");
  await page.getByRole("button", { name: "Reset to default" }).click();
  await expect(page).not.toHaveURL(/columns=/);
  await expect(table(page).getByRole("columnheader", { name: "Region" })).toBeHidden();
  await page.setViewportSize({ width: 800, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectAccessible(page);
});

test("pools are sorted by their sessions, and their columns are chosen", async ({ page }) => {
  await signIn(page, "owner");
  const pools = page.getByRole("table", { name: "Host pools" });
  const sessions = async () => (await rows(pools)).map((row) => (row.Sessions === "—" ? -1 : Number(row.Sessions)));
  // Some pool has users, and every number is there.
  await expect.poll(async () => Math.max(...(await sessions()))).toBeGreaterThan(0);
  await expect(pools.getByRole("cell", { name: "…", exact: true })).toHaveCount(0);
  await sortBy(page, pools, "Sessions", "sessions");
  await expect(pools.getByRole("columnheader", { name: "Sessions" })).toHaveAttribute("aria-sort", "descending");
  await expect.poll(async () => {
    const now = await sessions();
    return now.length === 12 && now.every((count, at) => at === 0 || count <= (now[at - 1] ?? 0));
  }).toBe(true);
  await page.getByRole("button", { name: "Columns" }).click();
  // The table has no room for it, and the menu says so; a press shows it all the same.
  const balancer = page.getByRole("menuitemcheckbox", { name: "Load balancer" });
  await expect(balancer).toHaveAttribute("aria-checked", "false");
  await balancer.click();
  await expect(pools.getByRole("columnheader", { name: "Load balancer" })).toBeVisible();
  await expect(balancer).toHaveAttribute("aria-checked", "true");
  await balancer.click();
  await page.getByRole("menuitemcheckbox", { name: "Source", exact: true }).click();
  await expect(page.getByRole("menuitemcheckbox", { name: "Source", exact: true })).toHaveAttribute("aria-checked", "false");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(pools.getByRole("columnheader", { name: "Management" })).toBeVisible();
  await expect(pools.getByRole("columnheader", { name: /Load balancer|Source/ })).toHaveCount(0);
  await page.setViewportSize({ width: 800, height: 900 });
  await expect(pools.getByRole("columnheader", { name: "Session limit" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Reset to default" }).click();
  await expect(page).not.toHaveURL(/columns=/);
  await expect(pools.getByRole("columnheader", { name: "Session limit" })).toBeHidden();
});

test("hosts of two pools are drained together, and each says what came of it", async ({ page, emulator }) => {
  await openHosts(page, "?q=hp-sales");
  const all = page.getByRole("checkbox", { name: "Select all session hosts" });
  await all.check();
  await expect(page.getByText("8 selected", { exact: true })).toBeVisible();
  await page.getByRole("searchbox").fill("hp-developers");
  await expect(all).not.toBeChecked();
  await table(page).getByRole("row").filter({ hasText: "hp-developers" }).first().getByRole("checkbox").check();
  await expect(page.getByText("1 selected, 8 hidden by filters", { exact: true })).toBeVisible();
  await page.getByRole("searchbox").fill("");
  await expect(page.getByText("9 selected", { exact: true })).toBeVisible();
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export 9 selected" }).click();
  const lines = (await readFile(await (await wait).path(), "utf8")).trim().split("\r\n");
  expect(lines).toHaveLength(10);
  expect(lines.filter((line) => line.includes(",hp-sales,"))).toHaveLength(8);

  await emulator.control("POST", "deny", {
    user: PERSONAS.owner,
    action: "Microsoft.DesktopVirtualization/hostpools/sessionhosts/write",
    scope: `${POOLS}/hp-sales/sessionHosts/vm-sales-3.corp.contoso.example`,
  });
  await page.getByRole("button", { name: "Drain…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("heading", { name: "Drain 9 session hosts" })).toBeVisible();
  // All that is chosen is in two resource groups, and the right to both was read: what is denied at one host nobody could know.
  await expect(dialog.getByText(/are not known/)).toBeHidden();
  expect(await emulator.requests("Microsoft.Authorization/permissions", "GET")).toHaveLength(2);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Drain 9", exact: true }).click();
  await expect(dialog.getByText("Failed", { exact: true })).toBeVisible();
  await expect(dialog.getByText("Done", { exact: true })).toHaveCount(8);
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await page.getByRole("searchbox").fill("hp-sales");
  await expect.poll(async () => (await rows(table(page))).filter((row) => row["New sessions"] === "Drained").length).toBe(7);
});

test("who may not do it to a host is told so before anything is sent", async ({ page, emulator }) => {
  await signIn(page, "reader", "/hosts?q=hp-sales");
  await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
  await page.getByRole("checkbox", { name: "Select all session hosts" }).check();
  const dialog = page.getByRole("dialog");
  const needs = async (button: string, role: string) => {
    await page.getByRole("button", { name: button }).click();
    await expect(dialog.getByText("8 skipped")).toBeVisible();
    const lacking = dialog.getByRole("list", { name: `You need the ${role} role.` });
    await expect(lacking.getByRole("listitem").filter({ hasText: /^vm-sales-\d/ })).toHaveCount(8);
    await expect(dialog.getByRole("list", { name: "Targets" })).toBeHidden();
    const send = dialog.getByRole("button", { name: button.replace("…", ""), exact: true });
    await expect(send).toHaveAttribute("aria-disabled", "true");
    await expect(send).toHaveAccessibleDescription("There's nothing to send.");
  };
  await needs("Drain…", "Desktop Virtualization Session Host Operator");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  // The group first, then the pool itself.
  const asked = await emulator.requests("Microsoft.Authorization/permissions", "GET");
  expect(asked.map((request) => request.path.toLowerCase().includes("/hostpools/hp-sales/"))).toEqual([false, true]);

  await emulator.control("POST", "deny", { user: PERSONAS.reader, action: "Microsoft.Authorization/permissions/read", scope: "/" });
  await page.getByRole("button", { name: "Drain…" }).click();
  await expect(dialog.getByText(/^Your permissions on some of these pools or VMs couldn't be checked/)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Drain 8", exact: true })).not.toHaveAttribute("aria-disabled");
  expect(await emulator.requests("hp-sales/sessionHosts", "PATCH")).toHaveLength(0);
});
