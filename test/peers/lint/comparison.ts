import { decodeFile } from '../../../server/src/dockerfile/decode';
import type { DockerfileTree, Instruction } from '../../../server/src/dockerfile/tree';
import { lintText, ruleSetFor } from '../../../server/src/features/diagnostics';
import type { DockerfileModel } from '../../../server/src/model/model';
import { rules } from '../../../server/src/rules';
import type { Finding } from '../../../server/src/rules/rule';
import { lineAt } from '../../../server/src/text/lines';
import type { Span } from '../../../server/src/text/span';
import { type Reason, reasons } from './reasons';
import { hasOpenArgument } from './reasons/syntax';

/** What another linter says of one file; lines count from 1. */
export interface PeerAnswer {
  readonly findings: readonly { readonly code: string; readonly line: number; readonly message: string }[];
  /** Set when it could not read the file; its findings are not complete then. */
  readonly refusal?: { readonly line?: number; readonly message: string };
}

/** One code on one instruction that only one side reports. */
export interface Difference {
  readonly code: string;
  readonly tool: string;
  readonly side: 'peer' | 'ours';
  /** 1-based: where the instruction begins. */
  readonly line: number;
  /** The instruction as written, or the line where none is. */
  readonly source: string;
  readonly message: string;
  /** Why ours is right; undefined when it is not known to be. */
  readonly reason: Reason | undefined;
}

export interface Comparison {
  readonly agreements: readonly { readonly code: string; readonly tool: string }[];
  readonly differences: readonly Difference[];
  /** Errors where BuildKit builds, and files that it refuses without an error of ours on that instruction. */
  readonly errorMistakes: readonly string[];
}

/** What a reason is asked about. */
export interface Case {
  readonly code: string;
  readonly message: string;
  readonly text: string;
  readonly tree: DockerfileTree;
  readonly model: DockerfileModel;
  /** Undefined where the place is no instruction but a comment, a directive or the empty file. */
  readonly instruction: Instruction | undefined;
  /** The instruction as written. */
  readonly source: string;
  /** All that we say of the file. */
  readonly findings: readonly Finding[];
  /** What the other tool says of the same instruction. */
  readonly others: readonly string[];
  /** True when BuildKit refuses the file. */
  readonly isRefused: boolean;
}

/** The codes of other tools that a rule of ours claims; what ShellCheck itself answers is not ours to claim. */
export const claimed: ReadonlySet<string> = new Set(
  rules.filter(({ id }) => id !== 'shellcheck').flatMap(({ aliases }) => aliases),
);

/** Compares what we say of a file with what others say of it; `answers` is by the name of the tool. */
export function compareFile(
  bytes: Uint8Array,
  answers: Readonly<Record<string, PeerAnswer>>,
  codesOf: Readonly<Record<string, ReadonlySet<string>>>,
): Comparison {
  const { text, problem } = decodeFile(bytes);
  const facts = problem && { undecodable: problem };
  const { findings, tree, model, failures } = lintText(text, { ruleSet: everyRule, ...(facts && { facts }) });
  const agreements: { code: string; tool: string }[] = [];
  const differences: Difference[] = [];
  const placeAt = (line: number): number => placeOfLine(tree, line);
  const isRefused = answers.BuildKit?.refusal !== undefined;
  const own = ownPlaces(findings, tree);
  // What a comment silences for us, in whose language ever, is no difference.
  const silenced = text.replace(
    /^([ 	]*#[ 	]*)(hadolint|check|dockerfile-utils|strata)(?=[ 	:=])/gim,
    (_, start: string, name: string) => start + '-'.repeat(name.length),
  );
  const unsilenced = silenced === text ? own : ownPlaces(lintText(silenced, { ruleSet: everyRule }).findings, tree);
  for (const [tool, answer] of Object.entries(answers)) {
    if (answer.refusal && tool !== 'BuildKit') {
      continue;
    }
    const theirs = new Map<string, { code: string; place: number; message: string }>();
    for (const { code, line, message } of answer.findings) {
      if (claimed.has(code) || code.startsWith('SC')) {
        theirs.set(`${code} ${placeAt(line - 1)}`, { code, place: placeAt(line - 1), message });
      }
    }
    const differ = (side: 'peer' | 'ours', code: string, place: number, message: string): void => {
      const instruction = tree.instructions[place];
      const source = instruction ? sourceOf(instruction, tree) : (text.split('\n')[-1 - place] ?? '');
      const line = instruction ? instruction.firstLine + 1 : -place;
      const others = [...theirs.values()].filter((each) => each.place === place).map((each) => each.code);
      const asked = { code, message, text, tree, model, instruction, source, findings, others, isRefused };
      const reason = reasons.find((each) => each.side === side && each.codes.includes(code) && each.holds(asked));
      differences.push({ code, tool, side, line, source, message, reason });
    };
    for (const { code, place, message } of [...theirs.values()].filter((each) => claimed.has(each.code))) {
      const isAnywhere = codesOfWholeFiles.has(code);
      if (unsilenced.some((each) => each.aliases.includes(code) && (isAnywhere || each.places.has(place)))) {
        agreements.push({ code, tool });
      } else {
        differ('peer', code, place, message);
      }
    }
    // Behind an error BuildKit looks at nothing, so that its silence says nothing.
    for (const each of answer.refusal ? [] : own) {
      for (const code of each.aliases.filter((alias) => codesOf[tool]?.has(alias))) {
        const isAnywhere = codesOfWholeFiles.has(code) && answer.findings.some((other) => other.code === code);
        if (!isAnywhere && ![...each.places].some((place) => theirs.has(`${code} ${place}`))) {
          differ('ours', code, each.place, each.message);
        }
      }
    }
  }
  const errorMistakes = [
    ...failures.map(({ rule, error }) => `the rule ${rule} failed: ${error}`),
    ...(answers.BuildKit ? mistakesOfErrors(answers.BuildKit, findings, tree) : []),
  ];
  return { agreements, differences, errorMistakes };
}

const everyRule = ruleSetFor({ select: ['all'] });

/** Complaints about the file as such, which every tool puts where it likes. */
const codesOfWholeFiles = new Set(['NO_SOURCE_IMAGE']);

interface OwnPlaces {
  readonly aliases: readonly string[];
  /** Where the finding itself is: the index of the instruction, or -1 - line where none is. */
  readonly place: number;
  /** With those of its related places. */
  readonly places: ReadonlySet<number>;
  readonly message: string;
}

function ownPlaces(findings: readonly Finding[], tree: DockerfileTree): OwnPlaces[] {
  const placeOf = ({ start }: Span): number => placeOfLine(tree, lineAt(tree.lines, start));
  return findings
    .filter(({ aliases }) => aliases.length > 0)
    .map(({ aliases, span, related, message }) => ({
      aliases,
      place: placeOf(span),
      places: new Set([placeOf(span), ...related.map((other) => placeOf(other.span))]),
      message,
    }));
}

/** The index of the instruction that a line (0-based) belongs to, or -1 - line. */
function placeOfLine({ instructions }: DockerfileTree, line: number): number {
  const index = instructions.findIndex(({ firstLine, lastLine }) => line >= firstLine && line <= lastLine);
  return index === -1 ? -1 - line : index;
}

function sourceOf({ span }: Instruction, { text }: DockerfileTree): string {
  return text.slice(span.start, span.end);
}

function within(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** What a build argument may decide about: the image of FROM, ports, paths and the like, and the values of flags. */
function valueDecidedByArguments(instruction: Instruction, tree: DockerfileTree): string {
  const isWhole = /^(?:FROM|VOLUME|EXPOSE|STOPSIGNAL)$/.test(instruction.name ?? '');
  return isWhole ? sourceOf(instruction, tree) : instruction.flags.map(({ value = '' }) => value).join(' ');
}

/** True where a refusal is about variables that a real base image may set, about which BuildKit knew nothing here. */
function isDecidedByBase(source: string, message: string, findings: readonly Finding[], { text }: DockerfileTree) {
  const open = findings.filter(({ rule, severity }) => rule === 'undefined-variable' && severity === 'hint');
  const names = open.map(({ span }) => text.slice(span.start, span.end).replace(/\W/g, ''));
  return /^lint violation found for rules: UndefinedVar$/.test(message)
    ? names.length > 0
    : names.some((name) => new RegExp(`\\$\\{?${name}\\b`).test(source));
}

/** No error where BuildKit builds; where it refuses a file, an error on the instruction that it names. */
function mistakesOfErrors({ refusal }: PeerAnswer, findings: readonly Finding[], tree: DockerfileTree): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (!refusal) {
    return errors.map(({ rule, message, span }) => {
      const line = lineAt(tree.lines, span.start) + 1;
      return `line ${line}: an error where BuildKit builds: ${message} [${rule}]`;
    });
  }
  const { line } = refusal;
  const place = line === undefined ? undefined : placeOfLine(tree, line - 1);
  const isFound = errors.some(
    ({ span }) => place === undefined || placeOfLine(tree, lineAt(tree.lines, span.start)) === place,
  );
  // What an argument decides that the build may be given is no error.
  const instruction = place === undefined ? undefined : tree.instructions[place];
  const value = instruction ? valueDecidedByArguments(instruction, tree) : '';
  const isOpen =
    isDecidedByBase(value, refusal.message, findings, tree) ||
    (instruction !== undefined && hasOpenArgument({ source: value, text: tree.text })) ||
    (instruction !== undefined &&
      findings.some(({ rule, span }) => rule === 'invalid-default-in-from' && within(span, instruction.span)));
  return isFound || isOpen ? [] : [`line ${line ?? 1}: no error where BuildKit says: ${refusal.message}`];
}
