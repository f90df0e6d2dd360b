import type { DockerfileTree } from '../dockerfile/tree';
import { readPackageCall } from '../model/packages/programs';
import { type RunCall, runsOf } from '../model/runs';
import type { ShellWord } from '../shell/script';
import { defineRule, type Fix } from './rule';

export const verificationDisabled = defineRule({
  id: 'verification-disabled',
  title: 'Download whose origin is not checked',
  aliases: [],
  category: 'security',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Options such as `--insecure` or `--allow-unauthenticated` take whatever somebody on the way puts in place of the ' +
    'download. Mostly the certificates are only missing: install `ca-certificates`, or add the key of the repository.',
  examples: [
    {
      wrong: 'FROM buildpack-deps:12\nRUN curl -fsSL «-k» https://example.com/tool -o /usr/local/bin/tool\n',
      right: 'FROM buildpack-deps:12\nRUN curl -fsSL https://example.com/tool -o /usr/local/bin/tool\n',
      fixed: 'FROM buildpack-deps:12\nRUN curl -fsSL https://example.com/tool -o /usr/local/bin/tool\n',
    },
    {
      note: 'Removing packages downloads nothing.',
      wrong: 'FROM debian:12\nRUN apt-get purge -y --force-yes less && apt-get install -y «--force-yes» jq\n',
      fixed: 'FROM debian:12\nRUN apt-get purge -y --force-yes less && apt-get install -y jq\n',
    },
    {
      note: 'Neither does an index of packages that were built here.',
      wrong:
        'FROM alpine:3.22\nRUN apk index --allow-untrusted -o x86_64/APKINDEX.tar.gz x86_64/*.apk\nRUN apk add «--allow-untrusted» tool\n',
    },
    {
      note: 'A sum that is compared says more than any certificate.',
      wrong:
        'FROM buildpack-deps:12\nRUN curl «-k» https://example.com/a -o a\nRUN curl -k https://example.com/b -o b && sha256sum -c sums\n',
    },
    { wrong: 'FROM buildpack-deps:12\nRUN wget -q «--no-check-certificate» https://example.com/tool\n' },
  ],
  references: ['https://curl.se/docs/sslcerts.html', 'https://manpages.debian.org/stable/apt/apt-secure.8.en.html'],
  messages: { unchecked: '{option} takes whatever comes: install the certificates or keys that are missing instead.' },
  check({ tree, model, report }) {
    const { callsOf } = runsOf(model);
    for (const [names, option] of unchecked) {
      for (const call of callsOf(...names)) {
        const word = call.program.args.find((arg) => option.test(textOf(arg)));
        if (word && !withoutDownload.test(readPackageCall(call)?.verb ?? '') && !isCheckedBehind(call)) {
          const fixes = fixesFor(tree, names, word);
          report({ span: word.span, message: 'unchecked', params: { option: textOf(word).slice(0, 60) }, fixes });
        }
      }
    }
  },
});

/** True for a download that is compared with a sum or a signature further on in the RUN. */
function isCheckedBehind(download: RunCall): boolean {
  const { end } = download.command.span;
  const isFetcher = download.name === 'curl' || download.name === 'wget';
  return isFetcher && download.run.calls.some((call) => call.command.span.start > end && comparesSum(call));
}

function comparesSum({ name, program }: RunCall): boolean {
  const verifies = () => program.args.some(({ text }) => /verify/.test(text));
  return (
    /^(?:(?:sha|md5|b2)\d*sum|shasum|gpgv\d?)$/.test(name) || (/^(?:gpg\d?|cosign|minisign)$/.test(name) && verifies())
  );
}

/** What a package manager does without a download. */
const withoutDownload = /^(remove|erase|purge|autoremove|autopurge|del|clean|autoclean|index)$/;

function textOf({ value, text }: ShellWord): string {
  return value ?? text;
}

const unchecked: readonly (readonly [readonly string[], RegExp])[] = [
  // Letters that take a value end a cluster, so that -ok is the file k.
  [['curl'], /^(--insecure|--proxy-insecure|-[a-zA-NP-Zp-z#]*k[A-Za-z]*)$/],
  [['wget'], /^--no-check-certificate$/],
  [
    ['apt-get', 'apt', 'aptitude'],
    /^(--allow-unauthenticated|--force-yes|--allow-insecure-repositories|.*AllowUnauthenticated\W+(true|1|yes).*)$/i,
  ],
  [['apk'], /^--allow-untrusted$/],
  [
    ['yum', 'dnf', 'dnf5', 'microdnf', 'tdnf'],
    /^(--nogpgcheck|--no-gpgchecks|--setopt=(\w+\.)?(sslverify|gpgcheck)=(0|false|no))$/i,
  ],
  [['zypper'], /^(--no-gpg-checks|--gpg-auto-import-keys-unsafe|--allow-unsigned-rpm)$/],
  [['git'], /^http\.sslVerify=(false|0)$/i],
];

/** Takes an option away that stands alone, or its letter out of a cluster. */
function fixesFor({ text }: DockerfileTree, [program]: readonly string[], { span, text: written }: ShellWord): Fix[] {
  const isOwnWord = /^--?[\w-]+$/.test(written) && text.slice(span.start, span.end) === written;
  if (!isOwnWord || program === 'git') {
    return [];
  }
  const isCluster = /^-[A-Za-z]{2,}$/.test(written);
  const blanks = /^[ \t]*/.exec(text.slice(span.end))![0].length;
  const edit = isCluster
    ? { span, newText: written.replace('k', '') }
    : { span: { start: span.start, end: span.end + blanks }, newText: '' };
  return [{ title: 'Check where it comes from', safe: false, edits: [edit] }];
}
