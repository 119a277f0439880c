// Checks golden Slack messages against the official TypeScript types, as JSON Schema.
//
//   node check.mjs NODE_MODULES_FOLDER FILE...
//
// NODE_MODULES_FOLDER is where `npm install --no-package-lock` put what package.json names (a folder outside the source tree).
// Source of the types: https://www.npmjs.com/package/@slack/types
import { createRequire } from "node:module";
import { readFileSync, writeFileSync, existsSync } from "node:fs";
import path from "node:path";

const [folder, ...files] = process.argv.slice(2);
if (!folder || files.length === 0) {
  console.error("usage: node check.mjs NODE_MODULES_FOLDER FILE...");
  process.exit(2);
}
const root = path.resolve(folder);
const load = createRequire(path.join(root, "node_modules", "none.js"));
const Ajv = load("ajv").default;
const { createGenerator } = load("ts-json-schema-generator");

const types = path.join(root, "node_modules/@slack/types/dist/index.d.ts");
if (!existsSync(types)) {
  console.error(`@slack/types is not installed in ${root}`);
  process.exit(2);
}
const entry = path.join(root, "usher-message.ts");
writeFileSync(
  entry,
  `import type { KnownBlock, MessageAttachment } from "@slack/types";
export type Attachment = Omit<MessageAttachment, "blocks"> & { blocks?: KnownBlock[] };
export interface Message {
  text: string;
  blocks?: KnownBlock[];
  attachments?: Attachment[];
  unfurl_links?: boolean;
  unfurl_media?: boolean;
  parse?: "none" | "full";
}
export interface Unfurl {
  color?: string;
  blocks: KnownBlock[];
  preview?: MessageAttachment["preview"];
}
`,
);
function validator(type) {
  const schema = createGenerator({ path: entry, type, skipTypeCheck: true, additionalProperties: false }).createSchema(type);
  return new Ajv({ strict: false, allErrors: true }).compile(schema);
}
const [isMessage, isUnfurl] = [validator("Message"), validator("Unfurl")];

let failed = 0;
for (const file of files) {
  const message = JSON.parse(readFileSync(file, "utf8"));
  const validate = path.basename(file).startsWith("unfurl-") ? isUnfurl : isMessage;
  if (validate(message)) {
    continue;
  }
  failed += 1;
  // Members of a union fail for every other kind of block as well: the deepest errors name the real one.
  const deepest = Math.max(...validate.errors.map((error) => error.instancePath.split("/").length));
  for (const error of validate.errors.filter((e) => e.instancePath.split("/").length === deepest)) {
    console.error(`${path.basename(file)}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  }
}
console.log(`${files.length - failed} of ${files.length} messages fit @slack/types`);
process.exit(failed === 0 ? 0 : 1);
