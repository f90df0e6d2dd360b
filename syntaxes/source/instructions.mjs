// The eighteen instructions.

import { continuedHeredoc } from './heredocs.mjs';
import { captures, escapes, include, lineStart, never, scoped } from './rules.mjs';
import { wordOf } from './words.mjs';

/** The shells that RUN, CMD and ENTRYPOINT may be given to. `program` is what SHELL names. */
export const shells = {
  sh: { program: '(?:ba|da|a|z|k)?sh', grammar: 'source.shell', scope: 'meta.embedded.block.shellscript' },
  powershell: { program: 'powershell|pwsh', grammar: 'source.powershell', scope: 'meta.embedded.block.powershell' },
  cmd: { program: 'cmd', grammar: 'source.batchfile', scope: 'meta.embedded.block.bat' },
};

const keyword = 'keyword.other.special-method.dockerfile';

/** The instructions that no shell has a part in. */
export function instructionRules(variant) {
  return { [`instructions-${variant}`]: { patterns: plainInstructions(variant) } };
}

/** A file, or the part of one in which one shell is set, and all that can stand in it. */
export function fileRules(variant, shell) {
  const { grammar, scope } = shells[shell];
  const e = escapes[variant];
  const suffix = `${variant}-${shell}`;
  const otherShells = Object.keys(shells).filter((other) => other !== shell);
  return {
    [`file-${suffix}`]: {
      patterns: [...otherShells.map((other) => afterShell(variant, other)), include(`content-${suffix}`)],
    },
    [`content-${suffix}`]: {
      patterns: [
        include('comment'),
        include(`heredocs-run-${shell}`),
        include('heredocs-copy'),
        include(`commands-${suffix}`),
        include(`instructions-${variant}`),
        include(`heredocs-continued-${shell}`),
      ],
    },
    [`commands-${suffix}`]: { patterns: commandInstructions(variant, shell) },
    [`shell-form-${suffix}`]: {
      begin: '(?=\\S)',
      end: never,
      contentName: scope,
      patterns: [...firstCommand(shell, '\\G'), { include: grammar }],
    },
    [`shell-line-${suffix}`]: {
      match: `(\\S.*?)(?=(?:(?<!${e})${e}[ \\t]*)?$)`,
      captures: captures({ name: scope, patterns: [...firstCommand(shell, ''), { include: grammar }] }),
    },
  };
}

/** The shell's grammar looks for commands behind `;`, `&&` and line starts, but not behind the word RUN. */
function firstCommand(shell, anchor) {
  const reserved = '(?:if|then|else|elif|fi|while|until|for|do|done|case|esac|select|function|time|coproc)(?=[\\s;]|$)';
  const command = {
    name: 'meta.statement.shell',
    begin: `${anchor}(?![\\s!#&()<>\\[\\]{}|;]|${reserved})`,
    end: '(?=[\\n&);`{|}]|[ \\t]*#|])(?<!\\\\)',
    patterns: [{ include: 'source.shell#typical_statements' }],
  };
  return shell === 'sh' ? [command] : [];
}

/** SHELL counts until the next one or the end of the stage. */
function afterShell(variant, shell) {
  const program = `(?:[^"]*[\\\\/])?(?i:${shells[shell].program})(?:\\.exe)?`;
  return {
    begin: `${lineStart}(\\s*(?i:SHELL)\\s*\\[\\s*"${program}".*)$`,
    beginCaptures: captures({ patterns: [include(`instructions-${variant}`)] }),
    end: `${lineStart}(?=\\s*(?i:FROM|SHELL)\\s)`,
    patterns: [include(`content-${variant}-${shell}`)],
  };
}

function plainInstructions(variant) {
  const at = (name) => include(`${name}-${variant}`);
  const word = wordOf(variant);
  const image = {
    begin: `(?!--)${word}`,
    beginCaptures: captures({ patterns: [at('image')] }),
    end: '$',
    patterns: [
      at('continuation'),
      { name: keyword, match: '(?<=\\s|^)(?i:AS)(?=\\s|$)' },
      { name: 'entity.name.type.stage.dockerfile', match: word },
    ],
  };
  const nameAndRest = {
    // The form without an equals sign: one name, and the rest is its value.
    begin: '\\G\\s+([^\\s="\']+)(?=[ \\t]+[^\\s])',
    beginCaptures: captures(scoped('variable.other.assignment.dockerfile')),
    end: '$',
    patterns: [at('continuation'), at('words')],
  };
  const bareName = { name: 'variable.other.assignment.dockerfile', match: '(?<=\\s|^)[A-Za-z_]\\w*(?=\\s|$)' };
  const port = [
    { name: 'constant.numeric.port.dockerfile', match: '\\d+' },
    { name: 'keyword.operator.range.dockerfile', match: '(?<=\\d)-(?=\\d)' },
    {
      match: '(/)((?i:tcp|udp|sctp))\\b',
      captures: captures(scoped('keyword.operator.protocol.dockerfile'), scoped('constant.language.dockerfile')),
    },
  ];
  const signal = { name: 'constant.language.signal.dockerfile', match: '[A-Za-z0-9+-]+' };
  return [
    ...instruction(variant, 'FROM', [at('flag'), image]),
    ...instruction(variant, 'COPY|ADD', [at('flag'), at('json'), at('words')]),
    ...instruction(variant, 'ENV|LABEL', [nameAndRest, at('assignments')]),
    ...instruction(variant, 'ARG', [bareName, at('assignments')]),
    ...instruction(variant, 'EXPOSE', [at('variable'), ...port]),
    ...instruction(variant, 'SHELL|VOLUME', [at('json'), at('words')]),
    ...instruction(variant, 'STOPSIGNAL', [at('variable'), signal]),
    ...instruction(variant, 'USER|WORKDIR', [at('words')]),
    // Free text: the apostrophe of a name is no quote.
    ...instruction(variant, 'MAINTAINER', [at('text')]),
    ...instruction(variant, 'ONBUILD', []),
  ];
}

function commandInstructions(variant, shell) {
  const at = (name) => include(`${name}-${variant}`);
  const before = [at('flag'), at('json')];
  const whole = include(`shell-form-${variant}-${shell}`);
  const byLine = include(`shell-line-${variant}-${shell}`);
  const none = { name: 'constant.language.none.dockerfile', match: '(?<=\\s|^)(?i:NONE)(?=\\s|$)' };
  const check = (code) => ({
    begin: '(?<=\\s|^)((?i:CMD))(?=\\s|$)',
    beginCaptures: captures(scoped(keyword)),
    end: '$',
    patterns: [at('continuation'), at('json'), code],
  });
  return [
    ...instruction(variant, 'RUN', [...before, whole], [...before, byLine]),
    ...instruction(variant, 'CMD|ENTRYPOINT', [...before, whole], [...before, byLine]),
    ...instruction(variant, 'HEALTHCHECK', [at('flag'), none, check(whole)], [at('flag'), none, check(byLine)]),
  ];
}

/** The rule of an instruction, and its variant for Dockerfiles inside of other languages. */
function instruction(variant, names, content, embeddedContent = content) {
  const name = 'meta.instruction.dockerfile';
  const begin = `\\s*(?:((?i:ONBUILD))\\s+)?((?i:${names}))(?=\\s|$)`;
  const beginCaptures = captures(scoped('keyword.control.dockerfile'), scoped(keyword));
  const continuation = include(`continuation-${variant}`);
  const mayOpenHeredoc = /RUN|COPY/.test(names);
  return [
    {
      name,
      begin: `^(?!\\G)${begin}`,
      beginCaptures,
      while: mayOpenHeredoc ? `\\G(?!${continuedHeredoc})` : '\\G',
      patterns: [continuation, ...content],
    },
    { name, begin: `${lineStart}${begin}`, beginCaptures, end: '$', patterns: [continuation, ...embeddedContent] },
  ];
}
