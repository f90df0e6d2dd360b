import type { ShellNode } from '../../shell/script';
import { FileTable } from './files';
import { opaque } from './symbols';

/** A variable of the shell; only exported ones reach the programs that it runs. */
export interface ShellVariable {
  /** Undefined when only a build can tell. */
  readonly value: string | undefined;
  readonly exported: boolean;
}

/** What a running shell has in its hands: one of these for every way that the script may have taken. */
export class ShellState {
  files: FileTable;
  variables: Map<string, ShellVariable>;
  functions: Map<string, ShellNode>;
  /** `$1` and so on; `$0` is not kept. */
  parameters: readonly string[] = [];
  /** Absolute. */
  folder: string;
  /** Stops at the first failing command (`set -e`). */
  errexit = false;
  pipefail = false;
  /** `set -f`. */
  noglob = false;
  /** What `trap … EXIT` left to do. */
  exitTrap: ShellNode | undefined;

  constructor(files: FileTable, variables: Map<string, ShellVariable>, folder: string) {
    this.files = files;
    this.variables = variables;
    this.functions = new Map();
    this.folder = folder;
  }

  /** An independent copy, as a subshell gets it or as a way that may be taken. */
  fork(): ShellState {
    const copy = new ShellState(this.files.fork(), new Map(this.variables), this.folder);
    copy.functions = new Map(this.functions);
    copy.parameters = this.parameters;
    copy.errexit = this.errexit;
    copy.pipefail = this.pipefail;
    copy.noglob = this.noglob;
    copy.exitTrap = this.exitTrap;
    return copy;
  }

  /** The value of a variable, undefined when it is not set or only a build can tell. */
  value(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  assign(name: string, value: string | undefined, exported = this.variables.get(name)?.exported ?? false): void {
    this.variables.set(name, { value, exported });
  }
}

/** The state after one of two ways was taken, nobody knows which. */
export function joinStates(a: ShellState | undefined, b: ShellState | undefined): ShellState | undefined {
  if (!a || !b || a === b) {
    return a ?? b;
  }
  const result = a.fork();
  result.files = FileTable.join(a.files, b.files);
  for (const [name, variable] of b.variables) {
    const other = result.variables.get(name);
    if (other?.value !== variable.value) {
      result.variables.set(name, { value: undefined, exported: variable.exported || other?.exported === true });
    }
  }
  for (const [name, body] of b.functions) {
    result.functions.set(name, body);
  }
  result.errexit = a.errexit && b.errexit;
  result.pipefail = a.pipefail && b.pipefail;
  result.exitTrap = a.exitTrap === b.exitTrap ? a.exitTrap : undefined;
  result.folder = a.folder === b.folder ? a.folder : `/${opaque('.')}`;
  return result;
}
