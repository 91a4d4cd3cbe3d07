import { all, need } from "../shared/dom";
import { keepFresh } from "../shared/fresh";

const calm = 15_000;

/** Looks again right after the next clip is due, and else now and then. Nobody's video is cut off for it. */
keepFresh(untilNext, playing, countDown);
countDown();
setInterval(countDown, 1000);

function playing(): boolean {
  return all<HTMLVideoElement>("video").some((v) => !v.paused && !v.ended);
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
