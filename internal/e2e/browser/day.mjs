// What the scheduler does with the board and on the day, and what visitors see of it.
import { plays, spoken } from "./page.mjs";

export const day = {
  // The scheduler fills in the plan.
  async fillIn({ page, survey }, { url }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/schedule`);
    await does(staff, () => staff.getByRole("button", { name: "Fill in the plan" }).click(), "The plan is filled in.");
    await survey(staff, "board");
    return columns(staff);
  },

  // They look for somebody, and have everybody back.
  async search({ page }, { words }) {
    const staff = await page("staff");
    await staff.getByRole("searchbox").fill(words);
    await staff.getByRole("searchbox").press("Enter");
    const found = staff.locator(".plan .note", { hasText: "found." });
    await found.waitFor();
    const answer = { said: await found.innerText(), columns: await columns(staff) };
    await staff.getByRole("link", { name: "Show all" }).click();
    await found.waitFor({ state: "detached" });
    return answer;
  },

  // A post is moved without a mouse: first only tried and left, then three minutes later, and back again.
  async moveByKeys({ page, survey }, { channel }) {
    const staff = await page("staff");
    const link = card(staff, channel, 1).getByRole("link");
    const before = await timeOf(card(staff, channel, 1));
    await link.focus();
    await staff.keyboard.press("Shift+ArrowDown");
    const tried = await staff.locator(".js-told").textContent();
    await staff.keyboard.press("Escape");
    const left = await timeOf(card(staff, channel, 1));
    for (let i = 0; i < 3; i++) await staff.keyboard.press("ArrowDown");
    await does(staff, () => staff.keyboard.press("Enter"), "Moved ");
    const moved = await timeOf(card(staff, channel, 1));
    await survey(staff, "board-moved");
    await does(staff, () => staff.getByRole("button", { name: "Undo" }).click(), "back to");
    const back = await timeOf(card(staff, channel, 1));
    return { tried, before, left, moved, back };
  },

  // One key pins a post where it is, and lets it go.
  async pinByKey({ page }, { channel }) {
    const staff = await page("staff");
    const pinned = card(staff, channel, 0).getByText("Pinned");
    await does(staff, () => card(staff, channel, 0).getByRole("link").press("p"), "Pinned:");
    await pinned.waitFor();
    await does(staff, () => card(staff, channel, 0).getByRole("link").press("p"), "Not pinned any more");
    await pinned.waitFor({ state: "detached" });
  },

  // Two posts change places, and change back.
  async swap({ page, survey }, { channel }) {
    const staff = await page("staff");
    const names = async () => (await columns(staff)).find((c) => c.name === channel).cards.map((c) => c.name);
    const before = await names();
    await leads(staff, () => card(staff, channel, 0).getByRole("link").click());
    await staff.getByLabel("Change places with").selectOption({ label: await option(staff, before[3]) });
    await survey(staff, "post");
    await does(staff, () => staff.getByRole("button", { name: "Swap" }).click(), "Changed places");
    const swapped = await names();
    await does(staff, () => staff.getByRole("button", { name: "Undo" }).click(), "Changed places");
    return { before, swapped, back: await names() };
  },

  // A post is dragged to between the fourth and the fifth, after it was dragged and put back with Escape.
  async drag({ page, look }, { channel }) {
    const staff = await page("staff");
    const [from, fourth, fifth] = [card(staff, channel, 0), card(staff, channel, 3), card(staff, channel, 4)];
    const name = await from.getByRole("link").innerText();
    const before = await timeOf(from);
    await takeTo(staff, from, fourth, fifth);
    await staff.keyboard.press("Escape");
    await staff.mouse.up();
    const left = await timeOf(from);
    const around = [await timeOf(fourth), await timeOf(fifth)];
    await takeTo(staff, from, fourth, fifth);
    await look(staff, "board-dragged");
    await does(staff, () => staff.mouse.up(), "Moved ");
    const moved = await timeOf(column(staff, channel).locator(".card", { hasText: name }));
    await does(staff, () => staff.getByRole("button", { name: "Undo" }).click(), "back to");
    return { before, left, around, moved };
  },

  // The first of the day and the last are chosen, and the plan is spread anew around a pause.
  async order({ page, survey }, { channel, from, to }) {
    const staff = await page("staff");
    const [first, last] = [await nameOf(card(staff, channel, 5)), await nameOf(card(staff, channel, 1))];
    await leads(staff, () => card(staff, channel, 5).getByRole("link").click());
    await does(staff, () => staff.getByRole("button", { name: "Make it the first" }).click(), `${first} is the first on every channel`);
    await leads(staff, () => card(staff, channel, 1).getByRole("link").click());
    await does(staff, () => staff.getByRole("button", { name: "Make it the last" }).click(), `${last} is the last on every channel`);
    await staff.getByText("Add a pause", { exact: true }).click();
    await staff.getByRole("textbox", { name: "Why" }).fill("Lunch");
    await staff.locator("input[name=pause_from]").fill(from);
    await staff.locator("input[name=pause_to]").fill(to);
    await does(staff, () => staff.getByRole("button", { name: "Add the pause" }).click(), "Nothing goes out in that time");
    const conflicts = await staff.locator("#conflicts + ul > li").allInnerTexts();
    await survey(staff, "board-pause");
    await staff.getByText("Spread anew", { exact: true }).click();
    await does(staff, () => staff.getByRole("button", { name: "Yes, spread it anew" }).click(), "The plan is spread anew.");
    const anew = await columns(staff);
    await does(staff, () => staff.getByRole("button", { name: "Remove the pause" }).click(), "The pause is gone.");
    return { first, last, conflicts, columns: anew };
  },

  // A text is too long, is told to be while it is written and when it is saved, and is shortened.
  async write({ page, survey }, { channel, long, short }) {
    const staff = await page("staff");
    await leads(staff, () => card(staff, channel, 2).getByRole("link").click());
    const id = new URL(staff.url()).searchParams.get("post");
    const text = staff.getByLabel("What goes out");
    await text.fill(long);
    await staff.locator(".js-count.over").waitFor();
    const counted = await staff.locator(".js-count").innerText();
    await leads(staff, () => staff.getByRole("button", { name: "Save the text" }).click());
    await staff.getByRole("alert").waitFor();
    const refused = await staff.getByRole("alert").innerText();
    const recounted = await staff.locator(".js-count").innerText();
    const kept = await text.inputValue();
    await survey(staff, "post-too-long");
    await text.fill(short);
    await staff.locator(".js-count:not(.over)").waitFor();
    await does(staff, () => staff.getByRole("button", { name: "Save the text" }).click(), "The text is changed.");
    return { id, counted, refused, recounted, kept, shown: await staff.locator(".js-shown").innerText() };
  },

  // Two posts of a channel stand too close: it is told, and marked on the cards.
  async crowd({ page, survey }, { channel }) {
    const staff = await page("staff");
    const at = await timeOf(card(staff, channel, 3));
    await leads(staff, () => card(staff, channel, 2).getByRole("link").click());
    await staff.getByLabel("Time of day").fill(at);
    await does(staff, () => staff.getByRole("button", { name: "Move", exact: true }).click(), "Moved ");
    const said = await staff.locator(".flash").innerText();
    const listed = await staff.locator("#conflicts + ul > li").allInnerTexts();
    await survey(staff, "board-conflict");
    await does(staff, () => staff.getByRole("button", { name: "Undo" }).click(), "back to");
    return { said, listed };
  },

  // Somebody writes other words for a post, which is published meanwhile, and hears of it when they save them.
  async rewrite({ page }, { url, id, words }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/schedule?post=${id}`);
    await staff.getByLabel("What goes out").fill(words);
  },

  async saveTooLate({ page, survey }) {
    const staff = await page("staff");
    await leads(staff, () => staff.getByRole("button", { name: "Save the text" }).click());
    await staff.getByRole("alert").waitFor();
    await survey(staff, "post-too-late");
    return { said: await staff.getByRole("alert").innerText(), shown: await staff.locator(".js-shown").innerText() };
  },

  // The plan is taken along: as a table, and as the address of a calendar.
  async takeAlong({ page, survey }) {
    const staff = await page("staff");
    const [table] = await Promise.all([staff.waitForEvent("download"), staff.getByRole("link", { name: "All posts as CSV" }).click()]);
    await staff.getByRole("button", { name: "Subscribe" }).click();
    const address = staff.locator("#feed input");
    await address.waitFor();
    await survey(staff, "board-calendar");
    return { table: await table.path(), calendar: await address.inputValue() };
  },

  async endCalendar({ page }) {
    const staff = await page("staff");
    await does(staff, () => staff.getByRole("button", { name: "End the address I have" }).click(), "The calendar's link does not work any more.");
  },

  // A visitor opens the wall before anything is on it. It is never loaded anew from here on.
  async openWall({ page, survey }, { url, slug }) {
    const visitor = await page("visitor");
    await visitor.goto(`${url}/wall/${slug}`);
    await survey(visitor, "wall-before");
    await visitor.evaluate(() => { window.stays = true; });
  },

  // Somebody comes to the wall that is open.
  async onWall({ page }, { name }) {
    const visitor = await page("visitor");
    await visitor.locator("#newest", { hasText: name }).waitFor();
    return visitor.evaluate(() => window.stays === true);
  },

  // The wall shows what answers one question, and what came by one partner.
  async sift({ page, survey }, { url, slug, question, partner }) {
    const visitor = await page("visitor");
    await visitor.goto(`${url}/wall/${slug}`);
    await survey(visitor, "wall-full");
    const names = () => visitor.locator("#newest, .tiles b").allInnerTexts();
    const all = await names();
    const choose = async (words) => {
      await visitor.locator(".sift > summary").click();
      await visitor.locator(".sift-body").getByRole("link", { name: words }).click();
      await visitor.locator(".sifted").waitFor();
    };
    await visitor.locator(".sift > summary").click();
    await survey(visitor, "wall-choices");
    await visitor.locator(".sift > summary").click();
    await choose(question);
    await survey(visitor, "wall-question");
    const answering = { said: await visitor.locator(".sifted").innerText(), names: await names() };
    await visitor.locator(".sifted").getByRole("link").click();
    await visitor.locator(".sifted").waitFor({ state: "detached" });
    await choose(partner);
    return { all, answering, by: { said: await visitor.locator(".sifted").innerText(), names: await names() } };
  },

  // One clip by itself, with what is said in it.
  async clip({ page, survey }, { address }) {
    const visitor = await page("visitor");
    await visitor.goto(address);
    await survey(visitor, "clip");
    await plays(visitor, "video.js-player");
    return { name: await visitor.getByRole("heading", { level: 1 }).innerText(), captions: await spoken(visitor, "video.js-player") };
  },

  // The scheduler opens the live page, and leaves it open.
  async live({ page, survey }, { url }) {
    const staff = await page("staff");
    await staff.goto(`${url}/staff/live`);
    await survey(staff, "live-stopped");
    return figures(staff);
  },

  async go({ page }) {
    const staff = await page("staff");
    await staff.getByText("Let posts go out", { exact: true }).click();
    await does(staff, () => staff.getByRole("button", { name: "Yes, let them go out" }).click(), "Posts go out.");
    await staff.getByRole("heading", { name: "Posts go out" }).waitFor();
  },

  // Everything is stopped: by one press of the button, or of the key.
  async stop({ page }, { key }) {
    const staff = await page("staff");
    const press = () => (key ? staff.keyboard.press(key) : staff.getByRole("button", { name: "Stop everything" }).click());
    await does(staff, press, "Nothing goes out until you let it.");
    await staff.getByRole("heading", { name: "Everything is stopped" }).waitFor();
  },

  // The first post of a channel that is still to come is done something to, which the page asks about once more. With link, it
  // was posted by hand, with a bundle that was downloaded.
  async act({ page, survey }, { list, channel, action, yes, says, link, shot }) {
    const staff = await page("staff");
    const first = postIn(staff, list, channel).first();
    const name = await first.locator(".what a").innerText();
    const post = postIn(staff, list, channel, name);
    await post.locator("summary", { hasText: action }).click();
    const dialog = staff.getByRole("dialog");
    if (shot) await survey(staff, shot);
    const answer = { name };
    if (link) {
      const [bundle] = await Promise.all([staff.waitForEvent("download"), dialog.getByRole("link", { name: "Video, text and captions" }).click()]);
      answer.bundle = await bundle.path();
      await dialog.getByLabel("Address of the post").fill(link);
    }
    await does(staff, () => dialog.getByRole("button", { name: yes }).click(), says);
    return answer;
  },

  // The live page, left alone, comes to show a post in a list.
  async comes({ page, survey }, { list, channel, name, shot }) {
    const staff = await page("staff");
    const post = postIn(staff, list, channel, name).first();
    await post.waitFor();
    if (shot) await survey(staff, shot);
    const link = post.getByRole("link", { name: "See it" });
    return { text: await post.innerText(), link: (await link.count()) > 0 ? await link.getAttribute("href") : "" };
  },

  // It tells of a channel that does not do as it should.
  async trouble({ page, survey }) {
    const staff = await page("staff");
    await staff.locator(".troubles").waitFor();
    await survey(staff, "live-trouble");
    return staff.locator(".troubles").innerText();
  },

  // It comes to show it nowhere.
  async goes({ page }, { list, channel, name }) {
    const staff = await page("staff");
    await postIn(staff, list, channel, name).first().waitFor({ state: "detached" });
    return figures(staff);
  },
};

// leads does what brings another page, and waits until it is there.
async function leads(page, press) {
  await Promise.all([page.waitForEvent("domcontentloaded"), press()]);
}

// does is that, where the page then says what was just done.
async function does(page, press, words) {
  await leads(page, press);
  await page.locator(".note.good[role=status]", { hasText: among(words) }).waitFor();
}

// among finds words between whose letters there may be marks of direction.
function among(words) {
  return new RegExp([...words].map((letter) => exactly(letter).source).join("[\\u2066-\\u2069]*"));
}

function column(page, channel) {
  return page.locator(".column", { has: page.locator("h3", { hasText: exactly(channel) }) });
}

function card(page, channel, n) {
  return column(page, channel).locator(".card").nth(n);
}

async function nameOf(card) {
  return (await card.locator(".card-name").innerText()).trim();
}

// timeOf is a card's time, as a field for times has it.
async function timeOf(card) {
  const at = await card.locator(".js-at").innerText();
  const [, hour, minute, half] = /(\d+):(\d+)\s([AP])M/.exec(at);
  return `${String((Number(hour) % 12) + (half === "P" ? 12 : 0)).padStart(2, "0")}:${minute}`;
}

// columns is the board as it is seen.
async function columns(page) {
  return page.locator(".column").evaluateAll((all) => all.map((column) => ({
    name: column.querySelector("h3 bdi").textContent,
    cards: [...column.querySelectorAll(".card")].map((card) => ({
      name: card.querySelector(".card-name").textContent.trim(), at: card.dataset.at, marks: card.querySelector(".card-top").innerText,
    })),
  })));
}

// option is the whole name of the choice that names somebody, behind marks that keep the name's direction to itself.
async function option(page, name) {
  const all = await page.getByLabel("Change places with").locator("option").allTextContents();
  return all.find((words) => words.replace(/[\u2066-\u2069]/g, "").endsWith(name));
}

// takeTo takes a card between two others, and holds it.
async function takeTo(page, card, above, below) {
  await card.scrollIntoViewIfNeeded();
  const [own, a, b] = await Promise.all([card, above, below].map((c) => c.boundingBox()));
  const x = own.x + own.width / 2;
  await page.mouse.move(x, own.y + own.height / 2);
  await page.mouse.down();
  await page.mouse.move(x, (a.y + a.height + b.y) / 2, { steps: 5 });
}

// exactly is a text with its capitals, which networks' names differ in.
function exactly(text) {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
}

function postIn(page, list, channel, name) {
  return page.locator(`#list-${list} li`, { hasText: exactly(channel) }).filter({ hasText: name ?? "" });
}

// figures are the live page's sums.
async function figures(page) {
  return Object.fromEntries(await page.locator(".sums > div").evaluateAll((all) => all.map((e) => [e.querySelector("dt").textContent, Number(e.querySelector("dd").textContent)])));
}
