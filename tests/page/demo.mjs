// The demo and a browser that looks at it.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

/** Starts `usher demo` and headless Chromium; `end` ends both. */
export async function startDemo(npmFolder, binary) {
  const { chromium } = createRequire(path.join(path.resolve(npmFolder), "resolve-from-here.js"))("playwright-core");
  const demo = spawn(binary, ["demo"], { stdio: ["ignore", "ignore", "pipe"] });
  const url = await new Promise((resolve, reject) => {
    let text = "";
    demo.stderr.on("data", (chunk) => {
      text += chunk;
      const found = text.match(/http:\/\/127\.0\.0\.1:\d+\//);
      if (found) resolve(found[0]);
    });
    demo.on("exit", () => reject(new Error(`the demo ended: ${text}`)));
  });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync"],
  });
  return {
    browser,
    url,
    async end() {
      await browser.close();
      demo.removeAllListeners("exit");
      demo.kill("SIGTERM");
    },
  };
}

/** Opens the page and waits until the bot is connected. */
export async function openPage({ browser, url }, options) {
  const page = await (await browser.newContext(options)).newPage();
  await page.goto(url);
  await page.locator("#status").filter({ hasText: /is connected/i }).waitFor({ state: "attached" });
  return page;
}
