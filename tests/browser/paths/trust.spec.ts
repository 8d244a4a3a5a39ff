import { chromium, type Page } from "@playwright/test";
import { expect, openAccount, PERSONAS, signIn, signOut, standStill, test } from "../fixtures";
import { done, openPool, send, startUpdate } from "../steps";

/** What this origin keeps for the tab, but what the app writes by itself from time to time. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return JSON.stringify([Object.keys(sessionStorage).sort(), Object.keys(localStorage).sort(), names.sort()]);
  });

const sessions = (page: Page) => page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("avd.session|")));

const changes = (page: Page) => page.getByRole("list", { name: "Changes in progress" });

/** Opens the form of a pool and types something that is not sent. */
async function draft(page: Page): Promise<void> {
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill("A draft");
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage).some((key) => key.startsWith("avd.draft.")))).toBe(true);
}

/** A request to start an update that gets no answer for now. */
async function startSlowly(page: Page, emulator: { fault: (rule: object) => Promise<void>; requests: (path: string, method: string) => Promise<unknown[]> }): Promise<void> {
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await emulator.fault({ fault: { kind: "slow", millis: 300_000 }, path: "initiateSessionHostUpdate" });
  await send(page, "Start update", /POST/);
  await expect.poll(() => emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
}

test("another site cannot sign anybody out by sending the browser to the sign-out page", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await draft(page);
  const before = await kept(page);
  const other = await context.newPage();
  await other.goto(`${emulator.arm}/_emulator/log`);
  await other.evaluate((url) => location.assign(url), `${emulator.site}/auth/logout.html`);
  await other.waitForURL(/logout\.html$/);
  await other.reload();
  expect(await kept(page)).toBe(before);
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("A draft");
});

test("a sign-out at another app ends the sessions and keeps drafts and writes under way", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await draft(page);
  const twin = await context.newPage();
  await signIn(twin, "owner");
  await startSlowly(twin, emulator);

  const other = await context.newPage();
  await other.goto(`${emulator.arm}/organizations/oauth2/v2.0/logout`);
  for (const tab of [page, twin]) {
    await expect(tab.getByText("You signed out of Microsoft Entra ID in another app")).toBeVisible();
    expect(await sessions(tab)).toEqual([]);
  }
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name?.replace(/\.[^.]*-.*$/, "")).filter((name) => name !== "avd"));
  await expect.poll(databases, "what was seen is gone").toEqual(["avd.writes"]);

  await signIn(page, "owner", "/pools");
  await expect(changes(page)).toContainText(/Start a session host update.*Done/s);
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("A draft");
});

test("a sign-out at another app without a tab of the console leaves no pool behind", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  const databases = (tab: Page) => tab.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => /seen|writes/.test(name)));
  await expect.poll(() => databases(page)).toHaveLength(1);
  await page.close();
  const other = await context.newPage();
  await other.goto(`${emulator.arm}/organizations/oauth2/v2.0/logout`);
  await other.waitForLoadState("networkidle");
  await other.goto(`${emulator.site}/auth/logout.html`);
  await expect.poll(() => databases(other)).toEqual([]);
});

test("a tab that was elsewhere during a sign-out is signed out when somebody comes back to it", async ({ page, context, emulator }) => {
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.goto(`${emulator.arm}/_emulator/log`);
  const twin = await context.newPage();
  await signIn(twin, "owner");
  await expect(twin.getByText("12 pools")).toBeVisible();
  await signOut(twin);
  await expect(twin.getByText("You've signed out.")).toBeVisible();

  const asked = () => emulator.control("GET", "log?path=/providers/&method=POST") as Promise<unknown[]>;
  const before = (await asked()).length;
  await page.goBack();
  await expect(page.getByText("You've signed out.")).toBeVisible();
  expect(await sessions(page)).toEqual([]);
  expect((await asked()).length, "nothing was read with the old token").toBe(before);
  // And whoever signs in after that is signed in.
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await page.getByRole("button", { name: PERSONAS.owner }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
});

test("a page in the back/forward cache is signed out when it is shown again", { tag: "@whole-browser" }, async ({ emulator }) => {
  // Playwright switches that cache off; here it is on.
  const executablePath = process.env.WHOLE_CHROMIUM ?? process.env.CHROMIUM;
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox"],
    ignoreDefaultArgs: ["--disable-back-forward-cache"],
  });
  try {
    const context = await browser.newContext({ baseURL: emulator.site });
    const page = await context.newPage();
    await signIn(page, "owner");
    await expect(page.getByText("12 pools")).toBeVisible();
    await page.evaluate(() => addEventListener("pageshow", ({ persisted }) => void (window.name = persisted ? "revived" : "loaded anew")));
    await page.goto(`${emulator.arm}/_emulator/log`);
    const twin = await context.newPage();
    // Chromium drops a page from that cache when a channel speaks to it, and the page would only be loaded anew.
    await twin.addInitScript(() => (BroadcastChannel.prototype.postMessage = () => undefined));
    await signIn(twin, "owner");
    await signOut(twin);
    await expect(twin.getByText("You've signed out.")).toBeVisible();
    // Playwright waits for a page to load, and this one does not.
    await page.goBack({ waitUntil: "commit" });
    await expect(page.getByText("You've signed out.")).toBeVisible();
    expect(await sessions(page)).toEqual([]);
    expect(await page.evaluate(() => window.name)).toBe("revived");
  } finally {
    await browser.close();
  }
});

test("whatever lies among the records of writes, the console starts, shows the others and says so", async ({ page }) => {
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /PATCH/);
  await done(page);
  const strange = ["0", "[]", '"x"', "true", "null", "{", '{"write":[]}', '{"id":"1","state":{"state":"of tomorrow"}}'];
  await page.evaluate(async (strange) => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? "").find((name) => name.startsWith("avd.writes.")) ?? "";
    const open = indexedDB.open(name);
    await new Promise((resolve) => (open.onsuccess = resolve));
    const transaction = open.result.transaction("writes", "readwrite");
    const [, , directory = ""] = (sessionStorage.getItem("avd.active") ?? "").split("|");
    strange.forEach((text, at) => transaction.objectStore("writes").put(text, `${directory}/0${at}`));
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    open.result.close();
    localStorage.setItem(`avd.open.${sessionStorage.getItem("avd.active")}.gone`, "1");
  }, strange);
  await page.goto("/activity");
  await expect(page.getByRole("table", { name: "Changes" })).toContainText("Done");
  await expect(page.getByText(`${strange.length} records in this browser can't be read by this version of the console.`)).toBeVisible();
  await page.goto("/pools");
  await expect(page.getByText("12 pools")).toBeVisible();
});

for (const [what, breakIt] of [
  ["throws", () => { IDBObjectStore.prototype.put = () => { throw new DOMException("No room.", "QuotaExceededError"); }; }],
  ["aborts at commit", () => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...all: Parameters<typeof put>) {
      const request = put.apply(this, all);
      request.addEventListener("success", () => this.transaction.abort());
      return request;
    };
  }],
  ["never answers", () => { IDBFactory.prototype.open = () => Object.create(EventTarget.prototype, { onsuccess: { writable: true, value: null }, onerror: { writable: true, value: null }, onupgradeneeded: { writable: true, value: null }, error: { get: () => { throw new DOMException("pending", "InvalidStateError"); } } }) as IDBOpenDBRequest; }],
] as const) {
  test(`a write is neither lost nor stopped by a database that ${what}`, async ({ page, emulator }) => {
    await page.addInitScript(breakIt);
    await signIn(page, "owner");
    await startSlowly(page, emulator);
    await expect(page.getByRole("dialog").getByText("Recorded in this tab only")).toBeVisible();
    await page.reload();
    await expect(changes(page)).toContainText(/Start a session host update · hp-finance.*Done/s);
    expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
    await page.goto("/activity");
    await expect(page.getByRole("table", { name: "Changes" })).toContainText("Start a session host update");
  });
}

test("locks that are never given stop no write", async ({ page, emulator }) => {
  await page.addInitScript(() => {
    LockManager.prototype.request = () => new Promise(() => undefined);
  });
  await signIn(page, "owner");
  await openPool(page, "hp-finance", "Update");
  await startUpdate(page);
  await send(page, "Start update", /POST/);
  await done(page);
  expect(await emulator.requests("initiateSessionHostUpdate", "POST")).toHaveLength(1);
});

test("a planted record sends nothing until its request was reviewed", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await startSlowly(page, emulator);
  await page.evaluate(async () => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? "").find((name) => name.startsWith("avd.writes.")) ?? "";
    const open = indexedDB.open(name);
    await new Promise((resolve) => (open.onsuccess = resolve));
    const store = open.result.transaction("writes", "readwrite").objectStore("writes");
    const cursor = store.openCursor();
    await new Promise<void>((resolve) => {
      cursor.onsuccess = () => {
        if (!cursor.result) return resolve();
        const record = JSON.parse(cursor.result.value as string);
        record.owner = "nobody";
        record.state = { state: "sending" };
        record.write.waits_for = sessionStorage.getItem("avd.active");
        record.write.sent_at = JSON.parse(sessionStorage.getItem(`avd.session|${sessionStorage.getItem("avd.active")}`) ?? "{}").obtainedAt - 60_000;
        cursor.result.update(JSON.stringify(record));
        cursor.result.continue();
      };
    });
    open.result.close();
    for (const key of Object.keys(sessionStorage)) if (key.startsWith("avd.waits.")) sessionStorage.removeItem(key);
    localStorage.setItem(`avd.open.${sessionStorage.getItem("avd.active")}.nobody`, "1");
  });
  await page.reload();
  await expect(changes(page)).toContainText("On hold");
  await expect(changes(page).getByRole("button", { name: "Send now" })).toBeHidden();
  await changes(page).getByText("Review the request before you send it").click();
  await expect(changes(page).getByRole("figure", { name: "Request" })).toContainText("initiateSessionHostUpdate");
  await expect(changes(page).getByRole("button", { name: "Send now" })).toBeVisible();
  expect(await emulator.requests("initiateSessionHostUpdate", "POST"), "the one before").toHaveLength(1);
});

test("a throttled write says that it waits and until when, can be stopped, and does not go out long after", async ({ page, emulator }) => {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-sales", "Registration token");
  await emulator.fault({ fault: { kind: "throttled", retryAfter: 100 }, path: "hostPools/hp-sales", method: "PATCH", times: 2 });
  const begin = async () => {
    await page.getByRole("button", { name: "Review…" }).click();
    await send(page, "Create token", /PATCH/);
    await expect(page.getByRole("dialog").getByText(/Azure is throttling requests\. This one isn't sent yet; retrying at \d/)).toBeVisible();
  };
  await begin();
  await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByRole("dialog").getByText("Stopped before it was sent.")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close", exact: true }).last().click();
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(1);

  await page.clock.fastForward("03:00");
  await begin();
  // The machine sleeps for less than the token lives.
  await standStill(page, 20);
  await page.clock.resume();
  await expect(page.getByRole("dialog").getByText("More than 15 minutes have passed since you started it.")).toBeVisible();
  expect(await emulator.requests("hostPools/hp-sales", "PATCH")).toHaveLength(2);
});

test("whoever is signed in is offered no demo, and a demo that cannot load stays out of the real world", async ({ page, emulator, complaints }) => {
  complaints.expect(/emulator_module|ERR_FAILED|Failed to fetch|dynamically imported/);
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await page.goto("/pools?a#state=x&error=y");
  await expect(page.getByRole("button", { name: /^Continue without|^Sign in|^Try again/ }).first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Try the demo" })).toHaveCount(0);
  await page.goto("/pools");
  await signOut(page);
  await expect(page.getByText("You've signed out.")).toBeVisible();

  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("Demo: none of this data is real")).toBeVisible();
  await expect((await openAccount(page)).getByText("Other accounts in this tab")).toHaveCount(0);
  await page.route(/emulator_module/, (route) => route.abort());
  const before = await emulator.requests("/", "GET");
  await page.reload();
  await expect(page.getByText("Couldn't load the demo")).toBeVisible();
  expect(await emulator.requests("/", "GET")).toHaveLength(before.length);
  await page.getByRole("button", { name: "Leave demo" }).click();
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
});

test("a proxy's page in place of the configuration is not blamed on the deployment", async ({ page, complaints }) => {
  complaints.expect(/503/);
  for (const answer of [{ status: 200, contentType: "text/html", body: "<html>Sign in</html>" }, { status: 503 }]) {
    await page.route(/config\.json/, (route) => route.fulfill(answer));
    await page.goto("/pools");
    await expect(page.getByText("The configuration couldn't be loaded")).toBeVisible();
    await expect(page.getByText("This deployment isn't set up yet")).toHaveCount(0);
    await page.unroute(/config\.json/);
  }
});

test("damaged code is fetched anew once, and then said in words that blame nobody", async ({ page, complaints }) => {
  complaints.expect(/CompileError|WebAssembly|SyntaxError|MIME|Failed to load/);
  let damaged = 1;
  await page.route(/avd-console_bg\.wasm$/, (route) => (damaged-- > 0 ? route.fulfill({ status: 200, contentType: "application/wasm", body: "<html>" }) : route.continue()));
  await page.goto("/pools");
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
  damaged = 100;
  await page.goto("/pools");
  await expect(page.getByRole("status")).toContainText("its files are damaged");
  await expect(page.getByRole("status")).not.toContainText("turned off");
});

test("a file that is far too large is refused in words, and the console goes on", async ({ page }) => {
  await signIn(page, "owner", "/pools/new");
  await page.getByRole("button", { name: "Import…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("From a file").setInputFiles({ name: "big.json", mimeType: "application/json", buffer: Buffer.alloc(6_000_000, 32) });
  await expect(dialog.getByText("The file is larger than 5 MB.")).toBeVisible();
  await dialog.getByLabel("Or paste JSON").fill("{}");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog.getByLabel("Or paste JSON")).toHaveAccessibleDescription(/it has no properties/);
});
