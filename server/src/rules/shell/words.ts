import type { DockerfileTree } from '../../dockerfile/tree';
import type { RunCall } from '../../model/runs';
import type { ShellWord } from '../../shell/script';
import type { TextEdit } from '../../text/edit';
import type { Span } from '../../text/span';

/** The span from the first to the last of some words. */
export function spanOfWords(first: ShellWord, last: ShellWord = first): Span {
  return { start: first.span.start, end: Math.max(first.span.end, last.span.end) };
}

/**
 * The edit that puts a plain argument behind a word of a call, also in the exec form.
 * Undefined where the word does not stand in the file as the shell gets it, as in nested backticks.
 */
export function argumentBehind(
  tree: DockerfileTree,
  { place }: RunCall,
  word: ShellWord,
  argument: string,
): TextEdit | undefined {
  const at = { start: word.span.end, end: word.span.end };
  if (place.scope.shell === undefined) {
    const isString = tree.text[word.span.start] === '"' && tree.text[word.span.end - 1] === '"';
    return isString ? { span: at, newText: `, "${argument}"` } : undefined;
  }
  return isAsWritten(tree, word) ? { span: at, newText: ` ${argument}` } : undefined;
}

/** The edit that writes another plain word in place of a word of a call, also in the exec form. */
export function otherWord(
  tree: DockerfileTree,
  { place }: RunCall,
  word: ShellWord,
  newText: string,
): TextEdit | undefined {
  if (place.scope.shell === undefined) {
    return tree.text[word.span.start] === '"' ? { span: word.span, newText: `"${newText}"` } : undefined;
  }
  return isAsWritten(tree, word) ? { span: word.span, newText } : undefined;
}

/** True when a word stands in the file just as the shell reads it. */
export function isAsWritten({ text }: DockerfileTree, { span, text: written }: ShellWord): boolean {
  return text.slice(span.start, span.end) === written;
}
