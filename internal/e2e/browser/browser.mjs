// Drives Chromium for the tests beside it. Each line on standard input asks for one step, as {"step": …, "with": {…}};
// each line on standard output answers it, as {"got": …} or {"error": …}.
import { createInterface } from "node:readline";
import { day } from "./day.mjs";
import { open } from "./page.mjs";
import { steps as first } from "./steps.mjs";

const steps = { ...first, ...day };
const [program, shots] = process.argv.slice(2);
const browser = await open(program, shots);
for await (const line of createInterface({ input: process.stdin })) {
  const { step, with: args } = JSON.parse(line);
  let answer;
  try {
    answer = { got: (await steps[step](browser, args)) ?? null };
  } catch (error) {
    answer = { error: `${error.stack}\n${await browser.shown()}` };
  }
  // Names come between marks that keep their direction to themselves, which nobody sees.
  process.stdout.write(JSON.stringify(answer).replace(/[\u2066-\u2069]/g, "") + "\n");
}
await browser.close();
