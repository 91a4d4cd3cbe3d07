import { confirmInDialogs } from "../shared/confirm";
import { offerToCopy } from "../shared/copy";
import { forgetDone } from "../shared/dom";
import { keepFresh } from "../shared/fresh";
import { measureWhileTyping } from "./measure";
import { Mover } from "./move";

const board = document.querySelector<HTMLElement>(".js-board");
let mover: Mover | undefined;
const busy = (): boolean => document.querySelector("dialog[open], .day[open]") !== null || mover?.moving === true;

const summary = document.querySelector<HTMLElement>(".js-summary");
if (!summary) keepFresh(() => 15_000, busy, confirmInDialogs); // what somebody typed that was refused stays
confirmInDialogs();
forgetDone("was", "with", "unpin", "own");
if (board && document.querySelector(".js-move")) mover = new Mover(board);
const words = document.querySelector<HTMLFormElement>(".js-words");
if (words) measureWhileTyping(words);
const feed = document.querySelector<HTMLElement>(".js-feed");
if (feed) {
  offerToCopy(feed);
  feed.scrollIntoView({ block: "center" });
}
(summary ?? document.querySelector<HTMLElement>(".js-post-title"))?.focus({ preventScroll: true });
summary?.scrollIntoView();
