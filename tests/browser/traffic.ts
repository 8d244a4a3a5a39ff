import type { BrowserContext, Page, Request } from "@playwright/test";

const heard = new WeakMap<BrowserContext, Traffic>();

/** What the pages of a context have asked for, and what of it has not been answered yet. */
class Traffic {
  private readonly open = new Set<Request>();
  private begun = 0;

  constructor(context: BrowserContext) {
    context.on("request", (request) => {
      this.begun += 1;
      this.open.add(request);
    });
    for (const end of ["requestfinished", "requestfailed"] as const) context.on(end as "requestfinished", (request) => this.open.delete(request));
  }

  /** Nothing is on its way, and `page` makes nothing of the last answer that would be. */
  async isQuiet(page: Page): Promise<boolean> {
    const before = this.begun;
    await page.evaluate(turns, 50);
    return this.open.size === 0 && this.begun === before;
  }
}

/** So many turns of the page's event loop: an answer is read, understood and followed by another request within a few. */
async function turns(count: number): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((next) => {
      port1.onmessage = next;
      // No timer: those of the page may stand still.
      port2.postMessage(null);
    });
  }
  port1.close();
}

/** From here on it is known what the pages of this context ask for. */
export function listen(context: BrowserContext): void {
  heard.set(context, new Traffic(context));
}

/** Whether all that the page has asked for is answered and nothing follows from it. */
export async function isQuiet(page: Page): Promise<boolean> {
  const traffic = heard.get(page.context());
  if (!traffic) throw new Error("nobody listens to this context");
  return traffic.isQuiet(page);
}
