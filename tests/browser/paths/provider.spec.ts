import type { Page } from "@playwright/test";
import { expect, signOut, standStill, test } from "../fixtures";
import { Provided } from "../provider";

/** Opens the console and signs in at the independent directory. */
async function signIn(page: Page, provided: Provided): Promise<void> {
  await page.goto(`${provided.site}/pools`);
  await page.getByRole("button", { name: "Sign in with Microsoft" }).click();
  await expect(page.getByRole("heading", { name: "An independent directory: login" })).toBeVisible();
  await page.getByRole("button", { name: "Olivia Owner" }).click();
  await expect(page.getByText("12 pools")).toBeVisible();
  expect(page.url()).toBe(`${provided.site}/pools`);
}

const FLOWS = [
  { flow: "implicit", asks: ["id_token", "id_token token"], renewal: "a hidden frame", ways: [null, "none", "none"] },
  { flow: "code", asks: ["code"], renewal: "a refresh token", ways: [null] },
] as const;

for (const { flow, asks, renewal, ways } of FLOWS) {
  test(`a certified provider's ${flow} flow signs in, renews by ${renewal} and signs out`, async ({ page, complaints }) => {
    const provided = await Provided.start(flow);
    complaints.expect(new RegExp(`Failed to load resource.*${provided.origin}`));
    try {
      await page.clock.install();
      const asked: URL[] = [];
      page.on("request", (request) => request.url().includes("/authorize?") && asked.push(new URL(request.url())));
      await signIn(page, provided);
      expect(asked.map((url) => url.searchParams.get("response_type"))).toEqual(asks);
      await page.evaluate(() => Object.assign(window, { stayed: true }));

      // A token is refused: the directory gives another one without a question.
      await standStill(page, 5);
      expect(await provided.expireTokens()).toBe(1);
      await page.getByRole("link", { name: "hp-finance", exact: true }).click();
      await page.clock.resume();
      await page.getByRole("navigation", { name: "Host pool views" }).getByRole("link", { name: "Session hosts", exact: true }).click();
      await expect(page.getByText("6 session hosts")).toBeVisible();
      expect(await page.evaluate(() => "stayed" in window)).toBe(true);
      expect(await provided.expireTokens()).toBe(2);
      expect(asked.map((url) => url.searchParams.get("prompt"))).toEqual(ways);

      await signOut(page);
      await page.getByRole("button", { name: "Sign out of the directory" }).click();
      await expect(page.getByText("You've signed out.")).toBeVisible();
      expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("avd.")))).toEqual([]);
    } finally {
      // Its code for later would be looked for in vain.
      await page.goto("about:blank");
      await provided.stop();
    }
  });
}
