// Uses the demo page as a person would, in headless Chromium, and keeps screenshots.
//
//   node page_check.mjs NPM_FOLDER USHER_BINARY SCREENSHOT_FOLDER
//
// Starts `usher demo` itself. Exit 0 if everything was seen.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";

import { openPage, startDemo } from "./demo.mjs";

const [npmFolder, binary, screenshots] = process.argv.slice(2);
mkdirSync(screenshots, { recursive: true });

const running = await startDemo(npmFolder, binary);
const problems = [];
async function open(width, height, colorScheme) {
  const page = await openPage(running, { viewport: { width, height }, colorScheme });
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
  return page;
}
const card = (page, subject) => page.locator("#messages .message", { hasText: subject }).last();
const show = (page, look) => page.getByRole("radio", { name: look }).check({ force: true });
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

  // The menu of a message shows the ticket that it names, to the asker alone.
  await composer.focus();
  await page.keyboard.type("Who owns ticket 731440?");
  await page.keyboard.press("Enter");
  const named = page.locator("#messages .message", { hasText: "Who owns ticket 731440?" }).first();
  await named.hover();
  await named.getByRole("button", { name: "Show ticket" }).click();
  await page.locator("#messages .message.ephemeral", { hasText: "#731440" }).first().waitFor();

  // A link to a ticket has its card below it, in the message itself.
  await composer.focus();
  await page.keyboard.type("see https://my.keliweb.example/viewticket.php?tid=902347");
  await page.keyboard.press("Enter");
  const linked = page.locator("#messages .message", { hasText: "viewticket.php?tid=902347" }).first();
  await linked.locator(".attachment", { hasText: "#902347" }).waitFor();

  // What holds in a channel is told to who asks; where outsiders read along, nothing is shown.
  await composer.focus();
  await page.keyboard.type("/ticket channel");
  await page.keyboard.press("Enter");
  await page.locator("#messages .message.ephemeral", { hasText: "level = internal" }).first().waitFor();
  await page.getByText("partner-nordlys").first().click();
  await composer.focus();
  await page.keyboard.type("/ticket 516757");
  await page.keyboard.press("Enter");
  await page.locator("#messages .message.ephemeral", { hasText: "outside the organisation" }).first().waitFor();
  await keep(page, "shared-channel-1400-light");
  await page.getByText("support", { exact: true }).first().click();
  await sample.waitFor();

  // The switch works by keyboard and shows the same messages as Element does.
  await composer.focus();
  await page.keyboard.type("It is about @usher and <b>nothing</b> else");
  await page.keyboard.press("Enter");
  await page.getByRole("radio", { name: "Slack" }).focus();
  await page.keyboard.press("ArrowRight");
  assert.ok(await page.getByRole("radio", { name: "Element" }).isChecked());
  const event = sample.locator(".event-body.notice");
  await event.waitFor();
  assert.match(await event.innerText(), /^#516757 · This is a sample ticket\n⚪ Closed · Nobody has to answer/);
  assert.equal(await event.locator("blockquote").count(), 2);
  assert.equal(await event.locator("b", { hasText: "This is a sample ticket" }).count(), 1);
  await page.locator("#messages .message .typed", { hasText: "It is about @usher and <b>nothing</b> else" }).waitFor();
  assert.equal(await page.locator("#messages .attachment").count(), 0, "nothing of Slack's is left");

  // A reaction does what Slack's button does.
  const stamp = () => sample.locator(".event-body").evaluate((node) => node.isConnected);
  await sample.getByRole("button", { name: /refresh/i }).click();
  assert.ok(await stamp());
  const whole = page.locator("#messages .message.ephemeral", { hasText: "#CFB-250177" }).last();
  assert.match(await whole.innerText(), /Opening message/);

  // Text that tries to break out stays text.
  await composer.focus();
  await page.keyboard.type("/ticket 655021");
  await page.keyboard.press("Enter");
  const hostile = card(page, "655021");
  await hostile.locator(".reaction").first().waitFor();
  const inside = await hostile.locator(".event-body").evaluate((node) => ({
    tags: [...new Set([...node.querySelectorAll("*")].map((one) => one.localName))],
    attributes: [...new Set([...node.querySelectorAll("*")].flatMap((one) => one.getAttributeNames()))],
    links: [...node.querySelectorAll("a")].map((one) => one.getAttribute("href")),
  }));
  const allowed = ["a", "b", "i", "del", "code", "ul", "ol", "li", "pre", "blockquote", "p", "br"];
  assert.deepEqual(inside.tags.filter((tag) => !allowed.includes(tag)), []);
  assert.deepEqual(inside.attributes.filter((name) => !["href", "target", "rel", "start"].includes(name)), []);
  assert.deepEqual(inside.links.filter((url) => !/^(https?|mailto):/.test(url)), []);
  const parsed = await page.evaluate(async () => {
    const { matrixHtml } = await import("/matrix_html.js");
    const box = document.createElement("div");
    box.append(...matrixHtml("<p onclick='x()'>a<script>x()</script><img src=x onerror=x()><a href='javascript:x()'>b</a><span style='color:red'>c</span></p>"
      + "<ol start='3'><li>d</li></ol><a href='mailto:a@b.example'>e</a><style>*{}</style>"));
    return box.innerHTML;
  });
  assert.equal(parsed, '<p>abc</p><ol start="3"><li>d</li></ol><a href="mailto:a@b.example" target="_blank" rel="noopener noreferrer">e</a>');
  // Chromium tells of the handlers and styles that the parser saw and that nothing will run.
  assert.deepEqual(problems.splice(0).filter((text) => !text.includes("Content Security Policy")), []);
  await keep(page, "element-hostile-1400-light");

  // It is remembered.
  await page.reload();
  await card(page, "This is a sample ticket").locator(".event-body").waitFor();
  await sample.scrollIntoViewIfNeeded();
  await keep(page, "element-1400-light");
  await card(page, "CFB-250177").scrollIntoViewIfNeeded();
  await keep(page, "element-all-replies-1400-light");

  const narrow = async (look, name) => {
    const phone = await open(390, 844, "dark");
    await show(phone, look);
    const shown = card(phone, "This is a sample ticket");
    await shown.waitFor();
    await shown.scrollIntoViewIfNeeded();
    const overflow = await phone.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(overflow <= 0, `the page is ${overflow} px wider than a phone`);
    await keep(phone, name);
  };
  await narrow("Slack", "card-390-dark");
  await narrow("Element", "element-390-dark");
  for (const [look, name] of [["Slack", "card-1400-dark"], ["Element", "element-1400-dark"]]) {
    const night = await open(1400, 900, "dark");
    await show(night, look);
    await card(night, "This is a sample ticket").waitFor();
    await card(night, "This is a sample ticket").scrollIntoViewIfNeeded();
    await keep(night, name);
  }

  assert.deepEqual(problems, [], "the page reported errors");
  console.log("page: ok");
} catch (error) {
  await keep(running.browser.contexts()[0].pages()[0], "failure").catch(() => {});
  console.error(error);
  process.exitCode = 1;
} finally {
  await running.end();
}
