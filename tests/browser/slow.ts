import type { BrowserContext } from "@playwright/test";

/** `AVD_SLOW=4`: a machine with a quarter of the speed behind a network that takes up to 400 ms for an answer. */
export const SLOW = Number(process.env.AVD_SLOW ?? 1);

/** Milliseconds that an answer of the emulator may take. */
export const LATENCY = SLOW > 1 ? 100 * SLOW : 0;

/** Slows every page of the context down. */
export function slowDown(context: BrowserContext): void {
  if (SLOW <= 1) return;
  context.on("page", async (page) => {
    // A page that is closed at once needs no slowing down.
    const session = await context.newCDPSession(page).catch(() => null);
    await session?.send("Emulation.setCPUThrottlingRate", { rate: SLOW }).catch(() => undefined);
  });
}
