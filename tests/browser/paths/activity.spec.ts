import { readFile } from "node:fs/promises";
import type { BrowserContext, Page } from "@playwright/test";
import { expect, expectAccessible, expectRow, signIn, signOut, test } from "../fixtures";
import { done, openPool, send, startUpdate } from "../steps";

const list = (page: Page) => page.getByRole("table", { name: "Changes" });

async function openActivity(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Activity", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
}

/** Opens a place in another tab of a browser in which somebody has signed in: Entra asks nothing. */
async function another(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(path);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page.getByRole("button", { name: "Account and directory" })).toBeVisible();
  return page;
}

test("what was changed is listed, found again, exported, and gone with the person", async ({ page, context }) => {
  await signIn(page, "owner");
  await openActivity(page);
  await expect(page.getByText("No changes yet")).toBeVisible();
  await page.getByRole("link", { name: "Host pools", exact: true }).first().click();
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Pause" }).click();
  await send(page, "Pause", /POST/);
  await done(page);
  await openActivity(page);
  const row = { Who: "olivia.owner@contoso.example", Outcome: "Done" };
  await expectRow(list(page), row);
  await expect(list(page)).toContainText("hp-callcenter");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Copy as code" }).click();
  await expect(page.getByRole("dialog").getByRole("figure", { name: "Request" })).toContainText(/POST .*controlSessionHostUpdate/);
  await page.keyboard.press("Escape");

  await page.getByRole("searchbox", { name: "Search changes" }).fill("no such thing");
  await expect(page.getByText("0 of 1 change", { exact: true })).toBeVisible();
  await page.getByRole("searchbox", { name: "Search changes" }).fill("CALLCENTER");
  await page.getByLabel("Show", { exact: true }).selectOption("done");
  await expect(page.getByText("1 change", { exact: true })).toBeVisible();

  for (const [button, part] of [["Export CSV", ",Done,"], ["Export JSON", "\"method\": \"POST\""]] as const) {
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: button }).click();
    expect(await readFile(await (await download).path(), "utf8")).toContain(part);
  }

  // Another tab of the same person sees it; signing out there ends it here.
  const other = await another(context, "/activity");
  await expectRow(list(other), row);
  await signOut(other);
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
  // Until then Entra knows the person and would not ask who signs in.
  await expect(other.getByText("You've signed out.")).toBeVisible();
  await other.close();
  await signIn(page, "owner", "/activity");
  await expect(page.getByText("No changes yet")).toBeVisible();
});

test("what was under way in a tab that was closed is taken up by the next one", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await emulator.fault({ fault: { kind: "slow", millis: 300_000 }, path: "initiateSessionHostUpdate" });
  await send(page, "Start update", /POST/);
  await expect.poll(() => emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);

  const next = await another(context, "/activity");
  await expectRow(list(next), { Outcome: "Sending", "Request ID": "Not known yet" });
  await page.close();
  await expect(next.getByRole("list", { name: "Changes in progress" })).toContainText(/Done.*Verified: the update status is/s);
  await expect(list(next)).toContainText("Done");
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
});
