import type { ShellCommand, ShellList, ShellNode, ShellScript, ShellWord, WordPart } from './script';

/**
 * Calls `visit` for every simple command of a script in the order of the text: inside groups, conditions, loops,
 * functions, substitutions (before the command that uses them) and scripts given to another shell (after it).
 */
export function forEachCommand(script: ShellScript | ShellList, visit: (command: ShellCommand) => void): void {
  visitList('body' in script ? script.body : script, visit);
}

/** Every simple command of a script as a list, in the order of `forEachCommand`. */
export function commandsOf(script: ShellScript | ShellList): ShellCommand[] {
  const commands: ShellCommand[] = [];
  forEachCommand(script, (command) => commands.push(command));
  return commands;
}

type Visit = (command: ShellCommand) => void;

function visitList(list: ShellList, visit: Visit): void {
  for (const { node } of list.items) {
    visitNode(node, visit);
  }
}

function visitNode(node: ShellNode, visit: Visit): void {
  switch (node.kind) {
    case 'command':
      for (const { value } of node.assignments) {
        visitWord(value, visit);
      }
      for (const word of node.words) {
        visitWord(word, visit);
      }
      visit(node);
      if (node.program?.embedded) {
        visitList(node.program.embedded.script.body, visit);
      }
      break;
    case 'andOr':
    case 'pipeline':
      for (const it of node.nodes) {
        visitNode(it, visit);
      }
      break;
    case 'group':
      visitList(node.body, visit);
      break;
    case 'if':
      for (const { condition, body } of node.branches) {
        visitList(condition, visit);
        visitList(body, visit);
      }
      if (node.otherwise) {
        visitList(node.otherwise, visit);
      }
      break;
    case 'loop':
      for (const word of node.words ?? []) {
        visitWord(word, visit);
      }
      if (node.condition) {
        visitList(node.condition, visit);
      }
      visitList(node.body, visit);
      break;
    case 'case':
      visitWord(node.word, visit);
      for (const { body } of node.items) {
        visitList(body, visit);
      }
      break;
    case 'function':
      visitNode(node.body, visit);
      break;
    case 'test':
      break;
  }
  for (const { target } of node.redirections) {
    if (target) {
      visitWord(target, visit);
    }
  }
}

function visitWord(word: ShellWord, visit: Visit): void {
  if (mayHoldScript(word)) {
    visitParts(word.parts, visit);
  }
}

/** False for a word in which there can be no command substitution, which is quick to see for most. */
export function mayHoldScript({ text }: ShellWord): boolean {
  return text.includes('$') || text.includes('`');
}

function visitParts(parts: readonly WordPart[], visit: Visit): void {
  for (const part of parts) {
    if (part.kind === 'substitution') {
      visitList(part.body, visit);
    } else if (part.kind === 'variable' && part.operand) {
      visitWord(part.operand, visit);
    } else if (part.kind === 'brace') {
      for (const alternative of part.alternatives) {
        visitParts(alternative, visit);
      }
    }
  }
}
