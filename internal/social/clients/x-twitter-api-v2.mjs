// Posts a video to X with twitter-api-v2, and takes it down again: see x.mjs.
import { TwitterApi } from "twitter-api-v2";

import { play } from "./x.mjs";

await play(({ address, keys }) => {
  const { v2 } = new TwitterApi({
    appKey: keys.consumer_key,
    appSecret: keys.consumer_secret,
    accessToken: keys.access_token,
    accessSecret: keys.access_token_secret,
  });
  v2.setPrefix(`${address}/2/`);
  return {
    me: async () => (await v2.me({ "user.fields": "protected" })).data,
    upload: async (video) => v2.uploadMedia(video, { media_type: "video/mp4", media_category: "tweet_video" }),
    describe: async (id, alt) => v2.createMediaMetadata(id, { alt_text: { text: alt } }),
    post: async (text, id) => (await v2.tweet(text, { media: { media_ids: [id] } })).data.id,
    timeline: async (user) => {
      const pages = await v2.userTimeline(user, {
        expansions: "attachments.media_keys",
        "tweet.fields": "created_at",
        "media.fields": "alt_text",
        max_results: 5,
      });
      while (!pages.done) {
        await pages.fetchNext();
      }
      return pages.tweets.map((post) => ({ id: post.id, media: post.attachments?.media_keys ?? [] }));
    },
    remove: async (id) => (await v2.deleteTweet(id)).data.deleted,
  };
});
