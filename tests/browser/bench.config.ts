import { defineConfig } from "@playwright/test";
import tests from "./playwright.config";

/** `cargo xtask bench`: figures, not judgements. One thing at a time, so that nothing else takes the processor. */
export default defineConfig({ ...tests, projects: undefined, testDir: "bench", workers: 1, fullyParallel: false, timeout: 600_000, use: { ...tests.use, trace: "off" } });
