import { records } from "../database";
import { expect, rows, signIn, signOut, test } from "../fixtures";
import { hold } from "../steps";

test("what was last seen stands at once, says its age and gives way; signing out forgets it", async ({ page, emulator }) => {
  await signIn(page, "owner");
  await expect(page.getByText("12 pools")).toBeVisible();
  const databases = () => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name ?? "").filter((name) => name.startsWith("avd.seen.")));
  await expect.poll(databases).toHaveLength(1);
  const table = page.getByRole("table", { name: "Host pools" });
  // Counts of hosts are read anew, and so is the time of reading.
  const pools = async () => (await rows(table)).map(({ Name, Type, "Load balancer": balancer, Region, Subscription }) => ({ Name, Type, balancer, Region, Subscription }));
  // What pools have confirmed is kept, too.
  const fromGraph = async () => {
    const kept = Object.values(await records(page, "avd.seen.")).flat() as string[];
    return kept.flatMap((text) => (JSON.parse(text) as { pools: [object, boolean, number][] }).pools.map(([, graph]) => graph));
  };
  await expect.poll(fromGraph).toEqual(Array(12).fill(false));
  const before = await pools();
  const readBefore = (await rows(table)).map((row) => row.Source);

  const release = await hold(page, (url) => url.origin === emulator.arm);
  await page.reload();
  await expect(page.getByText("12 pools")).toBeVisible();
  await expect(page.getByText(/^Updated .* · loading…$/)).toBeVisible();
  expect(await pools()).toEqual(before);
  expect((await rows(table)).map((row) => row.Source)).toEqual(readBefore);
  release();
  await expect(page.getByText(/^Updated [\d:]+$/)).toBeVisible();
  expect(await pools()).toEqual(before);

  await signOut(page);
  await page.waitForURL((url) => url.origin === emulator.arm || url.pathname === "/");
  await page.goto("/pools");
  await expect(page.getByRole("button", { name: "Sign in with Microsoft" })).toBeVisible();
  await expect.poll(databases).toEqual([]);
});
