import { need } from "./dom";
import { length, size, type Words } from "./words";

/** What a campaign takes: the largest file, the longest clip that it shows, the longest that it takes at all. */
export interface Limits {
  bytes: number;
  seconds: number;
  longest: number;
}

export function limitsOf(e: HTMLElement): Limits {
  return { bytes: Number(e.dataset.bytes), seconds: Number(e.dataset.seconds), longest: Number(e.dataset.longest) };
}

const extensions = /\.(mp4|mov|m4v|webm|mkv|3gp|avi)$/i;

/** Chooses or records a video, shows it, and says before anything is sent when it can't be taken. */
export class Picker {
  file: File | undefined;
  private readonly input = need<HTMLInputElement>(".js-file", this.root);
  private readonly camera = document.createElement("input");
  private readonly pickers = need(".js-pickers", this.root);
  private readonly preview = need(".js-preview", this.root);
  private readonly video = need<HTMLVideoElement>(".js-preview-video", this.root);
  private readonly error = need("#file-error", this.root);

  constructor(private readonly root: HTMLElement, private readonly limits: Limits, private readonly words: Words) {
    this.camera.type = "file";
    this.camera.accept = "video/*";
    this.camera.setAttribute("capture", "user");
    this.input.hidden = true;
    this.input.required = false;
    this.pickers.hidden = false;
    const record = need(".js-record", this.root);
    record.hidden = !matchMedia("(pointer: coarse)").matches; // a computer has no camera app to hand over to
    record.onclick = () => this.camera.click();
    need(".js-choose", this.root).onclick = () => this.input.click();
    need(".js-again", this.root).onclick = () => this.clear();
    for (const input of [this.input, this.camera]) input.onchange = () => void this.take(input.files?.[0]);
    this.takeDrops();
  }

  /** The sentence that says why there is no video yet, or nothing. */
  missing(): string {
    if (this.file) return "";
    return this.error.hidden ? this.words.say("need_file") : (this.error.textContent ?? "");
  }

  refuse(sentence: string): void {
    this.error.hidden = sentence === "";
    need("span", this.error).textContent = sentence;
    this.error.closest(".js-field")?.classList.toggle("invalid", sentence !== "");
  }

  focus(): void {
    need(".js-choose", this.root).focus();
  }

  private clear(): void {
    this.file = undefined;
    this.input.value = this.camera.value = "";
    URL.revokeObjectURL(this.video.src);
    this.video.removeAttribute("src");
    this.preview.hidden = true;
    this.pickers.hidden = false;
    this.refuse("");
    this.focus();
  }

  private async take(file: File | undefined): Promise<void> {
    if (!file) return;
    const wrong = this.wrongFile(file);
    if (wrong) {
      this.refuse(wrong);
      return;
    }
    const seconds = await this.show(file);
    if (seconds !== undefined && seconds > this.limits.longest + 0.5) {
      const sentence = this.words.say("too_long", { length: length(seconds), limit: length(this.limits.longest) });
      this.clear();
      this.refuse(sentence);
      return;
    }
    this.refuse("");
    this.file = file;
    this.tell(file, seconds);
  }

  private wrongFile(file: File): string {
    if (file.size === 0) return this.words.say("empty_file");
    if (!file.type.startsWith("video/") && !extensions.test(file.name)) return this.words.say("not_video");
    if (file.size > this.limits.bytes) {
      return this.words.say("too_large", { size: size(file.size), limit: size(this.limits.bytes) });
    }
    return "";
  }

  /** Shows the video and tells how long it is; undefined where this browser can't read it, which says nothing about others. */
  private show(file: File): Promise<number | undefined> {
    this.pickers.hidden = true;
    this.preview.hidden = false;
    this.video.hidden = false;
    URL.revokeObjectURL(this.video.src);
    this.video.src = URL.createObjectURL(file);
    const none = need(".js-preview-none", this.root);
    none.hidden = true;
    return new Promise((resolve) => {
      this.video.onloadedmetadata = () => {
        const seen = this.video.videoWidth > 0; // of pictures that it doesn't know, a browser plays the sound alone
        this.video.hidden = !seen;
        none.hidden = seen;
        this.video.classList.toggle("portrait", this.video.videoHeight > this.video.videoWidth);
        resolve(Number.isFinite(this.video.duration) ? this.video.duration : undefined);
      };
      this.video.onerror = () => {
        this.video.hidden = true;
        none.hidden = false;
        resolve(undefined);
      };
    });
  }

  private tell(file: File, seconds: number | undefined): void {
    const facts = need(".js-preview-facts span", this.root);
    facts.textContent = seconds === undefined ? size(file.size) : this.words.say("facts", { length: length(seconds), size: size(file.size) });
    const over = seconds !== undefined && seconds > this.limits.seconds + 0.5;
    const warning = need(".js-preview-warning", this.root);
    warning.hidden = !over;
    need("span", warning).textContent = over ? this.words.say("over", { length: length(seconds), limit: length(this.limits.seconds) }) : "";
  }

  private takeDrops(): void {
    this.pickers.addEventListener("dragover", (e) => {
      e.preventDefault();
      this.pickers.classList.add("dragged");
    });
    this.pickers.addEventListener("dragleave", () => this.pickers.classList.remove("dragged"));
    this.pickers.addEventListener("drop", (e) => {
      e.preventDefault();
      this.pickers.classList.remove("dragged");
      void this.take(e.dataTransfer?.files[0]);
    });
  }
}
