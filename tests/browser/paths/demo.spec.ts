import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { SITE } from "../emulator";
import { expect, expectAccessible, test } from "../fixtures";
import { done, openPool, openTab, send } from "../steps";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Any static host: files as they are, nothing else. The configuration is the one that is shipped. */
let host: Server;
let origin: string;

test.beforeAll(async () => {
  host = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? "/", "http://host").pathname);
    const file = path === "/" ? "/index.html" : path;
    const body = await readFile(join(SITE, file)).catch(() => null);
    response.writeHead(body ? 200 : 404, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(body ?? undefined);
  });
  await new Promise<void>((listening) => host.listen(0, "localhost", listening));
  origin = `http://localhost:${(host.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  host.close();
});

test("a deployment without a configuration explains the set-up and loads no emulator", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(origin);
  await expect(page.getByText("This deployment is not set up yet")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Register the console in Microsoft Entra" })).toBeVisible();
  await expect(page.getByText(`${origin}/auth/redirect.html`, { exact: true })).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  expect(asked.filter((url) => url.includes("emulator") || !url.startsWith(origin))).toEqual([]);
});

test("the demo does the whole job in the browser alone", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(origin);
  await page.getByRole("button", { name: "Try the demo" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
  await expect(page.getByText("Demo: nothing here is real")).toBeVisible();
  expect(asked.filter((url) => url.includes("emulator"))).toHaveLength(2);

  await openPool(page, "hp-sales", "Registration token");
  await page.getByRole("button", { name: "Reveal" }).click();
  await expect(page.getByRole("textbox", { name: "Registration token", exact: true })).toHaveText(/^eyJ/);
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Create token", /PATCH/);
  await done(page);

  await page.getByRole("link", { name: "Pools", exact: true }).first().click();
  await openPool(page, "hp-finance", "Update");
  await page.getByRole("link", { name: "New update…" }).click();
  await page.getByRole("button", { name: "Review…" }).click();
  await send(page, "Start update", /POST/);
  await done(page);
  await openTab(page, "Overview");
  expect(asked.filter((url) => !url.startsWith(origin))).toEqual([]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("This deployment is not set up yet")).toBeVisible();
});
