// Runs Slack's own SDK against a running sandbox, as an independent judge of its protocol.
//
//   npm install --prefix NPM_FOLDER @slack/socket-mode @slack/web-api
//   usher sandbox --port 8080 --write-config FOLDER/usher.toml
//   node tests/sandbox/sdk/sdk_check.mjs http://127.0.0.1:8080/ FOLDER NPM_FOLDER
//
// FOLDER holds the token files that `--write-config` wrote. Exit 0 if everything agrees.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

const [url, folder, npmFolder] = process.argv.slice(2);
if (!url || !folder || !npmFolder) {
  console.error("usage: sdk_check.mjs URL FOLDER_WITH_TOKENS NPM_FOLDER");
  process.exit(2);
}
const require = createRequire(path.join(path.resolve(npmFolder), "resolve-from-here.js"));
const { SocketModeClient, LogLevel } = require("@slack/socket-mode");
const { WebClient } = require("@slack/web-api");

const token = (name) => readFileSync(path.join(folder, name), "utf8").trim();
const slackApiUrl = new URL("api/", url).href;
const web = new WebClient(token("slack_bot_token"), { slackApiUrl, retryConfig: { retries: 0 }, logLevel: LogLevel.ERROR });
const socket = new SocketModeClient({ appToken: token("slack_app_token"), clientOptions: { slackApiUrl }, logLevel: LogLevel.ERROR });

const control = async (what, body) => {
  const options = body ? { method: "POST", body: JSON.stringify(body) } : {};
  return (await fetch(new URL(`_control/${what}`, url), options)).json();
};

/** The next event of that name; left unacknowledged. */
const next = (name) => new Promise((resolve, reject) => {
  const timer = setTimeout(() => reject(new Error(`no ${name} within 10 s`)), 10_000);
  socket.once(name, (event) => {
    clearTimeout(timer);
    resolve(event);
  });
});
const nextAcknowledged = async (name) => {
  const event = await next(name);
  await event.ack();
  return event;
};

let failures = 0;
const check = async (name, story) => {
  try {
    await story();
    console.log(`ok      ${name}`);
  } catch (problem) {
    ++failures;
    console.log(`FAILED  ${name}\n        ${problem.message}`);
  }
};
const channel = "C0SUPPORT1";
// What the bot itself posts comes back as events; they are acknowledged and otherwise ignored.
socket.on("message", async ({ event, ack }) => {
  if (event.bot_id || event.subtype) await ack();
});

await check("auth.test names the bot", async () => {
  const answer = await web.auth.test();
  assert.equal(answer.ok, true);
  assert.match(answer.user_id, /^U/);
  assert.match(answer.bot_id, /^B/);
});

await check("connects and is said hello to", async () => {
  const connected = new Promise((resolve) => socket.once("connected", resolve));
  await socket.start();
  await connected;
  assert.equal((await control("connections")).connections.length, 1);
});

let responseUrl;
await check("receives and acknowledges a slash command", async () => {
  const waiting = nextAcknowledged("slash_commands");
  const typed = await control("type", { text: "/ticket 516757" });
  const { body } = await waiting;
  assert.equal(body.command, "/ticket");
  assert.equal(body.text, "516757");
  assert.equal(body.trigger_id, typed.key);
  responseUrl = body.response_url;
});

let ts;
await check("posts a card with metadata, and updates it", async () => {
  const blocks = [
    { type: "header", text: { type: "plain_text", text: "#516757 This is a sample ticket" } },
    { type: "actions", elements: [{ type: "button", action_id: "refresh", value: "516757", text: { type: "plain_text", text: "Refresh" } }] },
  ];
  const metadata = { event_type: "check", event_payload: { marker: "m1" } };
  const posted = await web.chat.postMessage({ channel, text: "Looking up 516757", metadata });
  assert.equal(posted.ok, true);
  ts = posted.ts;
  const updated = await web.chat.update({ channel, ts, text: "Ticket 516757", blocks });
  assert.equal(updated.ts, ts);
});

await check("finds the post by its metadata", async () => {
  const history = await web.conversations.history({ channel, include_all_metadata: true, limit: 10 });
  const found = history.messages.find((message) => message.metadata?.event_payload?.marker === "m1");
  assert.equal(found.ts, ts);
  assert.equal(found.text, "Ticket 516757");
});

await check("gets errors as the SDK knows them", async () => {
  const error = async (call) => call.then(() => "none", (problem) => problem.data?.error ?? problem.message);
  assert.equal(await error(web.chat.postMessage({ channel: "C0NOWHERE1", text: "x" })), "channel_not_found");
  assert.equal(await error(web.chat.postMessage({ channel: "C0RANDOM01", text: "x" })), "not_in_channel");
  assert.equal(await error(web.chat.postMessage({ channel, text: "x", blocks: [{ type: "nonsense" }] })), "invalid_blocks");
  assert.equal(await error(web.apiCall("chat.nonsense")), "unknown_method");
});

await check("reads conversations and people", async () => {
  const info = await web.conversations.info({ channel: "C0NORDLYS1" });
  assert.equal(info.channel.is_ext_shared, true);
  const user = await web.users.info({ user: "U0GIULIA01" });
  assert.equal(user.user.tz, "Europe/Rome");
});

await check("may use a response URL five times", async () => {
  const respond = async () => (await fetch(responseUrl, { method: "POST", body: JSON.stringify({ text: "private" }) })).status;
  const answers = [];
  for (let i = 0; i < 6; ++i) answers.push(await respond());
  assert.deepEqual(answers, [200, 200, 200, 200, 200, 404]);
});

await check("hears a mention as app_mention and as message", async () => {
  const mention = nextAcknowledged("app_mention");
  const message = nextAcknowledged("message");
  await control("type", { text: "@usher 516757" });
  const [first, second] = await Promise.all([mention, message]);
  assert.equal(first.event.ts, second.event.ts);
  assert.notEqual(first.body.event_id, second.body.event_id);
});

await check("hears a pressed button", async () => {
  const pressed = nextAcknowledged("interactive");
  await control("press", { channel, ts, action: "Refresh" });
  const { body } = await pressed;
  assert.equal(body.type, "block_actions");
  assert.equal(body.actions[0].value, "516757");
  assert.equal(body.container.message_ts, ts);
});

await check("gets an event again that it did not acknowledge", async () => {
  const first = next("message");
  await control("type", { text: "nobody listens" });
  const { body } = await first;
  const { body: again, retry_num: attempt, retry_reason: reason, ack } = await next("message");
  await ack();
  assert.equal(again.event_id, body.event_id);
  assert.equal(attempt, 1);
  assert.equal(reason, "timeout");
});

await check("comes back after a refresh", async () => {
  const connected = new Promise((resolve) => socket.once("connected", resolve));
  await control("refresh", { grace_ms: 200 });
  await connected;
  const waiting = nextAcknowledged("slash_commands");
  await control("type", { text: "/ticket help" });
  assert.equal((await waiting).body.text, "help");
  assert.ok((await control("counters")).connections_opened >= 2);
});

await socket.disconnect();
console.log(failures === 0 ? "The SDK and the sandbox agree." : `${failures} checks failed.`);
process.exit(failures === 0 ? 0 : 1);
