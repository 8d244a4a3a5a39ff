import type { Page, Request } from "@playwright/test";
import { configured } from "../configured";
import type { Emulator } from "../emulator";
import { expect, expectAccessible, PERSONAS, signIn, signOut, standStill, test as implicit } from "../fixtures";
import { done, openPool, openTab, send, throughSignIn } from "../steps";

/** It asks for the authorization code flow. */
const code = configured({ flow: "code" });
/** It asks at the older endpoint. */
const older = configured({ dialect: "v1" });

/** The requests to the sign-in service from here on: its pages as their parameters, its token endpoint as the forms it got. */
function asked(page: Page): { pages: URLSearchParams[]; forms: URLSearchParams[]; urls: string[] } {
  const heard = { pages: [] as URLSearchParams[], forms: [] as URLSearchParams[], urls: [] as string[] };
  page.context().on("request", (request: Request) => {
    const url = new URL(request.url());
    heard.urls.push(request.url());
    if (url.pathname.endsWith("/authorize")) heard.pages.push(url.searchParams);
    if (url.pathname.endsWith("/token")) heard.forms.push(new URLSearchParams(request.postData() ?? ""));
  });
  return heard;
}

/** Begins to edit a pool, then lets Microsoft end the session: no token, no refresh token and no cookie is good any more. */
async function typeAndLoseTheSession(page: Page, emulator: Emulator): Promise<void> {
  await page.clock.install();
  await signIn(page, "owner");
  await openPool(page, "hp-sales");
  await page.getByRole("link", { name: "Edit", exact: true }).click();
  await page.getByLabel(/^Friendly name/).fill("Sales and service");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await standStill(page, 5);
  await emulator.control("POST", "revoke", { user: PERSONAS.owner });
  await emulator.expireTokens();
  // Before a change is proposed the pool is read once more: that is the first request to find out.
  await page.getByRole("button", { name: "Review…" }).click();
  await page.clock.resume();
}

const offer = (page: Page) => page.getByRole("status").filter({ hasText: "Your session has expired" });

code("a code is redeemed with its proof, and neither stays anywhere", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  const heard = asked(page);
  await signIn(page, "owner");
  await openPool(page, "hp-sales");

  expect(heard.pages[0]?.get("response_type")).toBe("code");
  expect(heard.pages[0]?.get("code_challenge_method")).toBe("S256");
  const form = heard.forms[0] as URLSearchParams;
  expect(heard.forms).toHaveLength(1);
  expect(form.get("grant_type")).toBe("authorization_code");
  const secrets = [form.get("code"), form.get("code_verifier")] as string[];
  expect(secrets.map((secret) => secret.length > 40)).toEqual([true, true]);

  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  for (const secret of secrets) {
    expect(kept.includes(secret), "it is in a store").toBe(false);
    expect(said.join("\n").includes(secret), "it is in the console").toBe(false);
  }
  const tokens = kept.match(/eyJ[\w-]+\.[\w-]+\.[\w-]+|\b1\.[0-9a-f]{8}-[\w.-]+/g) ?? [];
  expect(tokens.length, "an access token and a refresh token are kept while the tab lives").toBeGreaterThanOrEqual(2);
  expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toMatch(/eyJ|\b1\.[0-9a-f]{8}-/);
  for (const secret of [form.get("code_verifier") as string, ...tokens]) {
    expect(heard.urls.filter((url) => url.includes(secret)), "it is in an address").toEqual([]);
  }
  for (let back = 0; back < 3; back += 1) {
    await page.goBack();
    expect(page.url()).not.toMatch(/[#?&]code=/);
  }
});

code("a refresh token renews the session without a frame and without a page", async ({ page, emulator }) => {
  await page.clock.install();
  // Short, so that the page's clock need not run far ahead of the directory's.
  await emulator.control("POST", "token-lifetime", { minutes: 30 });
  const heard = asked(page);
  await signIn(page, "owner");
  await openPool(page, "hp-finance");
  await page.evaluate(() => Object.assign(window, { stayed: true }));
  await standStill(page, 5);
  await emulator.expireTokens();
  const pages = heard.pages.length;
  await openTab(page, "Session hosts");
  await page.clock.resume();
  await expect(page.getByText("6 session hosts")).toBeVisible();
  expect(heard.forms.map((form) => form.get("grant_type"))).toEqual(["authorization_code", "refresh_token"]);
  expect(heard.pages).toHaveLength(pages);

  // The last minutes of a token renew it although nobody asks for anything.
  await page.clock.fastForward("26:00");
  await expect.poll(() => heard.forms.length).toBe(3);
  expect(heard.forms.map((form) => form.get("refresh_token")).filter(Boolean).length).toBe(2);
  expect(new Set(heard.forms.map((form) => form.get("refresh_token"))).size, "each is used once").toBe(3);
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
});

for (const [flow, test] of [["code", code], ["implicit", implicit]] as const) {
  test(`${flow}: a session that ends in the middle of a form is renewed in a second window`, async ({ page, emulator }) => {
    await typeAndLoseTheSession(page, emulator);
    await expect(offer(page), "the button was at the foot of a long form").toBeInViewport({ ratio: 1 });
    await expect(page.getByText("Your session has expired. Renew it above. Anything you've typed is kept.")).toBeVisible();
    await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales and service");
    await expectAccessible(page);

    const opened = page.waitForEvent("popup");
    await offer(page).getByRole("button", { name: "Renew", exact: true }).click();
    const popup = await opened;
    await expect(offer(page)).toBeHidden();
    await expect.poll(() => popup.isClosed()).toBe(true);
    expect(await page.evaluate(() => "stayed" in window)).toBe(true);
    await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales and service");
    await page.getByRole("button", { name: "Review…" }).click();
    await send(page, "Save", /PATCH/);
    await done(page);
    expect((await emulator.requests("hostPools/hp-sales", "PATCH")).map((request) => request.status)).toEqual([200]);
  });
}

/** As a browser has it, which a test's pages do not: only one of them has the focus. */
const focus = (page: Page, here: boolean) => page.evaluate((here) => Object.assign(document, { hasFocus: () => here }), here);

type Opener = Window & { opened?: Window | null };

/** Keeps what the page opens where a test can look at it as the page does. */
const watchOpened = (page: Page) =>
  page.evaluate(() => {
    const open = window.open.bind(window);
    window.open = (...asked) => ((window as Opener).opened = open(...asked));
  });

/** The window it has opened reads as closed to the page, which comes to know it a moment after it is. */
const readsAsClosed = (page: Page) => expect.poll(() => page.evaluate(() => (window as Opener).opened?.closed)).toBe(true);

implicit("a window that the person closes is noticed at once, one that is cut off is not taken for closed", async ({ page, emulator }) => {
  await typeAndLoseTheSession(page, emulator);
  const press = async () => {
    const opened = page.waitForEvent("popup");
    await offer(page).getByRole("button", { name: "Renew", exact: true }).click();
    const popup = await opened;
    await focus(page, false);
    await page.clock.runFor(1000);
    return popup;
  };
  const unsure = "If you've closed it, select Renew again.";

  // The hidden frame has asked by then.
  await expect(offer(page)).toBeVisible();
  await watchOpened(page);
  // From its first page on it reads as closed; the person stays in it, and later has a look at this page.
  await emulator.fault({ fault: { kind: "ownOpener" }, path: "/authorize" });
  const cut = await press();
  await expect(cut.getByRole("heading", { name: "A page that stays" })).toBeVisible();
  await readsAsClosed(page);
  await page.clock.runFor(5000);
  await focus(page, true);
  await page.clock.runFor(5000);
  await expect(offer(page)).toContainText(unsure);
  await cut.close();

  await emulator.fault({ fault: { kind: "status", status: 503 }, path: "/authorize" });
  const popup = await press();
  await expect(offer(page)).toContainText(unsure);
  // The focus comes back with the end of the window, and no look in between.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
  await popup.close();
  await readsAsClosed(page);
  await focus(page, true);
  await page.clock.runFor(2000);
  await page.clock.resume();
  await expect(offer(page)).toContainText("The Microsoft sign-in window was closed too early. Select Renew to open it again.");
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales and service");
  await expectAccessible(page);

  await press();
  await expect(offer(page)).toBeHidden();
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales and service");
  expect(await page.evaluate(() => "stayed" in window)).toBe(true);
});

code("where no window opens this one goes to sign in, and what was typed is there again", async ({ page, emulator }) => {
  await page.addInitScript(() => Object.assign(window, { open: () => null }));
  await typeAndLoseTheSession(page, emulator);
  await offer(page).getByRole("button", { name: "Renew", exact: true }).click();
  await expect(offer(page)).toContainText("The browser blocked the sign-in window.");
  await offer(page).getByRole("button", { name: "Sign in on this page" }).click();
  await page.waitForURL(/\/hp-sales\/edit$/);
  await expect(page.getByLabel(/^Friendly name/)).toHaveValue("Sales and service");
  expect(await page.evaluate(() => "stayed" in window)).toBe(false);
  await expect(offer(page)).toBeHidden();
});

code("a write that needs multifactor authentication goes to sign in and is sent once more", async ({ page, emulator }) => {
  const heard = asked(page);
  await signIn(page, "mfa");
  await openPool(page, "hp-callcenter", "Update");
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await throughSignIn(page, () => send(page, "Pause", /POST/));
  await expect(page.getByRole("list", { name: "Changes in progress" })).toContainText("Done");
  const sent = await emulator.requests("controlSessionHostUpdate", "POST");
  expect(sent.map((request) => request.status)).toEqual([401, expect.any(Number)]);
  expect(sent[1]?.status).toBeLessThan(300);
  // A refresh token adds no claims: the answer to a challenge is another sign-in, and its code.
  expect(heard.forms.map((form) => form.get("grant_type"))).toEqual(["authorization_code", "authorization_code"]);
  expect(heard.forms[1]?.get("claims")).toContain("p1");
});

/** What was asked for and how, in order, the forms of the account picker left out. */
const trips = (pages: URLSearchParams[]) =>
  pages.filter((page) => !page.has("emulator_pick")).map((page) => `${page.get("response_type")}${page.get("prompt") === "none" ? " silently" : ""}`);

/** Who is signed in opens Diagnostics and reads what it says of the token. */
async function inHistory(page: Page): Promise<string> {
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByRole("link", { name: "Open diagnostics" }).click();
  return page.getByRole("term").filter({ hasText: "Token in the browser's history" }).locator("xpath=following-sibling::dd").first().innerText();
}

implicit("the window asks who it is, a hidden frame fetches the token", async ({ page }) => {
  const heard = asked(page);
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(trips(heard.pages)).toEqual(["id_token", "id_token token silently"]);
  const [window, frame] = [heard.pages.at(0), heard.pages.at(-1)];
  for (const name of ["state", "nonce"]) expect(window?.get(name)).not.toBe(frame?.get(name));
  expect(await inHistory(page)).toBe("No");
});

implicit("where the browser keeps cookies from frames the window brings the token, and next time at once", async ({ page, emulator }) => {
  const heard = asked(page);
  // For the browser another site than the directory's: a cookie with SameSite is not sent from a frame in it.
  const site = emulator.site.replace("localhost", "127.0.0.1");
  await signIn(page, "owner", `${site}/pools`);
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(trips(heard.pages)).toEqual(["id_token", "id_token token silently", "id_token token"]);
  expect(await inHistory(page)).toMatch(/^Yes, until you clear the history: this browser blocks Microsoft's cookies in frames/);
  expect(JSON.parse(await page.evaluate(() => localStorage.getItem("avd.frame") ?? "")), "it names nobody").toEqual({ failed: "noSession", at: expect.any(Number) });

  await signOut(page);
  await expect(page.getByText("You've signed out.")).toBeVisible();
  heard.pages.length = 0;
  await signIn(page, "owner", `${site}/pools`);
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(trips(heard.pages)).toEqual(["id_token token"]);
});

implicit("a frame that says nothing holds the first sign-in up for three seconds, no longer", async ({ page }) => {
  await page.clock.install();
  const heard = asked(page);
  await page.route((url) => url.searchParams.get("prompt") === "none", () => {});
  const framed = page.waitForRequest((request) => new URL(request.url()).searchParams.get("prompt") === "none");
  await page.goto("/pools");
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page.getByRole("button", { name: PERSONAS.owner })).toBeVisible();
  // From here on only the test lets time pass.
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + 1000);
  await page.getByRole("button", { name: PERSONAS.owner }).click();
  await framed;
  await page.clock.runFor(2900);
  expect(trips(heard.pages)).toEqual(["id_token", "id_token token silently"]);
  const window = page.waitForRequest((request) => new URL(request.url()).searchParams.get("response_type") === "id_token token");
  await page.clock.runFor(200);
  await window;
  await page.clock.resume();
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(trips(heard.pages)).toEqual(["id_token", "id_token token silently", "id_token token"]);
});

older("the v1 dialect signs in at the older endpoint, for the resource, and the token is good for a write", async ({ page, emulator }) => {
  const heard = asked(page);
  await signIn(page, "owner");
  const first = new URL(heard.urls.find((url) => new URL(url).pathname.endsWith("/authorize")) as string);
  expect(first.pathname).toBe("/common/oauth2/authorize");
  expect(first.searchParams.get("response_type")).toBe("id_token");
  expect(first.searchParams.get("resource")).toBe(`${emulator.arm}/`);
  expect(first.searchParams.get("scope")).toBe("openid");
  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Revoke token…" }).click();
  await send(page, "Revoke token", /PATCH http/);
  await done(page);
});

implicit("the code flow is offered where the implicit grant is off, and signs in", async ({ page }) => {
  let refused = 0;
  await page.route(/\/oauth2\/v2\.0\/authorize\?/, async (route) => {
    const asked = new URL(route.request().url()).searchParams;
    if (asked.get("response_type") === "code") return route.continue();
    refused += 1;
    const said = new URLSearchParams({
      error: "unsupported_response_type",
      error_description: "AADSTS700051: The response_type 'token' is not enabled for the application. Trace ID: t Correlation ID: c",
      state: asked.get("state") as string,
    });
    return route.fulfill({ status: 302, headers: { Location: `${asked.get("redirect_uri")}#${said}` } });
  });
  const heard = asked(page);
  await page.goto("/pools");
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page.getByRole("alert")).toContainText("The implicit grant is off");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Use the authorization code flow" }).click();
  await page.getByRole("button", { name: PERSONAS.owner }).click();
  await expect(page.getByRole("table", { name: "Host pools" })).toBeVisible();
  expect(refused).toBe(1);
  expect(heard.forms[0]?.get("grant_type")).toBe("authorization_code");
});
