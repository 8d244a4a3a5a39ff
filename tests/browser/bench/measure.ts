import { readFileSync } from "node:fs";
import type { Browser, CDPSession, Page } from "@playwright/test";

/** What one visit cost. Times in milliseconds from the start of the navigation. */
export interface Visit {
  /** When each sign was painted. */
  painted: number[];
  /** Files of the site asked for until the last of them was, and their bytes as sent. What is fetched ahead begins later, and is none of them. */
  files: number;
  bytes: number;
  apiCalls: number;
  preflights: number;
  firstPaint: number;
  blocking: number;
  megabytes: number;
}

/** How slow the machine and the network are made. */
export interface Slowness {
  cpu: number;
  network?: { bitsPerSecond: number; latency: number };
}

/** Makes the page as slow as asked. */
export async function slowDown(session: CDPSession, { cpu, network }: Slowness): Promise<void> {
  await session.send("Emulation.setCPUThrottlingRate", { rate: cpu });
  const throughput = network ? network.bitsPerSecond / 8 : -1;
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: network?.latency ?? 0,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  });
}

/** Opens `path` with nothing kept and waits until every sign is painted. */
export async function visit(page: Page, session: CDPSession, arm: string, path: string, signs: Sign[]): Promise<Visit> {
  const { origin } = new URL(page.url());
  let [apiCalls, preflights] = [0, 0];
  /** The files by request: when each was asked for, in milliseconds since 1970, and what came. */
  const files = new Map<string, { at: number; bytes?: number }>();
  const begun = (event: { requestId: string; wallTime: number; type?: string; request: { url: string; method: string } }) => {
    if (event.type === "Preflight" || event.request.method === "OPTIONS") preflights += 1;
    else if (event.request.url.startsWith(arm)) apiCalls += 1;
    else if (event.request.url.startsWith(origin)) files.set(event.requestId, { at: event.wallTime * 1_000 });
  };
  const received = (event: { requestId: string; encodedDataLength: number }) => {
    const file = files.get(event.requestId);
    if (file) file.bytes = event.encodedDataLength;
  };
  await session.send("Network.clearBrowserCache");
  // The session is in the session storage, and stays.
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb,cache_storage,service_workers,local_storage" });
  session.on("Network.requestWillBeSent", begun);
  session.on("Network.loadingFinished", received);
  await page.goto(path, { waitUntil: "commit" });
  const { painted, start, firstPaint, blocking } = await page.evaluate(watch, signs);
  const costs = { apiCalls, preflights };
  const until = start + Math.max(...painted);
  const asked = () => [...files.values()].filter(({ at }) => at <= until);
  // What was asked for in time counts whole, though nothing on screen waits for it any more.
  for (const from = Date.now(); asked().some(({ bytes }) => bytes === undefined) && Date.now() - from < 30_000; ) await page.waitForTimeout(50);
  session.off("Network.requestWillBeSent", begun);
  session.off("Network.loadingFinished", received);
  const bytes = asked().reduce((sum, file) => sum + (file.bytes ?? Number.NaN), 0);
  const megabytes = await memory(page.context().browser());
  return { painted, files: asked().length, bytes, ...costs, firstPaint, blocking, megabytes };
}

/** What the page's process holds, the memory of the wasm module included, which no heap figure has; only Linux tells. */
export async function memory(browser: Browser | null): Promise<number> {
  const session = await browser?.newBrowserCDPSession();
  const told = await session?.send("SystemInfo.getProcessInfo");
  await session?.detach();
  const own = (pid: number) => {
    try {
      return Number(/^Private_Dirty:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? Number.NaN) / 1000;
    } catch {
      return Number.NaN;
    }
  };
  const sizes = (told?.processInfo ?? []).filter((one) => one.type === "renderer").map((one) => own(one.id));
  return Math.max(...sizes.filter((size) => !Number.isNaN(size)), 0);
}

/** In the page: the moment each sign is painted, the first paint, and what long tasks took beyond 50 ms until then. */
function watch(signs: Sign[]): Promise<{ painted: number[]; start: number; firstPaint: number; blocking: number }> {
  const isThere = ({ of, says, every }: Sign) => {
    const texts = Array.from(document.querySelectorAll(of)).map((element) => element.textContent ?? "");
    const fits = (text: string) => new RegExp(says ?? "").test(text);
    return every ? texts.length > 0 && texts.every(fits) : texts.some(fits);
  };
  return new Promise((resolve) => {
    let blocking = 0;
    const observer = new PerformanceObserver((list) => {
      for (const task of list.getEntries()) blocking += Math.max(0, task.duration - 50);
    });
    observer.observe({ type: "longtask", buffered: true });
    const painted = signs.map(() => Number.NaN);
    const look = () => {
      const seen = signs.flatMap((sign, at) => (Number.isNaN(painted[at]) && isThere(sign) ? [at] : []));
      // After the next frame it is on screen.
      requestAnimationFrame(() => {
        for (const at of seen) painted[at] = performance.now();
        if (painted.some(Number.isNaN)) return look();
        const firstPaint = performance.getEntriesByName("first-paint")[0]?.startTime ?? Number.NaN;
        setTimeout(() => resolve({ painted, start: performance.timeOrigin, firstPaint, blocking }), 0);
      });
    };
    look();
  });
}

/**
 * Types a text into the search field letter by letter, then takes it away: milliseconds from each change to the painted result. Nobody
 * types in step with the screen: the keys come at moments spread evenly over its frames.
 */
export async function filterLatency(page: Page, text: string): Promise<number[]> {
  return page.evaluate(async (text) => {
    const field = document.querySelector<HTMLInputElement>("input[type=search]");
    if (!field) throw new Error("no search field");
    const painted = () =>
      new Promise<void>((resolve) => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve();
        requestAnimationFrame(() => channel.port2.postMessage(null));
      });
    const times: number[] = [];
    const letters = [...text];
    const steps = [...letters.map((_, at) => letters.slice(0, at + 1).join("")), ...letters.map((_, at) => letters.slice(0, letters.length - 1 - at).join(""))];
    const frame = 1_000 / 60;
    for (const [at, value] of steps.entries()) {
      await painted();
      await new Promise((resolve) => setTimeout(resolve, (at * 0.618 * frame) % frame));
      const from = performance.now();
      field.value = value;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await painted();
      times.push(performance.now() - from);
    }
    return times;
  }, text);
}

/** What the frames of a scroll were. */
export interface Scroll {
  lengths: number[];
  long: number;
  blank: number;
  before: number;
}

/**
 * Scrolls through the page, a step a frame: the time from each frame to the next in milliseconds, which holds what else the machine
 * did; how many frames the browser says the page itself made longer than 50 ms. And what is painted in the frame in which a step lands,
 * before the page can have heard of it: how many had somewhere no row; how many had the rows of the frame before.
 */
export async function scrollFrames(page: Page, frames: number): Promise<Scroll> {
  return page.evaluate(
    (frames) =>
      new Promise<Scroll>((resolve) => {
        const step = Math.max(200, Math.floor(document.documentElement.scrollHeight / frames));
        const lengths: number[] = [];
        let [blank, before, long, last] = [0, 0, 0, performance.now()];
        const heights = [0.15, 0.35, 0.5, 0.75, 0.9].map((part) => window.innerHeight * part);
        const row = (y: number) => document.elementFromPoint(window.innerWidth / 2, y)?.closest("tr");
        const observer = new PerformanceObserver((list) => {
          long += list.getEntries().length;
        });
        observer.observe({ type: "long-animation-frame" });
        const frame = () => {
          const now = performance.now();
          lengths.push(now - last);
          last = now;
          // The last entries are told of after their frame.
          if (lengths.length > frames) return setTimeout(() => resolve({ lengths: lengths.slice(1), long, blank, before }), 100);
          window.scrollBy(0, step);
          const rows = heights.map(row);
          if (rows.some((row) => !row?.querySelector("td"))) blank += 1;
          const body = rows[0]?.parentElement;
          const gap = body?.previousElementSibling;
          if (body && gap && Math.abs(body.getBoundingClientRect().top - gap.getBoundingClientRect().bottom) > 1) before += 1;
          requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
      }),
    frames,
  );
}

/** When something is there: one of the elements says so, or every one of them, or the first no longer says what it said. */
export interface Sign {
  of: string;
  says?: string;
  every?: boolean;
  saidBefore?: string;
}

/**
 * How long something takes from a press to its sign on screen, and the longest piece of work of the page meanwhile: so long somebody
 * who types or scrolls may wait. The browser tells of work of more than 50 ms only: 0 is none of that.
 */
export async function timed(page: Page, press: string, sign: Sign): Promise<{ took: number; longest: number }> {
  return page.evaluate(
    ({ press, sign }) =>
      new Promise<{ took: number; longest: number }>((resolve) => {
        let longest = 0;
        const observer = new PerformanceObserver((list) => {
          for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
        });
        observer.observe({ type: "longtask" });
        const is = () => {
          const texts = Array.from(document.querySelectorAll(sign.of)).map((element) => element.textContent ?? "");
          return sign.says ? texts.some((text) => new RegExp(sign.says ?? "").test(text)) : texts[0] !== sign.saidBefore;
        };
        const from = performance.now();
        const look = () => {
          if (!is()) return requestAnimationFrame(look);
          const took = performance.now() - from;
          // The last entries are told of after their task.
          setTimeout(() => resolve({ took, longest }), 200);
        };
        document.querySelector<HTMLElement>(press)?.click();
        requestAnimationFrame(look);
      }),
    { press, sign },
  );
}

/** The middle value. */
export function median(values: number[]): number {
  const sorted = [...values].sort((one, two) => one - two);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
