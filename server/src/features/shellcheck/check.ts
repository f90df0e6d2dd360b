import { RecentlyUsed } from '../../image/recentlyUsed';
import { oncePerModel } from '../../model/derived';
import type { DockerfileModel } from '../../model/model';
import type { Cancellation, Processes } from '../../ports';
import type { ShellCheckRemark } from '../../rules/rule';
import { remarksOf, type ShellCheckComment } from './answer';
import { type Answer, createScriptAsker, type ShellCheckProblem } from './ask';
import { type CheckedScript, checkedScripts } from './scripts';

/** What came of giving the scripts of a file to ShellCheck. */
export interface ShellCheckResult {
  /** In file order as far as the scripts could be checked. */
  readonly remarks: readonly ShellCheckRemark[];
  /** The first thing that went wrong, undefined when every script was checked. */
  readonly problem: ShellCheckProblem | undefined;
}

/** Gives scripts to ShellCheck and remembers the answers, also for other files with the same scripts. */
export interface ShellChecker {
  /** What is known already of the scripts of a file, without asking; complete when that is all of them. */
  known(model: DockerfileModel): { readonly remarks: readonly ShellCheckRemark[]; readonly complete: boolean };
  /** What ShellCheck says of the scripts of a file; undefined when it was cancelled. Never rejects. */
  check(model: DockerfileModel, cancel?: Cancellation): Promise<ShellCheckResult | undefined>;
}

/** A checker with a program, by its name or its path; it is looked for with every script that is not known yet. */
export function createShellChecker(processes: Processes, program = 'shellcheck'): ShellChecker {
  const known = new RecentlyUsed<string, readonly ShellCheckComment[]>(
    mostKept,
    (script, comments) => script.length + comments.length * unitsOfComment,
  );
  const underWay = new WeakMap<Cancellation, Map<string, Promise<Answer>>>();

  const asker = createScriptAsker(processes, program);

  async function ask(script: CheckedScript, key: string, cancel: Cancellation): Promise<Answer> {
    const answer = await asker.ask(script, cancel);
    return answer === 'cancelled' || 'kind' in answer ? answer : known.keep(key, answer);
  }

  /** The answer that is known, or on its way for somebody who gives up together with us, or a new one. */
  function answerTo(script: CheckedScript, cancel: Cancellation): readonly ShellCheckComment[] | Promise<Answer> {
    const key = keyOf(script);
    const before = known.find(key);
    if (before) {
      return before;
    }
    let asked = underWay.get(cancel);
    if (!asked) {
      asked = new Map();
      underWay.set(cancel, asked);
    }
    let answer = asked.get(key);
    if (!answer) {
      answer = ask(script, key, cancel).finally(() => asked.delete(key));
      asked.set(key, answer);
    }
    return answer;
  }

  return {
    known(model) {
      const found = scriptsIn(model).map((script) => ({ script, answer: known.find(keyOf(script)) }));
      return {
        remarks: found.flatMap(({ script, answer }) => (answer ? remarksOf(answer, script, model.tree.text) : [])),
        complete: found.every(({ answer }) => answer !== undefined),
      };
    },
    async check(model, cancel = never) {
      const scripts = scriptsIn(model);
      // All are asked for at once, so that few programs get many of them.
      const answers = await Promise.all(scripts.map((script) => answerTo(script, cancel)));
      const remarks: ShellCheckRemark[] = [];
      let problem: ShellCheckProblem | undefined;
      for (const [index, script] of scripts.entries()) {
        const answer = answers[index]!;
        if (answer === 'cancelled' || cancel.cancelled) {
          return undefined;
        }
        if ('kind' in answer) {
          problem ??= answer;
        } else {
          remarks.push(...remarksOf(answer, script, model.tree.text));
        }
      }
      return { remarks, problem };
    },
  };
}

/** The scripts of a model, taken out once. */
const scriptsIn = oncePerModel(checkedScripts);

function keyOf({ dialect, excluded, text }: CheckedScript): string {
  return [dialect, excluded, text].join('\n');
}

/** UTF-16 units of scripts and, about, of what was said of them. */
const mostKept = 8_000_000;
const unitsOfComment = 200;

const never: Cancellation = { cancelled: false, onCancel: () => undefined };
