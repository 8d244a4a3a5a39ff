import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SITE } from "../emulator";
import { expect, signIn, test } from "../fixtures";
import { StaticWebApp } from "../swa";

/** Every header that the rules of the site name. */
function named(): string[] {
  const rules = JSON.parse(readFileSync(join(SITE, "staticwebapp.config.json"), "utf8"));
  const sets: object[] = [rules.globalHeaders, ...rules.routes.map((route: { headers?: object }) => route.headers ?? {})];
  return [...new Set(sets.flatMap((set) => Object.keys(set).map((name) => name.toLowerCase())))];
}

test("behind Microsoft's Static Web Apps CLI the site answers as it does in all other tests, and one can sign in", async ({ page, emulator }) => {
  const app = await StaticWebApp.start(emulator);
  try {
    const index = await (await fetch(app.origin)).text();
    const wasm = /"(\/[^"]+\.wasm)"/.exec(index)?.[1] ?? "/avd-console_bg.wasm";
    const answer = async (origin: string, path: string) => {
      const { status, headers } = await fetch(origin + path, { redirect: "manual" });
      const kind = headers.get("content-type")?.split(";")[0];
      // The CLI dresses no 404; the service and the emulator do.
      const kept = status === 200 ? named().map((name) => [name, headers.get(name)]) : [];
      return { path, status, ...(status === 200 ? { kind } : {}), ...Object.fromEntries(kept) };
    };
    const there = ["/", "/pools/some/where", "/auth/redirect.html", "/config.json", "/icon.svg", wasm];
    const gone = ["/assets/gone-0123.js", "/gone.wasm", "/auth/gone.html", "/.auth/login/aad", "/staticwebapp.config.json"];
    for (const path of [...there, ...gone]) {
      const seen = await answer(app.origin, path);
      expect(seen).toEqual(await answer(emulator.site, path));
      expect(seen.status, path).toBe(there.includes(path) ? 200 : 404);
    }
    expect((await answer(app.origin, wasm)).kind).toBe("application/wasm");

    await signIn(page, "owner", `${app.origin}/pools`);
    await expect(page.getByText("12 pools")).toBeVisible();
    expect(new URL(page.url()).origin).toBe(app.origin);
  } finally {
    // Its code for later would be looked for in vain.
    await page.goto("about:blank");
    await app.stop();
  }
});
