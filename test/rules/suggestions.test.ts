import { describe, it } from 'vitest';
import { checkNone, checkSuggestion } from '../support/suggestions';

describe('secrets', () => {
  it.each([
    ['another use', 'ARG NPM_TOKEN\nENV A=$NPM_TOKEN\nRUN make\n'],
    ['no use that can be seen', 'ARG NPM_TOKEN\nRUN make\n'],
    ['its own value', 'ENV NPM_TOKEN=a NPM_CONFIG=$NPM_TOKEN\nRUN echo $NPM_TOKEN\n'],
    ['ONBUILD', 'ARG NPM_TOKEN\nONBUILD RUN echo $NPM_TOKEN\n'],
    ['a stage that another one goes on from', 'ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\nFROM x\n'],
  ])('are not mounted for %s', (_, body) => checkNone('secret-in-arg-or-env', 'Mount', `FROM node:22 AS x\n${body}`));

  it.each([
    [
      'beside others',
      'ARG A NPM_TOKEN\nRUN echo $NPM_TOKEN\n',
      'ARG A\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN echo $NPM_TOKEN\n',
    ],
    [
      'that the container needs as well',
      'ENV NPM_TOKEN=x A=b\nRUN make $NPM_TOKEN\nCMD run $NPM_TOKEN\n',
      'ENV A=b\nRUN --mount=type=secret,id=npm_token,env=NPM_TOKEN make $NPM_TOKEN\nCMD run $NPM_TOKEN\n',
    ],
  ])('are mounted: one %s', (_, before, after) =>
    checkSuggestion('secret-in-arg-or-env', 'Mount', `FROM node:22\n${before}`, `FROM node:22\n${after}`),
  );

  it('are taken out of the image where only the container needs them', () => {
    checkSuggestion(
      'secret-in-arg-or-env',
      'Take it out',
      'FROM a\r\nENV A=b \\\r\n  API_TOKEN=x\r\n',
      'FROM a\r\nENV A=b\r\n',
    );
  });
});

describe('relative destinations', () => {
  const check = (title: string, before: string, after: string) =>
    checkSuggestion('relative-destination', title, before, after);

  it.each([
    ['a file', 'COPY a .\n', 'COPY a /\n'],
    ['several', 'COPY a b ./c/\nADD d e\n', 'COPY a b /c/\nADD d /e\n'],
    ['in quotes', 'COPY a "b"\nCOPY ["a", "./"]\n', 'COPY a "/b"\nCOPY ["a", "/"]\n'],
  ])('are written as what they are in a known image: %s', (_, before, after) =>
    check('Write where', `FROM debian:12\n${before}`, `FROM debian:12\n${after}`),
  );

  it.each([
    ['an image that nobody knows', 'FROM a:1\nCOPY a .\n'],
    ['a whole context', 'FROM debian:12\nCOPY . .\n'],
    ['a way up', 'FROM debian:12\nCOPY a ../b\n'],
  ])('are not for %s', (_, text) => checkNone('relative-destination', 'Write where', text));
});

describe('the default of an argument of FROM', () => {
  it.each([
    ['FROM $REGISTRY/alpine:3.22\n', 'ARG REGISTRY=docker.io\n'],
    ['FROM $REGISTRY/library/alpine:3.22\n', 'ARG REGISTRY=docker.io\n'],
  ])('is Docker Hub: %s', (from, declared) =>
    checkSuggestion('invalid-default-in-from', 'Give', `ARG REGISTRY\n${from}`, declared + from),
  );

  it('is not for images of somebody in particular', () => {
    checkNone('invalid-default-in-from', 'Give', 'ARG REGISTRY\nFROM $REGISTRY/team/app:1\n');
  });
});

describe('a command that begins with a variable', () => {
  it('takes the place of the shell where it is a path', () => {
    checkSuggestion(
      'shell-form-command',
      'Name the shell',
      'FROM a\nCMD $SCRIPTS/usage -h\n',
      'FROM a\nCMD ["/bin/sh", "-c", "exec $SCRIPTS/usage -h"]\n',
    );
    checkSuggestion('shell-form-command', 'Name', 'FROM a\nCMD $RUN\n', 'FROM a\nCMD ["/bin/sh", "-c", "$RUN"]\n');
  });
});

describe('what Docker cannot read', () => {
  it.each([
    ['Write --chown', 'COPY --chwon=1 a b\n', 'COPY --chown=1 a b\n'],
    ['Remove --foo', 'COPY --foo --link a b\n', 'COPY --link a b\n'],
    ['Remove the second', 'COPY --chown=1 --chown=2 a b\n', 'COPY --chown=1 a b\n'],
    ['Write SIGTERM', 'STOPSIGNAL SIGTREM\n', 'STOPSIGNAL SIGTERM\n'],
    ['Write CMD', 'HEALTHCHECK curl localhost\n', 'HEALTHCHECK CMD curl localhost\n'],
    ['Remove the rest', 'HEALTHCHECK NONE really\n', 'HEALTHCHECK NONE\n'],
    ['Name the stage', 'FROM b c\n', 'FROM b AS c\n'],
    ['Write AS', 'FROM b A c\n', 'FROM b AS c\n'],
    ['Remove the rest', 'FROM b # Why.\n', 'FROM b\n'],
    ['Write hyphens', 'FROM b AS c/d\n', 'FROM b AS c-d\n'],
  ])('%s', (title, before, after) => checkSuggestion('syntax-error', title, `FROM a\n${before}`, `FROM a\n${after}`));

  it('the escape directive', () => {
    checkSuggestion('syntax-error', 'Write escape=`', '# escape=x\nFROM a\n', '# escape=`\nFROM a\n');
  });
});

describe('lines at the end of a stage', () => {
  it.each([
    ['the commands stay last', 'RUN x\n# Start.\nCMD ["x"]\n', 'RUN x\nHEALTHCHECK NONE\n# Start.\nCMD ["x"]\n'],
    ['no line break at the end', 'RUN x', 'RUN x\nHEALTHCHECK NONE'],
    ['nothing but FROM', '', 'HEALTHCHECK NONE\n'],
    ['a heredoc', 'RUN <<E\nx\nE\n', 'RUN <<E\nx\nE\nHEALTHCHECK NONE\n'],
  ])('%s', (_, before, after) =>
    checkSuggestion('missing-healthcheck', 'Say', `FROM a:1\n${before}`, `FROM a:1\n${after}`),
  );

  it.each([
    ['a line that is continued', 'RUN x \\\n'],
    ['remarks in a line that is continued', 'RUN x \\\n\n# RUN y \\\n#  && z\n'],
    ['a heredoc without an end', 'RUN <<E\nx\n'],
  ])('not behind %s', (_, body) => checkNone('missing-healthcheck', 'Say', `FROM a:1\n${body}`));
});

describe('what would be wrong elsewhere or later', () => {
  it('keeps variables in names that are removed', () => {
    const head = 'FROM debian:12\nARG VERSION=1.2.4\n';
    const get = 'RUN curl -fsSLO https://example.com/app-$VERSION.deb && dpkg -i app-$VERSION.deb';
    checkSuggestion(
      'unpacked-archive-left-behind',
      'Run',
      `${head}${get}\n`,
      `${head}${get} && rm -f "/app-\${VERSION}.deb"\n`,
    );
  });

  it('keeps the value where the script changes the variable', () => {
    const head = 'FROM debian:12\nARG VERSION=1.2.4\n';
    const get = 'RUN curl -fsSLO https://example.com/app-$VERSION.deb && dpkg -i app-$VERSION.deb && VERSION=2';
    checkSuggestion(
      'unpacked-archive-left-behind',
      'Run',
      `${head}${get}\n`,
      `${head}${get} && rm -f /app-1.2.4.deb\n`,
    );
  });

  it('offers no /bin/sh on Windows', () => {
    const base = 'FROM mcr.microsoft.com/windows/nanoserver:1809\n';
    checkSuggestion('shell-form-command', 'Name', `${base}CMD a && b\n`, `${base}CMD ["cmd", "/S", "/C", "a && b"]\n`);
    checkNone('shell-form-command', '', `${base}CMD C:\\bin\\a.exe\n`);
  });

  it('offers no tag in the place of latest that names no version', () => {
    checkNone('latest-tag', '', 'FROM golang:alpine AS a\nFROM golang:latest\n');
    checkSuggestion(
      'latest-tag',
      'Use',
      'FROM golang:1.25-alpine AS a\nFROM golang:latest\n',
      'FROM golang:1.25-alpine AS a\nFROM golang:1.25-alpine\n',
    );
  });

  it('takes no variable for another one with a whole word more or less', () => {
    const text = 'FROM example/base:1\nENV N_SRC_DIR=/n\nENV MAVEN=$SRC_DIR/maven\n';
    checkNone('undefined-variable', 'Write', text);
    checkSuggestion('undefined-variable', 'Write', text.replace('$SRC', '$N_SRD'), text.replace('$SRC', '$N_SRC'));
  });

  it('does not take a template for words too many', () => {
    checkNone('syntax-error', '', 'FROM alpine:{{ version }} AS a b\n');
  });
});
