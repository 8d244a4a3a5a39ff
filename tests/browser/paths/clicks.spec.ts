import type { Page } from "@playwright/test";
import { expect, signIn, test } from "../fixtures";
import { done, messages, openTab } from "../steps";

/** Counts what a hand does: each press of the pointer, and each choice in a native list. What is typed is no click. */
async function count(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const counted = Object.assign(window, { clicks: 0 });
    addEventListener("pointerdown", (event) => { if (event.isTrusted && event.isPrimary) counted.clicks += 1; }, true);
    addEventListener("change", (event) => { if (event.target instanceof HTMLSelectElement) counted.clicks += 1; }, true);
  });
  return () => page.evaluate(() => (window as unknown as { clicks: number }).clicks);
}

const pool = (page: Page, name: string) => page.getByRole("table", { name: "Host pools" }).getByRole("link", { name, exact: true });

test("a token is handed over in four clicks", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await signIn(page, "owner", "/pools");
  await expect(page.getByText("12 pools")).toBeVisible();
  const clicks = await count(page);
  await pool(page, "hp-sales").click();
  await openTab(page, "Registration token");
  await page.getByRole("button", { name: "Create and copy…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Create and copy", exact: true }).click();
  await expect(messages(page)).toContainText("Copied. The clipboard is cleared in 1 minute.");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.length).toBeGreaterThan(100);
  expect(await page.content()).not.toContain(copied);
  expect(await clicks()).toBeLessThanOrEqual(4);
});

test("a failed update is understood and retried in three clicks", async ({ page, emulator }) => {
  await signIn(page, "owner", "/updates");
  const row = page.getByRole("link", { name: "hp-engineering", exact: true }).first();
  await expect(row).toBeVisible();
  const clicks = await count(page);
  await row.click();
  await expect(page.getByText(/^Why it stopped: /)).toBeVisible();
  const retry = page.getByRole("button", { name: "Retry", exact: true });
  await expect(retry).toHaveClass(/btn-primary/);
  await retry.click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry", exact: true }).click();
  await done(page);
  expect(await emulator.requests("controlSessionHostUpdate", "POST")).toHaveLength(1);
  // Putting the message away is no part of the job.
  expect((await clicks()) - 1).toBeLessThanOrEqual(3);
});

test("draining is undone from its message", async ({ page, emulator }) => {
  await signIn(page, "owner", "/pools");
  await expect(page.getByText("12 pools")).toBeVisible();
  await pool(page, "hp-sales").click();
  await openTab(page, "Session hosts");
  await page.getByRole("checkbox", { name: /^Select vm-sales-1\b/ }).check();
  await page.getByRole("button", { name: "Drain…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Drain", exact: true }).click();
  const message = messages(page).locator(".toast").filter({ hasText: /^Drain vm-sales-1/ });
  await expect(message.getByRole("button", { name: "Undo" })).toBeVisible();
  await message.getByRole("button", { name: "Undo" }).click();
  await expect(messages(page)).toContainText("Allow new sessions on vm-sales-1");
  const sent = await emulator.requests("/sessionHosts/vm-sales-1", "PATCH");
  expect(sent.map(({ status }) => status)).toEqual([200, 200]);
  await expect(page.getByRole("table").getByText("Drained")).toHaveCount(0);
});
