// Posts a video to X with X's own SDK, and takes it down again: see x.mjs.
import { Client, OAuth1 } from "@xdevplatform/xdk";

import { play } from "./x.mjs";

const chunkSize = 1 << 20;

await play(({ address, keys }) => {
  const client = new Client({
    baseUrl: address,
    oauth1: new OAuth1({
      apiKey: keys.consumer_key,
      apiSecret: keys.consumer_secret,
      accessToken: keys.access_token,
      accessTokenSecret: keys.access_token_secret,
      callback: "oob",
    }),
  });
  return {
    me: async () => (await client.users.getMe({ userFields: ["protected"] })).data,
    upload: async (video) => {
      const { data } = await client.media.initializeUpload({
        mediaType: "video/mp4",
        mediaCategory: "tweet_video",
        totalBytes: video.length,
      });
      for (let i = 0; i * chunkSize < video.length; i++) {
        const chunk = video.subarray(i * chunkSize, (i + 1) * chunkSize);
        await client.media.appendUpload(data.id, { segmentIndex: i, media: chunk.toString("base64") });
      }
      await client.media.finalizeUpload(data.id);
      const status = await client.media.getUploadStatus(data.id, { command: "STATUS" });
      if (status.data.processingInfo.state !== "succeeded") {
        throw new Error(JSON.stringify(status));
      }
      return data.id;
    },
    describe: async (id, alt) => client.media.createMetadata({ id, metadata: { altText: { text: alt } } }),
    post: async (text, id) => (await client.posts.create({ text, media: { mediaIds: [id] } })).data.id,
    timeline: async (user) => {
      const posts = [];
      for (let token; ; ) {
        const page = await client.users.getPosts(user, {
          maxResults: 5,
          paginationToken: token,
          expansions: ["attachments.media_keys"],
        });
        posts.push(...(page.data ?? []));
        token = page.meta.nextToken;
        if (!token) {
          return posts.map((post) => ({ id: post.id, media: post.attachments?.mediaKeys ?? [] }));
        }
      }
    },
    remove: async (id) => (await client.posts.delete(id)).data.deleted,
  };
});
