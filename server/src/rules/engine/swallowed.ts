import type { DockerfileTree, Instruction } from '../../dockerfile/tree';
import { lineAt } from '../../text/lines';
import type { Span } from '../../text/span';

/** An instruction that is none, because the line in front of it goes on. */
export interface Swallowed {
  readonly keyword: Span;
  /** The blanks and the escape character at the end of the line that goes on. */
  readonly joint: Span;
}

const atLineStart =
  /\n(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)(?=[ \t])/;

/** The first line of an instruction behind its first one that looks like another instruction. */
export function swallowedIn(tree: DockerfileTree, instruction: Instruction): Swallowed | undefined {
  const { firstLine, lastLine, heredocs, name, span } = instruction;
  if (firstLine === lastLine || heredocs.length > 0 || name === 'ONBUILD') {
    return undefined;
  }
  const found = atLineStart.exec(tree.text.slice(span.start, span.end));
  if (!found) {
    return undefined;
  }
  const start = span.start + found.index;
  const keyword = { start: start + 1, end: start + found[0].length };
  const isCheck = name === 'HEALTHCHECK' && tree.text.startsWith('CMD', keyword.start);
  const joint =
    isCheck || isInString(tree.text.slice(span.start, keyword.start)) ? undefined : jointAbove(tree, keyword);
  return joint && { keyword, joint };
}

/** True behind a quote that is still open. */
function isInString(text: string): boolean {
  let quote = '';
  for (const it of text.replace(/\\[\s\S]/g, '').replace(/^[ \t]*#.*$/gm, '')) {
    if (quote === '' && (it === '"' || it === "'")) {
      quote = it;
    } else if (it === quote) {
      quote = '';
    }
  }
  return quote !== '';
}

/** What makes the line above go on, empty lines and comments between apart. */
function jointAbove({ text, lines }: DockerfileTree, { start }: Span): Span | undefined {
  for (let line = lineAt(lines, start) - 1; line >= 0; line--) {
    const at = lines.starts[line]!;
    const content = text.slice(at, lines.starts[line + 1]).trimEnd();
    if (content !== '' && !/^\s*#/.test(content)) {
      const end = at + content.length;
      const length = /[ \t]*.$/.exec(content)![0].length;
      return { start: end - length, end };
    }
  }
  return undefined;
}
