import type { Arguments, Instruction, Word } from '../dockerfile/tree';
import type { DockerfileModel } from '../model/model';
import { variableUses } from '../model/variableUses';
import { contains, type Span, touches } from '../text/span';
import { originSpan } from '../text/view';
import { mountFields } from './mountFields';

/**
 * What an editor selects step by step around `offset`: a variable, a word, a flag, the arguments, the instruction, the
 * stage, the file. Innermost first; each span holds the one before it and is larger.
 */
export function selectionsAt(model: DockerfileModel, offset: number): Span[] {
  const { tree, stages } = model;
  const spans: Span[] = [{ start: 0, end: tree.text.length }];
  for (const { from, instructions } of stages) {
    spans.push({ start: from.span.start, end: (instructions.at(-1) ?? from).span.end });
  }
  const instruction = tree.instructions.find(({ span }) => touches(span, offset));
  if (instruction) {
    spans.push(
      ...spansIn(instruction),
      ...variableUses(tree, instruction).flatMap(({ span, nameSpan }) => [span, nameSpan]),
    );
  }
  spans.push(
    ...tree.comments.map(({ span }) => span),
    ...tree.directives.flatMap(({ span, valueSpan }) => [span, valueSpan]),
  );
  return nested(spans.filter((span) => touches(span, offset)));
}

function spansIn(instruction: Instruction): Span[] {
  const { span, keywordSpan, flags, body, args, heredocs, trigger } = instruction;
  const spans = [span, keywordSpan, originSpan(body, { start: 0, end: body.text.length }), ...spansOf(args)];
  for (const flag of flags) {
    spans.push(flag.span, ...(flag.valueSpan ? [flag.valueSpan] : []));
    if (flag.name === 'mount' && flag.valueWord) {
      for (const { keySpan, valueSpan } of mountFields(flag.valueWord)) {
        const value = valueSpan ?? keySpan;
        spans.push({ start: keySpan.start, end: value.end }, keySpan, value);
      }
    }
  }
  for (const { marker, body: lines } of heredocs) {
    spans.push(marker, lines);
  }
  return trigger ? [...spans, ...spansIn(trigger)] : spans;
}

function spansOf(args: Arguments): Span[] {
  switch (args.form) {
    case 'none':
      return [];
    case 'json':
      return [args.span, ...args.strings.flatMap(({ span }) => [span, { start: span.start + 1, end: span.end - 1 }])];
    case 'text':
      return [args.word.span, ...blankSeparated(args.word)];
    case 'words':
      return args.words.map(({ span }) => span);
    case 'pairs':
      return args.pairs.flatMap(({ key, value }) =>
        value ? [{ start: key.span.start, end: value.span.end }, key.span, value.span] : [key.span],
      );
    case 'healthcheck':
      return [args.type.span, ...spansOf(args.command)];
  }
}

/** The words of a command, roughly: what stands between blanks. */
function blankSeparated({ text, view }: Word): Span[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: word, index }) =>
    originSpan(view, { start: index, end: index + word.length }),
  );
}

/** From the smallest to the largest; what crosses a smaller one is left out. */
function nested(spans: readonly Span[]): Span[] {
  const bySize = spans.filter(({ start, end }) => end > start).sort((a, b) => a.end - a.start - (b.end - b.start));
  const result: Span[] = [];
  for (const span of bySize) {
    const last = result.at(-1);
    const isLarger = !last || span.end - span.start > last.end - last.start;
    if (isLarger && (!last || contains(span, last))) {
      result.push(span);
    }
  }
  return result;
}
