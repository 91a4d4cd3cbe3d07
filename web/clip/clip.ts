import { offerToCopy } from "../shared/copy";
import { need } from "../shared/dom";

const share = need(".js-share");
const address = document.querySelector<HTMLMetaElement>("meta[property='og:url']")?.content ?? location.href;

share.hidden = false;
share.onclick = () => void pass();
offerToCopy(need(".embed"));

/** Hands the link over to the phone, or else copies it. */
async function pass(): Promise<void> {
  try {
    if (typeof navigator.share === "function") {
      await navigator.share({ title: share.dataset.title ?? "", url: address });
      return;
    }
    await navigator.clipboard.writeText(address);
    need("span", share).textContent = share.dataset.copied ?? "";
  } catch {
    // They thought better of it, or the browser forbids it; the address bar has the link, too.
  }
}
