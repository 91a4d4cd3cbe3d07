// What people do, one step each, in the words of the page.
import { plays, spoken } from "./page.mjs";

export const steps = {
  // The operator's link makes the first administrator, who is then logged in.
  async setup({ page, look }, { link, email, password }) {
    const staff = await page("staff");
    await staff.goto(link);
    await look(staff, "setup");
    await staff.getByLabel("Your e-mail address").fill(email);
    await staff.getByLabel("Password").fill(password);
    await staff.getByRole("button", { name: "Make the account" }).click();
    await staff.waitForURL(/\/staff/);
    await look(staff, "review-empty");
  },

  // Somebody with a phone goes from the campaign's page through the form, and starts to send.
  async submit({ page, look }, { url, slug, file, person }) {
    const phone = await page("phone");
    await phone.goto(`${url}/c/${slug}`);
    await look(phone, "campaign");
    await phone.getByRole("link", { name: "Make your video" }).click();
    await phone.locator("input[name=question]").first().check();
    await look(phone, "submit-question");
    await next(phone);
    await phone.locator("input[name=role][value=leader]").check();
    for (const [name, value] of Object.entries(person)) await phone.locator(`input[name=${name}]`).fill(value);
    await look(phone, "submit-you");
    await next(phone);
    await phone.locator("input[name=agree]").check();
    await look(phone, "submit-release");
    await next(phone);
    await phone.locator("input[type=file]").setInputFiles(file);
    await look(phone, "submit-video");
    await next(phone);
    await phone.locator(".js-sending").waitFor();
    await look(phone, "submit-sending");
  },

  // The page is loaded anew in the middle of sending, as when a phone threw it away, and goes on.
  async resume({ page, look }) {
    const phone = await page("phone");
    await phone.reload();
    await phone.locator(".js-resume-go").waitFor();
    await look(phone, "submit-resume");
  },

  // The sender goes on where it stopped, and gets the link to the private page.
  async sent({ page, look }) {
    const phone = await page("phone");
    await phone.locator(".js-resume-go").click();
    await phone.locator(".js-sent").waitFor();
    await look(phone, "submit-sent");
    return phone.locator(".js-link").inputValue();
  },

  // The sender watches the private page until the video can be played there.
  async status({ page, look }, { link, state }) {
    const phone = await page("phone");
    await phone.goto(link);
    await look(phone, "status-first");
    const progress = await until(phone, state);
    await look(phone, `status-${state}`);
    return { progress, url: phone.url(), video: await plays(phone, "video.js-player") };
  },

  // The owner keeps a part of the video. They type what is no time, and are told; it begins where the player stands and ends at a time that they type, a frame later by
  // the handle; they watch how it ends, and save it.
  async trim({ page, look }, { from, to, state }) {
    const phone = await page("phone");
    if (await phone.locator(".js-trim[open]").count() === 0) await phone.getByRole("heading", { name: "Shorten the video" }).click();
    const video = phone.locator("video.js-player");
    await video.evaluate((v, at) => {
      v.muted = true;
      v.currentTime = at;
      return new Promise((seeked) => v.addEventListener("seeked", seeked, { once: true }));
    }, from);
    await phone.getByLabel("Start", { exact: true }).fill("one");
    await phone.getByLabel("Start", { exact: true }).blur();
    await phone.getByText("Times that can be used lie within the video").waitFor();
    await phone.getByRole("button", { name: "Start where the video is" }).click();
    await phone.getByLabel("End", { exact: true }).fill(String(to));
    await phone.getByRole("slider", { name: "End of the part" }).press("ArrowRight");
    await look(phone, "status-trim");
    await phone.getByRole("button", { name: "Play the part" }).click();
    await video.evaluate((v, at) => {
      v.currentTime = at;
      return new Promise((paused) => v.addEventListener("pause", paused, { once: true }));
    }, to - 1);
    const ended = await video.evaluate((v) => v.currentTime);
    await phone.getByRole("button", { name: "Use this part" }).click();
    await phone.getByText("being prepared with this part").waitFor();
    await look(phone, "status-cut");
    await until(phone, state);
    return { ended, video: await plays(phone, "video.js-player") };
  },

  // The owner writes what is said, saves it with Enter, corrects a line, and says that all of it is right.
  async caption({ page, look }, { lines, correction }) {
    const phone = await page("phone");
    await phone.getByRole("link", { name: "Write them" }).click();
    await phone.getByRole("heading", { name: "No captions yet" }).waitFor();
    await look(phone, "captions-none");
    for (const [i, { from, to, text }] of lines.entries()) {
      if (i > 0) await phone.getByRole("button", { name: "Add a line" }).click();
      const line = phone.getByRole("group", { name: `Line ${i + 1}` });
      await line.getByLabel("Start", { exact: true }).fill(from);
      await line.getByLabel("End", { exact: true }).fill(to);
      await line.getByLabel("Words").fill(text);
    }
    await phone.getByRole("group", { name: "Line 1" }).getByLabel("Start", { exact: true }).press("Enter");
    await phone.getByText("saved, as a draft").waitFor();
    await look(phone, "captions-draft");
    await phone.getByRole("group", { name: "Line 1" }).getByLabel("Words").fill(correction);
    await phone.getByRole("button", { name: "These words are right" }).click();
    await phone.getByText("The captions are right.").waitFor();
    await look(phone, "captions-right");
    const written = await spoken(phone, "video.js-player");
    await phone.getByRole("link", { name: "Back to the video" }).click();
    await phone.getByText("The captions are right").waitFor();
    return written;
  },

  // A moderator changes a line of a video that is out already: as a draft first, which nobody else sees, then as right.
  async recaption({ page, look }, { url, id, clip, text }) {
    const staff = await page("staff");
    const visitor = await page("visitor");
    await visitor.goto(clip);
    await staff.goto(`${url}/staff/review/${id}?state=approved`);
    await staff.getByRole("link", { name: "Change them" }).click();
    await staff.getByRole("group", { name: "Line 1" }).getByLabel("Words").fill(text);
    await staff.getByRole("button", { name: "Save" }).click();
    await staff.getByText("saved, as a draft").waitFor();
    await look(staff, "review-captions");
    await visitor.reload();
    const draft = await spoken(visitor, "video.js-player");
    await staff.getByRole("button", { name: "These words are right" }).click();
    await staff.getByText("The captions are right.").waitFor();
    await staff.getByRole("link", { name: "Back to the video" }).click();
    await staff.locator(".tabs [aria-current=page]", { hasText: "Approved" }).waitFor();
    await visitor.reload();
    return { draft, right: await spoken(visitor, "video.js-player") };
  },

  // A moderator clears the queue from the keyboard.
  async review({ page, look }, { url, name }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/review`);
    await look(staff, "review-queue");
    await staff.keyboard.press("j");
    await staff.getByRole("heading", { name, level: 2 }).waitFor();
    await look(staff, "review-case");
    const video = staff.locator("video.js-player");
    await video.evaluate((v) => { v.muted = true; });
    await staff.keyboard.press("Space");
    await staff.waitForFunction(() => document.querySelector("video.js-player").currentTime > 0.3);
    const captions = await spoken(staff, "video.js-player");
    await staff.keyboard.press("a");
    await staff.locator(".js-toast").waitFor();
    await look(staff, "review-approved");
    return captions;
  },

  // The scheduler opens the schedule, on which nothing is planned yet.
  async plan({ page, look }, { url }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/schedule`);
    await look(staff, "schedule-empty");
  },

  // The scheduler fills in the plan and turns the switch on.
  async schedule({ page, look }) {
    const staff = await page("staff");
    await staff.reload();
    await staff.getByRole("button", { name: "Fill in the plan" }).click();
    await staff.locator(".card").first().waitFor();
    await staff.getByText("Let posts go out", { exact: true }).click();
    await staff.getByRole("button", { name: "Yes, let them go out" }).click();
    await staff.getByRole("heading", { name: "Posts go out" }).waitFor();
    await look(staff, "schedule-on");
    return staff.locator(".card").count();
  },

  // The scheduler tries the day out, and looks at the accounts it is posted to.
  async rehearse({ page, look }, { url }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/rehearsal`);
    await look(staff, "rehearsal");
    const verdict = await staff.getByRole("heading", { level: 1 }).textContent();
    await staff.getByRole("button", { name: "Run again" }).click();
    await staff.getByRole("link", { name: "Channels", exact: true }).click();
    await staff.getByRole("heading", { name: "Channels", level: 1 }).waitFor();
    await look(staff, "channels");
    return verdict.trim();
  },

  // A visitor waits before the wall until a name is on it, and watches.
  async wall({ page, look }, { url, slug, name }) {
    const visitor = await page("visitor");
    await visitor.goto(`${url}/wall/${slug}`);
    await look(visitor, "wall-before");
    await visitor.getByRole("heading", { name }).waitFor();
    await look(visitor, "wall");
    await plays(visitor, ".newest video");
    await visitor.getByRole("link", { name }).first().click();
    await visitor.waitForURL(/\/wall\/[^/]+\/[^/]+$/);
    await look(visitor, "clip");
    await plays(visitor, "video.js-player");
    const captions = await spoken(visitor, "video.js-player");
    const clip = visitor.url();
    await visitor.goto(`${url}/embed/${clip.split("/").pop()}`);
    await look(visitor, "embed");
    await plays(visitor, "video.js-player");
    await visitor.goto(`${url}/wall/${slug}/projector`);
    await look(visitor, "projector");
    await visitor.getByRole("button", { name: "Start" }).click();
    await visitor.getByRole("heading", { name }).waitFor();
    await look(visitor, "projector-on");
    return { captions, url: clip };
  },

  // Everything that was wrong with a page so far.
  async problems({ problems }) {
    return problems;
  },
};

async function next(page) {
  await page.locator(".js-next").click();
}

// until waits until the private page tells of a state, and gives the per cents that it showed meanwhile.
async function until(page, state) {
  const progress = [];
  let waiting = true;
  const arrived = page.locator(`.js-page[data-state=${state}]`).waitFor().finally(() => { waiting = false; });
  while (waiting) {
    const shown = await page.locator(".js-progress-words").allTextContents().catch(() => []); // the page is just changing
    progress.push(...shown.map(Number));
    await Promise.race([arrived, page.waitForTimeout(200)]);
  }
  await arrived;
  return progress;
}
