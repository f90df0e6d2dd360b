import type { DockerfileTree, Instruction } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { PlacedUse } from '../model/variables';
import { lineBreakOf } from '../text/lineBreak';
import { textOf } from '../text/span';
import { placeOfWriting, unguardedUses, type WritingPlace } from './engine/variableScopes';
import { defineRule, type Fix, type Report } from './rule';

export const argumentOutOfScope = defineRule({
  id: 'argument-out-of-scope',
  title: 'Variable is used where it is not known',
  aliases: ['UndefinedVar', 'UndefinedArgInFrom'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
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
    const { uses } = model.variables;
    const seen = new Set<string>();
    for (const use of unguardedUses(uses)) {
      const { name, instruction, source } = use;
      if (!use.stage && instruction.name !== 'FROM') {
        continue;
      }
      const place = placeOfWriting(model, use);
      const found = place && judge(place, use, model);
      const key = `${instruction.span.start} ${name}`;
      if (found && !seen.has(key) && (source.by === 'builder' || !isSetByScript(tree, instruction, name))) {
        seen.add(key);
        report({ span: use.span, params: { name, line: lineOf(place) }, ...found });
      }
    }
  },
});

type Judgement = Pick<Report, 'message' | 'severity' | 'aliases' | 'fixes' | 'related'>;

function judge(place: WritingPlace, use: PlacedUse, model: DockerfileModel): Judgement | undefined {
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
    return { message: 'stageForFrom', aliases: ['UndefinedArgInFrom'], related };
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
      return { message: kind, aliases, related, fixes: declare(use, model) };
    case 'later':
      return { message: 'later', aliases, related };
    default:
      return { message: 'stage', severity: 'info', aliases, related };
  }
}

/** Brings the argument into the stage right above the instruction. */
function declare({ name, instruction }: PlacedUse, { tree }: DockerfileModel): Fix[] {
  const start = tree.lines.starts[instruction.firstLine]!;
  const above = instruction.comments[0];
  const at = above ? tree.lines.starts[above.line]! : start;
  const keyword = instruction.keyword === instruction.keyword.toLowerCase() ? 'arg' : 'ARG';
  const lineBreak = lineBreakOf(tree.text);
  return [
    {
      title: `Declare ${name} in this stage`,
      safe: false,
      edits: [{ span: { start: at, end: at }, newText: `${keyword} ${name}${lineBreak}` }],
    },
  ];
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
