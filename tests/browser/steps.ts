import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

/** Opens a pool from the table of pools, then one of its tabs. */
export async function openPool(page: Page, name: string, tab?: string): Promise<void> {
  await page.getByRole("table", { name: "Host pools" }).getByRole("link", { name, exact: true }).click();
  if (tab !== undefined) await openTab(page, tab);
}

/** Another tab of the pool that is open. */
export async function openTab(page: Page, tab: string): Promise<void> {
  const tabs = page.getByRole("navigation", { name: "Views of the host pool" });
  await tabs.getByRole("link", { name: tab, exact: true }).click();
  await expect(tabs.getByRole("link", { name: tab, exact: true })).toHaveAttribute("aria-current", "page");
}

/** Checks that the dialog under review shows this request, then sends it by the button named like the action. */
export async function send(page: Page, action: string, request: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("figure", { name: "Request" })).toContainText(request);
  await dialog.getByRole("button", { name: action, exact: true }).click();
}

/** The write came to its end and shows; closes the dialog. */
export async function done(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status").filter({ hasText: "Done" })).toBeVisible();
  await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(dialog).toBeHidden();
}
