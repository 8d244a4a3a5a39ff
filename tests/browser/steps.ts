import type { Locator, Page } from "@playwright/test";
import type { Emulator } from "./emulator";
import { expect } from "./fixtures";

/** Answers to these requests wait until the function it returns is called. */
export async function hold(page: Page, requests: RegExp | ((url: URL) => boolean)): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // A page that is left meanwhile has nobody who waits for them.
  await page.route(requests, (route) => held.then(() => route.continue()).catch(() => {}));
  return release;
}

/** Read once a directory, when the first page is quiet: which API versions Azure offers. */
export async function offered(emulator: Emulator): Promise<void> {
  const OFFER = /\/providers\/Microsoft\.DesktopVirtualization$/;
  await expect.poll(async () => (await emulator.requests("/subscriptions", "GET")).some(({ path }) => OFFER.test(path))).toBe(true);
}

/** Opens a pool from the table of pools, then one of its tabs. */
export async function openPool(page: Page, name: string, tab?: string): Promise<void> {
  // While subscriptions are still being read, rows move.
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.getByRole("table", { name: "Host pools" }).getByRole("link", { name, exact: true }).click();
  if (tab !== undefined) await openTab(page, tab);
}

/** Another tab of the pool that is open. */
export async function openTab(page: Page, tab: string): Promise<void> {
  const tabs = page.getByRole("navigation", { name: "Host pool views" });
  await tabs.getByRole("link", { name: tab, exact: true }).click();
  await expect(tabs.getByRole("link", { name: tab, exact: true })).toHaveAttribute("aria-current", "page");
}

/** The request of the dialog under review, unfolded; the console remembers that it was. */
export async function shownRequest(page: Page): Promise<Locator> {
  const dialog = page.getByRole("dialog");
  const part = dialog.locator("details.review-request").first();
  await expect(part).toBeVisible();
  if ((await part.getAttribute("open")) === null) await part.locator("> summary").click();
  return dialog.getByRole("figure", { name: "Request" });
}

/** Checks that the dialog under review shows this request, then sends it by the button named like the action. */
export async function send(page: Page, action: string, request: RegExp): Promise<void> {
  const dialog = page.getByRole("dialog");
  await expect(await shownRequest(page)).toContainText(request);
  await dialog.getByRole("button", { name: action, exact: true }).click();
}

/** Orders a table by a column: once, and once more for the other way round. */
export async function sortBy(page: Page, table: Locator, column: string | RegExp, key: string): Promise<void> {
  const heading = table.getByRole("link", { name: column });
  await heading.click();
  // Only then does the heading lead to the other order.
  await expect(page).toHaveURL(new RegExp(`sort=${key}`));
  await heading.click();
  await expect(page).toHaveURL(new RegExp(`sort=-${key}`));
}

/** What a button puts on the clipboard, which takes it a moment. */
export async function copied(page: Page, button: Locator): Promise<string> {
  const held = () => page.evaluate(() => navigator.clipboard.readText());
  await page.evaluate(() => navigator.clipboard.writeText("something else"));
  await button.click();
  await expect.poll(held).not.toBe("something else");
  return held();
}

/** What `act` does takes the window to sign in; when this returns the console stands there again. */
export async function throughSignIn(page: Page, act: () => Promise<void>): Promise<void> {
  const { origin } = new URL(page.url());
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await act();
  const back = (origin: string) => location.origin === origin && !("stayed" in window) && document.querySelector("main h1") !== null;
  await page.waitForFunction(back, origin);
}

/** The messages at the edge of the page. */
export const messages = (page: Page): Locator => page.getByRole("status", { name: "Messages" });

/** The write took effect: its dialog is gone, and a message says what is true now. The message is put away. */
export async function done(page: Page, says: string | RegExp = ""): Promise<void> {
  const message = messages(page).locator(".toast.tone-success").filter({ hasText: says }).last();
  await expect(message).toBeVisible();
  await expect(page.getByRole("dialog")).toBeHidden();
  await message.getByRole("button", { name: "Dismiss" }).click();
  await expect(message).toBeHidden();
}

/** What is put into the wizard; what is left out stays as the policy has it. */
export interface UpdateDraft {
  batch?: number;
  at?: { date: string; time: string; zone?: string };
  delay?: number;
  message?: string;
}

/** Reads the update of the pool again, in its tab. */
export async function refreshUpdate(page: Page): Promise<void> {
  const section = page.getByRole("heading", { name: "Session host update", exact: true }).locator("..");
  await section.getByRole("button", { name: "Refresh" }).click();
}

/** Another step of the wizard that is open. */
export async function openStep(page: Page, step: string): Promise<void> {
  const link = page.getByRole("navigation", { name: "Update steps" }).getByRole("link", { name: new RegExp(`^${step}`) });
  await link.click();
  await expect(link).toHaveAttribute("aria-current", "step");
  await expect(page.getByRole("heading", { name: step, level: 2, exact: true })).toBeFocused();
}

/** Fills the steps of the wizard that is open and ends on the review. */
export async function fillUpdate(page: Page, draft: UpdateDraft): Promise<void> {
  await expect(page.getByRole("heading", { name: "Basics", level: 2 })).toBeVisible();
  if (draft.batch !== undefined) await page.getByLabel("Batch size").fill(String(draft.batch));
  if (draft.at) {
    await openStep(page, "Schedule");
    await page.getByRole("radio", { name: "At a time" }).check();
    await page.getByLabel("Date", { exact: true }).fill(draft.at.date);
    await page.getByLabel("Time", { exact: true }).fill(draft.at.time);
    if (draft.at.zone) await page.getByLabel(/^Time zone/).selectOption(draft.at.zone);
  }
  if (draft.delay !== undefined || draft.message !== undefined) {
    await openStep(page, "Notifications");
    if (draft.delay !== undefined) await page.getByLabel("Minutes before sign-out").fill(String(draft.delay));
    if (draft.message !== undefined) await page.getByLabel(/^Sign-out message/).fill(draft.message);
  }
  await openStep(page, "Review");
}

/** The checks before an update have come to their end; as long as they go on, one after the other does. */
export async function checked(page: Page): Promise<void> {
  const bar = page.getByRole("progressbar", { name: "Checking" });
  const going = () => bar.evaluateAll((bars) => bars.map((bar) => bar.getAttribute("value")));
  for (let seen = await going(); seen.length > 0; seen = await going()) await expect.poll(going).not.toEqual(seen);
}

/** From the Update tab of a pool through the wizard to the request under review. */
export async function startUpdate(page: Page, draft: UpdateDraft = {}): Promise<void> {
  await page.getByRole("link", { name: "New update…" }).click();
  await fillUpdate(page, draft);
  await page.getByRole("button", { name: draft.at ? "Schedule update…" : "Start update…" }).click();
  // Everything is looked at once more before the request is shown.
  await checked(page);
}

/** A part of the form of a host pool, opened. */
export async function openPart(page: Page, title: string): Promise<void> {
  const part = page.locator("details.part").filter({ has: page.locator(".part-title", { hasText: title }) });
  if ((await part.getAttribute("open")) === null) await part.locator("> summary").click();
  await expect(part.locator("> .part-body")).toBeVisible();
}

/** Where a new host pool is to be. */
export async function fillPlace(page: Page, name: string): Promise<void> {
  await page.getByLabel("Subscription", { exact: true }).selectOption({ label: "Contoso Test" });
  await page.getByLabel("Resource group", { exact: true }).fill("rg-avd-test");
  await page.getByLabel("Region", { exact: true }).fill("westeurope");
  await page.getByLabel("Name", { exact: true }).fill(name);
}

/** The body of the request under review. */
export async function reviewed(page: Page): Promise<Record<string, any>> {
  const text = await (await shownRequest(page)).locator("code").innerText();
  return JSON.parse(text.slice(text.indexOf("{")));
}

/** Opens the demo of a site at the host pools, where no tour begins by itself. */
export async function tryDemo(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/pools`);
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
}
