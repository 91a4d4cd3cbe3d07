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
