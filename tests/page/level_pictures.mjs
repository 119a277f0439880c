// Takes the pictures of docs/privacy.md: the answer to the same question at every level, as the demo page shows it.
//
//   tests/npm.sh tests/page/level_pictures.mjs {npm} USHER_BINARY docs/images
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";

const [npmFolder, binary, folder] = process.argv.slice(2);
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
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
});
try {
  const page = await (await browser.newContext({ viewport: { width: 1100, height: 1400 } })).newPage();
  await page.goto(url);
  await page.locator("#status").filter({ hasText: /is connected/i }).waitFor({ state: "attached" });
  const say = async (text) => {
    await page.locator("#composer textarea").fill(text);
    await page.keyboard.press("Enter");
  };
  const messages = (words) => page.locator("#messages .message", { hasText: words });
  for (const level of ["none", "minimal", "internal", "full"]) {
    await say(`/ticket channel level ${level}`);
    await messages(`level = ${level}`).waitFor();
    const answers = messages(level === "none" ? "Tickets are not shown in this conversation" : "does not resolve");
    const before = await answers.count();
    await say("/ticket 482913");
    const shown = answers.nth(before);
    await shown.waitFor();
    await page.locator("#composer").hover(); // No message is highlighted.
    await shown.screenshot({ path: path.join(folder, `level-${level}.png`) });
  }
} finally {
  await browser.close();
  demo.kill();
}
