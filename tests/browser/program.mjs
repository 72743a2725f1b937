// The program and the browser that drives it, for the checks and for the pictures.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";

export const program = resolve(process.env.SKILLMAP_PROGRAM ?? "target/debug/skillmap");
const modules = createRequire(join(resolve(process.env.MODULES ?? "target/browser"), "package.json"));
const { chromium } = modules("playwright-core");
/** The accessibility checker, as a script for a page. */
export const axe = readFileSync(modules.resolve("axe-core/axe.min.js"), "utf8");

/** Chromium, as the system has it. */
export function startBrowser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

/** The service over a workspace, and where it listens. */
export async function startService(workspace, ...options) {
  const child = spawn(program, ["--workspace", workspace, "serve", "--port", "0", ...options], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise((done, failed) => {
    let said = "";
    child.stderr.setEncoding("utf8");
    child.stderr.on("data", (text) => {
      said += text;
      const found = /listening on (http:\/\/\S+)\//.exec(said);
      if (found) done(found[1]);
    });
    child.on("exit", () => failed(new Error(`the service ended: ${said}`)));
  });
  return { address, end: () => child.kill("SIGTERM") };
}
