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
    ['FROM alpine:3\nRUN apk add --no-cache -t .deps --repository x «a» b=1 c~2 d@edge «e-dev»\n'],
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
  ])('%s', (dockerfile) => checkRule('missing-pipefail', dockerfile));
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
