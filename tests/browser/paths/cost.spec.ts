import { Emulator } from "../emulator";
import { expect, signIn, test } from "../fixtures";

test("10,000 hosts in 400 pools cost few calls", async ({ browser, complaints }) => {
  const emulator = await Emulator.start(["--fleet", "400x25"]);
  const context = await browser.newContext({ baseURL: emulator.site, serviceWorkers: "block" });
  complaints.listen(context, emulator.arm);
  const page = await context.newPage();
  try {
    await signIn(page, "owner", "/pools");
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    const seen = { calls: 0, preflights: 0 };
    session.on("Network.requestWillBeSent", ({ request }) => {
      if (request.method === "OPTIONS") seen.preflights += 1;
      else if (request.url.startsWith(emulator.arm)) seen.calls += 1;
    });
    await page.goto("/pools");
    await expect(page.getByText("400 pools", { exact: true })).toBeVisible();
    const pools = { ...seen };
    await page.getByRole("link", { name: "Hosts", exact: true }).click();
    await expect(page.getByText(/^10,?000 session hosts$/)).toBeVisible();
    await expect(page.getByText(/^Oldest row read/)).toBeVisible();
    console.log(`pools: ${pools.calls} calls, ${pools.preflights} preflights; with all hosts: ${seen.calls} calls, ${seen.preflights} preflights`);
    expect(seen.calls).toBeLessThanOrEqual(25);
    expect(seen.preflights).toBeLessThanOrEqual(25);
  } finally {
    await context.close();
    await emulator.stop();
  }
});
