// Lets the console start without a network: keeps the files of one version of the site, and a copy of config.json for that day.
//
// Files with content in their names come from the cache first. The page itself and config.json come from the network as long as
// that answers, so a new version is there with the next visit. Nothing else passes here: not the redirect page of the sign-in, which
// holds tokens, no other origin, no request with a token, nothing but GET.
//
// To be rid of it: put `false` here in the deployed file. Each browser then drops what it kept with the next visit.
const ON = true;

// Filled in by `cargo xtask build`; a site without a version keeps nothing.
const VERSION = "";
const FIRST = [];
const LATER = [];
// The SHA-256 of each, in the same order, in hexadecimal digits.
const HASHES = [];

const NAME = "avd-console ";
const CACHE = NAME + VERSION;
const CONFIG = "/config.json";
// A network that says nothing for so long is as good as none, if there is a copy.
const PATIENCE = 5000;

const isOn = ON && VERSION !== "";
const kept = new Map([...FIRST, ...LATER].map((path, at) => [path, HASHES[at]]));

// Whether an answer is the file that this version was built with: a proxy says 200 for a page of its own, or cuts one short.
const isSound = async (path, answer) => {
  if (!answer.ok || answer.redirected) return false;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", await answer.clone().arrayBuffer()));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") === kept.get(path);
};

// A file from the network. One that the browser itself has kept, and that is not what it should be, is asked for past its cache.
const sound = async (path, request = path) => {
  const answer = await fetch(request);
  return (await isSound(path, answer)) ? answer : fetch(path, { cache: "reload" });
};

// Whether an answer is a configuration and not somebody's page.
const isConfig = async (answer) =>
  answer.ok && !answer.redirected && (await answer.clone().json().then((json) => typeof json?.auth === "object", () => false));

const install = async () => {
  const cache = await caches.open(CACHE);
  const page = await fetch("/", { cache: "no-cache" });
  const text = await page.clone().text();
  // Between two deployments the page may be of another version than this list. The next visit tries again.
  if (!page.ok || !FIRST.every((path) => text.includes(path))) throw new Error("the site is of another version");
  for (const path of FIRST) {
    const answer = await sound(path);
    if (!(await isSound(path, answer))) throw new Error(`${path} is not what it should be`);
    await cache.put(path, answer);
  }
  await cache.put("/", page);
  const config = await fetch(CONFIG, { cache: "no-store", credentials: "omit" });
  if (await isConfig(config)) await cache.put(CONFIG, config);
};

const activate = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(NAME) && !(isOn && name === CACHE)) await caches.delete(name);
  }
  if (!isOn) return self.registration.unregister();
  await self.clients.claim();
  // What the open page has fetched already is in the browser's own cache: this asks no network.
  const cache = await caches.open(CACHE);
  const known = async (path) => {
    const answer = await fetch(path, { cache: "only-if-cached", mode: "same-origin" });
    if (await isSound(path, answer)) await cache.put(path, answer);
  };
  await Promise.allSettled(LATER.map(known));
};

const find = async (path) => (await caches.open(CACHE)).match(path, { ignoreVary: true });

const keep = async (path, answer) => {
  // No room: the next visit without a network lacks this file.
  const good = path === CONFIG ? isConfig(answer) : isSound(path, answer);
  if (await good) await (await caches.open(CACHE)).put(path, answer).catch(() => undefined);
};

const cacheFirst = async (event, path) => {
  const found = await find(path);
  if (found) return found;
  const answer = await sound(path, event.request);
  event.waitUntil(keep(path, answer.clone()));
  return answer;
};

const networkFirst = async (event, path) => {
  const network = fetch(event.request);
  const slow = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([network, slow]).catch(() => undefined);
  if (answer && answer.status < 500) {
    // The page is kept with the version it belongs to, not as it comes by.
    if (path === CONFIG) event.waitUntil(keep(path, answer.clone()));
    return answer;
  }
  return (await find(path)) ?? answer ?? network;
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  if (isOn) event.waitUntil(install());
});

self.addEventListener("activate", (event) => event.waitUntil(activate()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  const foreign = origin !== self.location.origin || request.method !== "GET" || request.headers.has("Authorization");
  if (!isOn || foreign || pathname.startsWith("/auth/")) return;
  if (kept.has(pathname)) event.respondWith(cacheFirst(event, pathname));
  else if (pathname === CONFIG) event.respondWith(networkFirst(event, CONFIG));
  else if (request.mode === "navigate") event.respondWith(networkFirst(event, "/"));
});
