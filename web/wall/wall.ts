import { all, need } from "../shared/dom";
import { Parts, readAgain } from "../shared/fresh";
import { listen } from "../shared/listen";

const calm = 15_000;

const wall = need(".js-wall");
const arrived = need(".js-arrived");
const parts = new Parts(() => false, countDown);
let waiting: Document | undefined; // what is not shown yet, since somebody watches

countDown();
setInterval(countDown, 1000);
need(".js-arrived-show").onclick = () => show();
document.addEventListener("ended", () => show(), true);
listen({ address: wall.dataset.events ?? "", cursor: wall.dataset.cursor ?? "" }, untilNext, async () => {
  const latest = await readAgain();
  if (!latest) return false;
  const before = newest(document);
  const now = newest(latest);
  const isNew = now !== undefined && now.key !== before?.key && now.key !== (waiting && newest(waiting)?.key);
  waiting = latest;
  if (isNew) tell(now.name);
  const busy = watched();
  if (!busy || !latest.querySelector(`[data-key="${busy}"]`)) show(); // what was taken back is not watched to its end
  else arrived.hidden = now?.key === before?.key;
  return true;
});

/** Puts in what waits. The focus stays on the link that has it, wherever that goes. */
function show(): void {
  const latest = waiting;
  if (!latest) return;
  waiting = undefined;
  const link = document.activeElement?.getAttribute("href");
  const inClips = need("#clips").contains(document.activeElement) || arrived.contains(document.activeElement);
  arrived.hidden = true;
  parts.put(latest);
  if (!inClips || need("#clips").contains(document.activeElement)) return;
  const again = all("#clips a").find((a) => a.getAttribute("href") === link) ?? document.querySelector<HTMLElement>("#newest a");
  again?.focus({ preventScroll: true });
}

/** The clip that somebody began to watch and did not finish. */
function watched(): string | undefined {
  const video = all<HTMLVideoElement>("#clips video").find((v) => !v.ended && (!v.paused || v.currentTime > 0));
  return video?.closest<HTMLElement>("[data-key]")?.dataset.key;
}

function newest(of: Document): { key: string; name: string } | undefined {
  const section = of.querySelector<HTMLElement>(".newest");
  return section ? { key: section.dataset.key ?? "", name: need("#newest", section).textContent ?? "" } : undefined;
}

/** Says it once, to those who hear the page; those who see it see it. */
function tell(name: string): void {
  const words = (wall.dataset.new ?? "").replace("{name}", name);
  need(".js-told").textContent = words;
  need(".js-arrived-words").textContent = words;
}

function untilNext(): number {
  const due = Date.parse(need(".js-next").dataset.until ?? "") + 1500 - Date.now();
  return due > 0 ? Math.min(due, calm) : calm;
}

/** In the last day, the time that is left is told to the second. */
function countDown(): void {
  for (const e of all(".js-countdown")) {
    const seconds = Math.ceil((Date.parse(e.dataset.until ?? "") - Date.now()) / 1000);
    if (!(seconds > 0 && seconds < 86_400)) continue;
    const two = (n: number): string => String(n).padStart(2, "0");
    e.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}
