import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { SITE } from "./emulator";

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Any static host: files as they are, the app for all other paths, nothing else. */
export class StaticHost {
  private constructor(
    private readonly server: Server,
    /** Files that are not there any more, as after another version of the site was put in the place of this one. */
    private readonly gone: { pattern: RegExp | undefined },
  ) {}

  /** `headers` come with every answer. */
  static async start(headers: Record<string, string> = {}): Promise<StaticHost> {
    const gone: { pattern: RegExp | undefined } = { pattern: undefined };
    const server = createServer(async (request, response) => {
      const path = normalize(new URL(request.url ?? "/", "http://host").pathname);
      const file = extname(path) === "" ? "/index.html" : path;
      const body = gone.pattern?.test(file) ? null : await readFile(join(SITE, file)).catch(() => null);
      response.writeHead(body ? 200 : 404, { ...headers, "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
      response.end(body ?? undefined);
    });
    await new Promise<void>((listening) => server.listen(0, "localhost", listening));
    return new StaticHost(server, gone);
  }

  get origin(): string {
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** From now on files that match are not found; `undefined` brings them back. */
  lose(pattern: RegExp | undefined): void {
    this.gone.pattern = pattern;
  }

  stop(): void {
    this.server.close();
  }
}
