import { all } from "./dom";

/**
 * Looks for news now and then, and puts in what changed of the marked parts (`js-fresh`, each with an id). It waits while
 * busy says so and while the page is hidden, and leaves a part alone while the focus is in it, so that nothing jumps under
 * anybody's hands. Call it before anything else changes the page.
 */
export function keepFresh(every: () => number, busy: () => boolean, changed: (part: HTMLElement) => void): void {
  const known = new Map(all(".js-fresh").map((part) => [part, part.innerHTML]));
  const look = async (): Promise<void> => {
    if (document.visibilityState === "visible" && !busy()) {
      const latest = await read();
      if (latest && !busy()) put(latest, known, changed);
    }
    setTimeout(() => void look(), every());
  };
  setTimeout(() => void look(), every());
}

async function read(): Promise<Document | undefined> {
  try {
    const response = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!response.ok || response.redirected) return undefined;
    return new DOMParser().parseFromString(await response.text(), "text/html");
  } catch {
    return undefined; // no network; the next look may have it
  }
}

function put(latest: Document, known: Map<HTMLElement, string>, changed: (part: HTMLElement) => void): void {
  for (const [part, was] of known) {
    const now = latest.getElementById(part.id);
    if (!now || now.innerHTML === was || part.contains(document.activeElement)) continue;
    known.set(part, now.innerHTML);
    part.className = now.className;
    part.replaceChildren(...Array.from(now.childNodes));
    changed(part);
  }
}
