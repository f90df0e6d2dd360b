// The source of dockerfile.tmLanguage.json: `node syntaxes/source/dockerfile.mjs` writes it again.
//
// Three ideas carry this grammar.
//
// 1. An instruction ends where BuildKit ends it, whatever quotes inside are left open. It is a begin/while rule, and
//    when the `while` fails everything is popped that an embedded language has opened. The condition is `\G` alone: at
//    the start of a line that holds only when the innermost open rule has swallowed the previous line's end, and the
//    one rule that does so is `continuation`. It is injected, so that it also works deep inside of shell code.
// 2. Where a Dockerfile stands inside of another language, such as Markdown, injections do not apply and `\G` holds in
//    every line. There the second variant of each instruction steps in, which ends with its line unless a continuation
//    is in sight, and looks at shell code one line at a time.
// 3. Here-documents are begin/while rules as well: as long as the line is not the terminator. So their language cannot
//    run away either, and nothing in them starts an instruction.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commonHeredocRules, heredocRules } from './heredocs.mjs';
import { fileRules, instructionRules, shells } from './instructions.mjs';
import { captures, escapes, include, lineStart, never, scoped } from './rules.mjs';
import { commonRules, wordRules } from './words.mjs';

/** The grammar as JSON text. */
export function dockerfileGrammar() {
  const repository = { ...directiveRules(), ...commonRules(), ...commonHeredocRules() };
  for (const [name, shell] of Object.entries(shells)) {
    Object.assign(repository, heredocRules(name, shell));
  }
  for (const variant of Object.keys(escapes)) {
    Object.assign(repository, wordRules(variant), instructionRules(variant));
    for (const shell of Object.keys(shells)) {
      Object.assign(repository, fileRules(variant, shell));
    }
  }
  const grammar = {
    name: 'Dockerfile',
    scopeName: 'source.dockerfile',
    injections: {
      'L:meta.instruction - meta.escape.backtick': { patterns: [include('continuation-backslash')] },
      'L:meta.escape.backtick meta.instruction': { patterns: [include('continuation-backtick')] },
      // The shell's own rule would look for the text behind the opener, which is not there.
      'L:meta.heredoc meta.instruction meta.embedded - string': { patterns: [include('heredoc-opener')] },
      'L:meta.heredoc.expand string.unquoted.heredoc, L:meta.heredoc.expand meta.embedded': {
        patterns: [include('variable-backslash')],
      },
    },
    patterns: [include('directives'), include('file-backslash-sh')],
    repository,
  };
  return json(grammar);
}

/** One line for each rule of the repository: short, and still comparable. */
function json({ repository, ...head }) {
  const rules = Object.entries(repository).map(([name, rule]) => `  ${JSON.stringify(name)}: ${JSON.stringify(rule)}`);
  const start = Object.entries(head).map(([name, value]) => ` ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`);
  return `{\n${start.join('')} "repository": {\n${rules.join(',\n')}\n }\n}\n`;
}

/** Directives stand at the top of the file only; further down they are comments. */
function directiveRules() {
  const names = '(?i:syntax|check|escape)';
  const parts = captures(
    scoped('comment.line.number-sign.dockerfile punctuation.definition.comment.dockerfile'),
    scoped('keyword.control.directive.dockerfile'),
    scoped('keyword.operator.assignment.dockerfile'),
    scoped('string.unquoted.directive.dockerfile'),
  );
  return {
    directives: {
      begin: `(?:\\A|\\G)(?=\\s*#\\s*${names}\\s*=)`,
      end: `^(?!\\s*#\\s*${names}\\s*=)`,
      patterns: [
        {
          name: 'meta.escape.backtick.dockerfile',
          begin: `${lineStart}\\s*(#)\\s*((?i:escape))\\s*(=)\\s*(\`)\\s*$`,
          beginCaptures: parts,
          end: never,
          // Windows images: without SHELL their commands go to cmd.
          patterns: [include('directive'), include('file-backtick-cmd')],
        },
        include('directive'),
      ],
    },
    directive: { match: `${lineStart}\\s*(#)\\s*(${names})\\s*(=)\\s*(.*?)\\s*$`, captures: parts },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('../dockerfile.tmLanguage.json', import.meta.url), dockerfileGrammar());
}
