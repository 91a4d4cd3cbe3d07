import { all, need } from "../shared/dom";
import { Parts, readAgain } from "../shared/fresh";
import { listen } from "../shared/listen";
import { play } from "../shared/player";

/** A voice is a clip as the page lists it. */
interface Voice {
  key: string;
  name: string;
  data: DOMStringMap;
}

const calm = 15_000;
// breath, in milliseconds, is how long a voice that can't be played stays before the next one.
const breath = 3_000;
// rest is how long the controls stay when nobody moves.
const rest = 4_000;

const hall = need(".js-hall");
const foyer = need(".js-foyer");
const stage = need(".js-show");
const waiting = need(".js-waiting");
const screen = need(".js-screen");
const toggle = need<HTMLButtonElement>(".js-toggle");
const source = need(".js-projector").dataset;
const parts = new Parts(() => false, () => undefined);

// One element for all voices: who pressed Start allowed this one to be heard.
const video = document.createElement("video");
video.className = "voice";
video.playsInline = true;
video.preload = "auto";
screen.append(video);

const heard = new Set(voices().map((v) => v.key)); // what is not in here came while the projector ran
let on: Voice | undefined;
let started = false;
let lock: { release(): Promise<void> } | undefined;
let quiet = 0;
let stuck = 0;

for (const e of all(".js-ready")) e.hidden = false;
need(".js-voices").hidden = true;
for (const e of all(".js-can-fill")) e.hidden = !document.fullscreenEnabled;
need(".js-start").onclick = start;
need(".js-back").onclick = () => move(-1);
need(".js-forth").onclick = () => move(1);
need(".js-fill").onclick = fill;
toggle.onclick = pauseOrPlay;
video.onended = () => move(1, true);
video.onerror = () => void (stuck = window.setTimeout(() => move(1, true), breath));
video.onplay = video.onpause = label;
document.addEventListener("keydown", onKey);
for (const type of ["pointermove", "pointerdown", "keydown", "focusin"]) document.addEventListener(type, awake);
document.addEventListener("visibilitychange", () => void stayAwake());
listen({ address: source.events ?? "", cursor: source.cursor ?? "" }, () => calm, look);

async function look(): Promise<boolean> {
  const latest = await readAgain();
  if (!latest) return false;
  parts.put(latest);
  need(".js-voices").hidden = true;
  // What was taken back is not shown to its end.
  if (started && (!on || !voices().some((v) => v.key === on?.key))) move(1, true);
  return true;
}

function voices(): Voice[] {
  return all(".js-voices li").map((li) => {
    const link = need("a", li);
    return { key: li.dataset.key ?? "", name: link.textContent ?? "", data: link.dataset };
  });
}

function start(): void {
  started = true;
  foyer.hidden = true;
  move(0, true); // first of all: the browser lets the visitor's gesture allow one thing, and sound is the one that matters
  fill();
  void stayAwake();
  awake();
}

/** Goes to the next voice (1) or the one before (-1). By itself, it lets what just came speak first. */
function move(by: number, byItself = false): void {
  clearTimeout(stuck);
  const list = voices();
  const fresh = byItself ? list.filter((v) => !heard.has(v.key)).pop() : undefined;
  const at = list.findIndex((v) => v.key === on?.key);
  const next = fresh ?? list[at < 0 ? 0 : (at + by + list.length) % list.length];
  waiting.hidden = next !== undefined;
  stage.hidden = next === undefined;
  if (next) show(next, fresh !== undefined);
  else {
    on = undefined;
    video.removeAttribute("src");
    video.load();
  }
}

function show(v: Voice, isNew: boolean): void {
  on = v;
  heard.add(v.key);
  need(".js-name").textContent = v.name;
  need(".js-line").textContent = v.data.line ?? "";
  need(".js-asked").textContent = v.data.asked ?? "";
  need(".js-asked").hidden = !v.data.asked;
  need(".js-new").hidden = !isNew;
  stage.classList.toggle("portrait", v.data.portrait !== undefined);
  video.setAttribute("aria-label", v.name);
  video.replaceChildren(...captions(v));
  if (v.data.poster) video.poster = v.data.poster;
  else video.removeAttribute("poster");
  video.src = v.data.source ?? "";
  for (const track of Array.from(video.textTracks)) track.mode = "showing";
  play(video);
  label();
}

function captions(v: Voice): HTMLTrackElement[] {
  if (!v.data.track) return [];
  const track = document.createElement("track");
  Object.assign(track, { kind: "captions", src: v.data.track, srclang: v.data.locale, label: v.data.label, default: true });
  return [track];
}

function pauseOrPlay(): void {
  if (video.paused) play(video);
  else video.pause();
}

function label(): void {
  need(".js-toggle-words").textContent = (video.paused ? toggle.dataset.play : toggle.dataset.pause) ?? "";
}

function onKey(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const presses = event.target instanceof Element && event.target.closest("button, a") !== null;
  if (event.key === " " && presses) return; // that is what the key does there
  const act = { " ": started ? pauseOrPlay : start, ArrowRight: () => started && move(1), ArrowLeft: () => started && move(-1), f: fill, F: fill }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

/** The whole screen, or the window again. Where the browser has no such thing, the window does. */
function fill(): void {
  if (!document.fullscreenEnabled) return;
  const done = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  done.catch(() => undefined);
}

/** Controls go away while nobody moves; who uses the keyboard keeps them. */
function awake(): void {
  hall.classList.remove("still");
  clearTimeout(quiet);
  quiet = window.setTimeout(() => {
    if (started && !need(".js-controls").contains(document.activeElement)) hall.classList.add("still");
  }, rest);
}

/** Keeps the screen on while voices are shown, where the machine lets a page do that. */
async function stayAwake(): Promise<void> {
  if (!started || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
  try {
    await lock?.release();
    lock = await navigator.wakeLock.request("screen");
  } catch {
    // On a low battery, say: then the screen does as it always does.
  }
}
