import { all } from "./dom";

/**
 * Looks for news now and then, and puts in what changed of the marked parts (`js-fresh`, each with an id). It waits while
 * busy says so and while the page is hidden, and leaves a part alone while the focus is in it, so that nothing jumps under
 * anybody's hands. Call it before anything else changes the page.
 */
export function keepFresh(every: () => number, busy: () => boolean, changed: (part: HTMLElement) => void): void {
  const parts = new Parts((part) => part.contains(document.activeElement), changed);
  const look = async (): Promise<void> => {
    if (document.visibilityState === "visible" && !busy()) {
      const latest = await readAgain();
      if (latest && !busy()) parts.put(latest);
    }
    setTimeout(() => void look(), every());
  };
  setTimeout(() => void look(), every());
}

/** The page as the server has it now, or nothing where it can't be had. */
export async function readAgain(): Promise<Document | undefined> {
  try {
    const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok || response.redirected) return undefined;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return undefined; // no network; the next look may have it
  }
}

/**
 * The marked parts of the page, as they were last read. Make it before anything else changes the page. In a part that
 * changed, whatever has a data-key and is the same as before stays as it is: its picture is not loaded again.
 */
export class Parts {
  private readonly known = new Map(all(".js-fresh").map((part) => [part, part.innerHTML]));

  constructor(
    private readonly held: (part: HTMLElement) => boolean,
    private readonly changed: (part: HTMLElement) => void,
  ) {}

  put(latest: Document): void {
    for (const [part, was] of this.known) {
      const read = latest.getElementById(part.id);
      if (!read || read.innerHTML === was || this.held(part)) continue;
      this.known.set(part, read.innerHTML);
      const now = document.importNode(read, true); // a video of a document that nobody sees has given up loading
      keepTheSame(part, now);
      part.className = now.className;
      part.replaceChildren(...Array.from(now.childNodes));
      this.changed(part);
    }
  }
}

function keepTheSame(part: HTMLElement, now: HTMLElement): void {
  const old = new Map(all("[data-key]", part).map((e) => [e.dataset.key, e]));
  for (const e of all("[data-key]", now)) {
    const was = old.get(e.dataset.key);
    if (was?.isEqualNode(e)) e.replaceWith(was);
    else if (was instanceof HTMLDetailsElement) e.toggleAttribute("open", was.open);
  }
}
