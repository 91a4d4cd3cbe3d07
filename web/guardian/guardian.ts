import { confirmInDialogs } from "../shared/confirm";

confirmInDialogs();
document.querySelector<HTMLElement>(".js-summary")?.focus();
