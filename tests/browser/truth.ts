import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import type { Emulator } from "./emulator";
import { PERSONAS, rows } from "./fixtures";

/** The subscriptions of the demo estate that are in use. */
export const PRODUCTION = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a01";
export const TEST = "/subscriptions/5f0c8a64-13f2-4c5e-9d0b-7a2b6f1e0a02";
/** The host pools of a subscription. */
export const LIST = "/providers/Microsoft.DesktopVirtualization/hostPools";

/** What the provider itself says, to somebody nobody has taken anything from. */
async function list(emulator: Emulator, path: string): Promise<any[]> {
  const all: any[] = [];
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer = (await emulator.control("POST", "as", { user: PERSONAS.reader, method: "GET", path: next })) as { status: number; body: any };
    expect(answer.status, next).toBe(200);
    all.push(...answer.body.value);
    next = answer.body.nextLink?.slice(emulator.arm.length);
  }
  return all;
}

/** Something done behind the console's back. */
export async function behind(emulator: Emulator, method: string, path: string, body?: object): Promise<void> {
  const answer = (await emulator.control("POST", "as", { user: PERSONAS.owner, method, path, body })) as { status: number; body: any };
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
}

/** The estate as it is: each pool with its hosts. */
async function estate(emulator: Emulator): Promise<{ pool: any; hosts: any[] }[]> {
  const pools = [...(await list(emulator, PRODUCTION + LIST)), ...(await list(emulator, TEST + LIST))];
  return Promise.all(pools.map(async (pool) => ({ pool, hosts: await list(emulator, `${pool.id}/sessionHosts`) })));
}

/** A row of the table of pools, as far as it is told by the service. */
export type PoolRow = Record<"Name" | "Hosts" | "Sessions" | "Type" | "Load balancer" | "Management" | "Region" | "Session limit", string>;

/** What the table of pools must say, by name. */
export async function truePools(emulator: Emulator): Promise<Record<string, PoolRow>> {
  const row = ({ pool: { name, location, properties: of }, hosts }: { pool: any; hosts: any[] }): [string, PoolRow] => {
    // Those that take new sessions.
    const available = hosts.filter(({ properties }) => properties.status === "Available" && properties.allowNewSession !== false).length;
    const all = hosts.length;
    const Hosts = all === 0 ? "No hosts" : all === available ? `${all} available` : `${available} of ${all} available`;
    return [name, {
      Name: of.friendlyName && of.friendlyName !== name ? `${name}${of.friendlyName}` : name,
      Hosts,
      Sessions: String(hosts.reduce((sum, { properties }) => sum + properties.sessions, 0)),
      Type: of.hostPoolType,
      "Load balancer": { BreadthFirst: "Breadth-first", DepthFirst: "Depth-first" }[of.loadBalancerType as string] ?? of.loadBalancerType,
      Management: of.managementType,
      Region: location,
      "Session limit": of.maxSessionLimit === 999_999 ? "No limit" : String(of.maxSessionLimit),
    }];
  };
  return Object.fromEntries((await estate(emulator)).map(row));
}

/** What it says. */
export async function shownPools(page: Page): Promise<Record<string, PoolRow>> {
  const table = page.getByRole("table", { name: "Host pools" });
  const names = await table.getByRole("rowheader").getByRole("link").allInnerTexts();
  const shown = await rows(table);
  const pick = ({ Name, Hosts, Sessions, Type, "Load balancer": balancer, Management, Region, "Session limit": limit }: Record<string, string>): PoolRow =>
    ({ Name, Hosts, Sessions, Type, "Load balancer": balancer, Management, Region, "Session limit": limit }) as PoolRow;
  return Object.fromEntries(shown.map((row) => [names.find((name) => row.Name?.startsWith(name)) ?? row.Name, pick(row)]));
}

/** The hosts of all pools as they are, a line each. */
export async function trueHosts(emulator: Emulator): Promise<string[]> {
  const line = (pool: any) => ({ name, properties: of }: any) =>
    [name.split("/")[1].split(".")[0], pool.name, of.status, of.sessions, of.allowNewSession].join(" ");
  return (await estate(emulator)).flatMap(({ pool, hosts }) => hosts.map(line(pool))).sort();
}

/** The hosts of all pools as the page exports them. */
export async function exportedHosts(page: Page): Promise<string[]> {
  const wait = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export CSV" }).click();
  const [head = [], ...lines] = (await readFile(await (await wait).path(), "utf8")).trim().split("\r\n").map((line) => line.split(","));
  const column = (name: string) => head.indexOf(name);
  const wanted = ["sessionHost", "hostPool", "status", "sessions", "allowNewSession"].map(column);
  expect(wanted).not.toContain(-1);
  return lines.map((line) => wanted.map((at, place) => (place === 0 ? line[at]?.split(".")[0] : line[at])).join(" ")).sort();
}

/** A line of exported hosts with its status as the table words it. */
export function worded(line: string): string {
  const words = { NeedsAssistance: "Needs assistance", NoHeartbeat: "No heartbeat", UpgradeFailed: "Upgrade failed", NotJoinedToDomain: "Not domain-joined",
    SxSStackListenerNotReady: "Side-by-side stack not ready", DomainTrustRelationshipLost: "Domain trust lost", FSLogixNotHealthy: "FSLogix not healthy", NotRegistered: "Not registered" };
  return Object.entries(words).reduce((line, [word, shown]) => line.replace(` ${word} `, ` ${shown} `), line);
}
