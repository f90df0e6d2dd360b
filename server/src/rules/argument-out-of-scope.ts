import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import { baseOf } from '../model/effects/bases';
import type { DockerfileModel } from '../model/model';
import type { PlacedUse } from '../model/variables';
import { textOf } from '../text/span';
import { lineAbove } from './engine/insertedLines';
import { placeOfWriting, unguardedUses, type WritingPlace } from './engine/variableScopes';
import { defineRule, type Fix, type Report } from './rule';

export const argumentOutOfScope = defineRule({
  id: 'argument-out-of-scope',
  title: 'Variable is used where it is not known',
  aliases: ['UndefinedVar', 'UndefinedArgInFrom'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  yieldsTo: ['impossible-base-image'],
  since: '0.1.0',
  fix: 'safe',
  why:
    'Every build stage begins without arguments: one from above the first `FROM`, and those that BuildKit sets for the ' +
    'platform, are empty in a stage until a bare `ARG NAME` brings them in. Arguments of a stage end with it, and when ' +
    'the container runs there are none at all; only `ENV` stays.',
  differs:
    'BuildKit does not look at the commands of `RUN`, `CMD` and `ENTRYPOINT`. This rule does, where the script does not ' +
    'set the variable itself.',
  examples: [
    {
      note: 'Above the first `FROM`, an argument is for `FROM` only.',
      wrong: 'ARG VERSION=3.22\nFROM alpine:$VERSION\nLABEL base=«$VERSION»\n',
      right: 'ARG VERSION=3.22\nFROM alpine:$VERSION\nARG VERSION\nLABEL base=$VERSION\n',
      fixed: 'ARG VERSION=3.22\nFROM alpine:$VERSION\nARG VERSION\nLABEL base=$VERSION\n',
    },
    {
      wrong: 'FROM alpine:3.22\nRUN make PLATFORM=«$TARGETARCH»\n',
      right: 'FROM alpine:3.22\nARG TARGETARCH\nRUN make PLATFORM=$TARGETARCH\n',
      fixed: 'FROM alpine:3.22\nARG TARGETARCH\nRUN make PLATFORM=$TARGETARCH\n',
    },
    {
      wrong: 'FROM alpine:3.22\nCOPY app /opt/«$NAME»/\nARG NAME=app\n',
      right: 'FROM alpine:3.22\nARG NAME=app\nCOPY app /opt/$NAME/\n',
    },
    {
      note: 'FROM knows nothing of what a stage declares, and takes another image here.',
      wrong: 'FROM golang:1.25 AS build\nARG SUFFIX=-slim\nRUN make\nFROM debian:12«$SUFFIX»\n',
      fixed: 'ARG SUFFIX=-slim\nFROM golang:1.25 AS build\nARG SUFFIX=-slim\nRUN make\nFROM debian:12$SUFFIX\n',
    },
    {
      note: 'When the container runs, there are no arguments.',
      wrong: 'FROM alpine:3.22\nARG LISTEN=80\nENTRYPOINT ["sh", "-c", "id"]\nCMD «$LISTEN»\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/variables/#scoping'],
  messages: {
    global: '{name} is declared above the first FROM, where it counts only for FROM: repeat ARG {name} in this stage.',
    platform: 'BuildKit sets {name} only behind ARG {name} in this stage: declare it.',
    later: '{name} is set only in line {line}: move that above this line.',
    stage: '{name} is set in line {line}, in another stage: declare it in this one, too.',
    stageForFrom: '{name} is declared inside a stage: FROM takes only arguments from above the first FROM.',
    container: '{name} is an argument of the build and not known when the container runs: set it with ENV as well.',
  },
  check({ tree, model, report }) {
    if (!tree.text.includes('$')) {
      return;
    }
    const seen = new Set<string>();
    const firstUses = new Map<string, Instruction>();
    for (const use of unguardedUses(model)) {
      const { name, instruction, source } = use;
      if (!use.stage && instruction.name !== 'FROM') {
        continue;
      }
      const place = placeOfWriting(model, use);
      const inStage = `${use.stage?.index} ${name}`;
      const first = firstUses.get(inStage) ?? instruction;
      const found = place && judge(place, use, model, first);
      const key = `${instruction.span.start} ${name}`;
      if (found && !seen.has(key) && (source.by === 'builder' || !isSetByScript(tree, instruction, name))) {
        seen.add(key);
        firstUses.set(inStage, first);
        report({ span: use.span, params: { name, line: lineOf(place) }, ...found });
      }
    }
  },
});

type Judgement = Pick<Report, 'message' | 'severity' | 'aliases' | 'fixes' | 'related'>;

/** `first` is the first instruction of the stage with such a finding, above which one declaration is enough for all. */
function judge(place: WritingPlace, use: PlacedUse, model: DockerfileModel, first: Instruction): Judgement | undefined {
  const { instruction, source, name } = use;
  const { kind, writing } = place;
  const related = writing ? [{ span: writing.pair.key.span, message: `${name} is set here.` }] : [];
  if (source.by === 'container') {
    const isArgument = kind === 'here' && writing.kind === 'ARG' && writing.stage !== undefined;
    return isArgument ? { message: 'container', severity: 'info', aliases: [], related } : undefined;
  }
  if (kind === 'here' || kind === 'default') {
    return undefined;
  }
  if (instruction.name === 'FROM') {
    return { message: 'stageForFrom', aliases: ['UndefinedArgInFrom'], related, fixes: declareForFrom(place, model) };
  }
  const isBuilder = source.by === 'builder';
  // What a shell sees may also come from the base image; only the name of an argument tells what was meant.
  if (!isBuilder && kind !== 'platform' && writing?.kind !== 'ARG') {
    return undefined;
  }
  const aliases = isBuilder && instruction.name !== 'EXPOSE' ? ['UndefinedVar'] : [];
  switch (kind) {
    case 'global':
    case 'platform':
      return {
        message: kind,
        aliases,
        related,
        fixes: [declare(name, first, model, isBuilder && isCertain(kind, use))],
      };
    case 'later':
      return { message: 'later', aliases, related };
    default:
      return { message: 'stage', severity: 'info', aliases, related };
  }
}

/**
 * True when nothing but the declaration can be meant: no image sets what BuildKit sets, and one that sets next to
 * nothing does not set the argument either.
 */
function isCertain(kind: 'global' | 'platform', { stage }: PlacedUse): boolean {
  return kind === 'platform' || stage?.rootImage === 'scratch' || baseOf(stage?.rootImage).plain;
}

/** Brings the argument into the stage right above the instruction. */
function declare(name: string, instruction: Instruction, { tree }: DockerfileModel, safe: boolean): Fix {
  const keyword = instruction.keyword === instruction.keyword.toLowerCase() ? 'arg' : 'ARG';
  return {
    title: `Declare ${name} in this stage`,
    safe,
    edits: [lineAbove(tree, instruction, `${keyword} ${name}`)],
  };
}

/** Declares the argument of a stage above the first FROM as well, as it stands there. */
function declareForFrom({ writing }: WritingPlace, { tree }: DockerfileModel): Fix[] {
  const first = tree.instructions.find(({ name }) => name === 'FROM');
  if (!first || writing?.kind !== 'ARG' || writing.value.kind === 'unknown') {
    return [];
  }
  const { key, value } = writing.pair;
  const line = `ARG ${key.text}${value ? `=${value.text}` : ''}`;
  return [{ title: `Declare ${key.text} above the first FROM`, safe: false, edits: [lineAbove(tree, first, line)] }];
}

/** True when the text of an instruction assigns the variable, reads into it or loops with it. */
function isSetByScript({ text }: DockerfileTree, { span }: Instruction, name: string): boolean {
  const script = textOf(text, span);
  return new RegExp(
    `(?<![\\w$-])${name}\\+?=|\\b(?:for|read|export|local|declare|typeset|readarray|mapfile|getopts|unset|printf\\s+-v|source|\\.)\\b[^;&|\\n]*(?<![\\w$])${name}\\b`,
  ).test(script);
}

function lineOf({ writing }: WritingPlace): number | string {
  return writing ? writing.instruction.firstLine + 1 : '';
}
