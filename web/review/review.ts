import { confirmInDialogs } from "../shared/confirm";
import { all, forgetDone, need } from "../shared/dom";
import { jumpToMoments, play, thePlayer } from "../shared/player";
import { offerToTrim } from "../shared/trim";

const desk = need(".js-desk");
const help = need<HTMLDialogElement>(".js-help");
const player = thePlayer();
const note = document.querySelector<HTMLTextAreaElement>(".js-note");

confirmInDialogs();
forgetDone();
document.querySelector<HTMLElement>(".js-summary")?.focus();
document.querySelector(".js-item[aria-current]")?.scrollIntoView({ block: "nearest" });
jumpToMoments();
offerToTrim();

/** The keys, and what each presses. Whoever steers by voice can turn them off. */
const keys: Record<string, () => void> = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press(".js-approve"),
  c: () => askForChanges(),
  r: () => press(".js-reject"),
  u: () => press(".js-undo"),
  " ": () => playOrPause(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && document.activeElement instanceof HTMLTextAreaElement) document.activeElement.blur();
  const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
  const act = keys[key];
  if (!act || e.ctrlKey || e.metaKey || e.altKey || e.repeat || !keysOn() || taken(e.target, key)) return;
  e.preventDefault();
  act();
});

/** Typing is typing, and a button that has the focus keeps its space. */
function taken(target: EventTarget | null, key: string): boolean {
  if (document.querySelector("dialog[open]")) return true;
  if (!(target instanceof Element)) return false;
  return target.matches("input, textarea, select") || (key === " " && target.matches("button, a, summary, video"));
}

function press(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.click();
}

function step(by: number): void {
  const items = all<HTMLAnchorElement>(".js-item");
  const at = items.findIndex((i) => i.hasAttribute("aria-current"));
  items[at + by]?.click();
}

function playOrPause(): void {
  if (player?.paused) play(player);
  else player?.pause();
}

/** A request for changes says which: the first press goes to the note, the next sends it. */
function askForChanges(): void {
  if (note && note.value.trim() === "") note.focus();
  else press(".js-changes");
}

document.querySelector(".js-changes")?.addEventListener("click", (e) => {
  if (!note || note.value.trim() !== "") return;
  e.preventDefault();
  note.focus();
});

const keysBox = need<HTMLInputElement>(".js-keys-on", help);
const helpButton = need(".js-help-open");
helpButton.hidden = false;
helpButton.onclick = () => help.showModal();
keysBox.checked = keysOn();
desk.classList.toggle("keys-off", !keysOn());
keysBox.onchange = () => {
  localStorage.setItem("belong-keys", keysBox.checked ? "on" : "off");
  desk.classList.toggle("keys-off", !keysBox.checked);
};

function keysOn(): boolean {
  return localStorage.getItem("belong-keys") !== "off";
}
