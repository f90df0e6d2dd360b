import { mountsOf } from '../../dockerfile/mounts';
import type { Instruction } from '../../dockerfile/tree';
import { expand, unquote } from '../../dockerfile/variables';
import type { BuildContext } from '../context';
import type { DockerfileModel } from '../model';
import type { RunScript } from '../scripts';
import { defaultShell } from '../shells';
import { lineageOf, platformValues, type Stage, stageNamed } from '../stages';
import { type Base, baseOf, homeForBuildKit, isKnownImage } from './bases';
import { type Budget, budgetFor, spend } from './budget';
import { needTemporary } from './changes';
import { copyFiles } from './copy';
import { FileTable } from './files';
import { Interpreter } from './interpreter';
import type { Accounts, Attempt, Killing, Machine, Need, Unpacking } from './machine';
import { dockerClean, dockerCleanText } from './managers/apt';
import { type Mounts, noMounts, readMounts } from './mounted';
import type { FileNode, Layer } from './nodes';
import { parentOf, resolvePath } from './paths';
import { carryOutScript, expandsBraces, runInShell } from './runScripts';
import { isPacked } from './selection';
import { ShellState, type ShellVariable } from './state';
import { opaque, unknownFolder } from './symbols';
import type { Death, LayerTrace } from './traces';

/** A stage in the making, and after its last instruction the stage as it was built. */
export interface StageBuild {
  readonly stage: Stage;
  readonly base: Base;
  files: FileTable;
  variables: Map<string, string | undefined>;
  environment: Map<string, ShellVariable> | undefined;
  folder: string;
  /** Where the shell of the last RUN ended. */
  shellFolder: string;
  user: string;
  readonly accounts: Accounts;
  /** The layers of the stage and of those that it is built from, in order, the base image left out. */
  readonly traces: LayerTrace[];
  readonly attempts: Attempt[];
  readonly killings: Map<FileNode, Killing>;
  readonly filled: Set<string>;
  readonly unpacked: Map<FileNode, Unpacking>;
  readonly needed: Map<FileNode, Need>;
}

/** Stages that copy from one another more deeply than that are taken for images that nobody knows. */
const deepestCopies = 100;
/** What it costs to hand one thing on to a stage or to a shell. */
const stepsToHandOn = 5;

/**
 * Carries out the instructions of stages over virtual files; each stage is built once, when it is needed. What takes
 * more than its budget ends at an instruction, and the layers above that one are told.
 */
export class Builder {
  private readonly built = new Map<Stage, StageBuild>();
  private readonly budget: Budget;
  private clock = 0;
  private depth = 0;

  constructor(
    private readonly model: DockerfileModel,
    private readonly context: BuildContext | undefined,
  ) {
    this.budget = budgetFor(model.tree.text);
  }

  build(stage: Stage): StageBuild {
    if (!this.built.has(stage)) {
      // The outermost first, so that no stage waits for a long line of others.
      for (const each of lineageOf(stage)) {
        this.built.set(each, this.built.get(each) ?? this.buildOnParent(each));
      }
    }
    return this.built.get(stage)!;
  }

  private buildOnParent(stage: Stage): StageBuild {
    const build = this.start(stage);
    this.fire(stage.parent, build, stage.from);
    for (const instruction of stage.instructions) {
      this.carryOut(instruction, build, undefined);
    }
    // The triggers of the last stage run in the builds of others, on top of it.
    this.fire(stage === this.model.stages.at(-1) ? stage : undefined, build, undefined);
    return build;
  }

  private fire(parent: Stage | undefined, build: StageBuild, firedBy: Instruction | undefined): void {
    for (const { trigger } of parent?.instructions ?? []) {
      if (trigger) {
        this.carryOut(trigger, build, firedBy);
      }
    }
  }

  private start(stage: Stage): StageBuild {
    const parent = stage.parent && this.built.get(stage.parent);
    if (parent) {
      const { variables, accounts, traces, unpacked, needed } = parent;
      const handedOn = variables.size + accounts.size + traces.length + unpacked.size + needed.size;
      if (!spend(this.budget, handedOn * stepsToHandOn)) {
        return { ...parent, stage };
      }
      return {
        ...parent,
        stage,
        files: parent.files.forkForStage(),
        variables: new Map(parent.variables),
        environment: undefined,
        accounts: new Map(parent.accounts),
        traces: [...parent.traces],
        attempts: [],
        killings: new Map(),
        filled: new Set(),
        unpacked: new Map(parent.unpacked),
        needed: new Map(parent.needed),
      };
    }
    const base = baseOf(stage.image);
    const layer: Layer = { index: -1, stage, instruction: stage.from, firedBy: undefined };
    const files = new FileTable(this.budget);
    const bring = (path: string, content: string | undefined) =>
      files.put({ path, kind: 'file', size: 300, layer, span: stage.from.span, time: 0, content });
    if (base.family === undefined || base.family === 'debian') {
      bring(dockerClean, dockerCleanText);
    }
    if (base.release) {
      bring('/etc/os-release', base.release.text);
      if (base.release.sources) {
        bring(base.release.sources, undefined);
      }
    }
    files.commit();
    return {
      stage,
      base,
      files,
      variables: new Map(base.variables),
      environment: undefined,
      folder: base.folder ?? unknownFolder,
      shellFolder: '/',
      user: base.user ?? 'root',
      accounts: new Map(base.accounts),
      traces: [],
      attempts: [],
      killings: new Map(),
      filled: new Set(),
      unpacked: new Map(),
      needed: new Map(),
    };
  }

  private carryOut(instruction: Instruction, build: StageBuild, firedBy: Instruction | undefined): void {
    if (!spend(this.budget, 1)) {
      return;
    }
    if (instruction.name !== 'RUN' && instruction.name !== 'COPY' && instruction.name !== 'ADD') {
      build.environment = undefined;
    }
    switch (instruction.name) {
      case 'ARG':
      case 'ENV':
        this.declare(instruction, build);
        break;
      case 'WORKDIR':
        build.folder = resolvePath(build.folder, this.textOf(instruction, build));
        this.writeLayer(instruction, build, firedBy, (layer) => {
          const { files, folder } = build;
          if (!files.hasBelow(folder)) {
            const { span } = instruction;
            files.put({ path: folder, kind: 'folder', size: 0, layer, span, time: this.tick() });
          }
        });
        break;
      case 'USER': {
        const user = this.textOf(instruction, build).replace(/:.*$/, '');
        build.user = user === '0' ? 'root' : user;
        break;
      }
      case 'COPY':
      case 'ADD':
        this.writeLayer(instruction, build, firedBy, (layer) => this.copy(instruction, build, layer));
        break;
      case 'RUN':
        this.writeLayer(instruction, build, firedBy, (layer) => this.run(instruction, build, layer));
        break;
      default:
    }
  }

  private writeLayer(
    instruction: Instruction,
    build: StageBuild,
    firedBy: Instruction | undefined,
    change: (layer: Layer) => void,
  ): void {
    const layer: Layer = { index: build.traces.length, stage: build.stage, instruction, firedBy };
    build.killings.clear();
    build.filled.clear();
    build.attempts.length = 0;
    change(layer);
    if (this.budget.left < 0) {
      return;
    }
    const { written, parts } = build.files.commit();
    const deaths: Death[] = parts.map(({ node, path, size, span, how }) => ({
      node,
      path,
      size,
      span,
      how,
      isWhole: false,
    }));
    for (const [node, { span, how, path = node.path }] of build.killings) {
      if (node.layer.index >= 0 && !build.files.has(node)) {
        deaths.push({ node, path, size: node.size, span, how, isWhole: true });
      }
    }
    const certain = deaths.filter((it) => !mayBeNew(it, build.filled));
    const residents = written.filter((it) => it.layer === layer && it.size > 0);
    const { attempts, shellFolder } = build;
    build.traces.push({ layer, written: residents, deaths: certain, attempts: [...attempts], shellFolder });
  }

  private declare({ name, args }: Instruction, build: StageBuild): void {
    // The pairs of one ENV do not see each other; those of one ARG do, from left to right.
    const written = name === 'ENV' ? new Map<string, string>() : build.variables;
    for (const { key, value } of args.form === 'pairs' ? args.pairs : []) {
      const variable = name === 'ENV' ? unquote(key.text, this.model.tree.escape) : key.text;
      const given = name === 'ARG' ? this.model.buildArgs.get(variable) : undefined;
      if (given !== undefined) {
        written.set(variable, given);
      } else if (value) {
        written.set(variable, this.expandIn(value.text, build));
      } else {
        const outer = this.globalValue(variable) ?? platformValues[variable as keyof typeof platformValues];
        const found = outer ?? build.variables.get(variable) ?? (isKnownImage(build.base) ? '' : undefined);
        // An image that nobody knows may set it; scripts take it for one that is not set, until they say otherwise.
        if (found !== undefined) {
          written.set(variable, found);
        }
      }
    }
    if (written !== build.variables) {
      for (const [variable, value] of written) {
        build.variables.set(variable, value);
      }
    }
  }

  /** What an argument above the first FROM holds; undefined when there is none, or none with a value. */
  private globalValue(name: string): string | undefined {
    const held = this.model.variables.writingAt(undefined, name, Number.POSITIVE_INFINITY)?.value;
    return held?.kind === 'text' ? held.text : held?.kind === 'unknown' ? opaque(`$${name}`) : undefined;
  }

  private textOf({ args }: Instruction, build: StageBuild): string {
    return args.form === 'text' ? this.expandIn(args.word.text, build) : '';
  }

  /** Expands as BuildKit does, which knows no home but the one of an ENV; what has no value in the file stays unknown. */
  private expandIn(text: string, { base, variables }: StageBuild): string {
    const escapeToken = this.model.tree.escape;
    if (!text.includes('$')) {
      return unquote(text, escapeToken);
    }
    const hasDefault = (name: string) => new RegExp(`\\$\\{${name}:?[-+?]`).test(text);
    const result = expand(text, escapeToken, (name) => {
      const value = variables.get(name) ?? (name === 'HOME' ? homeForBuildKit(base) : undefined);
      return value ?? (/^\w+$/.test(name) && !hasDefault(name) ? opaque(`$${name}`) : undefined);
    });
    return result.value ?? opaque(text);
  }

  private tick(): number {
    return ++this.clock;
  }

  private copy(instruction: Instruction, build: StageBuild, layer: Layer): void {
    copyFiles(instruction, {
      text: this.model.tree.text,
      context: this.context,
      files: build.files,
      folder: build.folder,
      layer,
      killings: build.killings,
      tick: () => this.tick(),
      expand: (text) => this.expandIn(text, build),
      stageOf: (reference) => this.stageBefore(build, reference),
    });
  }

  private run(instruction: Instruction, build: StageBuild, layer: Layer): void {
    const script = this.model.scriptOf(instruction);
    if (!script) {
      return;
    }
    const { files } = build;
    const mounts = this.mounts(instruction, build);
    files.mounts = mounts.targets;
    files.mountedTexts = mounts.texts;
    files.mountedResidue = mounts.residue;
    needTemporary(files, { needed: build.needed, layer }, build.folder, instruction.keywordSpan);
    const environment = this.environment(build);
    const interpreter = this.interpreter(build, layer, script, mounts, environment.get('HOME')?.value ?? '/root');
    const end = carryOutScript(script, interpreter, new ShellState(files, environment, build.folder));
    build.files = end?.files ?? files;
    build.shellFolder = end?.folder ?? build.folder;
  }

  /** A stage above as it was built. */
  private stageBefore(build: StageBuild, reference: string): StageBuild | undefined {
    const other = stageNamed(this.model.stages, reference);
    if (!other || other.index >= build.stage.index || (this.depth >= deepestCopies && !this.built.has(other))) {
      return undefined;
    }
    this.depth++;
    const found = this.build(other);
    this.depth--;
    return found;
  }

  /** What a RUN begins with; the same map as long as nothing in it changes. */
  private environment(build: StageBuild): Map<string, ShellVariable> {
    const { variables, user, accounts, folder } = build;
    if (build.environment) {
      return build.environment;
    }
    spend(this.budget, variables.size * stepsToHandOn);
    const environment = new Map<string, ShellVariable>();
    for (const [name, value] of variables) {
      environment.set(name, { value, exported: true });
    }
    if (!environment.get('HOME')?.value) {
      const home =
        user === 'root' ? '/root' : (accounts.get(user)?.home ?? (/^\d+$/.test(user) ? '/' : `/home/${user}`));
      environment.set('HOME', { value: home, exported: true });
    }
    environment.set('PWD', { value: folder, exported: true });
    build.environment = environment;
    return environment;
  }

  private mounts(instruction: Instruction, build: StageBuild): Mounts {
    return instruction.flags.length === 0
      ? noMounts
      : readMounts(mountsOf(instruction, this.model.tree.escape), {
          folder: build.folder,
          context: this.context,
          expand: (text) => this.expandIn(text, build),
          filesOf: (stage) => this.stageBefore(build, stage)?.files,
        });
  }

  private interpreter(
    build: StageBuild,
    layer: Layer,
    script: RunScript,
    { sources }: Mounts,
    home: string,
  ): Interpreter {
    const { base, user, accounts, attempts, killings, filled, unpacked, needed } = build;
    const shell = script.kind === 'shell' ? script.shell : defaultShell;
    // Complete at once: functions that are put in later make V8 keep whole models until it collects all garbage.
    const machine: Machine = {
      layer,
      base,
      home,
      user,
      accounts,
      mountedSources: sources,
      attempts,
      killings,
      filled,
      unpacked,
      needed,
      expandsBraces: expandsBraces(shell, build),
      inExecForm: script.kind === 'exec',
      tick: () => this.tick(),
      capture: (body, inner) => interpreter.capture(body, inner),
      run: (inner, outer) => runInShell(inner, outer, interpreter),
    };
    const interpreter = new Interpreter(machine);
    return interpreter;
  }
}

/**
 * True when an older thing, of which only the name given to it is known, may as well be one that the same instruction
 * unpacks in its place: what is removed before, to make room, or afterwards, as `__MACOSX`.
 */
function mayBeNew({ node, path, how }: Death, filled: ReadonlySet<string>): boolean {
  const isNamed = how === 'deleted' && filled.size > 0 && path !== node.path && !node.fromContext;
  return isNamed && filled.has(parentOf(path)) && !isPacked(path);
}
