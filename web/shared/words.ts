/** The sentences that a script says. The server puts them on the page, in the visitor's language. */
export class Words {
  private readonly sentences: Record<string, string>;

  constructor(json: string) {
    this.sentences = JSON.parse(json) as Record<string, string>;
  }

  /** The sentence under "script.<key>", with what stands in braces filled in. */
  say(key: string, params: Record<string, string | number> = {}): string {
    const sentence = this.sentences[`script.${key}`] ?? key;
    return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ""));
  }

  /** What the server refused, in the visitor's language where there are words for it. */
  problem(p: Problem): string {
    const translated = document.documentElement.lang === "en" ? undefined : this.sentences[`problem.${p.code}`];
    return translated ?? p.detail ?? this.say("network");
  }
}

/** A refusal, as the API tells it. */
export interface Problem {
  code: string;
  detail?: string;
  field?: string;
}

export function asProblem(body: string): Problem {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null && "code" in parsed) return parsed as Problem;
  } catch {
    // A proxy's error page, say: it is of no use to the visitor.
  }
  return { code: "unknown" };
}

/** "84 MB", as the server writes it. */
export function size(bytes: number): string {
  if (bytes >= 1e9) return `${Math.floor(bytes / 1e8) / 10} GB`;
  if (bytes >= 1e6) return `${Math.floor(bytes / 1e6)} MB`;
  return `${Math.floor(bytes / 1e3)} KB`;
}

/** "0:31" */
export function length(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** "0:31.5" */
export function tenths(seconds: number): string {
  const n = Math.round(seconds * 10);
  return `${Math.floor(n / 600)}:${String(Math.floor(n / 10) % 60).padStart(2, "0")}.${n % 10}`;
}

/** The seconds of "9.5", "9,5" or "0:09.5", as the server reads them; undefined where it is none of these. */
export function parseTime(text: string): number | undefined {
  const found = /^\s*(?:(\d+):)?(\d+(?:[.,]\d*)?)\s*$/.exec(text);
  return found ? Number(found[1] ?? 0) * 60 + Number((found[2] ?? "").replace(",", ".")) : undefined;
}
