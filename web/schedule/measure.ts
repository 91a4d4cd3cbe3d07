import { need } from "../shared/dom";

const pause = 250;

interface Measured {
  over: boolean;
  words: string;
  runs: { words: string; marked: boolean }[] | null;
}

/** Shows, while somebody writes, how long the text is on its network, and how it looks there. Only the server measures. */
export function measureWhileTyping(form: HTMLFormElement): void {
  const text = need<HTMLTextAreaElement>(".js-text", form);
  const count = need(".js-count", form);
  let timer = 0;
  let latest = 0;
  const look = async (): Promise<void> => {
    const mine = ++latest;
    const measured = await measure(form.dataset.measure ?? "", text.value);
    if (!measured || mine !== latest) return; // newer words are on their way
    count.classList.toggle("over", measured.over);
    need("span", count).textContent = measured.words;
    need(".js-shown").replaceChildren(...(measured.runs ?? []).map(shown));
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), pause);
  });
}

async function measure(address: string, text: string): Promise<Measured | undefined> {
  try {
    const response = await fetch(address, { method: "POST", body: new URLSearchParams({ text }), credentials: "same-origin" });
    return response.ok ? ((await response.json()) as Measured) : undefined;
  } catch {
    return undefined; // no network; the next words may have it, and the form says it in any case
  }
}

function shown(run: { words: string; marked: boolean }): Node {
  if (!run.marked) return document.createTextNode(run.words);
  const mark = document.createElement("span");
  mark.className = "marked";
  mark.textContent = run.words;
  return mark;
}
