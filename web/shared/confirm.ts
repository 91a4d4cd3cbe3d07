import { all, need } from "./dom";

/** Makes every "are you sure" a dialog. Without this, or on an old browser, it unfolds in its place. */
export function confirmInDialogs(root: ParentNode = document): void {
  if (typeof HTMLDialogElement === "undefined") return;
  for (const details of all(".js-confirm", root)) {
    const summary = need("summary", details);
    const dialog = dialogOf(need(".confirm-body", details));
    details.append(dialog);
    summary.setAttribute("role", "button");
    summary.setAttribute("aria-haspopup", "dialog");
    summary.addEventListener("click", (e) => {
      e.preventDefault();
      details.setAttribute("open", ""); // what lies in a closed one is not shown, a dialog included
      dialog.showModal();
    });
    dialog.addEventListener("close", () => {
      details.removeAttribute("open");
      summary.focus();
    });
  }
}

let count = 0;

function dialogOf(body: HTMLElement): HTMLDialogElement {
  const dialog = document.createElement("dialog");
  const title = need("h3", body);
  title.id ||= `confirm-${++count}`;
  dialog.setAttribute("aria-labelledby", title.id);
  const cancel = document.createElement("button");
  cancel.type = "button";
  cancel.className = "button quiet";
  cancel.textContent = document.documentElement.dataset.cancel ?? "";
  cancel.onclick = () => dialog.close();
  need(".row", body).append(cancel);
  dialog.append(body);
  return dialog;
}
