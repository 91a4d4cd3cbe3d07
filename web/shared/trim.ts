import { clamp, need } from "./dom";
import { play, thePlayer } from "./player";
import { parseTime, tenths, Words } from "./words";

const frame = 1 / 30;
const shortest = 1; // second: what the server takes
const slack = 0.1; // second: lengths are shown in tenths

/** Puts a timeline with two handles in the form that chooses a part of the video. */
export function offerToTrim(): void {
  const root = document.querySelector<HTMLElement>(".js-trim");
  const player = thePlayer();
  if (root && player) new Trim(root, player);
}

class Trim {
  private readonly seconds = Number(this.root.dataset.seconds);
  private readonly limit = Number(this.root.dataset.limit);
  private readonly words = new Words(this.root.dataset.words ?? "{}");
  private readonly film = need(".js-film", this.root);
  private readonly handles = [need<HTMLInputElement>(".js-handle-from", this.root), need<HTMLInputElement>(".js-handle-to", this.root)] as const;
  private readonly fields = [need<HTMLInputElement>(".js-from", this.root), need<HTMLInputElement>(".js-to", this.root)] as const;
  private readonly part = need(".js-part", this.root);
  private from = 0;
  private to = this.seconds;
  private wrong = false; // what is typed can't be used
  private until = Infinity; // where a part that is played ends

  constructor(private readonly root: HTMLElement, private readonly player: HTMLVideoElement) {
    for (const handle of this.handles) {
      handle.max = String(this.seconds);
      handle.step = String(frame);
    }
    this.read();
    this.handles[0].oninput = () => this.setFrom(Number(this.handles[0].value), true);
    this.handles[1].oninput = () => this.setTo(Number(this.handles[1].value), true);
    for (const field of this.fields) field.onchange = () => this.read();
    this.offer(".js-set-from", () => this.setFrom(player.currentTime, false));
    this.offer(".js-set-to", () => this.setTo(player.currentTime, false));
    this.offer(".js-play-part", () => this.playPart());
    need<HTMLFormElement>(".js-trim-form", this.root).addEventListener("submit", () => this.write());
    player.addEventListener("play", () => requestAnimationFrame(() => this.follow()));
    player.addEventListener("seeked", () => this.showNow());
    this.film.hidden = this.part.hidden = false;
  }

  private offer(selector: string, act: () => void): void {
    const button = need(selector, this.root);
    button.hidden = false;
    button.onclick = act;
  }

  /** Takes what stands in the fields. What can't be stays there as it was typed, and is told. */
  private read(): void {
    const [from, to] = [this.typed(0, this.from), this.typed(1, this.to)];
    if (from === undefined || to === undefined || to > this.seconds + slack || to - from < Math.min(shortest, this.seconds) - 1e-6) {
      this.tellWrong(from === undefined, to === undefined);
      return;
    }
    this.to = Math.min(to, this.seconds);
    this.setFrom(from, false);
  }

  private typed(i: 0 | 1, otherwise: number): number | undefined {
    const text = this.fields[i].value;
    return text.trim() === "" ? otherwise : parseTime(text);
  }

  private tellWrong(from: boolean, to: boolean): void {
    this.wrong = true;
    this.fields[0].setAttribute("aria-invalid", String(from || !to));
    this.fields[1].setAttribute("aria-invalid", String(to || !from));
    this.part.classList.add("warn");
    this.part.classList.remove("good");
    need(".js-part-length", this.part).textContent = "";
    need(".js-part-fits", this.part).textContent = this.words.say("part_wrong", { length: tenths(this.seconds) });
  }

  /** Leaves in the fields what the handles say, to the millisecond. What was typed wrong is for the server to answer. */
  private write(): void {
    if (this.wrong) return;
    this.fields[0].value = this.from.toFixed(3);
    this.fields[1].value = this.to.toFixed(3);
  }

  private setFrom(at: number, look: boolean): void {
    this.from = clamp(at, 0, Math.max(0, this.to - shortest));
    this.show(look ? this.from : undefined);
  }

  private setTo(at: number, look: boolean): void {
    this.to = clamp(at, Math.min(this.seconds, this.from + shortest), this.seconds);
    this.show(look ? this.to : undefined);
  }

  /** Shows the part, and in the player the moment that a handle was moved to. */
  private show(moment?: number): void {
    this.wrong = false;
    for (const field of this.fields) field.removeAttribute("aria-invalid");
    [this.from, this.to].forEach((at, i) => {
      const handle = this.handles[i as 0 | 1];
      handle.value = String(at);
      handle.setAttribute("aria-valuetext", tenths(at));
      this.fields[i as 0 | 1].value = tenths(at);
    });
    this.film.classList.toggle("late", this.from > this.seconds / 2); // else the other handle may lie on top of it
    need(".js-off-from", this.film).style.width = this.percent(this.from);
    need(".js-off-to", this.film).style.width = this.percent(this.seconds - this.to);
    const over = this.to - this.from > this.limit + 0.05;
    this.part.classList.toggle("warn", over);
    this.part.classList.toggle("good", !over);
    need(".js-part-length", this.part).textContent = this.words.say("part_length", { length: (this.to - this.from).toFixed(1) });
    const fits = over ? this.words.say("part_over", { limit: this.root.dataset.most ?? "" }) : this.words.say("part_fits");
    const told = need(".js-part-fits", this.part);
    if (told.textContent !== fits) told.textContent = fits;
    if (moment === undefined) return;
    this.player.pause();
    this.player.currentTime = Math.min(moment, this.seconds - frame);
  }

  private percent(seconds: number): string {
    return `${(100 * seconds) / this.seconds}%`;
  }

  private playPart(): void {
    this.until = this.to;
    this.player.currentTime = this.from;
    play(this.player);
    this.player.scrollIntoView({ block: "nearest" });
  }

  /** Goes along with the video while it plays. */
  private follow(): void {
    this.showNow();
    const now = this.player.currentTime;
    if (now >= this.until && now < this.until + 1) this.player.pause();
    if (this.player.paused) this.until = Infinity;
    else requestAnimationFrame(() => this.follow());
  }

  private showNow(): void {
    need(".js-now", this.film).style.left = this.percent(Math.min(this.player.currentTime, this.seconds));
  }
}
