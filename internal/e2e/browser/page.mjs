// Pages as the tests want them: every document is held against the house's promises while people walk over it.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const web = createRequire(new URL("../../../web/package.json", import.meta.url));
const { chromium } = web("playwright-core");
const axe = await readFile(web.resolve("axe-core/axe.min.js"), "utf8");

// patience, in milliseconds, ends a hung run, and decides nothing else.
const patience = 300_000;

const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const desk = { viewport: { width: 1360, height: 860 } };

// open starts Chromium, the given program. Pictures of the pages go to the folder shots, if one is named.
export async function open(executablePath, shots) {
  const chrome = await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
  const problems = [];
  const pages = {};

  // page is a browser of its own, with its own cookies: "phone", "staff" or "visitor".
  async function page(who) {
    if (pages[who]) return pages[who];
    const context = await chrome.newContext({ ...(who === "staff" ? desk : phone), reducedMotion: "reduce", locale: "en-US" });
    const made = await context.newPage();
    made.setDefaultTimeout(patience);
    watch(made, who);
    return (pages[who] = made);
  }

  function watch(page, who) {
    page.on("pageerror", (error) => problems.push(`${who}: ${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      // What the network does, and what a form is refused for, is the test's own doing; what the page makes of it is looked at.
      if (/^Failed to load resource: (net::ERR_|the server responded with a status of (409|422) )/.test(message.text())) return;
      problems.push(`${who}: ${page.url()}: console: ${message.text()}`);
    });
    page.on("response", async (response) => {
      if (response.request().resourceType() !== "document" || response.status() >= 300 && response.status() < 400) return;
      let policy = (await response.allHeaders())["content-security-policy"] ?? "";
      // Only what is made to be framed may be.
      if (new URL(response.url()).pathname.startsWith("/embed/")) policy = policy.replace("frame-ancestors *", "");
      if (!/default-src 'none'/.test(policy) || /unsafe-|\*/.test(policy)) {
        problems.push(`${who}: ${response.url()}: content security policy "${policy}"`);
      }
    });
  }

  // look holds a page against accessibility's rules, and takes its picture. In dark, only the colours are another's.
  async function look(page, name) {
    for (const [colorScheme, rules] of [["light", {}], ["dark", { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }]]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (await page.evaluate(() => !window.axe)) await page.evaluate(axe);
      const { violations } = await page.evaluate((rules) => window.axe.run({ resultTypes: ["violations"], ...rules }), rules);
      for (const { id, help, nodes } of violations) {
        problems.push(`${name} (${colorScheme}): ${id}: ${help}: ${nodes.map((n) => n.target.join(" ")).join(", ")}`);
      }
      if (shots) await page.screenshot({ path: join(shots, `${name}-${colorScheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
    await fits(page, name);
  }

  // fits sees that nothing has to be scrolled sideways. On a phone, the window grows with what does not fit into it.
  async function fits(page, name) {
    const { width } = page.viewportSize();
    const wide = await page.evaluate((width) => document.documentElement.scrollWidth - width, width);
    if (wide > 0) problems.push(`${name}: ${wide} px wider than its window of ${width}`);
  }

  // survey looks at a page on a desk and on a phone, and whether it fits into the narrowest one that there is.
  async function survey(page, name) {
    const own = page.viewportSize();
    for (const [shape, width] of [["desk", desk.viewport.width], ["phone", 360]]) {
      await page.setViewportSize({ width, height: own.height });
      await look(page, `${name}-${shape}`);
    }
    await page.setViewportSize({ width: 320, height: own.height });
    await fits(page, name);
    await page.setViewportSize(own);
  }

  // shown is what the pages hold now, for whoever has to find out why a step failed.
  async function shown() {
    const texts = Object.entries(pages).map(async ([who, page]) => {
      const text = await page.locator("body").innerText({ timeout: 1000 }).catch(() => "nothing");
      return `--- ${who} at ${page.url()}\n${text}`;
    });
    return (await Promise.all(texts)).join("\n");
  }

  return { page, look, survey, shown, problems, close: () => chrome.close() };
}

// spoken is what the captions of a page's video say, line by line; nothing where it has none.
export async function spoken(page, selector) {
  return page.locator(selector).evaluate(async (video) => {
    const track = video.querySelector("track");
    if (!track) return [];
    track.track.mode = "hidden"; // read, and not shown
    if (track.readyState < 2) {
      await new Promise((done, fail) => {
        track.addEventListener("load", done);
        track.addEventListener("error", () => fail(new Error("the captions can't be read")));
      });
    }
    return [...track.track.cues].map((cue) => cue.text);
  });
}

// plays sees that a page's video really plays: its time goes on, and it has a picture.
export async function plays(page, selector) {
  return page.locator(selector).evaluate(async (video) => {
    video.muted = true;
    await video.play();
    await new Promise((done, fail) => {
      video.addEventListener("timeupdate", () => video.currentTime > 0.3 && done());
      video.addEventListener("error", () => fail(new Error(`video: ${video.error?.message}`)));
    });
    video.pause();
    return { width: video.videoWidth, height: video.videoHeight, seconds: video.duration };
  });
}
