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
  /** `$1` and so on. */
  parameters: readonly string[] = [];
  /** `$0` of a script that lies in a file. */
  script: string | undefined;
  /** The file that is being read, `$BASH_SOURCE`. */
  source: string | undefined;
  /** `$_` where the shell has it: the last argument of the command before. */
  lastArgument: string | undefined;
  /** Stops at the first failing command (`set -e`). */
  errexit = false;
  pipefail = false;
  /** `set -f`. */
  noglob = false;
  /** `set -a`: what is set from now on is exported. */
  allexport = false;
  /** True when something nobody could read may have set variables. */
  hasUnknownVariables = false;
  /** What variables were before the function that runs made them its own, innermost function only. */
  locals: readonly (readonly [string, ShellVariable | undefined])[] = [];
  /** What `trap … EXIT` left to do. */
  exitTrap: ShellNode | undefined;
  private functions: ReadonlyMap<string, ShellNode> = new Map();
  /** Functions that `export -f` hands on to other shells. */
  private exportedFunctions: readonly string[] = [];
  private ownsVariables = false;

  /**
   * @param variables Not changed, but copied when a variable is set.
   * @param folder Absolute.
   */
  constructor(
    public files: FileTable,
    private variables: Map<string, ShellVariable>,
    public folder: string,
  ) {}

  /** An independent copy, as a subshell gets it or as a way that may be taken. */
  fork(): ShellState {
    this.ownsVariables = false;
    const copy = new ShellState(this.files.fork(), this.variables, this.folder);
    copy.functions = this.functions;
    copy.exportedFunctions = this.exportedFunctions;
    copy.parameters = this.parameters;
    copy.script = this.script;
    copy.source = this.source;
    copy.lastArgument = this.lastArgument;
    copy.errexit = this.errexit;
    copy.pipefail = this.pipefail;
    copy.noglob = this.noglob;
    copy.allexport = this.allexport;
    copy.hasUnknownVariables = this.hasUnknownVariables;
    copy.locals = this.locals;
    copy.exitTrap = this.exitTrap;
    return copy;
  }

  /** This shell with the files as another one has left them, as after a subshell. */
  withFilesOf({ files }: ShellState): ShellState {
    const copy = this.fork();
    copy.files = files;
    return copy;
  }

  /** A new shell as this one starts it: with exported variables only, unless all are asked for. */
  startShell(withAll: boolean): ShellState {
    if (withAll) {
      this.ownsVariables = false;
      return new ShellState(this.files.fork(), this.variables, this.folder);
    }
    const variables = [...this.variables].filter(([, it]) => it.exported);
    const shell = new ShellState(this.files.fork(), new Map(variables), this.folder);
    shell.hasUnknownVariables = this.hasUnknownVariables;
    if (this.exportedFunctions.length > 0) {
      shell.functions = new Map([...this.functions].filter(([name]) => this.exportedFunctions.includes(name)));
      shell.exportedFunctions = this.exportedFunctions;
    }
    return shell;
  }

  /** True when a variable is set, whatever its value. */
  isSet(name: string): boolean {
    return this.variables.has(name);
  }

  /** The value of a variable, undefined when it is not set or only a build can tell. */
  value(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  /** The value of a variable that programs see. */
  exportedValue(name: string): string | undefined {
    const variable = this.variables.get(name);
    return variable?.exported ? variable.value : undefined;
  }

  assign(name: string, value: string | undefined, exported = this.variables.get(name)?.exported ?? false): void {
    this.own();
    this.variables.set(name, { value, exported: exported || this.allexport });
  }

  /** Makes a variable one of the function that runs. */
  makeLocal(name: string): void {
    if (!this.locals.some(([it]) => it === name)) {
      this.locals = [...this.locals, [name, this.variables.get(name)]];
    }
  }

  /** Gives the variables of a function that ends back to its caller. */
  restoreLocals(outer: ShellState['locals']): void {
    for (const [name, before] of this.locals) {
      this.own();
      if (before) {
        this.variables.set(name, before);
      } else {
        this.variables.delete(name);
      }
    }
    this.locals = outer;
  }

  /** Forgets a variable or a function. */
  unset(name: string): void {
    if (this.variables.has(name)) {
      this.own();
      this.variables.delete(name);
    }
    this.functions = new Map([...this.functions].filter(([it]) => it !== name));
  }

  functionNamed(name: string): ShellNode | undefined {
    return this.functions.get(name);
  }

  define(name: string, body: ShellNode): void {
    this.functions = new Map([...this.functions, [name, body]]);
  }

  exportFunction(name: string): void {
    this.exportedFunctions = [...this.exportedFunctions, name];
  }

  /** Makes unknown what another way has set otherwise, and takes over what it alone has set and the functions that it has defined. */
  mergeShell(other: ShellState): void {
    if (this.variables !== other.variables) {
      for (const [name, variable] of other.variables) {
        if (this.value(name) !== variable.value) {
          const own = this.variables.get(name);
          this.assign(name, own ? undefined : variable.value, variable.exported || own?.exported === true);
        }
      }
    }
    if (this.functions !== other.functions) {
      this.functions = new Map([...this.functions, ...other.functions]);
    }
  }

  private own(): void {
    if (!this.ownsVariables) {
      this.variables = new Map(this.variables);
      this.ownsVariables = true;
    }
  }
}

/** The state after one of two ways was taken, nobody knows which. */
export function joinStates(a: ShellState | undefined, b: ShellState | undefined): ShellState | undefined {
  if (!a || !b || a === b) {
    return a ?? b;
  }
  const result = a.fork();
  result.files = FileTable.join(a.files, b.files);
  result.mergeShell(b);
  result.lastArgument = a.lastArgument === b.lastArgument ? a.lastArgument : undefined;
  result.errexit = a.errexit && b.errexit;
  result.pipefail = a.pipefail && b.pipefail;
  result.allexport = a.allexport && b.allexport;
  result.hasUnknownVariables = a.hasUnknownVariables || b.hasUnknownVariables;
  result.exitTrap = a.exitTrap === b.exitTrap ? a.exitTrap : undefined;
  result.folder = a.folder === b.folder ? a.folder : `/${opaque('one of several folders')}`;
  return result;
}
