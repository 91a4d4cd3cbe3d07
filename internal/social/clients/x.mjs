// What every client of X is told to do. The task comes as JSON on standard input: the address, the keys, and either the
// video's path with the texts to post it with, or the ID of the post to take down. What came of it goes to standard output.
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";

export async function play(open) {
  const task = JSON.parse(await text(process.stdin));
  const client = open(task);
  if (task.remove) {
    console.log(JSON.stringify({ removed: await client.remove(task.remove) }));
    return;
  }
  const me = await client.me();
  const video = await readFile(task.video);
  for (const words of task.texts) {
    const media = await client.upload(video);
    await client.describe(media, task.alt);
    await client.post(words, media);
  }
  console.log(JSON.stringify({ name: me.username, timeline: await client.timeline(me.id) }));
}
