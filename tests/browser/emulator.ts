import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { LATENCY } from "./slow";

const ROOT = join(__dirname, "..", "..");
const BINARY = process.env.EMULATOR ?? join(ROOT, "target", "native", process.platform === "win32" ? "avd-emulator.exe" : "avd-emulator");
/** The built site. */
export const SITE = process.env.SITE ?? join(ROOT, "dist");

/** A line of the emulator's log. It holds no header and no body. */
export interface Logged {
  method: string;
  path: string;
  apiVersion: string | null;
  status: number | null;
  bodyBytes: number;
  /** Whether it came in a batch. */
  batched?: boolean;
}

/** An emulated Microsoft Entra ID and Azure with the release build of the site in front, on ports of its own. */
export class Emulator {
  private constructor(
    private readonly process: ChildProcess,
    /** The origin of sign-in service and Azure Resource Manager. */
    readonly arm: string,
    /** The origin of the site. */
    readonly site: string,
  ) {}

  /** Starts one. Its work clock stands still: a test moves it with `advance`. */
  static async start(flags: string[] = []): Promise<Emulator> {
    const own = ["--port", "0", "--site", SITE, "--site-port", "0", "--speed", "0", "--seed", "1", "--json"];
    if (LATENCY > 0) own.push("--latency", String(LATENCY));
    const child = spawn(BINARY, [...own, ...flags], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`${BINARY} ended with ${code} before it said where it listens`);
    });
    const [line] = await Promise.race([once(createInterface(child.stdout), "line"), ended]);
    ended.catch(() => undefined);
    const { arm, site } = JSON.parse(line) as { arm: string; site: string };
    return new Emulator(child, arm, site);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    if (this.process.kill()) await ended;
  }

  /** The estate and everything else as it was at the start. */
  async reset(): Promise<void> {
    await this.control("POST", "reset");
  }

  /** Lets this much work be done at once: an update's six hours take no time. */
  async advance(minutes: number): Promise<void> {
    await this.control("POST", "advance", { minutes });
  }

  /** Adds a rule to the script of faults; `crates/emulator/src/fault.rs` has the words. */
  async fault(rule: object | object[]): Promise<void> {
    await this.control("POST", "fault", rule);
  }

  /** Ends the bad day. */
  async clearFaults(): Promise<void> {
    await this.control("DELETE", "fault");
  }

  /** Makes every access token that was issued so far an expired one. */
  async expireTokens(): Promise<void> {
    await this.control("POST", "expire-tokens");
  }

  /** The requests that came so far whose path contains `path`: what was sent and how often. */
  async requests(path: string, method: string): Promise<Logged[]> {
    return (await this.control("GET", `log?${new URLSearchParams({ path, method })}`)) as Logged[];
  }

  /** Any verb of the control plane (`crates/emulator/src/control.rs`). */
  async control(method: "GET" | "POST" | "DELETE", verb: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.arm}/_emulator/${verb}`, {
      method,
      headers: body && { "Content-Type": "application/json" },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${verb}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}
