import { type Arguments, type OptionsWithValue, readArguments } from '../model/effects/arguments';
import { type RunCall, runsOf } from '../model/runs';
import type { ShellNode, ShellWord } from '../shell/script';
import type { Span } from '../text/span';
import { defineRule } from './rule';

export const passwordInScript = defineRule({
  id: 'password-in-script',
  title: 'Password in plain text in a script',
  aliases: [],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'The script of a `RUN` is in the history of the image: whoever has the image, or this file, reads a password in it ' +
    'with `docker history`. Read it from a secret mount (`RUN --mount=type=secret,id=…`), lock the account, or set the ' +
    'password when the container starts. Reported is a password as such, given to `chpasswd`, `passwd`, `useradd -p`, ' +
    '`htpasswd -b`, `sshpass`, `curl -u`, `wget --password`, clients of databases, and in addresses; nothing is said of variables, of what a command prints, of ' +
    'hashes, and of empty and locked passwords.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN echo «"root:hunter2"» | chpasswd\n',
      right:
        'FROM debian:12\nRUN --mount=type=secret,id=root_password echo "root:$(cat /run/secrets/root_password)" | chpasswd\n',
    },
    {
      note: 'Locked and hashed passwords give nothing away.',
      wrong: "FROM debian:12\nRUN useradd -p '!' app && useradd -p '$6$salt$hash' ci && useradd -p «hunter2» dev\n",
    },
    {
      wrong:
        'FROM buildpack-deps:12\nRUN curl -fsSL -u «ci:hunter2» -o /opt/tool https://example.com/tool\nRUN git clone --depth=1 «https://ci:hunter2@example.com/tool.git» /opt/src && rm -rf /opt/src/.git\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/secrets/'],
  messages: {
    plain:
      'Everybody who has the image can read this password in its history: use RUN --mount=type=secret, or set it when the container starts.',
  },
  check({ model, report }) {
    const { callsOf } = runsOf(model);
    for (const [names, find] of readers) {
      for (const call of callsOf(...names)) {
        for (const span of find(call)) {
          report({ span, message: 'plain' });
        }
      }
    }
  },
});

type Find = (call: RunCall) => readonly Span[];

const inAccounts: Find = (call) => {
  const isHashed = call.program.args.some(({ value }) => /^(-\w*e|--encrypted)$/.test(value ?? ''));
  return isHashed
    ? []
    : inputOf(call)
        .filter(({ text }) => text.split(/\n|\\n/).some(isAccount))
        .map(spanOf);
};

const inAnswers: Find = (call) =>
  inputOf(call)
    .filter(({ text }) => isPassword(text.split(/\n|\\n/)[0]!.trim()))
    .map(spanOf);

/** Where the value of an option is a hash, though people take it for the password. */
const inHash =
  (options: OptionsWithValue): Find =>
  (call) => {
    const value = read(call, options).value('p', 'password');
    return value !== undefined && isPassword(value) && !/^[./\w]{13}$/.test(value) ? wordWith(call, value) : [];
  };

const inOption =
  (options: OptionsWithValue, ...names: readonly string[]): Find =>
  (call) => {
    const value = read(call, options).value(...names);
    return value !== undefined && isPassword(value) ? wordWith(call, value) : [];
  };

const inLogin: Find = (call) => {
  const value = read(call, curlOptions).value('u', 'user', 'U', 'proxy-user');
  return value !== undefined && isAccount(value) ? wordWith(call, value) : [];
};

const inAddress: Find = ({ program }) =>
  program.args
    .filter(({ value }) => isPassword(/(?:^|=)[a-z]+:\/\/[^/:@\s]+:([^/@\s]+)@/.exec(value ?? '')?.[1] ?? ''))
    .map(({ span }) => span);

const inHtpasswd: Find = (call) => {
  const args = read(call, { short: 'Cr' });
  const password = args.operands[args.has('n') ? 1 : 2]?.text;
  return args.has('b') && password !== undefined && isPassword(password) ? wordWith(call, password) : [];
};

/** Clients of databases take a password for themselves, and set others in what they are told to do. */
const inClient: Find = ({ program }) =>
  program.args
    .filter(({ value }) => {
      const [, own, other] =
        /^(?:-p|--password=)(.+)$|\b(?:IDENTIFIED\s+BY|PASSWORD|password)\s+'([^']+)'/s.exec(value ?? '') ?? [];
      return isPassword((program.name === 'psql' ? other : (own ?? other)) ?? '');
    })
    .map(({ span }) => span);

const accountOptions = ['password', 'comment', 'home', 'shell', 'uid', 'gid', 'groups'];
const curlOptions = { short: 'uUoHXdAbcCeFmTxKwyYzrEQtDP', long: ['user', 'proxy-user', 'header', 'output', 'data'] };
const wgetOptions = {
  short: 'OPoaietTwQAXBDIRUl',
  long: ['password', 'http-password', 'ftp-password', 'proxy-password', 'header', 'user'],
};

const readers: readonly (readonly [readonly string[], Find])[] = [
  [['chpasswd'], inAccounts],
  [['passwd'], inAnswers],
  [['useradd'], inHash({ short: 'bcdefgGkKpRPsuZ', long: accountOptions })],
  [['usermod'], inHash({ short: 'cdefgGlpRPsuvVwWZ', long: accountOptions })],
  [['htpasswd'], inHtpasswd],
  [['sshpass'], inOption({ short: 'pfdP' }, 'p')],
  [['curl'], inLogin],
  [['wget'], inOption(wgetOptions, 'password', 'http-password', 'ftp-password', 'proxy-password')],
  [['curl', 'wget', 'git'], inAddress],
  [['mysql', 'mysqladmin', 'mysqldump', 'mariadb', 'psql'], inClient],
];

/** False for what is empty, locked, a hash, or stands for something that is filled in. */
function isPassword(text: string): boolean {
  return !/^(?:[!*x]*|\$\w+\$.*|.*[${<>%].*)$/s.test(text);
}

/** True for `user:password`. */
function isAccount(line: string): boolean {
  const [, password] = /^\s*[\w.@-]+:(.*?)\s*$/.exec(line) ?? [];
  return password !== undefined && isPassword(password);
}

/** The arguments as far as they are known; what only the run tells is empty. */
function read({ program }: RunCall, options: OptionsWithValue): Arguments {
  const fields = program.args.map((word) => ({ text: word.value ?? '', word, inert: undefined }));
  return readArguments(fields, options);
}

function wordWith({ program }: RunCall, value: string): Span[] {
  const word = program.args.findLast((it) => it.value?.endsWith(value));
  return word ? [word.span] : [];
}

/** A text that stands in the file, with its place. */
interface Input {
  readonly text: string;
  readonly span: Span;
}

const spanOf = ({ span }: Input): Span => span;

/** What a command is given as standard input, as far as it stands in the file. */
function inputOf({ command, place: { parent } }: RunCall): Input[] {
  const given = command.redirections.flatMap(({ operator, target, heredoc, span }): Input[] => {
    if (heredoc) {
      return heredoc.quoted || !/[$`]/.test(heredoc.text) ? [{ text: heredoc.text, span: heredoc.span }] : [];
    }
    return operator === '<<<' && target?.value !== undefined ? [{ text: target.value, span }] : [];
  });
  const pipeline = parent?.node.kind === 'pipeline' ? parent.node : undefined;
  const before = pipeline?.nodes[pipeline.nodes.indexOf(command) - 1];
  return before ? [...given, ...printedBy(before)] : given;
}

function printedBy(node: ShellNode): Input[] {
  if (node.kind === 'group') {
    return node.body.items.flatMap((item) => printedBy(item.node));
  }
  const program = node.kind === 'command' ? node.program : undefined;
  if (!program || !/^(?:echo|printf|yes)$/.test(program.name ?? '')) {
    return [];
  }
  const words = program.args.filter(({ text }) => !/^-[neE]+$/.test(text));
  const [first] = words;
  const values = words.map(({ value }) => value);
  return first && values.every((value) => value !== undefined)
    ? [{ text: program.name === 'printf' ? formatted(values) : values.join(' '), span: spanOfAll(words) }]
    : [];
}

function formatted([format = '', ...values]: readonly string[]): string {
  let next = 0;
  return /%s/.test(format) ? format.replace(/%s/g, () => values[next++] ?? '') : format;
}

function spanOfAll(words: readonly ShellWord[]): Span {
  return { start: words[0]!.span.start, end: words.at(-1)!.span.end };
}
