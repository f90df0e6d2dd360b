import type { Instruction } from '../../dockerfile/tree';
import type { DockerfileModel } from '../../model/model';
import type { Stage } from '../../model/stages';
import type { ShellScript } from '../../shell/script';
import { originOffset, type TextView } from '../../text/view';

/** A script of a Dockerfile as ShellCheck is given it. */
export interface CheckedScript {
  /** What ShellCheck calls the shell. */
  readonly dialect: Dialect;
  /** Codes that say nothing here, such as `SC1091`. */
  readonly excluded: readonly string[];
  /** What goes to ShellCheck: the text of the view with lines put in that do not count. */
  readonly text: string;
  /** The lines that were put in: how many there are, and how many lines of the script stand in front of them. */
  readonly inserted: { readonly behind: number; readonly lines: number };
  /** The script itself; leads back to the file. */
  readonly view: TextView;
  /** True when text can be changed as in a script: the words of the exec form have escapes of their own. */
  readonly editable: boolean;
}

/** The dialects that every ShellCheck since 0.7 knows. */
export type Dialect = 'sh' | 'bash' | 'dash' | 'ksh';

/**
 * The scripts of a file that ShellCheck can say something of: shell form and script heredocs of RUN, shell form of
 * CMD, ENTRYPOINT and HEALTHCHECK, and the script behind `sh -c` in exec form. Those for other programs
 * (PowerShell, zsh, Python) are left out, and so are longer ones than a person writes.
 */
export function checkedScripts(model: DockerfileModel): CheckedScript[] {
  const scripts: CheckedScript[] = [];
  const namesAtEnd = new Map<Stage, SetNames>();
  for (const stage of model.stages) {
    const names: SetNames = new Map(stage.parent ? namesAtEnd.get(stage.parent) : proxies);
    for (const outer of stage.instructions) {
      const instruction = outer.trigger ?? outer;
      for (const found of scriptsOf(model, instruction)) {
        if (found.view.text.length <= longestScript && found.view.text.trim() !== '') {
          scripts.push(prepare(found, (name) => isSet(names.get(name), outer.trigger !== undefined)));
        }
      }
      addNames(outer, names);
    }
    namesAtEnd.set(stage, names);
  }
  return scripts;
}

const longestScript = 200_000;

/** What sets the names that are known at a place; `build` what every build has, or what a trigger sets. */
type SetNames = Map<string, 'ARG' | 'ENV' | 'build'>;

const proxies: SetNames = new Map(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY'].flatMap((name) =>
    [name, name.toLowerCase()].map((each) => [each, 'build'] as const),
  ),
);

function addNames({ name, args, trigger }: Instruction, names: SetNames, inTrigger = false): void {
  if (trigger) {
    addNames(trigger, names, true);
  }
  if ((name === 'ARG' || name === 'ENV') && args.form === 'pairs') {
    for (const { key } of args.pairs) {
      if (/^[A-Za-z_]\w*$/.test(key.text) && names.get(key.text) !== 'ENV') {
        names.set(key.text, inTrigger && name === 'ARG' ? 'build' : name);
      }
    }
  }
}

/** A trigger runs in the build of another image, which gets the variables of this one, but not its arguments. */
function isSet(by: 'ARG' | 'ENV' | 'build' | undefined, inTrigger: boolean): boolean {
  return by !== undefined && !(inTrigger && by === 'ARG');
}

interface FoundScript {
  readonly dialect: Dialect;
  readonly view: TextView;
  readonly errexit: boolean;
  readonly editable: boolean;
  /** True when it runs in a container, where variables can be set from outside. */
  readonly inContainer: boolean;
}

function scriptsOf(model: DockerfileModel, instruction: Instruction): FoundScript[] {
  const { name, args } = instruction;
  const inContainer = name !== 'RUN';
  if (name === 'HEALTHCHECK') {
    const shell = model.shellAt(instruction);
    const dialect = shell.isPosix ? dialectOf(shell.name) : undefined;
    return dialect && args.form === 'healthcheck' && args.command.form === 'text'
      ? [{ dialect, view: args.command.word.view, errexit: shell.errexit, editable: true, inContainer }]
      : [];
  }
  const script = model.scriptOf(instruction);
  if (script?.kind === 'exec') {
    const embedded = embeddedIn(script.script, inContainer);
    return embedded ? [{ ...embedded, editable: false }] : [];
  }
  if (script?.kind !== 'shell') {
    return [];
  }
  const { name: shell, errexit } = script.shell;
  const dialect = dialectOf(shell);
  // The heredoc of `RUN <<"EOF" bash -e`, which is no more to the outer shell than a text.
  const embedded = instruction.heredocs[0]?.expand === false ? embeddedIn(script.script, inContainer) : undefined;
  const isHeredoc = embedded && originOffset(embedded.view, 0) >= instruction.heredocs[0]!.body.start;
  return [
    ...(dialect ? [{ dialect, view: script.script.view, errexit, editable: true, inContainer }] : []),
    ...(isHeredoc ? [embedded] : []),
  ];
}

/** The script that the one command of a script gives to a shell. */
function embeddedIn({ body }: ShellScript, inContainer: boolean): FoundScript | undefined {
  const node = body.items.length === 1 ? body.items[0]!.node : undefined;
  const embedded = node?.kind === 'command' ? node.program?.embedded : undefined;
  const dialect = embedded?.shell === undefined ? undefined : dialectOf(embedded.shell);
  if (!embedded || !dialect) {
    return undefined;
  }
  const errexit = embedded.flags.includes('e') || embedded.options.includes('errexit');
  return { dialect, view: embedded.script.view, errexit, editable: true, inContainer };
}

function dialectOf(shell: string): Dialect | undefined {
  switch (shell) {
    case 'sh':
    case 'bash':
    case 'dash':
    case 'ksh':
      return shell;
    case 'rbash':
      return 'bash';
    case 'mksh':
      return 'ksh';
    case 'ash':
      return 'dash';
    default:
      // A program that stands in for a shell hands the script on to one that is not known.
      return shell.endsWith('.sh') ? 'sh' : undefined;
  }
}

/** Files that a script reads are those of the image; and that ash counts as dash is our doing. */
const alwaysExcluded = ['SC1090', 'SC1091', 'SC2187'];

function prepare(
  { dialect, view, errexit, editable, inContainer }: FoundScript,
  isKnown: (name: string) => boolean,
): CheckedScript {
  const { text } = view;
  // A directive of ShellCheck holds for the whole script where it stands above the first command.
  const head = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(text)![0];
  const used = [...new Set(text.match(/[A-Za-z_]\w*/g))].filter(isKnown);
  const lines = [
    ...(errexit ? ['set -e'] : []),
    ...(used.length > 0 ? [`export ${used.map((name) => `${name}=1`).join(' ')}`] : []),
  ];
  return {
    dialect,
    excluded: inContainer ? [...alwaysExcluded, 'SC2154'] : alwaysExcluded,
    text: asCounted(head) + lines.map((line) => `${line}\n`).join('') + asCounted(text.slice(head.length)),
    inserted: { behind: head.split('\n').length - 1, lines: lines.length },
    view,
    editable,
  };
}

/**
 * The text with the same columns for us and for ShellCheck, which counts code points: each half of a pair of
 * surrogates becomes a character of its own. A CR at the end of a line is the editor's doing and not sent.
 */
function asCounted(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, '\ufffd').replace(/\r\n/g, '\n');
}
