import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import { marked, withMarks } from '../support/marks';

/** Checks that a rule reports the marked places of a Dockerfile and nothing else. */
function checkRule(rule: string, dockerfile: string): void {
  const { text } = marked(dockerfile);
  const { findings, failures } = lintText(text, { ruleSet: ruleSetFor({ select: [rule] }) });
  expect(failures).toEqual([]);
  expect(
    withMarks(
      text,
      findings.map(({ span }) => span),
    ),
  ).toBe(dockerfile);
}

describe('unpinned-package', () => {
  it.each([
    ['FROM debian:12\nRUN apt-get -o A=b install -y -t sid «a» b=1 c/sid ./d.deb $E\n'],
    ['FROM alpine:3\nRUN apk add --no-cache -t .deps --repository x «a» b=1 c~2 «d@edge» d@edge=1 «e-dev»\n'],
    ['FROM fedora:42\nRUN dnf -y --enablerepo x install «glibc-devel» gcc-9.2 a.rpm @group «b»\n'],
    ['FROM python:3\nRUN pip install -U -r req.txt «a» b==1 "c>=2" ./d .[all] git+https://x/y@v1 «git+https://x/y»\n'],
    ['FROM python:3\nRUN pip install -c constraints.txt a && python3 -m pip install -i x «b[extra]»\n'],
    ['FROM node:22\nRUN npm i -g --registry x «a» b@1 @c/d@2 «@c/d» ./e «f@latest» && npm ci\n'],
    ['FROM ruby:3\nRUN gem install --no-document «a» b:1 -- --with-x=y && gem install c -v 1\n'],
    [
      'FROM golang:1\nRUN go install -tags x «a.test/b» ./... a.test/c@v1 «a.test/d@latest» && go run main.go a.test/e\n',
    ],
    ['FROM opensuse/leap\nRUN zypper -n in --repo x «a» b=1 "c>2"\n'],
  ])('%s', (dockerfile) => checkRule('unpinned-package', dockerfile));
});

describe('missing-assume-yes', () => {
  it.each([
    [
      'FROM debian:12\nRUN sudo «apt-get install» a; apt-get -qq install b; apt-get -yq install c; apt-get install -s d\n',
    ],
    ['FROM debian:12\nRUN yes | apt-get install a\n'],
    ['FROM debian:12\nRUN echo \'APT::Get::Assume-Yes "true";\' > /etc/apt/apt.conf.d/90\nRUN apt-get install a\n'],
    ['FROM oraclelinux:9\nRUN microdnf install a && «dnf install» b\n'],
    ['FROM archlinux\nRUN «pacman -Sy» a && pacman -Q b && pacman --noconfirm -S c\n'],
  ])('%s', (dockerfile) => checkRule('missing-assume-yes', dockerfile));
});

describe('bash-syntax-in-sh', () => {
  it.each([
    ['FROM debian:12\nRUN ln -sf /bin/bash /bin/sh\nRUN [[ -f a ]]\n'],
    ['FROM debian:12\nRUN ln -s \\\n  bash "/usr/bin/sh" && a\nRUN [[ -f a ]]\n'],
    ['FROM debian:12\nRUN ln -s /usr/bin/sh /bin/sh; cp a /bin/sh.bak\nRUN «[[» -f a ]]\n'],
    ['FROM debian:12\nRUN ln -s a b && /bin/sh setup\nRUN «[[» -f a ]]\n'],
  ])('%s', (dockerfile) => checkRule('bash-syntax-in-sh', dockerfile));
});

describe('apt-get install without a package', () => {
  it.each(['missing-assume-yes', 'recommended-packages-installed'])('is nothing to %s', (rule) =>
    checkRule(rule, 'FROM debian:12\nRUN apt-get install; -y make\n'),
  );
  it('but repairs', () => checkRule('missing-assume-yes', 'FROM debian:12\nRUN «apt-get install» -f\n'));
});

describe('recommended-packages-installed', () => {
  it.each([
    ['FROM debian:12\nRUN if a; then flags="--no-install-recommends"; fi && apt-get install -y $flags less\n'],
    ['FROM debian:12\nENV FLAGS "-y --no-install-recommends"\nRUN apt-get install ${FLAGS} less\n'],
    ['FROM debian:12\nRUN flags=-q; «apt-get install» -y $flags less && echo --no-install-recommends\n'],
  ])('%s', (dockerfile) => checkRule('recommended-packages-installed', dockerfile));
});

describe('missing-pipefail', () => {
  it.each([
    ['FROM debian:12\nRUN a «|» b && c\n'],
    ['FROM debian:12\nRUN set -o pipefail; a | b\n'],
    ['FROM debian:12\nRUN echo x | b; a | b || true; if a | b; then c; fi\n'],
    [
      'FROM debian:12 AS one\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nFROM one\nRUN a | b\nFROM debian:12\nRUN a «|» b\n',
    ],
    ['FROM debian:12\nRUN ["bash", "-c", "a «|» b"]\nRUN ["a", "|", "b"]\n'],
    ["FROM debian:12\nRUN bash -o pipefail -c 'a | b'\n"],
    ['FROM debian:12\nRUN <<EOF\na «|» b\nEOF\n'],
    ['FROM debian:12\nRUN { echo a; printf b; } | tee f && for x in a b; do echo $x; done | tee g\n'],
    ['FROM debian:12\nRUN echo a | tr a b | sort | xargs c\n'],
    ['FROM debian:12\nRUN { echo a; cat b; } «|» tee f\n'],
    ['FROM debian:12\nRUN tr a b «|» tee f\n'],
    ['FROM debian:12\nRUN a $(b | c) && for x in $(b | c); do d; done && case `b | c` in x) d;; esac\n'],
    ['FROM debian:12\nRUN X=$(b «|» c) && d\n'],
    ['FROM debian:12\nRUN for x in a; do b «|» c; done\n'],
    ['FROM debian:12\nRUN eval "b «|» c"\n'],
    // The worst one is told.
    ['FROM debian:12\nRUN a | tar x && b «|» sh\n'],
  ])('%s', (dockerfile) => checkRule('missing-pipefail', dockerfile));

  it.each([
    ['curl a | sh', 'warning'],
    ['curl a | xz -d > b', 'warning'],
    ['grep a b | sha256sum -c -', 'hint'],
    ['a | shasum -a 256 --check', 'hint'],
    ['curl a | sudo tar -xzC /b', 'hint'],
    ['curl a | tar c', 'warning'],
    ['curl a | gunzip > b', 'hint'],
    ['curl a | gzip > b', 'warning'],
    ['curl a | gpg --dearmor > b', 'hint'],
    ['curl a | grep b > c', 'hint'],
    ['curl a | grep -c b', 'warning'],
  ])('%s: %s', (script, severity) => {
    const ruleSet = ruleSetFor({ select: ['missing-pipefail'] });
    const { findings } = lintText(`FROM debian:12\nRUN ${script}\n`, { ruleSet });
    expect(findings.map((each) => each.severity)).toEqual([severity]);
  });
});

describe('bash-syntax-in-sh', () => {
  it.each([
    ['FROM debian:12\nRUN [ a «==» b ] || «[[» a ]] && x «<<<» y\n'],
    ['FROM alpine:3\nRUN [[ a ]] && source x && echo -e y; x «<<<» y\n'],
    ['FROM fedora:42\nRUN [[ a ]] && source x\n'],
    ['FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN [[ a ]] && source x\n'],
    ['FROM debian:12\nRUN <<EOF\n#!/bin/bash\nsource x\nEOF\n'],
    ["FROM debian:12\nRUN bash -c 'source x'\n"],
    ['FROM debian:12\nRUN ln -sf bash /bin/sh\nRUN source x\n'],
    ['FROM debian:12\nRUN /bin/echo -e x\n'],
    ["FROM debian:12\nRUN su app -c 'source x' && sh -c '«source» x'\n"],
    ['FROM nvidia/cuda:13.0-base-amzn2023\nRUN echo -e x\n'],
  ])('%s', (dockerfile) => checkRule('bash-syntax-in-sh', dockerfile));
});

describe('shell-syntax-in-exec-form', () => {
  it.each([
    ['FROM a\nRUN ["x", «"|"», "y"]\nRUN ["sh", "-c", "x | y"]\n'],
    ['FROM a\nENTRYPOINT ["x", "-c", "$A"]\n'],
    ['FROM a\nENTRYPOINT ["/run.sh"]\nCMD ["x", "$A"]\n'],
    ['FROM a\nCMD ["x", «"${A}"»]\n'],
  ])('%s', (dockerfile) => checkRule('shell-syntax-in-exec-form', dockerfile));
});

describe('unquoted-variable-in-rm', () => {
  it.each([
    ['FROM a\nRUN rm -rf «"$A"/»*\n'],
    ['FROM a\nENV A=/x\nRUN rm -rf $A/*; B=$(mktemp -d); rm -rf $B/*; rm -f $C/*; rm -rf $C/cache\n'],
  ])('%s', (dockerfile) => checkRule('unquoted-variable-in-rm', dockerfile));
});

describe('undefined-variable', () => {
  it('tells once what an image may set, with every use', () => {
    const text = 'FROM a:1\nWORKDIR $SRC\nCOPY a $SRC/\nFROM b:1\nCOPY a $SRC/\nFROM a:1\nEXPOSE $SRC\n';
    const { findings } = lintText(text, { ruleSet: ruleSetFor({ select: ['undefined-variable'] }) });
    const lines = (offset: number) => text.slice(0, offset).split('\n').length;
    expect(
      findings.map(({ span, related }) => [lines(span.start), ...related.map((each) => lines(each.span.start))]),
    ).toEqual([[2, 3, 7], [5]]);
  });

  it('takes a whole word more for no slip', () => {
    const text = 'FROM a:1\nENV PATH=/a\nENV A=$GOPATH B=$PTAH\n';
    const { findings } = lintText(text, { ruleSet: ruleSetFor({ select: ['undefined-variable'] }) });
    expect(findings.map(({ message }) => /did you mean/.test(message))).toEqual([false, true]);
  });
});

describe('sudo-in-build', () => {
  it.each([
    ['debian:12', 'needless'],
    ['mcr.microsoft.com/dotnet/sdk:9.0', 'needless'],
    ['ocaml/opam:alpine', 'Do not rely'],
    ['circleci/node:22', 'Do not rely'],
  ])('knows whether %s runs as root', (image, words) => {
    const { findings } = lintText(`FROM ${image}\nRUN sudo a\n`, {
      ruleSet: ruleSetFor({ select: ['sudo-in-build'] }),
    });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(words)]);
  });
});

describe('relative-workdir', () => {
  it.each([
    ['alpine:3.22', ['Write /app']],
    ['golang:1.24', ['Write /go/app']],
    ['example.com/base:1', []],
  ])('writes the folder of %s in front', (image, titles) => {
    const { findings } = lintText(`FROM ${image}\nWORKDIR app\n`, {
      ruleSet: ruleSetFor({ select: ['relative-workdir'] }),
    });
    expect(findings.flatMap(({ fixes }) => fixes.map(({ title }) => title))).toEqual(titles);
  });
});

describe('untagged-image', () => {
  it('leaves alone what is no name at all', () => {
    checkRule('untagged-image', 'FROM {{image}}\nFROM REPLACE-ME\nFROM «alpine»\n');
  });
});

describe('lost-at-end-of-run', () => {
  it.each([
    ['FROM debian:12\nRUN «export A=$(nproc | wc -l)»\nRUN «A=b»\nRUN cd /srv && «ulimit -n 9»\n'],
    ['FROM debian:12\nRUN cd /srv\nRUN . /opt/install.sh\nRUN export A=b && make\nRUN export A > f\n'],
    [
      'FROM debian:12\nRUN (umask 2)\nRUN sh -c "umask 2"\nRUN if a; then export B=c; fi\nRUN umask 2 | a\nRUN make &\n',
    ],
    ['FROM debian:12\nONBUILD RUN «. ~/.profile»\nRUN <<EOF\n«set -e»\nexport A=b\nEOF\n'],
    ['FROM debian:12\nRUN ["umask", "2"]\nRUN set -ex; . /etc/os-release; make\n'],
  ])('%s', (dockerfile) => checkRule('lost-at-end-of-run', dockerfile));
});

describe('sources-before-install', () => {
  it('names the file as the build context calls it', () => {
    const text = 'FROM python:3.13\nCOPY ./ /app/\nRUN pip install -r /app/requirements.txt\n';
    const { findings } = lintText(text, { ruleSet: ruleSetFor({ select: ['sources-before-install'] }) });
    expect(findings.map(({ message }) => message)).toEqual([expect.stringContaining(': copy requirements.txt first')]);
  });
});
