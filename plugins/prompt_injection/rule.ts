/** What a violation names as a reason. */
export const categories = [
  "override",
  "persona",
  "limits_lifted",
  "extraction",
  "forged_structure",
  "concealment",
  "tool_steering",
  "hijack",
  "pressure",
  "virtualization",
  "payload_splitting",
  "output_control",
  "addressed",
  "agent_action",
  "obfuscation",
] as const;
export type Category = (typeof categories)[number];

/** Words that must stand near the anchor, in its sentence: up to `before` code units before it, or `after` behind it. */
export interface Near {
  readonly concepts: readonly string[];
  readonly before: number;
  readonly after: number;
}

/**
 * A feature of injections.
 * @property asked    its score in what a client sends
 * @property answered its score in what a server answers: nobody has to give the model orders there
 * @property anchor   the concept that it is looked for by
 * @property atStart  the anchor begins a sentence, as an imperative does
 * @property ordered  it begins a sentence, or stands behind words that make an order of it ("you must")
 * @property needs    all of them must be there
 * @property unless   none of them may be there
 * @property loose    the needs may lie in other sentences
 */
export interface Rule {
  readonly category: Category;
  readonly asked: number;
  readonly answered: number;
  readonly anchor: string;
  readonly atStart?: boolean;
  readonly ordered?: boolean;
  readonly needs: readonly Near[];
  readonly unless: readonly Near[];
  readonly loose?: boolean;
}

type Extra = Partial<Pick<Rule, "atStart" | "ordered" | "unless" | "loose">>;

export const near = (concepts: string, before: number, after: number): Near => ({
  concepts: concepts.split(" "),
  before,
  after,
});
export const rule = (
  category: Category,
  [asked, answered]: [number, number],
  anchor: string,
  needs: Near[] = [],
  extra: Extra = {},
): Rule => ({
  category,
  asked,
  answered,
  anchor,
  needs,
  unless: [],
  ...extra,
});
/** Not told to the reader: somebody else does it, or it is denied. */
export const told = { unless: [near("negation bystander", 12, 0)] };

/** The same, where it is an order. */
export const orderedTold = { ...told, ordered: true };
/** Nor a call of a function of that name. */
export const unmade = { unless: [near("negation bystander maker", 12, 0), near("call", 0, 1)] };
export const notReset = { unless: [near("negation_x reset_x", 70, 70)] };
export const notX = { unless: [near("negation_x", 60, 25)] };
