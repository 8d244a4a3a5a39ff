import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Emulator } from "./emulator";
import { test } from "./fixtures";

/** The same emulator, with a configuration whose part `entra` is this. */
export const configured = (entra: object) => test.extend<object, { emulator: Emulator }>({
  emulator: [
    async ({}, use) => {
      const folder = await mkdtemp(join(tmpdir(), "avd-console-"));
      const file = join(folder, "config.json");
      const emulator = await Emulator.start(["--config", file]);
      const auth = { clientId: "3f6a8b52-0c4d-4e1a-9b7e-5d2c81f0a964", authority: `${emulator.arm}/common`, redirectUri: "/auth/redirect.html" };
      await writeFile(file, JSON.stringify({ auth, arm: { endpoint: emulator.arm, audience: emulator.arm }, entra }));
      await use(emulator);
      await emulator.stop();
      await rm(folder, { recursive: true });
    },
    { scope: "worker" },
  ],
});
