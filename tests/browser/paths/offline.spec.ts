import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { Emulator, SITE } from "../emulator";
import { expect, expectAccessible, signIn, test } from "../fixtures";

const WORKER = readFileSync(join(SITE, "sw.js"), "utf8");
// A development build has no list of files that could be kept.
test.skip(!/VERSION = "\w/.test(WORKER), "this build keeps nothing");
test.use({ serviceWorkers: "allow" });

/** What the browser keeps of the site: the path of every file, by the name of its cache. */
function kept(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(async () => {
    const read = async (name: string) => [name, (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)] as const;
    return Object.fromEntries(await Promise.all((await caches.keys()).map(read)));
  });
}

test("without a network the console starts, says so and goes on when it is back", async ({ page, context, complaints }) => {
  complaints.expect(/ERR_INTERNET_DISCONNECTED/);
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  const files = [...WORKER.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path);
  const wanted = ["/", "/config.json", ...files].sort();
  await expect.poll(async () => Object.values(await kept(page)).flat().sort()).toEqual(wanted);

  await context.setOffline(true);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Host pools" })).toBeVisible();
  await expect(page.getByText("You're offline", { exact: true })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Settings" }).click();
  await expect(page.getByRole("heading", { name: "This deployment" })).toBeVisible();
  await page.goto("/hosts");
  await expect(page.getByRole("heading", { name: "Session hosts" })).toBeVisible();
  await page.goto("/pools");
  await expect(page.getByText("You're offline", { exact: true })).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByText("12 pools")).toBeVisible();
  await expect(page.getByText("You're offline")).toHaveCount(0);
});

/** A copy of the site whose files can be changed while it is served. */
async function copyOfSite(): Promise<{ folder: string; put: (file: string, text: string | Buffer) => Promise<void>; edit: (file: string, from: RegExp, to: string) => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), "avd-site-"));
  await cp(SITE, folder, { recursive: true });
  const put = async (file: string, text: string | Buffer) => {
    await rm(join(folder, `${file}.br`), { force: true });
    await writeFile(join(folder, file), text);
  };
  const edit = async (file: string, from: RegExp, to: string) => put(file, (await readFile(join(folder, file), "utf8")).replace(from, to));
  return { folder, put, edit };
}

test("a proxy's page in place of code is not kept, and the file is there with the next request", async ({ browser }) => {
  const { folder, put } = await copyOfSite();
  const later = /LATER = \[([^\]]*)\]/.exec(WORKER)?.[1] ?? "";
  const path = /"(\/assets\/[^"]+\.wasm)"/.exec(later)?.[1] ?? "";
  const whole = await readFile(join(SITE, path));
  await put(path, "<!doctype html><title>Sign in to the network</title>");
  const emulator = await Emulator.start(["--site", folder]);
  const context = await browser.newContext({ baseURL: emulator.site, serviceWorkers: "allow" });
  const page = await context.newPage();
  const size = () => page.evaluate(async (path) => (await (await fetch(path)).arrayBuffer()).byteLength, path);
  const isKept = async () => Object.values(await kept(page)).flat().includes(path);
  try {
    await signIn(page, "owner");
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated");
    // It passes through the service worker, which gives what came and keeps none of it.
    expect(await size()).toBeLessThan(100);
    expect(await isKept()).toBe(false);

    await put(path, whole);
    // Past what the browser itself has kept, too.
    expect(await size()).toBe(whole.length);
    await expect.poll(isKept).toBe(true);
    await context.setOffline(true);
    expect(await size()).toBe(whole.length);
  } finally {
    await context.close();
    await emulator.stop();
    await rm(folder, { recursive: true });
  }
});

test("a new version is there with the next visit, and one word ends it all", async ({ browser }) => {
  const { folder, edit } = await copyOfSite();
  const emulator = await Emulator.start(["--site", folder]);
  const context = await browser.newContext({ baseURL: emulator.site, serviceWorkers: "allow" });
  const page = await context.newPage();
  try {
    await signIn(page, "owner");
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);

    await edit("index.html", /<title>/, "<meta name=\"version\" content=\"next\"><title>");
    await edit("sw.js", /VERSION = "\w+"/, 'VERSION = "next"');
    await page.reload();
    await expect(page.locator("meta[name=version]")).toHaveCount(1);
    await expect.poll(async () => Object.keys(await kept(page))).toEqual(["avd-console next"]);

    // It takes over what the page has fetched; only then is there another.
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state)).toBe("activated");

    await edit("sw.js", /const ON = true/, "const ON = false");
    await page.reload();
    await expect.poll(() => kept(page)).toEqual({});
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length)).toBe(0);
  } finally {
    await context.close();
    await emulator.stop();
    await rm(folder, { recursive: true });
  }
});
