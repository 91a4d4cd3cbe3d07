import { all, forgetDone, need } from "../shared/dom";
import { play, thePlayer } from "../shared/player";
import { parseTime, tenths } from "../shared/words";

const rows = need(".js-rows");
const player = thePlayer();

forgetDone();
document.querySelector<HTMLElement>(".js-summary")?.focus();
for (const row of all(".js-line", rows).slice(1)) if (isEmpty(row)) row.remove(); // they are for browsers that can't add any
for (const row of all(".js-line", rows)) equip(row);
const add = need<HTMLButtonElement>(".js-add");
add.hidden = false;
add.onclick = addRow;
player?.addEventListener("timeupdate", showSpoken);

function isEmpty(row: HTMLElement): boolean {
  return all<HTMLInputElement | HTMLTextAreaElement>("input:not([type=hidden]), textarea", row).every((field) => field.value === "");
}

function field(row: HTMLElement, name: "from" | "to"): HTMLInputElement {
  return need<HTMLInputElement>(`.js-${name}`, row);
}

/** Gives a row what only a script can do. */
function equip(row: HTMLElement): void {
  const fields = need<HTMLFieldSetElement>(".js-fields", row);
  const gone = need(".js-gone", row);
  const show = (deleted: boolean): void => {
    fields.hidden = fields.disabled = deleted; // what is disabled is not sent
    gone.hidden = !deleted;
    need(deleted ? ".js-undo" : ".js-delete", row).focus();
  };
  need(".js-tools", row).hidden = false;
  need(".js-delete", row).onclick = () => show(true);
  need(".js-undo", row).onclick = () => show(false);
  const playFrom = need(".js-play", row);
  if (!player) {
    playFrom.hidden = true;
    return;
  }
  playFrom.onclick = () => {
    player.currentTime = parseTime(field(row, "from").value) ?? player.currentTime;
    play(player);
  };
  for (const name of ["from", "to"] as const) {
    const set = need(`.js-set-${name}`, row);
    set.hidden = false;
    set.onclick = () => (field(row, name).value = tenths(player.currentTime));
  }
}

/** Adds a row to write in. Its key is one that no other row has. */
function addRow(): void {
  const n = all(".js-line", rows).length;
  const holder = document.createElement("ol");
  holder.innerHTML = need<HTMLTemplateElement>(".js-blank").innerHTML.replace(/-new\b/g, `-${n}`);
  const row = need(".js-line", holder);
  const legend = need("legend", row);
  legend.textContent = (legend.textContent ?? "").replace("#", String(n + 1));
  rows.append(row);
  equip(row);
  field(row, "from").focus();
}

/** Marks the row whose words are spoken now. */
function showSpoken(): void {
  const now = player?.currentTime ?? 0;
  for (const row of all(".js-line", rows)) {
    const from = parseTime(field(row, "from").value);
    const to = parseTime(field(row, "to").value);
    row.classList.toggle("spoken", from !== undefined && to !== undefined && now >= from && now < to);
  }
}
