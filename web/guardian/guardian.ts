import { confirmInDialogs } from "../shared/confirm";
import { jumpToMoments } from "../shared/player";

confirmInDialogs();
jumpToMoments();
document.querySelector<HTMLElement>(".js-summary")?.focus();
