import { confirmInDialogs } from "../shared/confirm";
import { forgetDone, need } from "../shared/dom";
import { keepFresh } from "../shared/fresh";

const often = 5_000;
const busy = (): boolean => document.querySelector("dialog[open]") !== null;

const summary = document.querySelector<HTMLElement>(".js-summary");
// The answer to a form that failed has an address that can't be looked at again; the page itself has one.
if (summary) history.replaceState(null, "", need<HTMLAnchorElement>(".staff nav a[aria-current]").href);
keepFresh(() => often, busy, (part) => {
  confirmInDialogs(part);
  if (part.id === "list-needs" && part.classList.contains("alert")) need("#told").textContent = need("h2", part).textContent;
});
confirmInDialogs();
forgetDone();
summary?.focus();

/** One key stops everything, wherever the focus is, but where somebody types. */
document.addEventListener("keydown", (e) => {
  if (e.key.toLowerCase() !== "s" || e.ctrlKey || e.metaKey || e.altKey || e.repeat) return;
  if (e.target instanceof Element && e.target.matches("input, textarea, select")) return;
  const stop = document.querySelector<HTMLElement>(".js-stop");
  if (!stop) return;
  e.preventDefault();
  stop.click();
});
