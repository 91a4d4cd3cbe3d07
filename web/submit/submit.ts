import { offerToCopy } from "../shared/copy";
import { all, here, need } from "../shared/dom";
import { forget, keep, keepVideo, unfinished, type Kept } from "../shared/keep";
import { limitsOf, Picker } from "../shared/pick";
import { SendingView } from "../shared/sending";
import { asProblem, size, Words, type Problem } from "../shared/words";
import { keepDraft } from "./draft";
import { Steps, type Mistakes } from "./steps";

/** What the API answers to a new submission. */
interface Draft {
  id: string;
  token: string;
  upload_url: string;
  status_url: string;
}

/** What the API calls a field, where the form has another name for it. */
const fields: Record<string, string> = { release: "agree" };

/** The form, one step at a time, then the upload, then the thanks. */
class Submit {
  private readonly words = new Words(this.form.dataset.words ?? "{}");
  private readonly resume = need(".js-resume");
  private readonly next = need<HTMLButtonElement>(".js-next", this.form);
  private readonly picker = new Picker(this.form, limitsOf(this.form), this.words);
  private readonly forgetDraft = keepDraft(this.form);
  private readonly steps = new Steps(this.form, this.words, (step) => this.mistakes(step), (step) => this.entered(step));

  constructor(private readonly form: HTMLFormElement) {
    form.noValidate = true; // the steps say what is wrong, in the page's language
    form.addEventListener("submit", (e) => {
      e.preventDefault();
      if (this.steps.forward()) void this.submit();
    });
    for (const role of all<HTMLInputElement>("[name=role]", form)) {
      role.addEventListener("change", () => this.suggestTitle(role.value));
    }
    void this.offerToResume();
  }

  private input(name: string): HTMLInputElement {
    return need<HTMLInputElement>(`[name=${name}]`, this.form);
  }

  private value(name: string): string {
    const data = new FormData(this.form).get(name);
    return typeof data === "string" ? data.trim() : "";
  }

  private mistakes(step: string): Mistakes {
    const found: Mistakes = [];
    const require = (field: string, key: string): void => {
      if (!this.value(field)) found.push([field, this.words.say(key)]);
    };
    const checkAddress = (field: string): void => {
      if (this.input(field).validity.typeMismatch) found.push([field, this.words.say("bad_email")]);
    };
    switch (step) {
      case "question":
        require("question", "need_question");
        break;
      case "you":
        require("role", "need_role");
        require("name", "need_name");
        require("title", "need_title");
        require("organization", "need_organization");
        checkAddress("email");
        if (this.value("minor")) {
          require("guardian_email", "need_guardian");
          checkAddress("guardian_email");
        }
        break;
      case "release":
        require("agree", "need_agree");
        break;
      case "video":
        if (this.picker.missing()) found.push(["file", this.picker.missing()]);
    }
    return found;
  }

  /** Reminds of the question when the camera comes. */
  private entered(step: string): void {
    if (step !== "video") return;
    const chosen = this.form.querySelector<HTMLInputElement>("[name=question]:checked");
    const cue = need(".js-cue", this.form);
    cue.textContent = chosen?.closest("label")?.textContent?.trim() ?? "";
    cue.hidden = cue.textContent === "";
  }

  /** A student's title is most often just that. */
  private suggestTitle(role: string): void {
    const title = this.input("title");
    const student = this.words.say("student_title");
    if (role === "student" && title.value === "") title.value = student;
    if (role === "leader" && title.value === student) title.value = "";
  }

  private async submit(): Promise<void> {
    const video = this.picker.file;
    if (!video || this.next.disabled) return;
    this.next.disabled = true;
    const answer = await this.post();
    this.next.disabled = false;
    if ("code" in answer) {
      this.refuse(answer);
      return;
    }
    const upload: Kept = {
      id: answer.id, campaign: this.form.dataset.campaign ?? "", name: this.value("name"), token: answer.token,
      statusUrl: here(answer.status_url), endpoint: answer.upload_url, filename: video.name, bytes: video.size, sent: 0,
      guardian: this.value("minor") !== "", at: Date.now(),
    };
    void keep(upload).then(() => keepVideo(upload.id, video)); // a large one takes a while; sending need not wait
    this.forgetDraft();
    this.send(upload, video);
  }

  private async post(): Promise<Draft | Problem> {
    const minor = this.value("minor") !== "";
    const body = {
      campaign: this.form.dataset.campaign, name: this.value("name"), whole_name: this.value("whole_name") !== "",
      title: this.value("title"), organization: this.value("organization"), question: this.value("question"),
      role: this.value("role"), email: this.value("email"), minor, guardian_email: minor ? this.value("guardian_email") : "",
      handles: minor ? {} : { x: this.value("handle_x"), bluesky: this.value("handle_bluesky"), mastodon: this.value("handle_mastodon") },
      release: this.form.dataset.release, locale: this.form.dataset.locale, partner: this.form.dataset.partner,
    };
    try {
      const response = await fetch("/api/v1/submissions", {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
      });
      const text = await response.text();
      return response.ok ? (JSON.parse(text) as Draft) : asProblem(text);
    } catch {
      return { code: "network", detail: this.words.say("network") };
    }
  }

  private refuse(problem: Problem): void {
    const sentence = this.words.problem(problem);
    const field = fields[problem.field ?? ""] ?? problem.field;
    if (field === "handles") need<HTMLDetailsElement>(".js-mention", this.form).open = true;
    if (!field || !this.steps.refuse(field, sentence)) this.steps.refuse("file", sentence);
  }

  private send(upload: Kept, video: Blob): void {
    const view = need(".js-sending");
    this.form.hidden = this.resume.hidden = true;
    scrollTo({ top: 0 });
    new SendingView(view, this.words).run(upload, video, () => {
      view.hidden = true;
      this.thank(upload);
    }, (problem) => {
      view.hidden = true;
      this.form.hidden = false;
      const gone = problem.code === "not_found";
      this.steps.refuse("file", gone ? this.words.say("gone") : this.words.say("stopped", { reason: this.words.problem(problem) }));
    });
  }

  private thank(upload: Kept): void {
    const sent = need(".js-sent");
    need<HTMLAnchorElement>(".js-status-link", sent).href = upload.statusUrl;
    need<HTMLInputElement>(".js-link", sent).value = upload.statusUrl;
    offerToCopy(sent);
    need(".js-next-guardian", sent).hidden = !upload.guardian;
    sent.hidden = false;
    scrollTo({ top: 0 });
    need(".js-sent-title", sent).focus({ preventScroll: true });
  }

  private async offerToResume(): Promise<void> {
    const found = await unfinished((k) => k.campaign === this.form.dataset.campaign);
    if (!found) return;
    const { upload, video } = found;
    need(".js-resume-what", this.resume).textContent = this.words.say("resume_what", {
      name: upload.name, sent: size(upload.sent), all: size(upload.bytes),
    });
    need(".js-resume-go", this.resume).onclick = () => {
      if (video) this.send(upload, video);
      else location.href = upload.statusUrl; // there it can be chosen again
    };
    need(".js-resume-drop", this.resume).onclick = () => {
      this.resume.hidden = true;
      void forget(upload.id);
    };
    this.resume.hidden = false;
  }
}

// What the server gave back with its mistakes marked came without this script, and goes back without it.
const summary = document.querySelector<HTMLElement>(".js-summary");
if (summary) summary.focus();
else new Submit(need<HTMLFormElement>(".js-form"));
