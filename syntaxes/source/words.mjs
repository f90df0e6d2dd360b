// What stands inside of instructions: strings, variables, flags, image references, assignments, the JSON form.
import { captures, escapes, include, jsonString, lineStart, plainText, scoped, wordCharacter } from './rules.mjs';

/** Rules that are the same under both escape characters. */
export function commonRules() {
  return {
    comment: {
      match: `${lineStart}\\s*((#).*)$`,
      captures: captures(
        scoped('comment.line.number-sign.dockerfile'),
        scoped('punctuation.definition.comment.dockerfile'),
      ),
    },
    'heredoc-opener': {
      match: '(?<=\\s|^)(\\d*<<-?)[ \\t]*(["\']?[^\\s<"\']+["\']?)(?=\\s|$)',
      captures: captures(
        scoped('keyword.operator.heredoc.dockerfile'),
        scoped('keyword.control.heredoc-token.dockerfile'),
      ),
    },
    // A string that is not closed ends with its line, so that it cannot colour the rest of the file.
    'string-single': {
      name: 'string.quoted.single.dockerfile',
      begin: "'",
      beginCaptures: { 0: scoped('punctuation.definition.string.begin.dockerfile') },
      end: "(')|$",
      endCaptures: captures(scoped('punctuation.definition.string.end.dockerfile')),
    },
    'json-string': {
      name: 'string.quoted.double.dockerfile',
      begin: '"',
      beginCaptures: { 0: scoped('punctuation.definition.string.begin.dockerfile') },
      end: '(")|$',
      endCaptures: captures(scoped('punctuation.definition.string.end.dockerfile')),
      patterns: [
        { name: 'constant.character.escape.dockerfile', match: '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})' },
        { name: 'invalid.illegal.escape.dockerfile', match: '\\\\.' },
      ],
    },
  };
}

/** Rules in which the escape character has a part; their names end with that of the escape character. */
export function wordRules(variant) {
  const e = escapes[variant];
  const at = (name) => include(`${name}-${variant}`);
  const quotesAndVariables = [at('string-double'), include('string-single'), at('variable'), at('escape')];
  const rules = {
    continuation: {
      // Two escape characters before the line's end are no continuation; comments and blank lines do not end one.
      begin: `(?<!${e})(${e})[ \\t]*$\\n?`,
      beginCaptures: captures(scoped('punctuation.separator.line-continuation.dockerfile')),
      end: `${lineStart}(?!\\s*(?:#|$))`,
      patterns: [include('comment')],
    },
    escape: { name: 'constant.character.escape.dockerfile', match: `${e}(?![ \\t]*$).` },
    'string-double': {
      name: 'string.quoted.double.dockerfile',
      begin: '"',
      beginCaptures: { 0: scoped('punctuation.definition.string.begin.dockerfile') },
      end: '(")|$',
      endCaptures: captures(scoped('punctuation.definition.string.end.dockerfile')),
      patterns: [at('continuation'), at('escape'), at('variable')],
    },
    variable: { patterns: variableRules(at) },
    flag: { patterns: flagRules(variant, at, quotesAndVariables) },
    json: {
      // What is not exactly a JSON array of strings is in shell form, as BuildKit reads it.
      name: 'meta.exec-form.dockerfile',
      begin: `\\[(?=\\s*(?:${jsonString}\\s*(?:,\\s*${jsonString}\\s*)*)?\\]\\s*$|[^\\]]*${e}[ \\t]*$)`,
      beginCaptures: { 0: scoped('punctuation.definition.array.begin.dockerfile') },
      end: '\\]',
      endCaptures: { 0: scoped('punctuation.definition.array.end.dockerfile') },
      patterns: [
        at('continuation'),
        include('json-string'),
        { name: 'punctuation.separator.array.dockerfile', match: ',' },
      ],
    },
    image: { patterns: imageRules(at) },
    assignments: { patterns: assignmentRules(variant, at) },
    words: {
      patterns: [
        include('heredoc-opener'),
        ...quotesAndVariables,
        { name: 'string.unquoted.argument.dockerfile', match: plainText(variant) },
      ],
    },
    text: {
      patterns: [at('variable'), at('escape'), { name: 'string.unquoted.argument.dockerfile', match: `[^$${e}]+|\\$` }],
    },
  };
  return Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`${name}-${variant}`, rule]));
}

function variableRules(at) {
  return [
    {
      name: 'variable.other.dockerfile',
      match: '(\\$)(?:[A-Za-z_]\\w*|[0-9@*#?!-])',
      captures: captures(scoped('punctuation.definition.variable.dockerfile')),
    },
    {
      begin: '(\\$\\{)(\\w*)',
      beginCaptures: captures(
        scoped('punctuation.definition.variable.begin.dockerfile'),
        scoped('variable.other.dockerfile'),
      ),
      end: '(\\})|$',
      endCaptures: captures(scoped('punctuation.definition.variable.end.dockerfile')),
      patterns: [
        at('continuation'),
        { name: 'keyword.operator.expansion.dockerfile', match: '\\G(?::?[-+?]|##?|%%?|//?)' },
        at('escape'),
        at('string-double'),
        include('string-single'),
        at('variable'),
        { name: 'string.unquoted.expansion.dockerfile', match: '[^\\s"\'$}\\\\`]+' },
      ],
    },
  ];
}

function flagRules(variant, at, quotesAndVariables) {
  const e = escapes[variant];
  const name = [
    scoped('variable.parameter.flag.dockerfile punctuation.definition.flag.dockerfile'),
    scoped('variable.parameter.flag.dockerfile'),
    scoped('keyword.operator.assignment.dockerfile'),
  ];
  const value = `((?:"[^"]*"|'[^']*'|[^\\s"'${e}]|${e}(?![ \\t]*$).)*)`;
  const mountValues = [
    ['constant.language.dockerfile', 'bind|cache|tmpfs|secret|ssh|shared|private|locked'],
    ['constant.language.boolean.dockerfile', 'true|false'],
    ['constant.numeric.dockerfile', '\\d+[A-Za-z]*'],
  ].map(([scope, text]) => ({ name: scope, match: `(?<==)(?:${text})(?![^,"'])` }));
  return [
    {
      match: `(?<=\\s|^)(--)(mount)(=)${value}`,
      captures: captures(...name, {
        patterns: [
          {
            match: `([A-Za-z]+)(=)([^,"']*)`,
            captures: captures(
              scoped('variable.parameter.mount.dockerfile'),
              scoped('keyword.operator.assignment.dockerfile'),
              {
                patterns: [
                  ...mountValues,
                  at('variable'),
                  { name: 'string.unquoted.mount.dockerfile', match: '(?:[^$]|\\$(?![\\w{]))+' },
                ],
              },
            ),
          },
          { name: 'variable.parameter.mount.dockerfile', match: '[A-Za-z]+' },
          { name: 'punctuation.separator.mount.dockerfile', match: ',' },
        ],
      }),
    },
    {
      match: `(?<=\\s|^)(--)(from)(=)${value}`,
      captures: captures(...name, {
        patterns: [...quotesAndVariables, { name: 'entity.name.type.stage.dockerfile', match: plainText(variant) }],
      }),
    },
    {
      match: `(?<=\\s|^)(--)([A-Za-z][\\w-]*)(?:(=)${value})?`,
      captures: captures(...name, {
        patterns: [
          ...quotesAndVariables,
          { name: 'constant.language.boolean.dockerfile', match: '(?<==)(?i:true|false)(?!\\S)' },
          { name: 'constant.numeric.dockerfile', match: '(?<==)(?:[\\d.]+(?:ns|us|µs|ms|s|m|h)?)+(?!\\S)' },
          { name: 'string.unquoted.flag.dockerfile', match: plainText(variant) },
        ],
      }),
    },
  ];
}

/** The parts of `registry/path:tag@digest`, looked for in that one word. */
function imageRules(at) {
  const image = 'entity.name.image.dockerfile string.unquoted.image.dockerfile';
  return [
    at('variable'),
    { name: 'constant.language.scratch.dockerfile', match: '(?<!\\S)scratch(?!\\S)' },
    {
      match: '(@)([A-Za-z0-9+._-]+:[0-9a-fA-F]+)',
      captures: captures(scoped('punctuation.separator.digest.dockerfile'), scoped('constant.other.digest.dockerfile')),
    },
    {
      // A colon with a slash behind it is that of a port.
      match: '(:)([^\\s/@:$]*)(?!\\S*/)',
      captures: captures(
        scoped('punctuation.separator.tag.dockerfile'),
        scoped(`${image} constant.other.tag.dockerfile`),
      ),
    },
    { name: image, match: '(?:[^\\s@:$]|:(?=\\d+/))+|[:$@]' },
  ];
}

/** `NAME=value` words of ENV, LABEL and ARG. */
function assignmentRules(variant, at) {
  return [
    {
      match: `(?<=\\s|^)([^\\s="'$${escapes[variant]}]+)(=)`,
      captures: captures(
        scoped('variable.other.assignment.dockerfile'),
        scoped('keyword.operator.assignment.dockerfile'),
      ),
    },
    { name: 'keyword.operator.assignment.dockerfile', match: '(?<=["\'])=' },
    at('string-double'),
    include('string-single'),
    at('variable'),
    at('escape'),
    { name: 'string.unquoted.value.dockerfile', match: plainText(variant) },
  ];
}

/** One word as a whole, for captures that are looked into. */
export const wordOf = (variant) => `(${wordCharacter(variant)}+)`;
