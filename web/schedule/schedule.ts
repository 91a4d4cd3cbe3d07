import { confirmInDialogs } from "../shared/confirm";
import { keepFresh } from "../shared/fresh";

const busy = (): boolean => document.querySelector("dialog[open], .day[open]") !== null;

keepFresh(() => 15_000, busy, confirmInDialogs);
confirmInDialogs();
document.querySelector<HTMLElement>(".js-summary")?.focus();
