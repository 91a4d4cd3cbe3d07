import { all, need } from "../shared/dom";

const minute = 60_000;

/** How far a card can be taken, in minutes, by a key. */
const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Lets cards be moved to another time: dragged up and down their column, or with the arrow keys. Nothing is saved before the
 * card is let go or Enter is pressed; then the page's own form is sent. Escape leaves everything as it was.
 */
export class Mover {
  /** The card that is being moved, and where it would go. */
  private card: HTMLElement | undefined;
  private at = 0;
  private dragged = false;
  private readonly clock: Intl.DateTimeFormat;
  private readonly form = need<HTMLFormElement>(".js-move");
  private readonly pin = need<HTMLFormElement>(".js-pin");
  private readonly told = need(".js-told");

  constructor(board: HTMLElement) {
    this.clock = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: board.dataset.zone, timeZoneName: "short" });
    board.classList.add("js-on");
    need(".js-keys", board).hidden = false;
    board.addEventListener("keydown", (e) => this.key(e));
    board.addEventListener("focusout", () => this.cancel());
    board.addEventListener("pointerdown", (e) => this.grab(e));
    // A drag ends where the browser sees a press on the card's link: that is no visit.
    board.addEventListener("click", (e) => this.dragged && e.preventDefault(), true);
  }

  /** Whether a card is on its way. */
  get moving(): boolean {
    return this.card !== undefined;
  }

  private key(e: KeyboardEvent): void {
    const card = e.target instanceof Element ? e.target.closest<HTMLElement>(".js-card[data-movable]") : null;
    if (!card || e.ctrlKey || e.metaKey || e.altKey) return;
    const step = steps[e.key];
    if (step !== undefined) this.step(card, step * (e.shiftKey ? 10 : 1));
    else if (e.key === "Enter" && this.card) this.save();
    else if (e.key === "Escape" && this.card) this.cancel();
    else if (e.key.toLowerCase() === "p" && !this.card && !e.repeat) this.setPin(card);
    else return;
    e.preventDefault();
  }

  private step(card: HTMLElement, minutes: number): void {
    this.begin(card);
    this.show((Math.floor(this.at / minute) + minutes) * minute);
    this.say(`${this.clock.format(this.at)}. Enter saves, Escape leaves it at ${this.clock.format(timeOf(card))}.`);
  }

  private begin(card: HTMLElement): void {
    if (this.card === card) return;
    this.cancel();
    this.card = card;
    this.at = timeOf(card);
    card.classList.add("moving");
  }

  private show(at: number): void {
    this.at = at;
    if (this.card) need(".js-at", this.card).textContent = this.clock.format(at);
  }

  private say(words: string): void {
    this.told.textContent = words;
  }

  /** Puts the card back. */
  private cancel(): void {
    const card = this.card;
    if (!card) return;
    this.show(timeOf(card));
    card.classList.remove("moving", "dragged");
    card.style.removeProperty("transform");
    this.card = undefined;
    this.say(`Not moved: ${this.clock.format(timeOf(card))}.`);
  }

  private save(): void {
    const card = this.card;
    if (!card) return;
    if (this.at === timeOf(card)) {
      this.cancel();
      return;
    }
    this.form.action = `/staff/posts/${card.dataset.id}/move`;
    need<HTMLInputElement>("[name=at]", this.form).value = new Date(this.at).toISOString().replace(/\.\d+Z$/, "Z");
    this.say(`Moving to ${this.clock.format(this.at)}.`);
    this.form.submit();
  }

  private setPin(card: HTMLElement): void {
    this.pin.action = `/staff/posts/${card.dataset.id}/pin`;
    need<HTMLInputElement>("[name=pinned]", this.pin).value = String(card.dataset.pinned === undefined);
    this.pin.submit();
  }

  /** Follows a mouse or a pen that takes a card by more than a few pixels. A finger scrolls the page. */
  private grab(e: PointerEvent): void {
    const card = e.target instanceof Element ? e.target.closest<HTMLElement>(".js-card[data-movable]") : null;
    this.dragged = false;
    if (!card || e.button !== 0 || e.pointerType === "touch") return;
    const column = card.closest<HTMLElement>(".js-column");
    if (!column) return;
    const from = e.clientY + scrollY;
    const places = all(".js-card", column).filter((c) => c !== card).map((c) => ({ middle: middleOf(c), at: timeOf(c) }));
    const start = middleOf(card);
    const move = (m: PointerEvent): void => {
      const by = m.clientY + scrollY - from;
      if (!this.dragged && Math.abs(by) < 6) return;
      if (!this.dragged) {
        this.dragged = true;
        this.begin(card);
        card.classList.add("dragged");
        getSelection()?.removeAllRanges();
      }
      card.style.setProperty("transform", `translateY(${Math.round(by)}px)`);
      this.show(between(places, start + by, { middle: start, at: timeOf(card) }));
    };
    const stop = new AbortController();
    const end = (save: boolean): void => {
      stop.abort();
      if (!this.dragged) return;
      if (save) this.save();
      else this.cancel();
      setTimeout(() => (this.dragged = false)); // after the click that follows
    };
    const { signal } = stop;
    addEventListener("pointermove", move, { signal });
    addEventListener("pointerup", () => end(true), { signal });
    addEventListener("pointercancel", () => end(false), { signal });
    addEventListener("keydown", (k) => k.key === "Escape" && end(false), { signal });
  }
}

interface Place {
  middle: number;
  at: number;
}

/** The time at a height of the column, as the cards around it have theirs, at a full minute. */
function between(places: Place[], y: number, own: Place): number {
  const sorted = [...places, own].sort((a, b) => a.middle - b.middle);
  const after = sorted.findIndex((p) => p.middle > y);
  const [before, next] = after < 0 ? sorted.slice(-2) : sorted.slice(Math.max(0, after - 1), Math.max(0, after - 1) + 2);
  if (!before || !next) return Math.round((own.at + ((y - own.middle) / 10) * minute) / minute) * minute;
  const share = (y - before.middle) / (next.middle - before.middle);
  return Math.round((before.at + share * (next.at - before.at)) / minute) * minute;
}

function middleOf(card: HTMLElement): number {
  const box = card.getBoundingClientRect();
  return box.top + scrollY + box.height / 2;
}

function timeOf(card: HTMLElement): number {
  return Date.parse(card.dataset.at ?? "");
}
