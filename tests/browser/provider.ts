import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Emulator } from "./emulator";

/** The console with an independent directory (`provider.mjs`) to sign in at, and the emulator behind that directory's gate. */
export class Provided {
  private constructor(
    private readonly process: ChildProcess,
    private readonly emulator: Emulator,
    private readonly folder: string,
    /** The origin of the directory and the gate. */
    readonly origin: string,
  ) {}

  static async start(flow: "implicit" | "code"): Promise<Provided> {
    const folder = await mkdtemp(join(tmpdir(), "avd-console-"));
    const file = join(folder, "config.json");
    const emulator = await Emulator.start(["--config", file]);
    // Its warnings are about production; what goes wrong shows in the test.
    const child = spawn(process.execPath, [join(__dirname, "provider.mjs"), emulator.arm], { stdio: ["ignore", "pipe", "ignore"] });
    const [line] = await once(createInterface(child.stdout), "line");
    const { origin, authority, clientId } = JSON.parse(line) as Record<"origin" | "authority" | "clientId", string>;
    const auth = { clientId, authority, redirectUri: "/auth/redirect.html", postLogoutRedirectUri: "/" };
    await writeFile(file, JSON.stringify({ auth, arm: { endpoint: origin, audience: origin }, entra: { dialect: "v2", flow } }));
    return new Provided(child, emulator, folder, origin);
  }

  get site(): string {
    return this.emulator.site;
  }

  /** Makes every access token that was used so far one that is refused; says how many there were. */
  async expireTokens(): Promise<number> {
    const answer = await fetch(`${this.origin}/gate/expire`, { method: "POST" });
    return ((await answer.json()) as { seen: number }).seen;
  }

  async stop(): Promise<void> {
    this.process.kill();
    await this.emulator.stop();
    await rm(this.folder, { recursive: true });
  }
}
