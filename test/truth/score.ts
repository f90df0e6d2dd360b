/** What was measured of one case, as far as the score needs it; score.py beside this file says what it means. */
export interface CaseTruth {
  readonly sha256: string;
  /** First line, last line and keyword of every instruction. */
  readonly instructions: readonly (readonly [number, number, string])[];
  readonly lines: Readonly<Record<string, { readonly heldDead: readonly { readonly killedBy: number }[] }>>;
  readonly positiveLines: readonly number[];
  readonly killerLines: readonly number[];
  readonly neutralLines: readonly number[];
  readonly softLines: readonly number[];
  readonly origins?: Readonly<Record<string, readonly number[]>>;
  readonly invisible?: boolean;
}

/** A size finding: its case, its line from 1, its rule and what it says. */
export interface SizeFinding {
  readonly name: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export interface Score {
  readonly precision: number;
  readonly recall: number;
  /** `case:line rule` of every finding that the bytes do not bear out. */
  readonly wrong: readonly string[];
  /** `case:line` of every positive line that nobody found. */
  readonly missed: readonly string[];
}

/**
 * Scores size findings against measured bytes by the rules of score.py.
 *
 * @param strict Whether lines that are positive by compile caches alone have to be found as well.
 */
export function scoreFindings(
  truth: Readonly<Record<string, CaseTruth>>,
  findings: readonly SizeFinding[],
  strict = false,
): Score {
  const wrong: string[] = [];
  const missed: string[] = [];
  let right = 0;
  let positives = 0;
  for (const [name, measured] of Object.entries(truth)) {
    const mine = byInstruction(
      measured,
      findings.filter((it) => it.name === name),
    );
    const { softLines, killerLines, neutralLines, positiveLines, origins = {} } = measured;
    const needed = strict ? positiveLines : positiveLines.filter((it) => !softLines.includes(it));
    const good = new Set([...needed, ...killerLines, ...needed.flatMap((it) => origins[it] ?? [])]);
    for (const [line, found] of mine) {
      const speaksOfIt = softLines.includes(line) && found.some((it) => /compile|\/tmp/i.test(it.message));
      if (good.has(line) || speaksOfIt) {
        right++;
      } else if (!neutralLines.includes(line)) {
        wrong.push(`${name}:${line} ${found.map((it) => it.rule).join(',')}`);
      }
    }
    for (const line of measured.invisible ? [] : needed) {
      positives++;
      if (![line, ...killersOf(measured, line), ...(origins[line] ?? [])].some((it) => mine.has(it))) {
        missed.push(`${name}:${line}`);
      }
    }
  }
  return {
    precision: right / Math.max(right + wrong.length, 1),
    recall: (positives - missed.length) / Math.max(positives, 1),
    wrong,
    missed,
  };
}

/** Findings by the first line of the instruction that they stand on. */
function byInstruction({ instructions }: CaseTruth, findings: readonly SizeFinding[]): Map<number, SizeFinding[]> {
  const groups = new Map<number, SizeFinding[]>();
  for (const finding of findings) {
    const line = instructions.find(([first, last]) => first <= finding.line && finding.line <= last)?.[0];
    if (line !== undefined) {
      groups.set(line, [...(groups.get(line) ?? []), finding]);
    }
  }
  return groups;
}

function killersOf({ lines, killerLines }: CaseTruth, line: number): number[] {
  const killers = lines[line]?.heldDead.map((it) => it.killedBy) ?? [];
  return killers.filter((it) => killerLines.includes(it));
}
