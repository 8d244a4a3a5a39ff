import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configured } from "../configured";
import { type Emulator, SITE } from "../emulator";
import { expect, signIn, signOut, test as implicit } from "../fixtures";
import { collect, inFolder, openProfile, remains } from "../profile";
import { openPool, openTab } from "../steps";

const WORKER = readFileSync(join(SITE, "sw.js"), "utf8");

const code = configured({ flow: "code" });

/** The table "What stays on the disk" of SECURITY.md: for each place what is in it, in the column of this flow. */
function promised(flow: "implicit" | "code"): Record<string, string[]> {
  const text = readFileSync(join(__dirname, "..", "..", "..", "SECURITY.md"), "utf8");
  const section = text.slice(text.indexOf("### What stays on the disk"));
  const lines = section.slice(0, section.indexOf("\n### ", 5)).split("\n").filter((line) => line.startsWith("| "));
  const rows = lines.slice(1).map((line) => line.split("|").map((cell) => cell.trim()));
  const list = (cell = "") => (cell === "nothing" ? [] : cell.split(", ").sort());
  return Object.fromEntries(rows.map(([, place, implicit, code]) => [place ?? "", list(flow === "implicit" ? implicit : code)]));
}

/** Signs in, has the token renewed, signs out and closes the browser. */
async function visit(emulator: Emulator, folder: string): Promise<ReturnType<typeof collect>> {
  const context = await openProfile(folder, emulator.site);
  const known = collect(context);
  const tokens = () => [...known.values()].filter((kind) => kind === "access token").length;
  const page = context.pages()[0] ?? (await context.newPage());
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  await openPool(page, "hp-finance");
  // A development build has no list of files that could be kept.
  if (/VERSION = "\w/.test(WORKER)) await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  expect(tokens()).toBe(1);
  // A token refused that soon after it was issued would be refused again, so the clock goes on.
  await page.evaluate((ahead) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + ahead;
  }, 5 * 60_000);
  await emulator.expireTokens();
  await openTab(page, "Session hosts");
  await expect(page.getByText("6 session hosts")).toBeVisible();
  expect(tokens(), "the token was renewed").toBe(2);
  await signOut(page);
  await expect(page.getByText("You've signed out.")).toBeVisible();
  await context.close();
  return known;
}

for (const [flow, test] of [["implicit", implicit], ["code", code]] as const) {
  test(`${flow}: what a sign-in, a renewal and a sign-out leave in the browser's profile is what SECURITY.md says`, { tag: "@whole-browser" }, async ({ emulator }) => {
    test.slow();
    await inFolder(async (folder) => {
      const known = await visit(emulator, folder);
      const found = await remains(folder, known);
      for (const [place, kinds] of Object.entries(found)) {
        if (place !== "log of session storage") expect(kinds, `an access token in: ${place}`).not.toContain("access token");
        // Not all that may be written down is every time: the browser writes some of it late, and some of it never.
        expect(promised(flow)[place], place).toEqual(expect.arrayContaining(kinds));
      }
      expect(found.history).toEqual(promised(flow).history);
    });
  });
}
