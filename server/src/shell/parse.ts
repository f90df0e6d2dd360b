import type {
  Assignment,
  Command,
  CommandArgument,
  CompoundList,
  HereDoc,
  ParsedScript,
  TestExpression as ParsedTest,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
} from 'unbash';
import { parse } from 'unbash';
import type { Span } from '../text/span';
import type { TextView } from '../text/view';
import { originSpanOf } from '../text/view';
import {
  commandOption,
  holdsExpansion,
  inputHeredoc,
  isShell,
  readShellCall,
  scriptInHeredoc,
  scriptInWord,
  scriptInWords,
  suUser,
} from './embedded';
import { parseText } from './parsedTexts';
import type {
  EmbeddedScript,
  ShellAndOr,
  ShellAssignment,
  ShellCommand,
  ShellList,
  ShellNode,
  ShellProgram,
  ShellRedirection,
  ShellScript,
  ShellStatement,
  ShellWord,
  TestExpression,
} from './script';
import type { Source } from './words';
import { assignmentWord, convertAssignment, convertWord } from './words';
import { programName, unwrap } from './wrappers';

/**
 * Parses a script as POSIX shell or Bash. Never fails: what cannot be read is left out and named in `problems`.
 * Scripts given to `sh -c`, `eval` or a shell's heredoc are parsed as well and hang on their command.
 *
 * @param view The script as the shell gets it; spans of the result are in the text that the view leads back to.
 */
export function parseScript(view: TextView): ShellScript {
  return parseNested(view, 0, undefined);
}

/** Parses a script that does not stand in the file as it is, such as the contents of a file; all its spans are `span`. */
export function parseScriptFor(text: string, span: Span): ShellScript {
  return parseNested({ text, runs: [{ view: 0, origin: span.start, length: 0 }] }, 0, span);
}

const maxNesting = 8;

function parseNested(view: TextView, depth: number, fixed: Span | undefined): ShellScript {
  const whole = fixed ?? originSpanOf(view, 0, view.text.length);
  try {
    const parsed = parseText(view.text);
    const converter = new Converter(view, depth, fixed);
    const problems = (parsed.errors ?? []).map(({ message, pos }) => ({
      message,
      span: converter.spanOf(pos, pos + 1),
    }));
    return { view, body: converter.statements(parsed.commands, 0, view.text.length), problems };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { view, body: { kind: 'list', span: whole, items: [] }, problems: [{ message, span: whole }] };
  }
}

const noRedirections: readonly ShellRedirection[] = [];
const noAssignments: readonly ShellAssignment[] = [];

type CommandPart = Command['prefix'][number] | Command['suffix'][number];

function isArgument(part: CommandPart): part is CommandArgument {
  return part.type === 'Word' || part.type === 'Assignment';
}

function isAssignment(part: CommandPart): part is Assignment {
  return part.type === 'Assignment';
}

function isRedirection(part: CommandPart): part is Redirection {
  return !isArgument(part);
}

/** Turns the parser's tree of one text into ours; lives as long as the lazy parts of that tree. */
class Converter implements Source {
  constructor(
    private readonly view: TextView,
    private readonly depth: number,
    /** For text that was decoded, such as nested backticks: the span of everything in it. */
    private readonly fixed: Span | undefined,
  ) {}

  spanOf(start: number, end: number): Span {
    if (this.fixed) {
      return this.fixed;
    }
    const length = this.view.text.length;
    const from = Math.min(start, length);
    return originSpanOf(this.view, from, Math.min(Math.max(end, from), length));
  }

  wordParts(text: string) {
    const command = parse(text).commands[0]?.command;
    const word = command?.type === 'Command' ? command.name : undefined;
    const whole = word && word.end - word.pos === text.length;
    return whole ? convertWord(word, this).parts : [{ kind: 'literal' as const, text, quoted: false }];
  }

  scriptOf(part: { readonly pos: number; readonly end: number; readonly script: unknown }): ShellList {
    try {
      const script = part.script as ParsedScript;
      const decoded = script.source !== undefined && !this.fixed;
      const converter = decoded ? new Converter(this.view, maxNesting, this.spanOf(part.pos, part.end)) : this;
      return converter.statements(script.commands, script.pos, script.end);
    } catch {
      return { kind: 'list', span: this.spanOf(part.pos, part.end), items: [] };
    }
  }

  statements(statements: readonly Statement[], start: number, end: number): ShellList {
    const items: ShellStatement[] = [];
    for (const { command, background } of statements) {
      items.push({ node: this.node(command), background: background === true });
    }
    return { kind: 'list', span: this.spanOf(start, end), items };
  }

  private list(list: CompoundList): ShellList {
    return this.statements(list.commands, list.pos, list.end);
  }

  private node(node: SyntaxNode, redirections = noRedirections): ShellNode {
    const span = this.spanOf(node.pos, node.end);
    switch (node.type) {
      case 'Command':
        return this.command(node);
      case 'Redirected':
        return this.node(
          node.command,
          node.redirects.map((it) => this.redirection(it)),
        );
      case 'AndOr':
        return {
          kind: 'andOr',
          span,
          redirections,
          nodes: node.commands.map((it) => this.node(it)),
          operators: [...node.operators] as ShellAndOr['operators'],
        };
      case 'Pipeline':
        return {
          kind: 'pipeline',
          span,
          redirections,
          negated: node.prefixes.filter((it) => it.type === 'Negation').length % 2 === 1,
          nodes: node.commands.map((it) => this.node(it)),
        };
      case 'Subshell':
      case 'BraceGroup':
        return { kind: 'group', span, redirections, subshell: node.type === 'Subshell', body: this.list(node.body) };
      case 'CompoundList':
        return { kind: 'group', span, redirections, subshell: false, body: this.list(node) };
      case 'Coproc':
        return { kind: 'group', span, redirections, subshell: true, body: this.statementOf(node.body) };
      case 'If':
        return {
          kind: 'if',
          span,
          redirections,
          branches: [node, ...node.elif].map((it) => ({ condition: this.list(it.clause), body: this.list(it.then) })),
          otherwise: node.else && this.list(node.else),
        };
      case 'For':
      case 'Select':
        return {
          kind: 'loop',
          span,
          redirections,
          loop: 'for',
          variable: node.name.value,
          words: node.wordlist?.map((it) => convertWord(it, this)),
          condition: undefined,
          body: this.list(node.body),
        };
      case 'ArithmeticFor':
        return {
          kind: 'loop',
          span,
          redirections,
          loop: 'while',
          variable: undefined,
          words: undefined,
          condition: undefined,
          counter: {
            start: this.textOf(node.initialize),
            test: this.textOf(node.test),
            step: this.textOf(node.update),
          },
          body: this.list(node.body),
        };
      case 'While':
        return {
          kind: 'loop',
          span,
          redirections,
          loop: node.kind,
          variable: undefined,
          words: undefined,
          condition: this.list(node.clause),
          body: this.list(node.body),
        };
      case 'Case':
        return {
          kind: 'case',
          span,
          redirections,
          word: convertWord(node.word, this),
          items: node.items.map((item) => ({
            patterns: item.pattern.map((it) => convertWord(it, this)),
            body: this.list(item.body),
            fallsThrough: item.terminator === ';&',
            looksOn: item.terminator === ';;&',
          })),
        };
      case 'Function':
        return { kind: 'function', span, redirections, name: node.name.value, body: this.node(node.body) };
      case 'TestCommand':
        return { kind: 'test', span, redirections, expression: this.test(node.expression) };
      case 'ArithmeticCommand':
        return { kind: 'test', span, redirections, expression: undefined, calculation: node.body };
      default:
        return { kind: 'test', span, redirections, expression: undefined };
    }
  }

  private textOf(part: { readonly pos: number; readonly end: number } | undefined): string {
    return part ? this.view.text.slice(part.pos, part.end) : '';
  }

  private statementOf(node: SyntaxNode): ShellList {
    return node.type === 'CompoundList'
      ? this.list(node)
      : { kind: 'list', span: this.spanOf(node.pos, node.end), items: [{ node: this.node(node), background: true }] };
  }

  private test(expression: ParsedTest): TestExpression {
    switch (expression.type) {
      case 'TestUnary':
        return { kind: 'unary', operator: expression.operator, operand: convertWord(expression.operand, this) };
      case 'TestBinary':
        return {
          kind: 'binary',
          operator: expression.operator,
          left: convertWord(expression.left, this),
          right: convertWord(expression.right, this),
        };
      case 'TestLogical':
        return {
          kind: expression.operator === '&&' ? 'and' : 'or',
          operands: expression.operands.map((it) => this.test(it)),
        };
      case 'TestNot': {
        const operand = this.test(expression.operand);
        return expression.negations.length % 2 === 1 ? { kind: 'not', operand } : operand;
      }
      case 'TestGroup':
        return this.test(expression.expression);
    }
  }

  private command(node: Command): ShellCommand {
    const { prefix, name, suffix } = node;
    const assignments =
      prefix.length > 0 ? prefix.filter(isAssignment).map((it) => convertAssignment(it, this)) : noAssignments;
    const operands = suffix.every(isArgument) ? suffix : suffix.filter(isArgument);
    const parsed = name ? [name, ...operands] : operands;
    const words = parsed.map((it) => (it.type === 'Word' ? convertWord(it, this) : assignmentWord(it, this)));
    const redirects = operands === suffix && prefix.length === 0 ? [] : [...prefix, ...suffix].filter(isRedirection);
    const redirections = redirects.length > 0 ? redirects.map((it) => this.redirection(it)) : noRedirections;
    const span = this.spanOf(node.pos, node.end);
    const program = words.length > 0 ? this.program(words, parsed, node, redirections, assignments) : undefined;
    return { kind: 'command', span, redirections, assignments, words, program };
  }

  private program(
    words: readonly ShellWord[],
    parsed: readonly CommandArgument[],
    node: Command,
    redirections: readonly ShellRedirection[],
    prefix: ShellCommand['assignments'],
  ): ShellProgram {
    const inner = unwrap(words);
    const first = words.length - inner.words.length;
    const word = inner.words[0]!;
    const name = programName(word);
    return {
      name,
      word,
      args: inner.words.slice(1),
      assignments: inner.assignments.length > 0 ? [...prefix, ...inner.assignments] : prefix,
      wrappers: inner.wrappers,
      user: name === 'su' ? suUser(inner.words) : inner.user,
      embedded:
        name === undefined ? undefined : this.embedded(name, inner.words, parsed.slice(first), node, redirections),
    };
  }

  private embedded(
    name: string,
    words: readonly ShellWord[],
    parsed: readonly CommandArgument[],
    node: Command,
    redirections: readonly ShellRedirection[],
  ): EmbeddedScript | undefined {
    if (this.depth >= maxNesting) {
      return undefined;
    }
    if (name === 'eval' || name === 'trap') {
      const given = parsed.slice(1, name === 'trap' ? 2 : undefined).filter((it): it is Word => it.type === 'Word');
      const view = scriptInWords(given, this.view);
      const script = parseNested(view, this.depth + 1, this.fixed);
      return { script, flags: '', options: [], sameShell: true, expandedOutside: false, shell: undefined };
    }
    if (name === 'su' || name === 'runuser') {
      const at = commandOption(words);
      return at === undefined ? undefined : this.embeddedWord(parsed[at], '', [], 'sh');
    }
    if (!isShell(name)) {
      return undefined;
    }
    const call = readShellCall(words);
    if (!call) {
      return undefined;
    }
    if (call.script !== undefined) {
      return this.embeddedWord(parsed[call.script], call.flags, call.options, name);
    }
    const index = redirections.indexOf(inputHeredoc(redirections)!);
    const heredoc = index === -1 ? undefined : (node.redirects[index] as HereDoc);
    if (!heredoc?.body) {
      return undefined;
    }
    const view = scriptInHeredoc(this.view, heredoc.body, heredoc.delimiter?.quoted === true);
    const script = parseNested(view, this.depth + 1, this.fixed);
    const expandedOutside = heredoc.delimiter?.quoted !== true && /[$`]/.test(heredoc.body.text);
    return { script, flags: call.flags, options: call.options, sameShell: false, expandedOutside, shell: name };
  }

  private embeddedWord(
    word: CommandArgument | undefined,
    flags: string,
    options: readonly string[],
    shell: string,
  ): EmbeddedScript | undefined {
    if (word?.type !== 'Word') {
      return undefined;
    }
    const script = parseNested(scriptInWord(word, this.view), this.depth + 1, this.fixed);
    const expandedOutside = word.parts?.some(holdsExpansion) === true;
    return { script, flags, options, sameShell: false, expandedOutside, shell };
  }

  private redirection(it: Redirection): ShellRedirection {
    const descriptor = it.descriptor?.type === 'FileDescriptor' ? it.descriptor.value : undefined;
    const span = this.spanOf(it.pos, it.end);
    if (it.type === 'HereDoc') {
      const { body, delimiter } = it;
      const heredoc = {
        delimiter: delimiter?.value ?? '',
        quoted: delimiter?.quoted === true,
        text: body.text,
        span: this.spanOf(body.pos, body.end),
      };
      return { operator: it.operator, descriptor, target: undefined, heredoc, span };
    }
    const target = it.target && convertWord(it.target, this);
    return { operator: it.operator, descriptor, target, heredoc: undefined, span };
  }
}
