import { confirmInDialogs } from "../shared/confirm";
import { offerToCopy } from "../shared/copy";
import { forgetDone, need } from "../shared/dom";
import { keep, keepVideo, unfinished, type Kept } from "../shared/keep";
import { limitsOf, Picker } from "../shared/pick";
import { jumpToMoments } from "../shared/player";
import { SendingView } from "../shared/sending";
import { offerToTrim } from "../shared/trim";
import { size, Words, type Problem } from "../shared/words";

/** What the API tells of a submission that this page follows. */
interface Now {
  state: string;
  progress: number;
  ahead?: number;
  remaining_seconds?: number;
}

const page = need(".js-page");
const words = new Words(page.dataset.words ?? "{}");
const id = page.dataset.id ?? "";
const form = document.querySelector<HTMLFormElement>(".js-upload");
let sending = false;

confirmInDialogs();
forgetDone();
jumpToMoments();
offerToTrim();
if (document.querySelector(".js-link")) offerToCopy(page);
document.querySelector<HTMLElement>(".js-summary")?.focus();
if (page.dataset.watch === "true") setTimeout(() => void watch(), 2000);
if (form) takeVideo(form);

/** Follows what happens to the video, and shows the page anew when it has moved on. */
async function watch(): Promise<void> {
  try {
    const response = await fetch(`/api/v1/submissions/${id}`, { credentials: "same-origin" });
    if (response.ok) {
      const now = (await response.json()) as Now;
      if (now.state !== page.dataset.state && !sending && !choosing() && !typing()) {
        location.replace(`/s/${id}`);
        return;
      }
      show(now);
    }
  } catch {
    // No network just now; the next look may have it.
  }
  setTimeout(() => void watch(), document.visibilityState === "visible" ? 2000 : 15_000);
}

/** True while somebody chooses the video that is to take the place of the one that is prepared. */
function choosing(): boolean {
  return page.dataset.state === "processing" && form !== null;
}

function typing(): boolean {
  return document.activeElement?.matches("input, textarea") === true || document.querySelector("dialog[open]") !== null;
}

function show(now: Now): void {
  const bar = document.querySelector<HTMLProgressElement>(".js-progress");
  if (!bar || now.state !== "processing") return;
  bar.value = now.progress;
  need(".js-progress-words").textContent = String(now.progress);
  const wait = need(".js-wait");
  const sentences = `${ahead(now.ahead ?? 0)} ${ready(now.remaining_seconds)}`.trim();
  if (wait.textContent !== sentences) wait.textContent = sentences;
}

/** As the server says it when the page is made. */
function ahead(n: number): string {
  if (n === 0) return "";
  if (n === 1) return words.say("ahead_one");
  return n > 100 ? words.say("ahead_many", { n: 100 }) : words.say("ahead", { n });
}

function ready(seconds: number | undefined): string {
  if (seconds === undefined) return "";
  const minutes = Math.ceil(seconds / 60);
  if (minutes <= 1) return words.say("ready_minute");
  return minutes <= 90 ? words.say("ready_minutes", { n: minutes }) : words.say("ready_hours", { n: Math.ceil(minutes / 60) });
}

function takeVideo(form: HTMLFormElement): void {
  const picker = new Picker(form, limitsOf(page), words);
  form.noValidate = true;
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    picker.refuse(picker.missing());
    if (picker.file) begin(form, picker, picker.file);
    else picker.focus();
  });
  void offerToResume(form, picker);
}

function begin(form: HTMLFormElement, picker: Picker, video: File): void {
  const upload: Kept = {
    id, campaign: "", name: "", token: page.dataset.token ?? "", statusUrl: location.href, endpoint: "/api/v1/uploads/",
    filename: video.name, bytes: video.size, sent: 0, guardian: false, at: Date.now(),
  };
  void keep(upload).then(() => keepVideo(id, video));
  send(form, picker, upload, video);
}

function send(form: HTMLFormElement, picker: Picker, upload: Kept, video: Blob): void {
  const view = need(".js-sending");
  form.hidden = need(".js-resume").hidden = true;
  sending = true;
  const refused = (problem: Problem): void => {
    sending = false;
    view.hidden = true;
    form.hidden = false;
    picker.refuse(problem.code === "not_found" ? words.say("gone") : words.say("stopped", { reason: words.problem(problem) }));
    picker.focus();
  };
  new SendingView(view, words).run(upload, video, () => location.replace(`/s/${id}?done=arrived`), refused);
}

async function offerToResume(form: HTMLFormElement, picker: Picker): Promise<void> {
  const found = await unfinished((k) => k.id === id);
  if (!found?.video) return;
  const { upload, video } = found;
  const resume = need(".js-resume");
  need(".js-resume-what", resume).textContent = words.say("resume_what", {
    name: upload.filename, sent: size(upload.sent), all: size(upload.bytes),
  });
  need(".js-resume-go", resume).onclick = () => send(form, picker, upload, video);
  resume.closest("details")?.setAttribute("open", "");
  resume.hidden = false;
}
