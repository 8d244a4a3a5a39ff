import type { Page, Request } from "@playwright/test";
import { expect, settle, signIn, test } from "../fixtures";
import { hold, offered } from "../steps";

const GRAPH = /\/providers\/Microsoft\.ResourceGraph\/resources\?/;

/** Signed in, with the pools on screen: from here on the tab knows what its page asks first. */
async function arrive(page: Page): Promise<void> {
  await signIn(page, "owner", "/pools");
  await expect(page.getByText("12 pools")).toBeVisible();
  await settle(page);
}

/** The questions to Resource Graph from now on. */
function questions(page: Page): Request[] {
  const asked: Request[] = [];
  page.on("request", (request) => GRAPH.test(request.url()) && request.method() === "POST" && asked.push(request));
  return asked;
}

/** Loads the page again without the code of the app; gives what lets it go on. */
async function withoutApp(page: Page): Promise<() => void> {
  const release = await hold(page, /avd-console_bg.*\.wasm/);
  await page.goto("/pools", { waitUntil: "commit" });
  return release;
}

/** The early questions are on their way once the configuration was read. */
async function early(page: Page): Promise<number> {
  const list = await page.waitForFunction(() => (globalThis as { avdConfig?: Promise<string> }).avdConfig?.then(() => true));
  await list.dispose();
  return page.evaluate(() => ((globalThis as { avdFirst?: unknown[] }).avdFirst ?? []).length);
}

test("a reload asks for pools and hosts while the app is on its way, and once", async ({ page }) => {
  await arrive(page);
  const asked = questions(page);
  const release = await withoutApp(page);
  expect(await early(page)).toBe(2);
  await expect.poll(() => asked.length).toBe(2);
  release();
  await expect(page.getByText("12 pools")).toBeVisible();
  await expect(page.getByRole("row", { name: /hp-sales/ })).toContainText("available");
  await settle(page);
  expect(asked.map((request) => request.postData()), "neither is asked again").toHaveLength(2);
  expect(new Set(asked.map((request) => request.postData())).size).toBe(2);
  // Taken once: nothing of them is left.
  expect(await page.evaluate(() => ((globalThis as { avdFirst?: unknown[] }).avdFirst ?? []).filter(Boolean).length)).toBe(0);
});

test("where an early answer is none, the app asks itself", async ({ page, emulator, complaints }) => {
  complaints.expect(/503/);
  await arrive(page);
  await emulator.fault({ fault: { kind: "status", status: 503 }, path: "Microsoft.ResourceGraph", times: 2 });
  const asked = questions(page);
  const release = await withoutApp(page);
  await expect.poll(() => asked.length).toBe(2);
  release();
  await expect(page.getByText("12 pools")).toBeVisible();
  await expect(page.getByRole("row", { name: /hp-sales/ })).toContainText("available");
  await expect(page.getByText("didn't respond")).toHaveCount(0);
  expect(asked).toHaveLength(4);
});

for (const [why, spoil] of Object.entries({
  "a token that is about to end": () => {
    const name = `avd.session|${sessionStorage.getItem("avd.active")}`;
    const session = JSON.parse(sessionStorage.getItem(name) ?? "{}") as object;
    sessionStorage.setItem(name, JSON.stringify({ ...session, expiresAt: Date.now() + 120_000 }));
  },
  "another page": () => sessionStorage.setItem("avd.first", (sessionStorage.getItem("avd.first") ?? "").replace('"/pools"', '"/hosts"')),
  "another origin": () => sessionStorage.setItem("avd.first", (sessionStorage.getItem("avd.first") ?? "").replaceAll(/https?:\/\/[^/]+/g, "https://evil.example")),
  "another address": () => sessionStorage.setItem("avd.first", (sessionStorage.getItem("avd.first") ?? "").replaceAll("/providers/Microsoft.ResourceGraph/resources", "/subscriptions")),
  "an answer of the sign-in that was not judged": () => sessionStorage.setItem("avd.signin.answer", "state=x"),
  "something else in its place": () => sessionStorage.setItem("avd.first", "{"),
})) {
  test(`nothing is asked early with ${why}`, async ({ page, emulator }) => {
    await arrive(page);
    await offered(emulator);
    await settle(page);
    await page.evaluate(spoil);
    const asked: string[] = [];
    page.on("request", (request) => request.headers().authorization !== undefined && asked.push(request.url()));
    await withoutApp(page);
    expect(await early(page)).toBe(0);
    expect(asked).toEqual([]);
  });
}
