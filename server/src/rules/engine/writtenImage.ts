import type { Instruction, Word } from '../../dockerfile/tree';
import { originSpan, subView } from '../../text/view';

/** The image of a FROM as it is written, without the quotes around all of it. */
export function writtenImage({ args }: Instruction): Word | undefined {
  const word = args.form === 'words' ? args.words[0] : undefined;
  if (!word || !/^(?:"[^"\\`]+"|'[^'\\`$]+')$/.test(word.text)) {
    return word;
  }
  const view = subView(word.view, 1, word.text.length - 1);
  return { text: view.text, view, span: originSpan(view, { start: 0, end: view.text.length }) };
}
