// Weighs texts as X does: a JSON list of them on standard input, their lengths on standard output.
import { text } from "node:stream/consumers";

import twitter from "twitter-text";

const texts = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(texts.map((t) => twitter.parseTweet(t).weightedLength)));
