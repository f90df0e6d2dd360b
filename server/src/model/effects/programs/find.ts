import { absolute, noteAttempt, removeSelection, rewrite, selectPackaged, wordsSpan } from '../changes';
import { commandOf } from '../foreign';
import type { Call, Program } from '../machine';
import type { FileNode, Selection } from '../nodes';
import { isPackagePath } from '../packagePaths';
import { segmentsOf } from '../paths';
import { isBuildOutput, noticeable, sizeByName } from '../sizes';
import { anyText } from '../symbols';
import type { FindAction, FindExpression, Search } from './findExpression';
import { readSearch } from './findExpression';
import type { Found, Visited } from './findTests';
import { both, eitherOf, opposite, passesTest } from './findTests';
import { marksOf } from './metadata';

type RunAction = Extract<FindAction, { readonly does: 'run' }>;

/** What an action is to be done with, in the order in which it was found. */
type Finds = Map<FindAction, Selection[]>;

const find: Program = (call) => {
  const args = call.args.map((it) => it.text);
  const search = readSearch(args, (roots, pattern) => absolutePattern(call, roots, pattern));
  const finds: Finds = new Map(search.actions.map((it) => [it, []]));
  for (const root of search.roots) {
    new Walk(call, search, finds).from(absolute(call, root));
  }
  for (const [action, found] of finds) {
    perform(call, search, action, found);
  }
  return undefined;
};

function perform(call: Call, search: Search, action: FindAction, found: readonly Selection[]): void {
  const span = wordsSpan(call);
  const command = action.does === 'run' ? action.command : [];
  const [program = ''] = command;
  if (action.does === 'delete' || program === 'rm' || program === 'unlink') {
    // Whoever looks for links that lead nowhere does not mean the files.
    if (!call.args.some(({ text }, at) => /^-x?type$/.test(text) && call.args[at + 1]?.text === 'l')) {
      noteAttempt(call, span, search.roots, isChoosy(search.expression) ? 'other' : undefined);
    }
    for (const selection of found) {
      removeSelection(call, selection, true, span);
    }
  } else if (
    /^(chmod|chown|chgrp|touch)$/.test(program) ||
    (program === 'sed' && command.some((it) => /^-\w*i/.test(it)))
  ) {
    const given = command.slice(1).find((it) => !it.startsWith('-')) ?? '';
    for (const selection of found) {
      const marks = marksOf(program, given, selection.node);
      rewrite(call, selection, span, program === 'sed' ? 'overwritten' : 'metadata', marks);
    }
  } else if (action.does === 'run') {
    runOn(call, action, found);
  } else if (action.does === 'print') {
    const paths = new Set(found.map(pathOf));
    if (paths.size === 0) {
      // What other programs have made is not known here.
      call.output.writeUnknown(1);
    }
    call.output.write([...paths].map((it) => `${it}\n`).join(''));
  }
}

function pathOf({ node, extent, pattern }: Selection): string {
  return extent === 'part' ? pattern : node.path;
}

/** Whether the expression asks for more than kinds and depths. */
function isChoosy(expression: FindExpression): boolean {
  switch (expression.kind) {
    case 'test':
      return !/^(type|anything)$/.test(expression.test.of);
    case 'action':
      return false;
    case 'not':
      return isChoosy(expression.operand);
    default:
      return expression.operands.some(isChoosy);
  }
}

/** More files or folders to start from than that are not told apart. */
const mostRuns = 40;

/** Runs any other command behind `-exec` on what was found: on each by itself, or on all when it ends with `{} +`. */
function runOn(call: Call, { command, onAll }: RunAction, found: readonly Selection[]): void {
  const paths = found.map(pathOf);
  const groups = onAll ? [paths] : paths.map((it) => [it]);
  for (const group of groups.slice(0, mostRuns)) {
    const texts = command.flatMap((it) =>
      it === '{}' ? group.slice(0, mostRuns) : [it.replaceAll('{}', group[0] ?? '')],
    );
    if (group.length > 0) {
      call.machine.run(commandOf(texts, wordsSpan(call)), call.state);
    }
  }
}

/** Paths are told as the root was given; here they are absolute. */
function absolutePattern(call: Call, roots: readonly string[], pattern: string): string {
  const root = [...roots.slice(0, mostRuns), '.'].find((it) => pattern.startsWith(`${it}/`));
  return root === undefined ? pattern : `${absolute(call, root).replace(/\/$/, '')}${pattern.slice(root.length)}`;
}

/** One way through a folder and all below it. */
class Walk {
  private readonly needsFoldersAbove: boolean;
  private readonly looksIntoFolders: boolean;
  /** The last pattern that a part of a folder has to fit. */
  private hint = anyText;
  private pruned = false;

  constructor(
    private readonly call: Call,
    private readonly search: Search,
    private readonly finds: Finds,
  ) {
    this.needsFoldersAbove = search.actions.some((it) => it.does === 'prune' || takesFolders(it));
    this.looksIntoFolders = search.actions.some(takesContents);
  }

  from(start: string): void {
    const { files } = this.call.state;
    for (const selection of selectPackaged(this.call, start, true)) {
      const top = segmentsOf(selection.pattern).length;
      const names = segmentsOf(selection.node.path);
      if (!files.spend(this.search.weight * (1 + names.length))) {
        return;
      }
      this.pruned = false;
      if (this.needsFoldersAbove) {
        this.visitFoldersAbove(selection, names, top);
      }
      if (!this.pruned) {
        this.visitNode(selection, names.length - top);
      }
    }
  }

  /** The folders between the start and a node, which are no nodes of their own. */
  private visitFoldersAbove(selection: Selection, names: readonly string[], top: number): void {
    for (let length = top; length < names.length && !this.pruned; length++) {
      const path = `/${names.slice(0, length).join('/')}`;
      this.visit({ node: selection.node, path, as: 'folder' }, selection, length - top);
    }
  }

  private visitNode(selection: Selection, depth: number): void {
    const { node, extent } = selection;
    const { path } = node;
    if (extent !== 'part') {
      if (node.kind === 'file' || node.kind === 'either') {
        this.visit({ node, path, as: 'file' }, selection, depth);
      } else if (node.kind === 'link') {
        this.visit({ node, path, as: 'link' }, selection, depth);
      }
      if (node.kind === 'folder' || node.kind === 'either') {
        this.visit({ node, path, as: 'folder' }, selection, depth);
      }
    }
    const hasContents = (node.kind === 'folder' && node.size > 0) || node.kind === 'either';
    if (hasContents && !this.pruned && this.search.maxDepth > Math.max(depth, 0)) {
      this.visit({ node, path, as: 'contents' }, selection, undefined);
      if (this.looksIntoFolders) {
        this.visit({ node, path, as: 'subfolders' }, selection, undefined);
      }
    }
  }

  /** @param depth Undefined for what lies at any depth. */
  private visit(visited: Visited, selection: Selection, depth: number | undefined): void {
    const { minDepth, maxDepth, expression } = this.search;
    if (depth === undefined || (depth >= minDepth && depth <= maxDepth)) {
      this.hint = anyText;
      this.evaluate(expression, visited, selection, 'yes', false);
    }
  }

  /** @param sofar How sure it is that `find` comes to this part of the expression. */
  private evaluate(
    expression: FindExpression,
    visited: Visited,
    selection: Selection,
    sofar: Found,
    negated: boolean,
  ): Found {
    switch (expression.kind) {
      case 'test': {
        const { test } = expression;
        const result = passesTest(this.call, visited, test, negated);
        this.hint = result === 'some' && test.of === 'name' && !negated ? test.pattern : this.hint;
        return result;
      }
      case 'action':
        this.note(expression.action, visited, selection, sofar);
        return resultOf(expression.action);
      case 'not':
        return opposite(this.evaluate(expression.operand, visited, selection, sofar, !negated));
      case 'all': {
        let result: Found = 'yes';
        for (const operand of expression.operands) {
          const next = this.evaluate(operand, visited, selection, both(sofar, result), negated);
          result = both(result, next);
          if (result === 'no') {
            break;
          }
        }
        return result;
      }
      case 'any': {
        const { hint } = this;
        let best = hint;
        let result: Found = 'no';
        for (const operand of expression.operands) {
          this.hint = hint;
          const next = this.evaluate(operand, visited, selection, both(sofar, opposite(result)), negated);
          result = eitherOf(result, next);
          best = next === 'some' && (best === hint || sizeByName(best) <= noticeable) ? this.hint : best;
          if (result === 'yes') {
            break;
          }
        }
        this.hint = best;
        return result;
      }
    }
  }

  private note(action: FindAction, { node, path, as }: Visited, selection: Selection, found: Found): void {
    if (action.does === 'prune') {
      this.pruned ||= found === 'yes' && as === 'folder';
      return;
    }
    // Folders go only with all that is in them.
    if (as === 'subfolders' && !takesContents(action)) {
      return;
    }
    if (found === 'maybe' || (as === 'folder' && !takesFolders(action) && node.size > 0)) {
      this.call.output.known &&= action.does !== 'print' || as === 'folder';
      return;
    }
    const noted = this.finds.get(action)!;
    if (action.does === 'print' && as === 'folder') {
      noted.push({ ...selection, extent: 'part', pattern: path });
      return;
    }
    const isPart = selection.extent === 'part' || found === 'some';
    if (noted.at(-1)?.node === node || (found === 'some' && !mayHold(node, this.hint))) {
      return;
    }
    noted.push(
      !isPart
        ? { ...selection, extent: 'whole', exact: as === 'file' || as === 'link' }
        : selection.extent === 'part'
          ? selection
          : { ...selection, extent: 'part', pattern: `${node.path}/${this.hint}` },
    );
  }
}

/** Packages for Python that bring their tests, which are large. */
const bringsTests =
  /\/(site|dist)-packages\/(astropy|dask|h5py|matplotlib|networkx|nltk|numba|numpy|pandas|pyarrow|scikit-image|scikit-learn|scipy|shapely|statsmodels|sympy|twisted|zope\.interface)$/;

/**
 * Only of what comes from the build context the names of its parts are guessed, and not of what builds make. Of what
 * packages bring, most is found when all but some names are asked for, and static libraries are in all for development.
 */
function mayHold({ path, fromContext }: FileNode, name: string): boolean {
  if (isPackagePath(path)) {
    return name === anyText || name === `${anyText}.a`;
  }
  if (/^tests?$/.test(name) && bringsTests.test(path)) {
    return true;
  }
  return fromContext === true && !isBuildOutput(name) && !/\.(pyc|pyo|o|a|la|class|log|tmp|map|bak|orig)$/.test(name);
}

/** Whether an action is for folders too: it hands their names on, or takes all that lies in them. */
function takesFolders(action: FindAction): boolean {
  return action.does === 'print' || takesContents(action);
}

function takesContents(action: FindAction): boolean {
  return action.does === 'run' && action.command.some((it) => /^(-[a-z]*[rR]|--recursive$)/.test(it));
}

/** Commands that ask something decide what comes behind them. */
function resultOf(action: FindAction): Found {
  return action.does === 'run' && /^(test|\[|grep|egrep|cmp|sh|bash)$/.test(action.command[0] ?? '') ? 'maybe' : 'yes';
}

/** Programs that look for files and may change those that they find. */
export const finding: Readonly<Record<string, Program>> = { find };
