import { all, need } from "../shared/dom";
import type { Words } from "../shared/words";

/** A field's name, and what is wrong with it. */
export type Mistakes = [field: string, sentence: string][];

/** One thing a screen: shows the form's steps one at a time, and lets nobody go on past a mistake. */
export class Steps {
  private readonly steps = all(".js-step", this.form);
  private readonly marks = all("li", need(".js-stepper", this.form));
  private readonly back = need<HTMLButtonElement>(".js-back", this.form);
  private readonly next = need(".js-next-words", this.form);
  private at = 0;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly words: Words,
    private readonly mistakesOf: (step: string) => Mistakes,
    private readonly entered: (step: string) => void,
  ) {
    form.classList.add("stepped");
    need(".js-head", form).hidden = false;
    this.back.onclick = () => history.back();
    form.addEventListener("input", (e) => this.mend((e.target as HTMLInputElement).name));
    addEventListener("popstate", (e) => this.show(Number((e.state as { step?: number } | null)?.step ?? 0)));
    const was = Number((history.state as { step?: number } | null)?.step ?? 0); // before a reload
    const unfinished = this.steps.findIndex((step) => mistakesOf(step.dataset.step ?? "").length > 0);
    const at = unfinished < 0 ? was : Math.min(was, unfinished);
    history.replaceState({ step: at }, "");
    this.show(at, false);
  }

  /** Goes on to the next step if this one is right; true when it was the last. */
  forward(): boolean {
    const mistakes = this.mistakesOf(this.name());
    this.mark(mistakes);
    if (mistakes.length > 0) return false;
    if (this.at === this.steps.length - 1) return true;
    this.go(this.at + 1);
    return false;
  }

  /** Shows a mistake that the server found, on the step that it belongs to. */
  refuse(field: string, sentence: string): boolean {
    const at = this.steps.findIndex((step) => step.querySelector(`#${CSS.escape(field)}-error`));
    if (at < 0) return false;
    if (at !== this.at) this.go(at);
    this.mark([[field, sentence]]);
    return true;
  }

  private name(): string {
    return this.steps[this.at]?.dataset.step ?? "";
  }

  private go(to: number): void {
    history.pushState({ step: to }, "");
    this.show(to);
  }

  private show(at: number, focus = true): void {
    this.at = Math.min(at, this.steps.length - 1);
    this.steps.forEach((step, i) => step.classList.toggle("current", i === this.at));
    this.marks.forEach((mark, i) => {
      mark.className = i < this.at ? "done" : i === this.at ? "now" : "";
    });
    need(".js-count", this.form).textContent = this.words.say("step", { now: this.at + 1, all: this.marks.length });
    this.back.hidden = this.at === 0;
    this.next.textContent = this.words.say(this.at === this.steps.length - 1 ? "send" : "next");
    this.entered(this.name());
    if (!focus) return;
    scrollTo({ top: 0 });
    const heading = need("h2", this.steps[this.at]);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  /** Marks the step's mistakes, and goes to the first. */
  private mark(mistakes: Mistakes): void {
    const wrong = new Map(mistakes);
    for (const error of all(".js-error", this.steps[this.at])) {
      const field = error.id.replace(/-error$/, "");
      this.put(field, wrong.get(field) ?? "");
    }
    const first = mistakes[0]?.[0];
    if (first === "file") need(".js-choose", this.form).focus();
    else if (first) this.form.querySelector<HTMLElement>(`#${CSS.escape(first)}`)?.focus();
  }

  /** What is being mended is no longer called wrong; the next step looks again. */
  private mend(field: string): void {
    if (field) this.put(field, "");
  }

  private put(field: string, sentence: string): void {
    const error = this.form.querySelector<HTMLElement>(`#${CSS.escape(field)}-error`);
    if (!error) return;
    error.hidden = sentence === "";
    need("span", error).textContent = sentence;
    error.closest(".js-field")?.classList.toggle("invalid", sentence !== "");
    const input = this.form.querySelector(`#${CSS.escape(field)}`);
    if (sentence) input?.setAttribute("aria-invalid", "true");
    else input?.removeAttribute("aria-invalid");
  }
}
