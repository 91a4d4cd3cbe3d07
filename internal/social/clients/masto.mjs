// Posts a video with the npm package masto, lists the account's posts, takes the post down, and prints what it saw as JSON.
// Usage: node masto.mjs URL TOKEN FILM TEXT DESCRIPTION
import { readFile } from "node:fs/promises";
import { createRestAPIClient } from "masto";

const [url, accessToken, film, text, description] = process.argv.slice(2);
const masto = createRestAPIClient({ url, accessToken });

const instance = await masto.v2.instance.fetch();
const account = await masto.v1.accounts.verifyCredentials();

// It asks for the video until it can be posted.
const file = new File([await readFile(film)], "film.mp4", { type: "video/mp4" });
const media = await masto.v2.media.create({ file, description, pollingInterval: 10 });

const wish = { status: text, mediaIds: [media.id], language: "en", visibility: "public" };
const idempotent = { requestInit: { headers: { "Idempotency-Key": "one" } } };
const posted = await masto.v1.statuses.create(wish, idempotent);
const again = await masto.v1.statuses.create(wish, idempotent);
const refusal = await masto.v1.statuses.create(wish).then(
  () => "",
  (error) => `${error.statusCode} ${error.message}`,
);

const listed = [];
for await (const page of masto.v1.accounts.$select(account.id).statuses.list({ onlyMedia: true, limit: 1 })) {
  if (page.length === 0) break;
  listed.push(...page.map((status) => status.mediaAttachments[0].id));
}
await masto.v1.statuses.$select(posted.id).remove();
const after = await masto.v1.statuses.$select(posted.id).fetch().then(
  () => "",
  (error) => `${error.statusCode} ${error.message}`,
);

console.log(JSON.stringify({
  domain: instance.domain,
  characters: instance.configuration.statuses.maxCharacters,
  username: account.username,
  media: media.id,
  described: media.description,
  post: posted.id,
  again: again.id,
  shown: posted.mediaAttachments[0].id,
  refusal,
  listed,
  after,
}));
