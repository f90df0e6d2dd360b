import { describe, expect, it } from 'vitest';
import { lintText, ruleSetFor } from '../../server/src/features/diagnostics';
import type { Finding } from '../../server/src/rules/rule';
import { applyEdits } from '../../server/src/text/edit';

function findingsOf(text: string, rule: string): readonly Finding[] {
  return lintText(text, { ruleSet: ruleSetFor({ select: [rule] }) }).findings;
}

/** Checks that the preferred fix turns `before` into `after`, silences the rule and has nothing to do afterwards. */
function checkFix(rule: string, before: string, after: string): void {
  const [finding] = findingsOf(before, rule);
  expect(finding?.fixes[0]?.safe).toBe(true);
  expect(applyEdits(before, finding!.fixes[0]!.edits)).toBe(after);
  expect(findingsOf(after, rule)).toEqual([]);
}

const clean = 'rm -rf /var/lib/apt/lists/*';

describe('cleaning at the end of a RUN', () => {
  it.each([
    ['on one line', 'RUN apt-get update && a', `RUN apt-get update && a && ${clean}`],
    [
      'operators in front',
      'RUN apt-get update \\\n && a \\\n && b',
      `RUN apt-get update \\\n && a \\\n && b \\\n && ${clean}`,
    ],
    [
      'operators behind',
      'RUN apt-get update && \\\n    a && \\\n    b',
      `RUN apt-get update && \\\n    a && \\\n    b && \\\n    ${clean}`,
    ],
    [
      'lines of Windows',
      'RUN apt-get update && \\\r\n    a && \\\r\n    # why\r\n    b\r\n    \r\nUSER c',
      `RUN apt-get update && \\\r\n    a && \\\r\n    # why\r\n    b && \\\r\n    ${clean}\r\n    \r\nUSER c`,
    ],
    ['tabs', 'RUN apt-get update \\\n\t&& a', `RUN apt-get update \\\n\t&& a \\\n\t&& ${clean}`],
    [
      'a way out that fails the build',
      'RUN if [ "$A" = b ]; then exit 1; fi && apt-get update && c',
      `RUN if [ "$A" = b ]; then exit 1; fi && apt-get update && c && ${clean}`,
    ],
    [
      'a list with set -e',
      'RUN set -eux; \\\n\tapt-get update; \\\n\ta',
      `RUN set -eux; \\\n\tapt-get update; \\\n\ta; \\\n\t${clean}`,
    ],
    ['a list without', 'RUN apt-get update; a', `RUN apt-get update; a && ${clean}`],
    ['set -e in front of &&', 'RUN set -e && apt-get update && a', `RUN set -e && apt-get update && a && ${clean}`],
    ['an alternative', 'RUN apt-get update || a', `RUN apt-get update || a && ${clean}`],
    [
      'one command on many lines',
      'RUN apt-get install --update \\\n    -q \\\n    -y a',
      `RUN apt-get install --update \\\n    -q \\\n    -y a \\\n    && ${clean}`,
    ],
    [
      'a last command on many lines',
      'RUN apt-get update && apt-get install -y \\\n  a \\\n  b',
      `RUN apt-get update && apt-get install -y \\\n  a \\\n  b \\\n  && ${clean}`,
    ],
    [
      'comments between',
      'RUN apt-get update \\\n # why\n && a',
      `RUN apt-get update \\\n # why\n && a \\\n && ${clean}`,
    ],
    ['a comment at the end', 'RUN apt-get update && a # why', `RUN apt-get update && a && ${clean} # why`],
    ['a condition', 'RUN if a; then apt-get update; fi', `RUN if a; then apt-get update; fi && ${clean}`],
    ['a group', 'RUN ( apt-get update )', `RUN ( apt-get update ) && ${clean}`],
    ['an inner shell', 'RUN bash -c "apt-get update && a"', `RUN bash -c "apt-get update && a" && ${clean}`],
    [
      'the exec form of a shell',
      'RUN ["sh", "-c", "apt-get update && a"]',
      `RUN ["sh", "-c", "apt-get update && a && ${clean}"]`,
    ],
    ['a heredoc', 'RUN <<EOF\napt-get update\na\nEOF', `RUN <<EOF\napt-get update\na && ${clean}\nEOF`],
    [
      'a heredoc with set -e',
      'RUN <<EOF\nset -e\napt-get update\na\nEOF',
      `RUN <<EOF\nset -e\napt-get update\na\n${clean}\nEOF`,
    ],
    [
      'an indented heredoc',
      'RUN <<-EOF\n\tset -e\n\tapt-get update\nEOF',
      `RUN <<-EOF\n\tset -e\n\tapt-get update\n\t${clean}\nEOF`,
    ],
    [
      'a heredoc of a command',
      'RUN apt-get update && cat <<EOF > /x\na\nEOF',
      `RUN apt-get update && cat <<EOF > /x && ${clean}\na\nEOF`,
    ],
    [
      'a shell with -e',
      'SHELL ["/bin/bash", "-e", "-c"]\nRUN apt-get update; a',
      `SHELL ["/bin/bash", "-e", "-c"]\nRUN apt-get update; a; ${clean}`,
    ],
    ['sudo', 'USER app\nRUN sudo apt-get update && a', `USER app\nRUN sudo apt-get update && a && sudo ${clean}`],
    ['a trigger', 'ONBUILD RUN apt-get update && a\nFROM x', `ONBUILD RUN apt-get update && a && ${clean}\nFROM x`],
  ])('%s', (_, before, after) => {
    checkFix('apt-lists-left-behind', `FROM debian:12 AS x\n${before}\n`, `FROM debian:12 AS x\n${after}\n`);
  });

  it('keeps the escape character of the file', () => {
    const head = '# escape=`\nFROM debian:12\n';
    checkFix(
      'apt-lists-left-behind',
      `${head}RUN apt-get install --update a \`\n    -q\n`,
      `${head}RUN apt-get install --update a \`\n    -q \`\n    && ${clean}\n`,
    );
  });

  it.each([
    ['what may not be reached', 'RUN apt-get update; exit 0'],
    ['a shell that is replaced', 'RUN apt-get update && exec a'],
    ['another language', "RUN <<EOF\n#!/usr/bin/env python3\nf(['apt-get', 'update'])\nEOF"],
    ['words without a shell', 'RUN ["apt-get", "update"]'],
    ['lists that a later line needs', 'RUN apt-get update\nRUN apt-get install -y a'],
    ['a job in the background', 'RUN apt-get update; a &'],
  ])('leaves alone: %s', (_, body) => {
    const findings = findingsOf(`FROM debian:12\n${body}\n`, 'apt-lists-left-behind');
    expect(findings).toHaveLength(1);
    expect(findings[0]!.fixes.filter((it) => it.safe)).toEqual([]);
  });
});

describe('flags', () => {
  it.each([
    [
      'pip-cache-left-behind',
      'RUN pip install a && pip3 install b',
      'RUN pip install --no-cache-dir a && pip3 install --no-cache-dir b',
    ],
    ['pip-cache-left-behind', 'RUN python -m pip install a', 'RUN python -m pip install --no-cache-dir a'],
    ['pip-cache-left-behind', 'RUN ["pip", "install", "a"]', 'RUN ["pip", "install", "--no-cache-dir", "a"]'],
    ['pip-cache-left-behind', 'RUN bash -c "pip install a"', 'RUN bash -c "pip install --no-cache-dir a"'],
    ['pip-cache-left-behind', 'RUN pip install .', 'RUN pip install . && rm -rf /root/.cache/pip'],
    ['apk-cache-left-behind', 'RUN apk add \\\n  a \\\n  b', 'RUN apk add --no-cache \\\n  a \\\n  b'],
    ['apk-cache-left-behind', 'RUN apk update && apk add a', 'RUN apk update && apk add a && rm -rf /var/cache/apk/*'],
    ['npm-cache-left-behind', 'RUN npm ci', 'RUN npm ci && npm cache clean --force'],
    [
      'npm-cache-left-behind',
      'RUN npm install -g a && apt-get purge -y npm',
      'RUN npm install -g a && apt-get purge -y npm && rm -rf /root/.npm',
    ],
    ['npm-cache-left-behind', 'RUN if a; then npm ci; fi', 'RUN if a; then npm ci; fi && rm -rf /root/.npm'],
    ['npm-cache-left-behind', "RUN su node -c 'npm ci'", "RUN su node -c 'npm ci' && rm -rf /home/node/.npm"],
  ])('%s: %s', (rule, before, after) => checkFix(rule, `FROM node:20\n${before}\n`, `FROM node:20\n${after}\n`));
});

describe('messages', () => {
  it.each([
    [
      'apt-lists-left-behind',
      'RUN apt-get update && rm -rf "/var/lib/apt/lists/*"',
      'The package lists of apt stay in this layer (/var/lib/apt/lists): "rm -rf "/var/lib/apt/lists/*"" deletes nothing, because the quotes keep the shell from expanding the pattern.',
    ],
    [
      'apt-lists-left-behind',
      'RUN apt-get update\nRUN rm -rf /var/lib/apt/lists',
      'The package lists of apt stay in this layer (/var/lib/apt/lists) although line 3 deletes them, which frees nothing: remove them in the same instruction.',
    ],
    [
      'apt-lists-left-behind',
      'RUN apt-get update\nRUN apt-get install -y a',
      'The package lists of apt stay in this layer (/var/lib/apt/lists) because line 3 uses them, however old the cached layer is: join both instructions and remove them at the end.',
    ],
    [
      'removed-in-later-layer',
      'COPY a.bin b.bin /d/\nCOPY c.bin /d/\nRUN rm -rf /d',
      'Deleting /d/a.bin, /d/b.bin, /d/c.bin here frees nothing: earlier layers (lines 2 and 3) keep the bytes, so delete them there or do not bring them at all.',
    ],
    [
      'unpacked-archive-left-behind',
      'RUN curl -fsSLO https://example.com/a.tar.gz\nFROM debian:12\nCOPY --from=0 /a.tar.gz /\nRUN tar -xf /a.tar.gz',
      'Archives that are unpacked already stay in this layer (/a.tar.gz): use them through RUN --mount=type=bind, or copy them to where they are needed.',
    ],
    [
      'pip-cache-left-behind',
      'ONBUILD RUN pip install -r requirements.txt',
      'Files in the cache of pip stay in a layer of every build that runs this trigger (/root/.cache/pip): remove them in the same instruction.',
    ],
  ])('%s: %s', (rule, body, message) => {
    expect(findingsOf(`FROM debian:12\n${body}\n`, rule).map((it) => it.message)).toEqual([message]);
  });

  it('say of lists that are fetched again what happens to them', () => {
    const fetching = 'RUN apt-get update && apt-get install -y a';
    const findings = findingsOf(`FROM debian:12\n${fetching}\n${fetching}\n${fetching}\n`, 'apt-lists-left-behind');
    expect(findings.map(({ message }) => /although line .*/.exec(message)?.[0])).toEqual([
      undefined,
      'although line 4 writes them anew, which frees nothing: remove them in the same instruction.',
      undefined,
    ]);
  });

  it('points to the other instruction', () => {
    const text = 'FROM debian:12\nCOPY a.bin /a\nRUN rm /a\n';
    const [finding] = findingsOf(text, 'removed-in-later-layer');
    expect(text.slice(finding!.span.start, finding!.span.end)).toBe('rm /a');
    expect(finding!.related.map(({ span }) => text.slice(span.start, span.end))).toEqual(['a.bin /a']);
  });
});

describe('a RUN that only fetches lists', () => {
  const title = 'Remove this RUN';
  const titlesFor = (body: string) =>
    findingsOf(`FROM debian:12\n${body}`, 'apt-lists-left-behind').map(({ fixes }) => fixes[0]?.title.slice(0, 15));

  it.each([
    ['RUN apt-get update\nCOPY a /a\n', title],
    ['RUN apt-get clean && apt-get update -qq\n', 'Run "rm -rf /va'],
    ['RUN apt-get -qq update; apt update\n', title],
    ['RUN apt-get update || true\n', 'Run "rm -rf /va'],
    ['RUN apt-get update\nRUN apt-get install -y a\n', 'Join with the R'],
  ])('goes where nothing uses them: %j', (body, expected) => expect(titlesFor(body)).toEqual([expected]));
});

describe('cleaning for a user who needs sudo', () => {
  it('is done with sudo where only the base image knows who the user is', () => {
    const run = 'RUN sudo apt-get update && sudo apt-get install -y a';
    checkFix(
      'apt-lists-left-behind',
      `FROM example/base:1\n${run}\n`,
      `FROM example/base:1\n${run} && sudo ${clean}\n`,
    );
    checkFix('apt-lists-left-behind', `FROM debian:12\n${run}\n`, `FROM debian:12\n${run} && ${clean}\n`);
  });
});

it('takes a folder of scripts for a folder, whose mode costs nothing', () => {
  expect(
    findingsOf('FROM debian:12\nCOPY scripts /app/scripts\nRUN chmod +x /app/scripts\n', 'removed-in-later-layer'),
  ).toEqual([]);
  expect(
    findingsOf('FROM debian:12\nCOPY server /app/server\nRUN chmod +x /app/server\n', 'removed-in-later-layer'),
  ).toHaveLength(1);
});

it('knows that what find leaves out by its path is hardly a folder that nobody can name', () => {
  const install = 'FROM ruby:3.4\nWORKDIR /app\nRUN bundle config path vendor && bundle install';
  const clean = "find vendor -name cache -not -path '*/gems/*' -type d -exec rm -rf {} +";
  expect(findingsOf(`${install}\n`, 'gem-cache-left-behind')).toHaveLength(1);
  expect(findingsOf(`${install} && ${clean}\n`, 'gem-cache-left-behind')).toEqual([]);
});

it('removes nothing by a name that only stands for what a build makes', () => {
  const [finding] = findingsOf('FROM rust:1.90\nRUN cargo build --target-dir=/tmp/x\n', 'temporary-files-left-behind');
  expect(finding?.message).toContain('/tmp/x');
  expect(finding?.fixes).toEqual([]);
});

it('speaks of the folder in which a build leaves what it makes', () => {
  const text = 'FROM gcc:14\nCOPY . /tmp/app\nRUN cd /tmp/app && make\nRUN rm -rf /tmp/app\n';
  const messages = findingsOf(text, 'removed-in-later-layer').map(({ message }) => message);
  expect(messages.join()).toContain('/tmp/app');
  expect(messages.join()).not.toContain('products');
});

it('copies with no mode where the script goes on to move the file, which writes it all the same', () => {
  const titlesOf = (text: string) =>
    findingsOf(text, 'removed-in-later-layer').flatMap(({ fixes }) => fixes.map(({ title }) => title));
  const copied = 'FROM debian:12\nWORKDIR /srv\nADD build/ld.so ld.so\nRUN chmod 755 ld.so';
  expect(titlesOf(`${copied}\n`)).toContain('Copy with --chmod=755 instead');
  expect(titlesOf(`${copied} && mv ld.so /lib/ld.so\n`)).not.toContain('Copy with --chmod=755 instead');
});

it('joins nothing where a COPY overwrites', () => {
  const text = 'FROM debian:12\nWORKDIR /opt\nRUN wget https://a.test/x.tar.gz\nCOPY x.tar.gz /opt/x.tar.gz\n';
  const [finding] = findingsOf(`${text}RUN tar xf x.tar.gz && rm x.tar.gz\n`, 'removed-in-later-layer');
  expect(finding?.message).toContain('Changing');
  expect(finding?.fixes).toEqual([]);
});
