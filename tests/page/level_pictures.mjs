// Takes the pictures of docs/privacy.md: the answer to the same question at every level, as the demo page shows it.
//
//   tests/npm.sh tests/page/level_pictures.mjs {npm} USHER_BINARY docs/images
import path from "node:path";

import { openPage, startDemo } from "./demo.mjs";

const [npmFolder, binary, folder] = process.argv.slice(2);
const running = await startDemo(npmFolder, binary);
try {
  const page = await openPage(running, { viewport: { width: 1100, height: 1400 } });
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
  await running.end();
}
