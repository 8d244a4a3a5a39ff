import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type BrowserContext, chromium } from "@playwright/test";

/** Kinds of secrets and of what else a sign-in has to do with. */
export type Kind = "access token" | "id token" | "refresh token" | "code" | "state" | "nonce";

/** Opens a browser on a profile in a folder, as a person has it: history, caches and the service worker are on. */
export async function openProfile(folder: string, baseURL: string): Promise<BrowserContext> {
  const executablePath = process.env.WHOLE_CHROMIUM ?? process.env.CHROMIUM;
  return chromium.launchPersistentContext(folder, {
    ...(executablePath === undefined ? {} : { executablePath }),
    args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
    baseURL,
    locale: "en-GB",
    serviceWorkers: "allow",
    viewport: { width: 1440, height: 900 },
  });
}

export async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "avd-profile-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}

/** Collects all that the sign-in service gives to this browser and is asked with: redirects, its token endpoint, and what Azure is sent. */
export function collect(context: BrowserContext): Map<string, Kind> {
  const known = new Map<string, Kind>();
  const KINDS: Record<string, Kind> = { access_token: "access token", id_token: "id token", refresh_token: "refresh token", code: "code", state: "state", nonce: "nonce" };
  const learn = (name: string, value: unknown) => {
    const kind = KINDS[name];
    if (kind && typeof value === "string" && value.length > 20) known.set(value, kind);
  };
  context.on("request", (request) => {
    for (const [name, value] of new URL(request.url()).searchParams) learn(name, value);
    learn("access_token", request.headers().authorization?.replace(/^Bearer /, ""));
  });
  context.on("response", (response) => {
    const fragment = (response.headers().location ?? "").split("#")[1] ?? "";
    for (const [name, value] of new URLSearchParams(fragment)) learn(name, value);
    if (new URL(response.url()).pathname.endsWith("/token")) {
      response.json().then((body: object) => Object.entries(body).forEach(([name, value]) => learn(name, value)), () => undefined);
    }
  });
  return known;
}

/** Where the browser puts things, by the beginning of the path inside its profile. */
const PLACES: [string, RegExp][] = [
  ["history", /^Default\/History/],
  ["log of session storage", /^Default\/Session Storage\//],
  ["session restore", /^Default\/Sessions\//],
  ["IndexedDB", /^Default\/IndexedDB\//],
  ["local storage", /^Default\/Local Storage\//],
  ["caches, service worker", /^Default\/(Cache|Code Cache|Service Worker|GPUCache|DawnWebGPUCache|DawnGraphiteCache)\//],
];

/** Pieces of a secret: what packs or cuts a file leaves some of them whole. The end of a token is its own, its beginning is not. */
const pieces = (secret: string) =>
  secret.length < 60 ? [secret] : [24, 72, 120].map((fromEnd) => secret.slice(-fromEnd, -fromEnd + 22)).filter((piece) => piece.length === 22);

/** What of these is in which place of the profile, as bytes or as UTF-16. `JWT` stands for anything that looks like one and is not known. */
export async function remains(folder: string, secrets: Map<string, Kind>): Promise<Record<string, string[]>> {
  const found: Record<string, Set<string>> = Object.fromEntries(PLACES.map(([place]) => [place, new Set<string>()]));
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).replaceAll("\\", "/");
    const place = PLACES.find(([, where]) => where.test(name))?.[0] ?? "elsewhere in the profile";
    // Without the zero bytes text in UTF-16 reads as any other.
    const raw = await readFile(path, "latin1");
    const text = [raw, raw.replaceAll("\0", "")];
    const has = (piece: string) => text.some((one) => one.includes(piece));
    const kinds = [...secrets].filter(([secret]) => [...pieces(secret), ...pieces(encodeURIComponent(secret))].some(has)).map(([, kind]) => kind);
    const shapes = text.flatMap((one) => one.match(/eyJ[\w-]{20,}\.eyJ[\w-]{20,}(\.[\w-]{20,})?/g) ?? []);
    // A page of a database may end in the middle of one.
    const strange = shapes.filter((shape) => ![...secrets.keys()].some((secret) => secret.includes(shape.slice(0, 150))));
    for (const kind of [...kinds, ...strange.map(() => "JWT")]) (found[place] ??= new Set()).add(kind);
    if (process.env.AVD_VERBOSE && kinds.length > 0) console.log(name, [...new Set(kinds)], strange.length);
  }
  return Object.fromEntries(Object.entries(found).map(([place, kinds]) => [place, [...kinds].sort()]));
}
