import { forgetDone } from "../shared/dom";

forgetDone();
document.querySelector<HTMLElement>(".js-summary")?.focus();
