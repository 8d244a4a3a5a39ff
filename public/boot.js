// Starts the app and clears the first paint away; says so in words when it cannot.

// An answer of the sign-in that comes here and not to auth/redirect.html (auth.redirectUri may be any page of the site) holds
// a token: it leaves the address bar and the history before the app is even loaded, which finds it in the session storage.
const answer = location.hash.replace(/^#\/?/, "");
if (/(^|&)state=/.test(answer)) {
  try {
    sessionStorage.setItem("avd.signin.answer", answer);
    history.replaceState(null, "", location.pathname + location.search);
  } catch {
    // Storage is refused or full: the app takes the answer from the address, first of all it does.
  }
}

const paint = document.getElementById("first-paint");
const state = document.getElementById("first-paint-state");

const DAMAGED =
  "The console couldn't load, because its files are damaged or this browser is too old. A proxy may have returned something else: reload the page, or try another network. If that doesn't help, use a current version of Edge, Chrome, Firefox or Safari.";
const TOO_OLD = "WebAssembly is turned off, or this browser is too old. Use a current version of Edge, Chrome, Firefox or Safari.";

// Whoever is about to get the console sees its frame, not the name of it; in the theme they chose.
try {
  const theme = localStorage.getItem("avd.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  if (Object.keys(sessionStorage).some((key) => /^avd\.(session\||signin\.answer|demo)/.test(key))) paint.className = "first-frame";
} catch {
  // Storage is refused.
}

// Where a token may go before the app has judged the configuration, whatever that says: the clouds of crates/entra, and this machine.
const CLOUD = /^https:\/\/management\.(azure\.com|usgovcloudapi\.net|chinacloudapi\.cn)$|^http:\/\/(localhost|127\.0\.0\.1)(:\d+)?$/;

// What this page asked Resource Graph first when it was last loaded in this tab is asked again while the code of the app is on its way:
// of the configured origin, with a token that needs no renewal yet. The app takes an answer once, or asks itself.
const askEarly = (origin) => {
  if (!CLOUD.test(origin)) return [];
  const read = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
  const first = read("avd.first");
  const session = read(`avd.session|${sessionStorage.getItem("avd.active")}`);
  // Who has signed out meanwhile, where this tab heard nothing (src/session/left.rs).
  const person = sessionStorage.getItem("avd.active")?.replace(/\|[^|]*$/, "");
  if (["avd.left|", `avd.left|${person}`].some((key) => Number(localStorage.getItem(key)) >= session?.obtainedAt)) return [];
  const isGood = session?.expiresAt > Date.now() + 300_000 && !sessionStorage.getItem("avd.demo");
  if (!isGood || first?.at !== location.pathname || sessionStorage.getItem("avd.signin.answer")) return [];
  const authorization = `Bearer ${session.accessToken}`;
  const mine = first.asked.filter(({ url }) => url.startsWith(`${origin}/providers/Microsoft.ResourceGraph/resources?`));
  return mine.map(({ url, body }) => {
    const headers = { authorization, accept: "application/json", "content-type": "application/json", "x-ms-client-request-id": crypto.randomUUID() };
    const signal = AbortSignal.timeout(100_000);
    const answer = fetch(url, { method: "POST", headers, body, credentials: "omit", redirect: "error", signal });
    answer.catch(() => null);
    return { url, body, authorization, answer, at: Date.now() };
  });
};

// Read while the code of the app is on its way (src/browser/early.rs). What goes wrong here is tried again, and said, by the app.
globalThis.avdConfig = fetch("/config.json", { cache: "no-store", credentials: "omit" })
  .then((answer) => (answer.ok ? answer.text() : null))
  .then((text) => {
    const origin = new URL(JSON.parse(text).arm.endpoint).origin;
    if (CLOUD.test(origin)) {
      const link = document.createElement("link");
      link.rel = "preconnect";
      link.crossOrigin = "anonymous";
      link.href = origin;
      document.head.append(link);
    }
    try {
      globalThis.avdFirst = askEarly(origin);
    } catch {
      // Storage is refused, or not what the app left there.
    }
    return text;
  })
  .catch(() => null);

// Code that cannot be read: what this browser has kept of it is thrown away and fetched anew, once.
const heal = async () => {
  if (sessionStorage.getItem("avd.healed")) return false;
  sessionStorage.setItem("avd.healed", "1");
  for (const name of await caches.keys()) await caches.delete(name);
  const files = ["./avd-console.js", "avd-console_bg.wasm"].map((file) => new URL(file, import.meta.url));
  await Promise.all(files.map((file) => fetch(file, { cache: "reload" })));
  location.reload();
  return true;
};

// The smallest module there is.
const isAble = () => typeof WebAssembly?.instantiate === "function" && WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));

const start = async () => {
  if (typeof WebAssembly !== "object" || !isAble()) {
    state.textContent = TOO_OLD;
    return;
  }
  try {
    const { default: init } = await import("./avd-console.js");
    await init({ module_or_path: new URL("avd-console_bg.wasm", import.meta.url) });
    paint.remove();
    try {
      sessionStorage.removeItem("avd.healed");
    } catch {
      // Storage is refused.
    }
  } catch (error) {
    console.error(error);
    const isUnread = error instanceof WebAssembly.CompileError || error instanceof SyntaxError;
    if (isUnread && (await heal().catch(() => false))) return;
    // The words in place of the frame.
    paint.className = "first-paint";
    // After a deployment the files an open tab knows are gone: loading the page again gets the new ones.
    // A module or a script that is there and cannot be read: the engine does not know what it needs, or a policy forbids all of it.
    state.textContent =
      isUnread
        ? /Content Security Policy|unsafe-eval|disallowed by embedder/i.test(error.message)
          ? TOO_OLD
          : DAMAGED
        : "The console couldn't start. Reload the page. If that doesn't help, a proxy or an extension may be blocking its files.";
  }
};

start();
