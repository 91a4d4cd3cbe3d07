/** The element that a page of ours always has; without it the template and the script have come apart. */
export function need<E extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): E {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`nothing matches ${selector}`);
  return found;
}

export function all<E extends HTMLElement = HTMLElement>(selector: string, root: ParentNode = document): E[] {
  return Array.from(root.querySelectorAll<E>(selector));
}

/** An address on this site, reached as the page itself was, whatever host name the server gave it. */
export function here(address: string): string {
  const url = new URL(address, location.href);
  return location.origin + url.pathname + url.search;
}

export function clamp(n: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, n));
}

/** Takes out of the address what was just done, and what more was said of it, so that a reload does not tell it again. */
export function forgetDone(...more: string[]): void {
  const url = new URL(location.href);
  if (!url.searchParams.has("done")) return;
  for (const name of ["done", ...more]) url.searchParams.delete(name);
  history.replaceState(history.state, "", url);
}
