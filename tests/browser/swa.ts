import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Emulator, SITE } from "./emulator";

const CLI = join(__dirname, "..", "hosting", "node_modules", "@azure", "static-web-apps-cli", "dist", "cli", "bin.js");

const GROUPS = process.platform !== "win32";

/** The built site behind Microsoft's Static Web Apps CLI. As a deployment for the emulator would have it: `config.json` and two lists of hosts in the policy differ. */
export class StaticWebApp {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    readonly origin: string,
  ) {}

  static async start(emulator: Emulator): Promise<StaticWebApp> {
    const folder = await mkdtemp(join(tmpdir(), "avd-console-"));
    await cp(SITE, folder, { recursive: true });
    await writeFile(join(folder, "config.json"), await (await fetch(`${emulator.site}/config.json`)).text());
    const rules = join(folder, "staticwebapp.config.json");
    await writeFile(rules, (await readFile(rules, "utf8")).replace(/(connect|frame)-src [^;]*/g, `$& ${emulator.arm}`));
    const port = await freePort();
    const child = spawn(process.execPath, [CLI, "start", folder, "--host", "localhost", "--port", String(port)], {
      stdio: ["ignore", "pipe", "ignore"],
      cwd: folder,
      // It starts others and does not end them: as a group they end together.
      detached: GROUPS,
    });
    for await (const line of createInterface(child.stdout)) {
      if (!line.includes("emulator started at")) continue;
      child.stdout.resume();
      return new StaticWebApp(child, folder, `http://localhost:${port}`);
    }
    throw new Error(`${CLI} did not start; \`npm ci --ignore-scripts\` in tests/hosting installs it`);
  }

  async stop(): Promise<void> {
    const ended = once(this.process, "exit");
    if (GROUPS && this.process.pid) process.kill(-this.process.pid);
    else this.process.kill();
    await ended;
    await rm(this.folder, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
