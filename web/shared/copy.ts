import { need } from "./dom";

/** Lets the visitor copy a private link, with a button, or by hand where the browser does not allow that. */
export function offerToCopy(root: HTMLElement): void {
  const link = need<HTMLInputElement>(".js-link", root);
  const button = need<HTMLButtonElement>(".js-copy", root);
  link.onfocus = () => link.select();
  button.hidden = false;
  button.onclick = () => void copy(link, need(".js-copied", root));
}

async function copy(link: HTMLInputElement, copied: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(link.value);
    copied.hidden = false;
  } catch {
    link.focus(); // it is selected then, for the visitor to copy
  }
}
