import type { ShellCommand, ShellList, ShellNode, ShellScript, ShellWord, WordPart } from './script';
import { mayHoldScript } from './walk';

/** A script, or a piece of one that a shell of its own carries out. */
export interface ScriptScope {
  /** The shell that reads it, such as `sh` or `bash`; undefined where there is none (the exec form). */
  readonly shell: string | undefined;
  readonly body: ShellList;
  /** What the shell is set to before the first command. */
  readonly errexit: boolean;
  readonly pipefail: boolean;
  /** True when the script is the argument of another command, as in `sh -c`. */
  readonly embedded: boolean;
}

/** A piece of a script with where it stands. */
export interface ScopedNode {
  readonly node: ShellNode;
  readonly scope: ScriptScope;
  /** The piece that it is part of, undefined at the top of a scope. */
  readonly parent: ScopedNode | undefined;
  /** The list that it is a statement of, with its position there; undefined for operands of `&&` and `|`. */
  readonly list: ShellList | undefined;
  readonly index: number;
  /** True where a change of the folder or of a variable is forgotten: subshells, pipelines, substitutions, `&`. */
  readonly isolated: boolean;
  /** True where a failure is taken care of: in conditions, before `||` and behind `!`. */
  readonly tested: boolean;
}

/** A shell with its settings at the start of a script. */
export type ShellSettings = Pick<ScriptScope, 'shell' | 'errexit' | 'pipefail'>;

/** Every piece of a script in the order of the text, substitutions and scripts given to other shells included. */
export function scopedNodes(script: ShellScript, settings: ShellSettings): ScopedNode[] {
  const nodes: ScopedNode[] = [];
  const { shell, errexit, pipefail } = settings;
  visitScript(script.body, { shell, body: script.body, errexit, pipefail, embedded: false }, undefined, false, nodes);
  return nodes;
}

interface Place {
  readonly scope: ScriptScope;
  readonly parent: ScopedNode | undefined;
  readonly isolated: boolean;
  readonly tested: boolean;
}

function visitScript(
  body: ShellList,
  scope: ScriptScope,
  parent: ScopedNode | undefined,
  isolated: boolean,
  nodes: ScopedNode[],
): void {
  visitList(body, { scope, parent, isolated, tested: false }, nodes);
}

function visitList(list: ShellList, place: Place, nodes: ScopedNode[]): void {
  for (let index = 0; index < list.items.length; index++) {
    const { node, background } = list.items[index]!;
    visitNode(node, background ? isolatedIn(place) : place, list, index, nodes);
  }
}

function isolatedIn({ scope, parent, tested }: Place): Place {
  return { scope, parent, isolated: true, tested };
}

function visitNode(
  node: ShellNode,
  place: Place,
  list: ShellList | undefined,
  index: number,
  nodes: ScopedNode[],
): void {
  const { scope, isolated, tested } = place;
  const self: ScopedNode = { node, scope, parent: place.parent, list, index, isolated, tested };
  const inside: Place = { scope, parent: self, isolated, tested };
  nodes.push(self);
  switch (node.kind) {
    case 'command':
      visitCommand(node, inside, nodes);
      break;
    case 'andOr': {
      const lastOr = node.operators.lastIndexOf('||');
      node.nodes.forEach((it, at) => {
        visitNode(it, { ...inside, tested: tested || lastOr >= at }, undefined, at, nodes);
      });
      break;
    }
    case 'pipeline':
      node.nodes.forEach((it, at) => {
        const own = { ...inside, isolated: isolated || node.nodes.length > 1, tested: tested || node.negated };
        visitNode(it, own, undefined, at, nodes);
      });
      break;
    case 'group':
      visitList(node.body, { ...inside, isolated: isolated || node.subshell }, nodes);
      break;
    case 'if':
      for (const { condition, body } of node.branches) {
        visitList(condition, { ...inside, tested: true }, nodes);
        visitList(body, inside, nodes);
      }
      if (node.otherwise) {
        visitList(node.otherwise, inside, nodes);
      }
      break;
    case 'loop':
      visitWords(node.words ?? [], inside, nodes);
      if (node.condition) {
        visitList(node.condition, { ...inside, tested: true }, nodes);
      }
      visitList(node.body, inside, nodes);
      break;
    case 'case':
      visitWords([node.word], inside, nodes);
      for (const { body } of node.items) {
        visitList(body, inside, nodes);
      }
      break;
    case 'function':
      visitNode(node.body, inside, undefined, 0, nodes);
      break;
    case 'test':
      break;
  }
  for (const { target } of node.redirections) {
    if (target) {
      visitWords([target], inside, nodes);
    }
  }
}

function visitCommand(command: ShellCommand, place: Place, nodes: ScopedNode[]): void {
  for (const { value } of command.assignments) {
    visitWords([value], place, nodes);
  }
  visitWords(command.words, place, nodes);
  const embedded = command.program?.embedded;
  if (embedded) {
    const { script, shell, sameShell, flags, options } = embedded;
    const scope: ScriptScope = sameShell
      ? place.scope
      : {
          shell,
          body: script.body,
          errexit: flags.includes('e') || options.includes('errexit'),
          pipefail: options.includes('pipefail'),
          embedded: true,
        };
    visitScript(script.body, scope, place.parent, place.isolated || !sameShell, nodes);
  }
}

function visitWords(words: readonly ShellWord[], place: Place, nodes: ScopedNode[]): void {
  for (const word of words) {
    if (mayHoldScript(word)) {
      visitParts(word.parts, place, nodes);
    }
  }
}

function visitParts(parts: readonly WordPart[], place: Place, nodes: ScopedNode[]): void {
  for (const part of parts) {
    if (part.kind === 'substitution') {
      visitList(part.body, isolatedIn(place), nodes);
    } else if (part.kind === 'variable' && part.operand) {
      visitParts(part.operand.parts, place, nodes);
    } else if (part.kind === 'brace') {
      for (const alternative of part.alternatives) {
        visitParts(alternative, place, nodes);
      }
    }
  }
}
