import type { BrowserContext, ConsoleMessage } from "@playwright/test";

/** What the browser complained about. A test ends well only if this is empty. */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly expected: RegExp[] = [];

  /** For a test that provokes a complaint on purpose. */
  expect(pattern: RegExp): void {
    this.expected.push(pattern);
  }

  /** Those that no test expected. */
  all(): string[] {
    return this.heard.filter((text) => !this.expected.some((pattern) => pattern.test(text)));
  }

  /** Listens to every page of the context, those it opens included. `arm` is where answers with an error status are normal. */
  listen(context: BrowserContext, arm: string): void {
    context.on("console", (message) => {
      if (["error", "warning"].includes(message.type()) && !isAnswer(message, arm) && !isOurs(message)) {
        this.heard.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    // Violations of the content security policy are console errors too.
    context.on("weberror", (error) => this.heard.push(`page error: ${error.error().stack ?? error.error().message}`));
  }
}

/** Playwright says so where a test lets no service worker in. */
function isOurs(message: ConsoleMessage): boolean {
  return message.text() === "Service Worker registration blocked by Playwright";
}

/** The browser writes a line for every 4xx, 5xx and lost answer. From Azure these are what the app is there to handle. */
function isAnswer(message: ConsoleMessage, arm: string): boolean {
  return message.text().startsWith("Failed to load resource") && message.location().url.startsWith(arm);
}
