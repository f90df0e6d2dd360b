import type { Instruction, InstructionName, Word } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import type { Stage } from '../model/stages';
import type { Span } from '../text/span';

/** An entry of the outline: a build stage with its instructions, or an instruction. */
export interface OutlineItem {
  readonly name: string;
  /** What stands beside the name, may be empty. */
  readonly detail: string;
  readonly kind: OutlineKind;
  /** Everything that belongs to it. */
  readonly span: Span;
  /** The words to select, within `span`. */
  readonly nameSpan: Span;
  readonly children: readonly OutlineItem[];
}

export type OutlineKind = 'stage' | 'variable' | 'command' | 'files' | 'setting';

/** The outline of a Dockerfile: global arguments, then each stage with its instructions. */
export function outlineOf(model: DockerfileModel): OutlineItem[] {
  const first = model.stages[0]?.from.span.start ?? Number.POSITIVE_INFINITY;
  const above = model.tree.instructions.filter(({ span }) => span.start < first);
  return [...above.flatMap(instructionItems), ...model.stages.map(stageItem)];
}

function stageItem(stage: Stage): OutlineItem {
  const { from, instructions, name, index } = stage;
  const [base, , alias] = from.args.form === 'words' ? from.args.words : [];
  return {
    name: name ?? base?.text ?? `stage ${index}`,
    detail: name === undefined ? `stage ${index}` : (base?.text ?? ''),
    kind: 'stage',
    span: { start: from.span.start, end: (instructions.at(-1) ?? from).span.end },
    nameSpan: (name === undefined ? base : alias)?.span ?? from.keywordSpan,
    children: instructions.flatMap(instructionItems),
  };
}

/** One item for an instruction; one for each variable where it sets several. */
function instructionItems(instruction: Instruction): OutlineItem[] {
  const { name, keyword, keywordSpan, span, args } = instruction;
  const kind = name ? kinds[name] : 'setting';
  if (kind === 'variable' && args.form === 'pairs') {
    return args.pairs.map(({ key, value }) => ({
      name: key.text,
      detail: name === 'ENV' ? shortened(value) : ['ARG', shortened(value)].filter(Boolean).join(' '),
      kind,
      span: value ? { start: key.span.start, end: value.span.end } : key.span,
      nameSpan: key.span,
      children: [],
    }));
  }
  const title = name ?? (keyword || '(empty)');
  return [{ name: title, detail: shortened(instruction.body), kind, span, nameSpan: keywordSpan, children: [] }];
}

const longest = 80;

function shortened(text: Pick<Word, 'text'> | undefined): string {
  const line = (text?.text ?? '').slice(0, longest + 1).replace(/\s+/g, ' ');
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}

const kinds: Readonly<Record<InstructionName, OutlineKind>> = {
  ADD: 'files',
  ARG: 'variable',
  CMD: 'command',
  COPY: 'files',
  ENTRYPOINT: 'command',
  ENV: 'variable',
  EXPOSE: 'setting',
  FROM: 'stage',
  HEALTHCHECK: 'command',
  LABEL: 'setting',
  MAINTAINER: 'setting',
  ONBUILD: 'setting',
  RUN: 'command',
  SHELL: 'setting',
  STOPSIGNAL: 'setting',
  USER: 'setting',
  VOLUME: 'files',
  WORKDIR: 'setting',
};
