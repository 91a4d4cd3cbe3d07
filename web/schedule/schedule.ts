import { confirmInDialogs } from "../shared/confirm";
import { forgetDone } from "../shared/dom";
import { keepFresh } from "../shared/fresh";

const busy = (): boolean => document.querySelector("dialog[open], .day[open]") !== null;

keepFresh(() => 15_000, busy, confirmInDialogs);
confirmInDialogs();
forgetDone();
document.querySelector<HTMLElement>(".js-summary")?.focus();
