import { all } from "../shared/dom";

/** Keeps what was typed through a reload, for as long as the tab is open: the computer may be a school's. */
export function keepDraft(form: HTMLFormElement): () => void {
  const key = `belong-draft-${form.dataset.campaign ?? ""}`;
  const fields = all<HTMLInputElement>("input:not([type=file], [type=hidden])", form);
  restore(key, fields);
  form.addEventListener("input", () => {
    const draft = fields.map((f) => (f.type === "radio" || f.type === "checkbox" ? f.checked : f.value));
    store(() => sessionStorage.setItem(key, JSON.stringify(draft)));
  });
  return () => store(() => sessionStorage.removeItem(key));
}

function restore(key: string, fields: HTMLInputElement[]): void {
  let draft: unknown[] = [];
  store(() => {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (Array.isArray(kept)) draft = kept;
  });
  if (draft.length !== fields.length) return;
  const chosen = fields.some((f) => f.name === "question" && f.checked); // by the link that led here
  fields.forEach((f, i) => {
    const was = draft[i];
    if (typeof was === "string") f.value = was;
    else if (!(chosen && f.name === "question")) f.checked = was === true;
  });
}

/** A browser may refuse to store anything; then a reload begins with an empty form. */
function store(work: () => void): void {
  try {
    work();
  } catch {
    return;
  }
}
