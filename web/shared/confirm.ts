import { all, need } from "./dom";

/** Makes every "are you sure" a dialog. Without this, or on an old browser, it unfolds in its place. */
export function confirmInDialogs(root: ParentNode = document): void {
  if (typeof HTMLDialogElement === "undefined") return;
  for (const details of all(".js-confirm", root)) {
    const summary = need("summary", details);
    summary.setAttribute("role", "button");
    summary.setAttribute("aria-haspopup", "dialog");
    summary.addEventListener("click", (e) => {
      e.preventDefault();
      ask(details, summary);
    });
  }
}

/** Takes the question out of the fold and into a dialog, and puts it back when the dialog closes. */
function ask(details: HTMLElement, summary: HTMLElement): void {
  const body = need(".confirm-body", details);
  const title = need("h3", body);
  title.id ||= "confirm";
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button quiet";
  cancel.textContent = document.documentElement.dataset.cancel ?? "";
  cancel.onclick = () => dialog.close();
  need(".row", body).append(cancel);

  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(body);
  dialog.addEventListener("close", () => {
    cancel.remove();
    details.append(body);
    dialog.remove();
    summary.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
