import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { rules } from '../../server/src/rules';
import { marked, withMarks } from '../support/marks';

/**
 * Where the tools whose codes we answer for are known to be wrong, one case for each fault: the code, the rule of ours,
 * and a file in which `«…»` marks what has to be reported. Without marks, silence is right.
 */
const faults: readonly (readonly [fault: string, code: string, rule: string, source: string])[] = [
  // hadolint: what counts as cleaning.
  [
    'any rm -rf counts as cleaning',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN «apt-get update» && apt-get install -y a && rm -rf /tmp/x\n',
  ],
  [
    'cleaning before the update counts',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN rm -rf /var/lib/apt/lists/* && «apt-get update» && apt-get install -y a\n',
  ],
  [
    'the folder without a star does not count',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN apt-get update && apt-get install -y a && rm -r /var/lib/apt/lists\n',
  ],
  [
    'find -delete does not count',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN apt-get update && apt-get install -y a && find /var/lib/apt/lists -type f -delete\n',
  ],
  [
    'a pattern in quotes counts',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN «apt-get update» && apt-get install -y a && rm -rf "/var/lib/apt/lists/*"\n',
  ],
  [
    'the same base image twice hides a stage',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12 AS a\nRUN «apt-get update»\nFROM a\nRUN true\n',
  ],
  [
    'sudo hides apt-get',
    'DL3009',
    'apt-lists-left-behind',
    'FROM debian:12\nRUN sudo «apt-get update» && sudo apt-get install -y a\n',
  ],
  ['a path hides apt-get', 'DL3014', 'missing-assume-yes', 'FROM debian:12\nRUN «/usr/bin/apt-get install» a\n'],
  ['sudo hides apt-get', 'DL3014', 'missing-assume-yes', 'FROM debian:12\nRUN sudo «apt-get install» a\n'],
  [
    'a setting for all of apt does not count',
    'DL3014',
    'missing-assume-yes',
    'FROM debian:12\nRUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90yes && apt-get -o APT::Get::Assume-Yes=true install a\n',
  ],
  [
    'other ways to say no do not count',
    'DL3015',
    'recommended-packages-installed',
    'FROM debian:12\nRUN apt-get install -y -o APT::Install-Recommends=0 a\n',
  ],
  [
    'a clean-up of yum before the installation counts with rm -rf of anything',
    'DL3032',
    'dnf-cache-left-behind',
    'FROM centos:7\nRUN «yum install» -y a && rm -rf /tmp/x\n',
  ],
  [
    'the folder of dnf 4 is not known',
    'DL3040',
    'dnf-cache-left-behind',
    'FROM fedora:38\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y a\n',
  ],
  ['a bare yarn is overlooked', 'DL3060', 'yarn-cache-left-behind', 'FROM node:20\nRUN «yarn»\n'],
  [
    'a mount for another user counts',
    'DL3042',
    'pip-cache-left-behind',
    'FROM python:3.13\nUSER app\nRUN --mount=type=cache,target=/root/.cache/pip «pip install» a\n',
  ],
  [
    'an ENV of a stage that this one is not built from',
    'DL3042',
    'pip-cache-left-behind',
    'FROM python:3.13 AS a\nENV PIP_NO_CACHE_DIR=1\nFROM python:3.13\nRUN «pip install» a\n',
  ],
  // hadolint: what is a package.
  [
    'the value of an option is taken for a package',
    'DL3008',
    'unpinned-package',
    'FROM debian:12\nRUN apt-get install -y -o Dpkg::Options::=--force-confold -c /etc/apt/x.conf a=1\n',
  ],
  ['sudo hides apt-get', 'DL3008', 'unpinned-package', 'FROM debian:12\nRUN sudo apt-get install -y «a»\n'],
  ['a local package is not pinned', 'DL3033', 'unpinned-package', 'FROM centos:7\nRUN yum install -y /tmp/foo.rpm\n'],
  ['only install is known', 'DL3016', 'unpinned-package', 'FROM node:20\nRUN npm i -g «typescript»\n'],
  // hadolint: shell.
  ['cd in a subshell is reported', 'DL3003', 'cd-instead-of-workdir', 'FROM a:1\nRUN (cd /src && make)\n'],
  [
    'set -o pipefail in the script does not count',
    'DL4006',
    'missing-pipefail',
    'FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && curl -fsSL https://example.com | tar -x\n',
  ],
  [
    'an exec form without a shell is read as a script',
    'DL4006',
    'missing-pipefail',
    'FROM debian:12\nRUN ["echo", "a | b"]\n',
  ],
  [
    'an exec form is joined to a command line',
    'DL3014',
    'missing-assume-yes',
    'FROM debian:12\nRUN ["echo", "apt-get install a"]\n',
  ],
  [
    'only the short option is known',
    'DL3046',
    'useradd-without-no-log-init',
    'FROM debian:12\nRUN «useradd --uid 1234567» app\n',
  ],
  // hadolint and BuildKit: stages.
  ['an image is taken for a stage', 'DL3022', 'impossible-stage-reference', 'FROM a:1\nCOPY --from=nginx /a /b\n'],
  [
    'a stage in other case is not found',
    'DL3022',
    'impossible-stage-reference',
    'FROM a:1 AS Build\nFROM a:1\nCOPY --from=build /a /b\n',
  ],
  [
    'the number of the stage itself is taken for good',
    'DL3022',
    'impossible-stage-reference',
    'FROM a:1\nFROM a:1\nCOPY --from=«1» /a /b\n',
  ],
  [
    'the stage itself in other case',
    'DL3023',
    'impossible-stage-reference',
    'FROM a:1 AS Build\nCOPY --from=«build» /a /b\n',
  ],
  [
    'the same name in other case is overlooked',
    'DL3024',
    'duplicate-stage-name',
    'FROM a:1 AS build\nFROM a:1 AS «BUILD»\n',
  ],
  [
    'a number is taken for an image of no registry',
    'DL3026',
    'untrusted-registry',
    'FROM scratch AS a\nFROM scratch\nCOPY --from=0 /a /b\n',
  ],
  ['a variable in front hides a missing tag', 'DL3006', 'untagged-image', 'ARG R=r\nFROM «$R/alpine»\n'],
  ['a port is taken for a tag', 'DL3006', 'untagged-image', 'FROM «reg:5000/x»\n'],
  ['a variable behind a folder is no image', 'DL3006', 'untagged-image', 'ARG I=a:1\nFROM library/$I\n'],
  [
    'a platform by a variable of ones own',
    'DL3029',
    'constant-platform-in-from',
    'ARG P=linux/amd64\nFROM --platform=$P a:1\n',
  ],
  [
    'root in a stage that nobody runs',
    'DL3002',
    'root-at-end',
    'FROM node:22 AS build\nUSER root\nFROM node:22\nUSER node\n',
  ],
  // hadolint: copying.
  ['a source from Git is a file', 'DL3020', 'add-instead-of-copy', 'FROM a:1\nADD git@github.com:a/b.git /src\n'],
  ['the folder . needs a slash', 'DL3021', 'several-sources-without-slash', 'FROM a:1\nCOPY a b .\n'],
  [
    'tar without a dash is overlooked',
    'DL3010',
    'archive-copied-to-unpack',
    'FROM a:1\nCOPY «x.tar.gz» /tmp/\nRUN tar xf /tmp/x.tar.gz\n',
  ],
  [
    'a key that an earlier stage sets counts',
    'DL3044',
    'env-refers-to-itself',
    'FROM a:1 AS b\nENV A=1\nFROM a:1\nENV A=2 B=«$A»\n',
  ],
  // dockerfile-utils.
  ['no retries are refused', 'FLAG_AT_LEAST_ONE', 'syntax-error', 'FROM a:1\nHEALTHCHECK --retries=0 CMD true\n'],
  ['no time is refused', 'FLAG_LESS_THAN_1MS', 'syntax-error', 'FROM a:1\nHEALTHCHECK --interval=0s CMD true\n'],
  ['a signal without SIG is refused', 'INVALID_SIGNAL', 'syntax-error', 'FROM a:1\nSTOPSIGNAL KILL\n'],
  ['a signal that nobody has is taken', 'INVALID_SIGNAL', 'syntax-error', 'FROM a:1\nSTOPSIGNAL «SIGFOO»\n'],
  ['flags of RUN are not looked at', 'FLAG_MISSING_VALUE', 'syntax-error', 'FROM a:1\nRUN --«foo»=1 true\n'],
  ['a port that is too large is taken', 'DL3011', 'syntax-error', 'FROM a:1\nEXPOSE «70000»\n'],
  [
    'a colon in a default is taken for a modifier',
    'UNSUPPORTED_MODIFIER',
    'syntax-error',
    'FROM a:1\nENV A=${B-http://c:80}\n',
  ],
  ['BUILDVARIANT is not known', 'BASE_NAME_EMPTY', 'impossible-base-image', 'FROM a:1-$BUILDVARIANT\n'],
  [
    'an unknown instruction behind ONBUILD builds',
    'UNKNOWN_INSTRUCTION',
    'unknown-instruction',
    'FROM a:1\nONBUILD «FOO» x\n',
  ],
  [
    'a name of a stage in two cases is an error',
    'DUPLICATE_BUILD_STAGE_NAME',
    'duplicate-stage-name',
    'FROM a:1 AS b\nFROM a:1 AS «b»\n',
  ],
  [
    'what was gathered to be copied is taken for a whole file system',
    'DL3067',
    'copy-of-whole-root',
    'FROM a:1 AS b\nRUN c\nFROM scratch AS d\nCOPY --from=b /out /\nFROM a:1\nCOPY --from=d / /\nCOPY --from=b «/» /\n',
  ],
];

describe.each(faults)('%s (%s)', (_, code, id, source) => {
  const rule = rules.find((each) => each.id === id)!;

  it('is ours to answer for', () => {
    expect(rule.aliases).toContain(code);
    expect(rule.differs ?? '', `${id} says how it differs`).not.toBe('');
  });

  it('is told as it is', () => {
    const { text } = marked(source);
    const { findings } = lintText(text, { ruleSet: ruleSetFor({ select: [id] }) });
    const spans = findings.map(({ span }) => span);
    expect(withMarks(text, spans)).toBe(source);
  });
});
