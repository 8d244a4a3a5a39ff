import type { Page } from "@playwright/test";
import { expect, expectAccessible, rows, signIn, test } from "../fixtures";
import { done, openPool, openTab, send } from "../steps";

const table = (page: Page) => page.getByRole("table", { name: "User sessions" });

/** The users whose row begins its state with this word; what it means follows in the same cell. */
async function users(page: Page, state: string): Promise<string[]> {
  const all = await rows(table(page));
  return all.filter((row) => row["State"]!.startsWith(state)).map((row) => row["User"]!);
}

/** Chooses the first rows in this state and names their users. */
async function choose(page: Page, state: string, count: number): Promise<string[]> {
  await expect.poll(async () => (await users(page, state)).length).toBeGreaterThanOrEqual(count);
  const chosen = (await users(page, state)).slice(0, count);
  for (const user of chosen) await page.getByRole("checkbox", { name: new RegExp(`^Select ${user} on `) }).first().check();
  await expect(page.getByText(`${count} selected`)).toBeVisible();
  return chosen;
}

async function openMenu(page: Page, user: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for the session of ${user}` }).first().click();
  await page.getByRole("menuitem", { name: item }).click();
}

test("an operator messages two users, disconnects one and signs one out by force", async ({ page, emulator }) => {
  await signIn(page, "operator");
  await openPool(page, "hp-sales", "User sessions");
  await expectAccessible(page);
  const [one, two] = await choose(page, "Active", 2);
  await page.getByRole("button", { name: "Message…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText(one!);
  await dialog.getByRole("button", { name: "Review…" }).click();
  await expect(dialog.getByLabel("Title")).toHaveAccessibleDescription(/Enter a title/);
  await dialog.getByRole("button", { name: "Maintenance" }).click();
  await dialog.getByLabel("Message").fill("Back at noon.");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Message…" }).click();
  await expect(dialog.getByLabel("Message")).toHaveValue("Back at noon.");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Send message", /POST .*\/sendMessage\?.*"messageTitle": "Maintenance in 15 minutes".*"Back at noon\."/s);
  await expect.poll(() => emulator.requests("/sendMessage", "POST")).toHaveLength(2);
  await done(page);

  await openMenu(page, one!, "Disconnect…");
  await expect(dialog).toContainText("Apps keep running");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Disconnect", /POST .*\/disconnect\?/);
  await done(page);
  await expect.poll(() => users(page, "Disconnected")).toContain(one);

  await openMenu(page, two!, "Sign out…");
  await expect(dialog).toContainText("Unsaved work is lost.");
  await dialog.getByLabel("Force sign-out").check();
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Sign out", /DELETE .*&force=true/);
  await done(page);
  await expect.poll(() => users(page, "Active")).not.toContain(two);
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(page.getByRole("table").first()).toContainText("Force sign-out");
  await expect(page.getByRole("main")).not.toContainText(one!);
});

test("a message whose answer is lost is not sent again, and nobody claims it was shown", async ({ page, emulator }) => {
  await signIn(page, "operator");
  await openPool(page, "hp-sales", "User sessions");
  await choose(page, "Active", 1);
  await emulator.fault({ fault: { kind: "lostAfter" }, method: "POST", path: "/sendMessage", times: 1 });
  await page.getByRole("button", { name: "Message…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Save your work" }).click();
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Send message", /sendMessage/);
  await expect(dialog).toContainText("The response was lost");
  expect(await emulator.requests("/sendMessage", "POST")).toHaveLength(1);
});

test("a reader sees who is signed in and which role each action needs", async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 900 });
  await signIn(page, "reader");
  await openPool(page, "hp-support-us", "User sessions");
  await expect(table(page)).toBeVisible();
  for (const name of ["Message…", "Disconnect…", "Sign out…"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("You need the Desktop Virtualization User Session Operator role.");
  }
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await expectAccessible(page);
  await page.getByLabel("Search users and hosts").fill("vm-supus-0");
  await expect(table(page).getByText("Active, host Unavailable")).toBeVisible();
});

test("filters are in the URL, and Azure filters what is not held", async ({ page, emulator }) => {
  await signIn(page, "operator");
  await openPool(page, "hp-sales", "User sessions");
  await expect(table(page)).toBeVisible();
  const path = new URL(page.url()).pathname;
  await page.getByLabel("State").selectOption({ value: "Disconnected" });
  await expect(page).toHaveURL(/\/sessions\?state=Disconnected$/);
  const states = async () => new Set((await rows(table(page))).map((row) => row["State"]!.replace(/^Disconnected.*/, "Disconnected")));
  await expect.poll(states).toEqual(new Set(["Disconnected"]));
  const held = await users(page, "Disconnected");
  await expect(page.getByText("Filtered by Azure")).toBeHidden();

  await page.goto(`${path}?state=Disconnected`);
  await expect(page.getByText("Filtered by Azure: sessionstate eq 'Disconnected'")).toBeVisible();
  await expect.poll(() => users(page, "")).toEqual(held);
  const user = held[0]!;
  await page.getByLabel("Search users and hosts").fill(user);
  await expect(page.getByText(`Filtered by Azure: userprincipalname eq '${user}' and sessionstate eq 'Disconnected'`)).toBeVisible();
  expect((await emulator.requests("hp-sales/userSessions", "GET")).every((request) => request.status === 200)).toBe(true);
  await table(page).getByRole("button").first().click();
  await openTab(page, "Session hosts");
});

test("a sign-out of a session that is gone has reached its goal", async ({ page, emulator }) => {
  await signIn(page, "operator");
  await openPool(page, "hp-sales", "User sessions");
  await choose(page, "Active", 1);
  const fault = { kind: "provider", status: 404, message: "User session ID not found" };
  await emulator.fault({ fault, method: "DELETE", path: "/userSessions/", times: 1 });
  await page.getByRole("button", { name: "Sign out…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Review…" }).click();
  await send(page, "Sign out", /DELETE http/);
  const told = page.getByRole("status", { name: "Messages" });
  await expect(told).toContainText("Already signed out: this session no longer exists.");
  await expect(told).not.toContainText("ActivityId");
  await done(page);
});
