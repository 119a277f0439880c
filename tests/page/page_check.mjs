// Uses the demo page as a person would, in headless Chromium, and keeps screenshots.
//
//   node page_check.mjs NPM_FOLDER USHER_BINARY SCREENSHOT_FOLDER
//
// Starts `usher demo` itself. Exit 0 if everything was seen.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [npmFolder, binary, screenshots] = process.argv.slice(2);
const { chromium } = createRequire(path.join(path.resolve(npmFolder), "resolve-from-here.js"))("playwright-core");
mkdirSync(screenshots, { recursive: true });

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

const problems = [];
async function open(width, height, colorScheme) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  await page.goto(url);
  await page.locator("#status").filter({ hasText: /is connected/i }).waitFor({ state: "attached" });
  return page;
}
const card = (page, subject) => page.locator("#messages .message", { hasText: subject }).last();
const keep = (page, name) => page.screenshot({ path: path.join(screenshots, `${name}.png`) });

try {
  const page = await open(1400, 900, "light");

  // Typing the beginning of the command offers it; Tab completes it.
  const composer = page.locator("#composer textarea, #composer [role=textbox], #composer input").first();
  await composer.focus();
  await page.keyboard.type("/ti");
  await page.locator("#composer [role=option]").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.type("516757");
  await page.keyboard.press("Enter");

  const sample = card(page, "This is a sample ticket");
  await sample.waitFor();
  assert.match(await sample.innerText(), /This is a second reply!/);
  await keep(page, "card-1400-light");

  // Refresh renews the card in place.
  const before = await page.locator("#messages .message", { hasText: "This is a sample ticket" }).count();
  await sample.getByRole("button", { name: /refresh/i }).click();
  await page.waitForFunction(() => true);
  assert.equal(await page.locator("#messages .message", { hasText: "This is a sample ticket" }).count(), before);

  // All replies are shown to the asker alone.
  await composer.focus();
  await page.keyboard.type("/ticket CFB-250177");
  await page.keyboard.press("Enter");
  const long = card(page, "CFB-250177");
  await long.waitFor();
  await long.getByRole("button", { name: /all replies/i }).click();
  await page.locator("#messages .message.ephemeral", { hasText: "Only visible to you" }).first().waitFor();
  await keep(page, "all-replies-1400-light");

  // A typo gets a private correction.
  await composer.focus();
  await page.keyboard.type("/ticket what now");
  await page.keyboard.press("Enter");
  await page.locator("#messages .message.ephemeral", { hasText: "did not understand" }).first().waitFor();

  const phone = await open(390, 844, "dark");
  await card(phone, "This is a sample ticket").waitFor();
  const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `the page is ${overflow} px wider than a phone`);
  await keep(phone, "card-390-dark");
  const night = await open(1400, 900, "dark");
  await card(night, "This is a sample ticket").waitFor();
  await keep(night, "card-1400-dark");

  assert.deepEqual(problems, [], "the page reported errors");
  console.log("page: ok");
} catch (error) {
  await keep(browser.contexts()[0].pages()[0], "failure").catch(() => {});
  console.error(error);
  process.exitCode = 1;
} finally {
  await browser.close();
  demo.removeAllListeners("exit");
  demo.kill("SIGTERM");
}
