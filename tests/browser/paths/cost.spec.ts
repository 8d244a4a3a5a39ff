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
    const seen = { calls: 0, preflights: 0, graph: 0 };
    session.on("Network.requestWillBeSent", ({ request }) => {
      if (request.method === "OPTIONS" && request.url.includes("/Microsoft.ResourceGraph/")) seen.graph += 1;
      if (request.method === "OPTIONS") seen.preflights += 1;
      else if (request.url.startsWith(emulator.arm)) seen.calls += 1;
    });
    await page.goto("/pools");
    await expect(page.getByText("400 pools", { exact: true })).toBeVisible();
    const pools = { ...seen };
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Session hosts", exact: true }).click();
    await expect(page.getByText(/^10,?000 session hosts$/)).toBeVisible();
    await expect(page.getByText(/^Updated .* ago/)).toBeVisible();
    console.log(`pools: ${pools.calls} calls, ${pools.preflights} preflights; with all hosts: ${seen.calls} calls, ${seen.preflights} preflights`);
    expect(seen.calls).toBeLessThanOrEqual(25);
    expect(seen.preflights).toBeLessThanOrEqual(25);
    // One for its address, or two that are asked for at the same time; not one for each of its questions.
    expect(seen.graph).toBeLessThanOrEqual(3);

    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight / 2));
    // The spare rows above and below have come.
    const drawn = () => page.evaluate(() => document.querySelectorAll(".virtual .tbl-row").length - window.innerHeight / 36);
    await expect.poll(drawn).toBeGreaterThan(16);
    const jumps = await page.evaluate(jump, 12);
    console.log(`a jump of ${jumps.rows} rows:`, jumps.writes);
    expect(jumps.rows).toBeGreaterThan(10);
    expect(jumps.made, "rows are given other places, not made").toBe(0);
    expect(Object.keys(jumps.writes).sort()).toEqual(["aria-label", "aria-rowindex", "class", "d", "href", "style", "text", "title"].filter((name) => name in jumps.writes));
    for (const [name, most] of Object.entries({ text: 12, href: 2, class: 1, d: 1, "aria-label": 1, "aria-rowindex": 1, title: 1 })) {
      expect(jumps.writes[name] ?? 0, name).toBeLessThanOrEqual(most * jumps.rows);
    }
  } finally {
    await context.close();
    await emulator.stop();
  }
});

test("the overview of 400 pools costs few calls", async ({ browser, complaints }) => {
  const emulator = await Emulator.start(["--fleet", "400x25"]);
  const context = await browser.newContext({ baseURL: emulator.site, serviceWorkers: "block" });
  complaints.listen(context, emulator.arm);
  const page = await context.newPage();
  try {
    await signIn(page, "owner");
    const calls: string[] = [];
    page.on("request", (request) => request.url().startsWith(emulator.arm) && calls.push(`${request.method()} ${new URL(request.url()).pathname}`));
    await page.goto("/overview");
    await expect(page.getByText(/^400 pools · 10,000 session hosts/)).toBeVisible();
    // Updates, target configurations and the creation of session hosts of all Automated pools.
    await expect(page.getByRole("region", { name: "Sources" }).getByText(/^160 of 160 pools/)).toHaveCount(3);
    console.log(`the overview of 400 pools: ${calls.length} calls`);
    expect(calls.length, calls.join("\n")).toBeLessThanOrEqual(30);
    expect((await emulator.requests("", "GET")).filter(({ status }) => status === 429)).toEqual([]);
  } finally {
    await context.close();
    await emulator.stop();
  }
});

/** In the page: scrolls so far at once that no row stays; what a jump writes on average, and how many elements are made. */
async function jump(times: number): Promise<{ rows: number; made: number; writes: Record<string, number> }> {
  const table = document.querySelector(".virtual");
  const known = new Set<Node>(table?.querySelectorAll("*") ?? []);
  const counts: Record<string, number> = {};
  let made = 0;
  const observer = new MutationObserver((list) => {
    for (const change of list) {
      const name = change.type === "attributes" ? (change.attributeName ?? "") : "text";
      if (change.type === "childList") made += Array.from(change.addedNodes).filter((node) => !known.has(node)).length;
      else counts[name] = (counts[name] ?? 0) + 1;
    }
  });
  if (table) observer.observe(table, { subtree: true, childList: true, attributes: true, characterData: true });
  for (let time = 0; time < times; time += 1) {
    window.scrollBy(0, 4 * window.innerHeight);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }
  observer.disconnect();
  const rows = Array.from(known).filter((node) => node instanceof HTMLTableRowElement && node.matches(".tbl-row")).length;
  return { rows, made, writes: Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count / times])) };
}
