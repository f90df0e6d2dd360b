import { flagInfo } from '../dockerfile/instructions';
import { type LexedVariable, lex } from '../dockerfile/shellLexer';
import type { Arguments, DockerfileTree, Instruction } from '../dockerfile/tree';
import type { Span } from '../text/span';
import { originSpan, type TextView, viewOf } from '../text/view';

/** A `$name` or `${name…}` in an instruction. */
export interface VariableUse {
  readonly name: string;
  /** The whole expression, and the name in it, as places of the file. */
  readonly span: Span;
  readonly nameSpan: Span;
  /** As lexed; its offsets are those of `source.view.text`. */
  readonly lexed: LexedVariable;
  readonly source: ExpandedText;
}

/** A text in which variables are replaced. */
export interface ExpandedText {
  readonly view: TextView;
  /** Who replaces them: the builder, or a shell when the command runs while building or in the container. */
  readonly by: 'builder' | 'shell' | 'container';
  readonly escape: string;
  /** True where quotes are ordinary characters. */
  readonly ignoreQuotes: boolean;
}

/** The variables that an instruction uses, in the order of the texts in it; nested ones are found too. */
export function variableUses(tree: DockerfileTree, instruction: Instruction): VariableUse[] {
  const uses: VariableUse[] = [];
  for (const source of expandedTexts(tree, instruction)) {
    const { view, ignoreQuotes } = source;
    if (view.text.includes('$')) {
      for (const lexed of lex(view.text, { escape: source.escape, ignoreQuotes }).variables) {
        const span = originSpan(view, lexed.span);
        uses.push({ name: lexed.name, span, nameSpan: originSpan(view, lexed.nameSpan), lexed, source });
      }
    }
  }
  return uses;
}

/** Every text of an instruction in which somebody replaces variables, as section 7 of BuildKit's rules has it. */
export function expandedTexts(tree: DockerfileTree, instruction: Instruction): ExpandedText[] {
  const { name, args, body, flags, heredocs } = instruction;
  const builder = (view: TextView): ExpandedText => ({ view, by: 'builder', escape: tree.escape, ignoreQuotes: false });
  const texts: ExpandedText[] = flags.flatMap((flag) =>
    name && flag.valueWord && flagInfo(name, flag.name)?.expands ? [builder(flag.valueWord.view)] : [],
  );
  switch (name) {
    case 'ADD':
    case 'COPY':
      texts.push({ ...builder(body), ignoreQuotes: args.form === 'json' });
      for (const heredoc of heredocs.filter(({ expand }) => expand)) {
        texts.push({ view: viewOf(tree.text, [heredoc.body]), by: 'builder', escape: '\\', ignoreQuotes: true });
      }
      return texts;
    case 'VOLUME':
      return [...texts, { ...builder(body), ignoreQuotes: args.form === 'json' }];
    case 'ARG':
    case 'ENV':
    case 'LABEL':
      return args.form === 'pairs'
        ? [
            ...texts,
            ...args.pairs.flatMap(({ key, value }) =>
              [key, value].flatMap((word) => (word ? [builder(word.view)] : [])),
            ),
          ]
        : texts;
    case 'FROM':
      return args.form === 'words' && args.words[0] ? [...texts, builder(args.words[0].view)] : texts;
    case 'EXPOSE':
    case 'STOPSIGNAL':
    case 'USER':
    case 'WORKDIR':
      return [...texts, builder(body)];
    case 'RUN':
      return [...texts, ...shellTexts(args, 'shell'), ...scripts(tree, instruction)];
    case 'CMD':
    case 'ENTRYPOINT':
      return [...texts, ...shellTexts(args, 'container')];
    case 'HEALTHCHECK':
      return args.form === 'healthcheck' ? [...texts, ...shellTexts(args.command, 'container')] : texts;
    default:
      return texts;
  }
}

function shellTexts(args: Arguments, by: 'shell' | 'container'): ExpandedText[] {
  return args.form === 'text' ? [{ view: args.word.view, by, escape: '\\', ignoreQuotes: false }] : [];
}

/** Heredocs of RUN: a script when there is nothing else, else the input of a command, where a quoted name stops the shell. */
function scripts(tree: DockerfileTree, { heredocs, body }: Instruction): ExpandedText[] {
  return heredocs.flatMap(({ expand, marker, body: lines }) => {
    const isScript = body.text.trim() === tree.text.slice(marker.start, marker.end);
    return expand || isScript
      ? [{ view: viewOf(tree.text, [lines]), by: 'shell' as const, escape: '\\', ignoreQuotes: !isScript }]
      : [];
  });
}
