import type { Span } from '../text/span';
import type { TextView } from '../text/view';
import { commandOption, isShell, readShellCall } from './embedded';
import { parseScript } from './parse';
import type { EmbeddedScript, ShellCommand, ShellScript } from './script';
import { literalWord } from './words';
import { programName, unwrap } from './wrappers';

/** One argument of the exec form. */
export interface ExecWord {
  readonly value: string;
  readonly span: Span;
  /** Maps the decoded value to the file. */
  readonly view: TextView;
}

/**
 * The exec form as a script of one command: nothing in its words is expanded, and there is no shell unless the
 * command is one, as in `["sh", "-c", "…"]`; that script is parsed.
 */
export function execScript(words: readonly ExecWord[], span: Span): ShellScript {
  const shellWords = words.map((word) => literalWord(word.value, word.span));
  const body = (items: ShellScript['body']['items']) => ({ kind: 'list' as const, span, items });
  const view = { text: '', runs: [{ view: 0, origin: span.start, length: 0 }] };
  if (shellWords.length === 0) {
    return { view, body: body([]), problems: [] };
  }
  const inner = unwrap(shellWords);
  const first = words.length - inner.words.length;
  const name = programName(inner.words[0]!);
  const command: ShellCommand = {
    kind: 'command',
    span,
    redirections: [],
    assignments: [],
    words: shellWords,
    program: {
      name,
      word: inner.words[0]!,
      args: inner.words.slice(1),
      assignments: inner.assignments,
      wrappers: inner.wrappers,
      user: inner.user,
      embedded: name === undefined ? undefined : embeddedIn(name, inner.words, words.slice(first)),
    },
  };
  return { view, body: body([{ node: command, background: false }]), problems: [] };
}

function embeddedIn(
  name: string,
  words: Parameters<typeof readShellCall>[0],
  given: readonly ExecWord[],
): EmbeddedScript | undefined {
  const call = isShell(name) ? readShellCall(words) : undefined;
  const at = call ? call.script : name === 'su' || name === 'runuser' ? commandOption(words) : undefined;
  const word = at === undefined ? undefined : given[at];
  return word
    ? {
        script: parseScript(word.view),
        flags: call?.flags ?? '',
        options: call?.options ?? [],
        sameShell: false,
        expandedOutside: false,
        shell: call ? name : 'sh',
      }
    : undefined;
}
