import { confirmInDialogs } from "../shared/confirm";
import { forgetDone } from "../shared/dom";

confirmInDialogs();
forgetDone();
document.querySelector<HTMLElement>(".js-summary")?.focus();
