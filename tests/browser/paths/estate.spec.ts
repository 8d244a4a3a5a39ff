import { expect, expectAccessible, expectRow, PERSONAS, rows, signIn, test } from "../fixtures";
import { hold } from "../steps";

const GRAPH = "/providers/Microsoft.ResourceGraph/resources";
const LIST = "/providers/Microsoft.DesktopVirtualization/hostPools";
const TEST = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a02";

test("pools and their hosts come from two queries, and are grouped by the address", async ({ page, emulator }) => {
  // What confirms the rows on screen.
  const release = await hold(page, /\/batch\?/);
  await signIn(page, "owner");
  const table = page.getByRole("table", { name: "Host pools" });
  await expectRow(table, {
    Name: expect.stringContaining("hp-finance"),
    Hosts: expect.stringMatching(/^\d+( of \d+)? available$/),
    Sessions: expect.stringMatching(/^\d+$/),
    Source: expect.stringMatching(/^Graph, /),
  });
  expect(await emulator.requests(GRAPH, "POST")).toHaveLength(2);
  expect((await emulator.requests(LIST, "GET")).filter(({ path }) => path.endsWith(LIST))).toHaveLength(0);
  release();

  await page.getByLabel("Group by").selectOption("Subscription");
  await expect(page).toHaveURL(/group=subscription/);
  const head = table.getByRole("button", { name: /^Contoso Test \d+ pools?$/ });
  await expect(head).toHaveAttribute("aria-expanded", "true");
  await expectAccessible(page);
  const before = (await rows(table)).length;
  await head.click();
  await expect(head).toHaveAttribute("aria-expanded", "false");
  await expect(page).toHaveURL(/closed=Contoso%20Test/);
  await expect.poll(async () => (await rows(table)).length).toBeLessThan(before);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 800, height: 900 });
  await expectAccessible(page);
});

for (const status of [403, 429]) {
  test(`when Resource Graph answers ${status} the subscriptions are asked, and pools on screen are counted themselves`, async ({ page, emulator, complaints }) => {
    complaints.expect(new RegExp(String(status)));
    await emulator.fault({ fault: { kind: "status", status, code: status === 403 ? "AuthorizationFailed" : "RateLimiting" }, path: GRAPH, times: 0 });
    await signIn(page, "owner");
    await expect(page.getByText("Azure Resource Graph didn't respond. Host pools were loaded one subscription at a time.")).toBeVisible();
    const row = { Name: expect.stringContaining("hp-finance"), Hosts: expect.stringMatching(/available$/), Source: expect.stringMatching(/^Direct, /) };
    await expectRow(page.getByRole("table", { name: "Host pools" }), row);
  });
}

test("a subscription that the graph leaves out is named, and the others are right", async ({ page, emulator, complaints }) => {
  complaints.expect(/403/);
  await emulator.control("POST", "deny", { user: PERSONAS.owner, action: "Microsoft.DesktopVirtualization/*", scope: TEST });
  await signIn(page, "owner");
  await expect(page.getByText("Couldn't load the host pools in Contoso Test")).toBeVisible();
  const table = page.getByRole("table", { name: "Host pools" });
  await expectRow(table, { Name: expect.stringContaining("hp-finance"), Hosts: expect.stringMatching(/available$/) });
  expect((await rows(table)).map((row) => row.Subscription)).not.toContain("Contoso Test");
});
