import { DetailedError, Upload } from "tus-js-client";
import { here } from "./dom";
import { keep, type Kept } from "./keep";
import { asProblem, type Problem } from "./words";

/** What an upload tells while it is under way. */
export interface Listener {
  progress(sent: number): void;
  going(): void;
  waiting(): void;
  done(): void;
  /** Nothing can be done but to begin again. */
  refused(problem: Problem): void;
}

const chunk = 32 * 1024 * 1024; // a proxy in between may refuse larger requests
const delays = [0, 1000, 3000, 5000, 10_000];
const patience = 15_000; // between tries once those are used up

/** One video on its way. It goes on by itself after whatever happened to the connection, until it is paused or refused. */
export class Sending {
  private readonly upload: Upload;
  private timer = 0;
  private paused = false;
  private wakeLock: WakeLockSentinel | undefined;
  private noted = 0;

  constructor(private readonly kept: Kept, video: Blob, private readonly listener: Listener) {
    this.upload = new Upload(video, {
      endpoint: here(kept.endpoint),
      uploadUrl: kept.uploadUrl ?? null,
      metadata: { filename: kept.filename, filetype: video.type },
      headers: { Authorization: `Bearer ${kept.token}` },
      chunkSize: chunk,
      retryDelays: delays,
      storeFingerprintForResuming: false,
      onShouldRetry: (error) => {
        if (canRetry(error)) listener.waiting();
        return canRetry(error);
      },
      onUploadUrlAvailable: () => this.begun(),
      onProgress: (sent) => this.progress(sent),
      onSuccess: () => this.finish(() => listener.done()),
      onError: (error) => this.failed(error),
    });
    addEventListener("online", this.again);
    document.addEventListener("visibilitychange", this.awake);
  }

  start(): void {
    this.paused = false;
    this.listener.going();
    this.upload.start();
    void this.awake();
  }

  pause(): void {
    this.paused = true;
    clearTimeout(this.timer);
    void this.upload.abort();
    void this.sleep();
  }

  private begun(): void {
    if (!this.upload.url) return;
    this.upload.url = here(this.upload.url);
    this.kept.uploadUrl = this.upload.url;
    void keep(this.kept);
  }

  private progress(sent: number): void {
    this.kept.sent = sent;
    if (Date.now() - this.noted > 2000) {
      this.noted = Date.now();
      void keep(this.kept);
    }
    this.listener.going();
    this.listener.progress(sent);
  }

  private failed(error: Error | DetailedError): void {
    if (canRetry(error)) {
      this.listener.waiting();
      this.timer = window.setTimeout(this.again, patience);
      return;
    }
    const response = error instanceof DetailedError ? error.originalResponse : null;
    this.finish(() => this.listener.refused(asProblem(response?.getBody() ?? "")));
  }

  private readonly again = (): void => {
    clearTimeout(this.timer);
    if (this.paused) return;
    void this.upload.abort().then(() => {
      if (!this.paused) this.upload.start();
    });
  };

  private finish(tell: () => void): void {
    removeEventListener("online", this.again);
    document.removeEventListener("visibilitychange", this.awake);
    void this.sleep();
    tell();
  }

  /** Keeps the screen on, where the browser can: a phone that locks itself stops sending. */
  private readonly awake = async (): Promise<void> => {
    if (this.paused || document.visibilityState !== "visible" || !("wakeLock" in navigator)) return;
    try {
      this.wakeLock = await navigator.wakeLock.request("screen");
    } catch {
      // Refused when the battery is low; the upload goes on until the phone locks, and then after.
    }
  };

  private async sleep(): Promise<void> {
    await this.wakeLock?.release();
    this.wakeLock = undefined;
  }
}

/** True after whatever can be over in a moment: no network, a busy server, an upload that another request still holds. */
function canRetry(error: Error | DetailedError): boolean {
  const status = error instanceof DetailedError ? (error.originalResponse?.getStatus() ?? 0) : 0;
  return status === 0 || status >= 500 || [409, 423, 425, 429].includes(status);
}
