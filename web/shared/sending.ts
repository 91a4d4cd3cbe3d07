import { clamp, need } from "./dom";
import { forget, type Kept } from "./keep";
import { Sending } from "./send";
import { size, type Problem, type Words } from "./words";

/** Shows an upload under way: how far it is, how long it takes, and the one button that it needs. */
export class SendingView {
  private readonly percent = need(".js-percent", this.root);
  private readonly bar = need<HTMLProgressElement>(".js-bar", this.root);
  private readonly amount = need(".js-amount", this.root);
  private readonly left = need(".js-time-left", this.root);
  private readonly status = need(".js-sending-status span", this.root);
  private readonly pause = need<HTMLButtonElement>(".js-pause", this.root);
  private readonly go = need<HTMLButtonElement>(".js-continue", this.root);
  private readonly rate = new Rate();

  constructor(private readonly root: HTMLElement, private readonly words: Words) {}

  /** Sends the video; then calls done, or refused. */
  run(kept: Kept, video: Blob, done: () => void, refused: (p: Problem) => void): void {
    const leaving = (e: BeforeUnloadEvent): void => e.preventDefault();
    addEventListener("beforeunload", leaving);
    const sending = new Sending(kept, video, {
      progress: (sent) => this.show(sent, video.size),
      going: () => this.tell("", "keep_open"),
      waiting: () => this.tell("waiting", navigator.onLine ? "waiting" : "offline"),
      done: () => {
        removeEventListener("beforeunload", leaving);
        void forget(kept.id).then(done);
      },
      refused: (problem) => {
        removeEventListener("beforeunload", leaving);
        void forget(kept.id).then(() => refused(problem));
      },
    });
    this.pause.onclick = () => {
      sending.pause();
      removeEventListener("beforeunload", leaving);
      this.swap(true);
    };
    this.go.onclick = () => {
      addEventListener("beforeunload", leaving);
      this.swap(false);
      sending.start();
    };
    this.root.hidden = false;
    this.show(kept.sent, video.size);
    need(".js-sending-title", this.root).focus();
    sending.start();
  }

  private swap(paused: boolean): void {
    this.pause.hidden = paused;
    this.go.hidden = !paused;
    (paused ? this.go : this.pause).focus();
    this.rate.reset();
    if (paused) {
      this.left.textContent = "";
      this.tell("paused", "paused");
    }
  }

  private tell(state: "" | "waiting" | "paused", key: string): void {
    this.root.classList.toggle("waiting", state === "waiting");
    this.root.classList.toggle("paused", state === "paused");
    const sentence = this.words.say(key);
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
    if (state === "waiting") {
      this.left.textContent = "";
      this.rate.reset();
    }
  }

  private show(sent: number, total: number): void {
    const part = total > 0 ? clamp(sent / total, 0, 1) : 0;
    const whole = Math.floor(part * 100);
    this.percent.textContent = `${whole}%`;
    this.bar.value = part * 100;
    this.amount.textContent = this.words.say("amount", { sent: size(sent), all: size(total) });
    const seconds = this.rate.left(sent, total);
    if (seconds !== undefined) this.left.textContent = this.duration(seconds);
  }

  private duration(seconds: number): string {
    const minutes = Math.round(seconds / 60);
    if (seconds < 50) return this.words.say("left_seconds");
    return minutes <= 1 ? this.words.say("left_minute") : this.words.say("left_minutes", { n: minutes });
  }
}

/** How fast bytes go lately; the latest seconds count most. */
class Rate {
  private at = 0;
  private sent = 0;
  private perSecond = 0;

  reset(): void {
    this.at = 0;
    this.perSecond = 0;
  }

  /** The seconds that are left; undefined as long as nobody can say. */
  left(sent: number, total: number): number | undefined {
    const now = performance.now();
    if (this.at === 0) {
      this.at = now;
      this.sent = sent;
      return undefined;
    }
    const seconds = (now - this.at) / 1000;
    if (seconds >= 1) {
      const latest = (sent - this.sent) / seconds;
      this.perSecond = this.perSecond === 0 ? latest : this.perSecond * 0.7 + latest * 0.3;
      this.at = now;
      this.sent = sent;
    }
    return this.perSecond > 0 ? (total - sent) / this.perSecond : undefined;
  }
}
