/**
 * Turns what builders write into an image's history (`created_by`) back into the instruction as its author wrote
 * it, as far as that is possible: shells, arguments, markers and Go's notation of values are taken off.
 *
 * - the classic builder: `/bin/sh -c #(nop)  CMD ["sh"]`, `/bin/sh -c apt-get update`, `|1 A=1 /bin/sh -c …`
 * - BuildKit: `RUN |1 A=1 /bin/sh -c … # buildkit`, `COPY a b # buildkit`, `CMD ["sh"]`
 * - Buildah and Podman: as the classic builder; Kaniko: the instruction itself
 * - anything else (bazel, jib, debuerreotype …) stays as it is
 *
 * `shell` is the shell that the image's configuration names, empty for the usual one.
 */
export function cleanInstruction(createdBy: string, shell: readonly string[]): string {
  if (createdBy.length > longestCleaned) {
    return createdBy;
  }
  const isBuildKit = createdBy.endsWith(buildKitMarker);
  const text = (isBuildKit ? createdBy.slice(0, -buildKitMarker.length) : createdBy).trim();
  const metadata = afterNop(text, shell);
  if (metadata !== undefined) {
    return cleanMetadata(metadata, shell);
  }
  if (/^RUN\s/.test(text)) {
    return runOf(text.slice(4).trimStart(), shell, isBuildKit) ?? text;
  }
  if (keywords.test(text)) {
    return cleanMetadata(text, shell);
  }
  return runOf(text, shell, text.startsWith('/')) ?? text;
}

const buildKitMarker = ' # buildkit';
/** Nobody writes instructions of this size; what is larger is not worth the time. */
const longestCleaned = 1 << 16;
const nopMarker = '#(nop)';
const keywords =
  /^(?:ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s/;

/** Instructions that change only the configuration and make no layer. */
export function isMetadataInstruction(instruction: string): boolean {
  return /^(?:ARG|CMD|ENTRYPOINT|ENV|EXPOSE|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|SHELL|STOPSIGNAL|USER|VOLUME)\s/.test(
    instruction,
  );
}

/** What follows `#(nop)`, the classic builder's mark for an instruction that runs nothing. */
function afterNop(text: string, shell: readonly string[]): string | undefined {
  const at = text.indexOf(nopMarker);
  if (at === -1 || at > longestShell) {
    return undefined;
  }
  return shellLength(text.slice(0, at), shell) === at ? text.slice(at + nopMarker.length).trim() : undefined;
}

const longestShell = 200;

/** Shells with the flags that make them run a text, as builders write them before it. */
const knownShell =
  /^(?:(?:\/[\w./-]*\/)?(?:busybox )?(?:sh|ash|bash|dash|zsh|ksh)(?: -[a-zA-Z]+(?: [a-z]+)?)*? -[a-zA-Z]*c |cmd(?:\.exe)? \/S \/C |(?:powershell|pwsh)(?:\.exe)?(?: -\w+(?: \w+)?)*? -Command )/i;

/** The length of a shell with its flags and a blank at the start of a text, 0 when there is none. */
function shellLength(text: string, shell: readonly string[]): number {
  const own = shell.length > 0 ? `${shell.join(' ')} ` : '';
  if (own !== '' && text.startsWith(own)) {
    return own.length;
  }
  return knownShell.exec(text.slice(0, longestShell))?.[0].length ?? 0;
}

/** A RUN by what was executed; `isExecuted` says that without a shell it was run as it is. */
function runOf(executed: string, shell: readonly string[], isExecuted: boolean): string | undefined {
  const text = withoutArguments(executed, shell);
  const length = shellLength(text, shell);
  if (length > 0) {
    return `RUN ${asHeredoc(text.slice(length).trim())}`;
  }
  if (isExecuted || text !== executed) {
    return `RUN ${jsonList(text.split(' '))}`;
  }
  return undefined;
}

/**
 * Takes off `|N NAME=VALUE …`, the build arguments. Values are not quoted and may hold blanks, so the shell behind
 * them is looked for; without one the arguments are counted.
 */
function withoutArguments(text: string, shell: readonly string[]): string {
  const counted = /^\|(\d{1,4}) /.exec(text);
  if (!counted) {
    return text;
  }
  let at = counted[0].length;
  const own = shell.length > 0 ? ` ${shell.join(' ')} ` : undefined;
  const found = own === undefined ? -1 : text.indexOf(own, at - 1);
  if (found !== -1) {
    return text.slice(found + 1);
  }
  const usual =
    / (?:\/[\w./-]*\/)?(?:sh|ash|bash|dash|zsh|ksh)(?: -[a-zA-Z]+(?: pipefail)?)* -[a-zA-Z]*c | cmd(?:\.exe)? \/S \/C | (?:powershell|pwsh)(?:\.exe)? /i.exec(
      text,
    );
  if (usual) {
    return text.slice(usual.index + 1);
  }
  for (let left = Number(counted[1]); left > 0; left--) {
    const blank = text.indexOf(' ', at);
    if (blank === -1) {
      return '';
    }
    at = blank + 1;
  }
  return text.slice(at);
}

/** Lines are joined unless they stood in a heredoc; BuildKit keeps its body and drops the redirection. */
function asHeredoc(command: string): string {
  const lineEnd = command.indexOf('\n');
  if (lineEnd === -1 || command.slice(0, lineEnd).includes('<<')) {
    return command;
  }
  return `<<EOF\n${command}\nEOF`;
}

/** Takes Go's notation of values out of an instruction that only sets something. */
function cleanMetadata(text: string, shell: readonly string[]): string {
  const keyword = /^\S+/.exec(text)?.[0].toUpperCase() ?? '';
  const value = text.slice(keyword.length).trim();
  switch (keyword) {
    case 'CMD':
    case 'ENTRYPOINT':
      return `${keyword} ${commandOf(value, shell)}`;
    case 'SHELL':
      return `SHELL ${jsonList(goStrings(value) ?? wordsIn(value, '[', ']') ?? [value])}`;
    case 'EXPOSE': {
      const ports = wordsIn(value, 'map[', ']');
      return ports ? `EXPOSE ${ports.map((port) => port.replace(/:\{\}$/, '')).join(' ')}` : text;
    }
    case 'VOLUME': {
      const volumes = value.startsWith('["') ? undefined : wordsIn(value, '[', ']');
      return volumes ? `VOLUME ${volumes.join(' ')}` : text;
    }
    case 'HEALTHCHECK':
      return `HEALTHCHECK ${healthcheckOf(value) ?? value}`;
    case 'ADD':
    case 'COPY':
      return `${keyword} ${sourcesOf(value)}`;
    default:
      return text;
  }
}

function commandOf(value: string, shell: readonly string[]): string {
  const words = goStrings(value);
  if (!words) {
    return value;
  }
  const usual = shell.length > 0 ? shell : ['/bin/sh', '-c'];
  // A command in shell form is kept as a list of the shell and one text.
  const isShellForm = words.length === usual.length + 1 && usual.every((word, i) => words[i] === word);
  return isShellForm ? words.at(-1)! : jsonList(words);
}

/** The texts of `["a" "b"]` or `["a","b"]`; undefined for anything else. */
function goStrings(value: string): string[] | undefined {
  if (!value.startsWith('[') || !value.endsWith(']')) {
    return undefined;
  }
  const quoted = /\s*,?\s*("(?:[^"\\]|\\.)*")/y;
  const inner = value.slice(1, -1).trimEnd();
  const words: string[] = [];
  let at = 0;
  while (at < inner.length) {
    quoted.lastIndex = at;
    const match = quoted.exec(inner);
    if (!match) {
      return undefined;
    }
    words.push(unquote(match[1]!));
    at = quoted.lastIndex;
  }
  return words;
}

function unquote(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}

function wordsIn(value: string, open: string, close: string): string[] | undefined {
  return value.startsWith(open) && value.endsWith(close)
    ? value
        .slice(open.length, -close.length)
        .split(' ')
        .filter((word) => word !== '')
    : undefined;
}

/** `&{["CMD" "/bin/true"] "30s" "0s" "0s" "0s" '\x03'}`: test, interval, timeout, start period, start interval, retries. */
function healthcheckOf(value: string): string | undefined {
  const parts = /^&\{(\[.*\])((?: "[^"]*"){3,4}) '(\\?.[^']*)'\}$/s.exec(value);
  const words = parts && goStrings(parts[1]!);
  if (!parts || !words) {
    return undefined;
  }
  if (words[0] === 'NONE') {
    return 'NONE';
  }
  const times = parts[2]!
    .trim()
    .split(' ')
    .map((time) => time.slice(1, -1));
  const names = ['interval', 'timeout', 'start-period', 'start-interval'];
  const flags = times.map((time, i) => (time === '0s' ? '' : `--${names[i]}=${time} `));
  const retries = unescapeRune(parts[3]!);
  const command = words[0] === 'CMD-SHELL' ? words.slice(1).join(' ') : jsonList(words.slice(1));
  return `${flags.join('')}${retries > 0 ? `--retries=${retries} ` : ''}CMD ${command}`;
}

/** Go prints the number of retries as a character. */
function unescapeRune(rune: string): number {
  const named: Readonly<Record<string, number>> = {
    '\\a': 7,
    '\\b': 8,
    '\\t': 9,
    '\\n': 10,
    '\\v': 11,
    '\\f': 12,
    '\\r': 13,
  };
  const hexadecimal = /^\\[xuU]([0-9a-f]+)$/.exec(rune);
  return hexadecimal ? Number.parseInt(hexadecimal[1]!, 16) : (named[rune] ?? rune.codePointAt(0) ?? 0);
}

/** The classic builder names sources by their hash, and forgets a blank behind flags. */
function sourcesOf(value: string): string {
  const source = /(file|dir|multi):([0-9a-f]{12})[0-9a-f]{52} in (.*)$/s.exec(value);
  const flags = source ? value.slice(0, source.index).trim() : '';
  if (!source || (flags !== '' && !flags.startsWith('--'))) {
    return value;
  }
  return `${flags === '' ? '' : `${flags} `}${source[1]}:${source[2]} in ${source[3]!.trim()}`;
}

function jsonList(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(', ')}]`;
}
