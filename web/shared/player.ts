import { all } from "./dom";

/** The page's player, where there is something to play. */
export function thePlayer(): HTMLVideoElement | null {
  return document.querySelector<HTMLVideoElement>(".js-player");
}

export function play(player: HTMLVideoElement): void {
  player.play().catch(() => undefined); // the visitor can still press its own button
}

/**
 * Makes every "jump there" play the video from that moment on. What stands far from the player (js-jump) takes the visitor
 * to it; a cell of a strip (js-seek) keeps the focus, for the next one to be looked at.
 */
export function jumpToMoments(): void {
  const player = thePlayer();
  for (const jump of all(".js-jump, .js-seek")) {
    if (!player) {
      jump.hidden = true;
      continue;
    }
    jump.addEventListener("click", () => {
      player.currentTime = Number(jump.dataset.seconds);
      play(player);
      if (!jump.classList.contains("js-jump")) return;
      player.focus({ preventScroll: true });
      player.scrollIntoView({ block: "nearest" });
    });
  }
}
