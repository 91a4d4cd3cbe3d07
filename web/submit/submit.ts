import { all, here, need } from "../shared/dom";
import { forget, keep, keepVideo, unfinished, type Kept } from "../shared/keep";
import { limitsOf, Picker } from "../shared/pick";
import { SendingView } from "../shared/sending";
import { asProblem, size, Words, type Problem } from "../shared/words";
import { keepDraft } from "./draft";
import { Steps, type Mistakes } from "./steps";

const form = need<HTMLFormElement>(".js-form");
const words = new Words(form.dataset.words ?? "{}");
const picker = new Picker(form, limitsOf(form), words);
const resume = need(".js-resume");
const next = need<HTMLButtonElement>(".js-next", form);
const forgetDraft = keepDraft(form);
const steps = new Steps(form, words, mistakesOf, entered);

form.noValidate = true; // the steps say what is wrong, in the page's language
form.addEventListener("submit", (e) => {
  e.preventDefault();
  if (steps.forward()) void submit();
});
for (const choice of all<HTMLInputElement>("[name=role]", form)) choice.addEventListener("change", () => suggestTitle(choice.value));
void offerToResume();

/** What the API calls a field, by the name that the form has for it. */
const fields: Record<string, string> = { release: "agree" };

function input(name: string): HTMLInputElement {
  return need<HTMLInputElement>(`[name=${name}]`, form);
}

function value(name: string): string {
  const data = new FormData(form).get(name);
  return typeof data === "string" ? data.trim() : "";
}

function mistakesOf(step: string): Mistakes {
  const found: Mistakes = [];
  const require = (field: string, key: string): void => {
    if (!value(field)) found.push([field, words.say(key)]);
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
      if (input("email").validity.typeMismatch) found.push(["email", words.say("bad_email")]);
      if (value("minor")) {
        require("guardian_email", "need_guardian");
        if (input("guardian_email").validity.typeMismatch) found.push(["guardian_email", words.say("bad_email")]);
      }
      break;
    case "release":
      require("agree", "need_agree");
      break;
    case "video":
      if (picker.missing()) found.push(["file", picker.missing()]);
  }
  return found;
}

/** Reminds of the question when the camera comes. */
function entered(step: string): void {
  if (step !== "video") return;
  const chosen = form.querySelector<HTMLInputElement>("[name=question]:checked");
  const cue = need(".js-cue", form);
  cue.textContent = chosen?.closest("label")?.textContent?.trim() ?? "";
  cue.hidden = cue.textContent === "";
}

/** A student's title is most often just that. */
function suggestTitle(role: string): void {
  const title = input("title");
  const student = words.say("student_title");
  if (role === "student" && title.value === "") title.value = student;
  if (role === "leader" && title.value === student) title.value = "";
}

async function submit(): Promise<void> {
  const video = picker.file;
  if (!video || next.disabled) return;
  next.disabled = true;
  const answer = await post();
  next.disabled = false;
  if ("code" in answer) {
    refuse(answer);
    return;
  }
  const upload: Kept = {
    id: answer.id, campaign: form.dataset.campaign ?? "", name: value("name"), token: answer.token, statusUrl: here(answer.status_url),
    endpoint: answer.upload_url, filename: video.name, bytes: video.size, sent: 0, guardian: value("minor") !== "", at: Date.now(),
  };
  void keep(upload).then(() => keepVideo(upload.id, video)); // a large one takes a while; sending need not wait
  forgetDraft();
  send(upload, video);
}

interface Draft {
  id: string;
  token: string;
  upload_url: string;
  status_url: string;
}

async function post(): Promise<Draft | Problem> {
  const body = {
    campaign: form.dataset.campaign, name: value("name"), whole_name: value("whole_name") !== "", title: value("title"),
    organization: value("organization"), question: value("question"), role: value("role"), email: value("email"),
    minor: value("minor") !== "", guardian_email: value("minor") ? value("guardian_email") : "", release: form.dataset.release,
    locale: form.dataset.locale, partner: form.dataset.partner,
  };
  try {
    const response = await fetch("/api/v1/submissions", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const text = await response.text();
    return response.ok ? (JSON.parse(text) as Draft) : asProblem(text);
  } catch {
    return { code: "network", detail: words.say("network") };
  }
}

function refuse(problem: Problem): void {
  const sentence = words.problem(problem);
  const field = problem.field ?? "";
  if (field && steps.refuse(fields[field] ?? field, sentence)) return;
  steps.refuse("file", sentence);
}

function send(upload: Kept, video: Blob): void {
  form.hidden = resume.hidden = true;
  const view = need(".js-sending");
  scrollTo({ top: 0 });
  new SendingView(view, words).run(upload, video, () => {
    view.hidden = true;
    thank(upload);
  }, (problem) => {
    view.hidden = true;
    form.hidden = false;
    steps.refuse("file", problem.code === "not_found" ? words.say("gone") : words.say("stopped", { reason: words.problem(problem) }));
  });
}

function thank(upload: Kept): void {
  const sent = need(".js-sent");
  need<HTMLAnchorElement>(".js-status-link", sent).href = upload.statusUrl;
  const link = need<HTMLInputElement>(".js-link", sent);
  link.value = upload.statusUrl;
  link.onfocus = () => link.select();
  need(".js-next-guardian", sent).hidden = !upload.guardian;
  need(".js-copy", sent).onclick = () => void copy(link);
  sent.hidden = false;
  scrollTo({ top: 0 });
  need(".js-sent-title", sent).focus({ preventScroll: true });
}

async function copy(link: HTMLInputElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(link.value);
    need(".js-copied").hidden = false;
  } catch {
    link.focus(); // it is selected then, for the visitor to copy
  }
}

async function offerToResume(): Promise<void> {
  const found = await unfinished((k) => k.campaign === form.dataset.campaign);
  if (!found) return;
  const { upload, video } = found;
  need(".js-resume-what", resume).textContent = words.say("resume_what", { name: upload.name, sent: size(upload.sent), all: size(upload.bytes) });
  need(".js-resume-go", resume).onclick = () => {
    if (video) send(upload, video);
    else location.href = upload.statusUrl; // there it can be chosen again
  };
  need(".js-resume-drop", resume).onclick = () => {
    resume.hidden = true;
    void forget(upload.id);
  };
  resume.hidden = false;
}
