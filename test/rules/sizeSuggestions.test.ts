import { describe, it } from 'vitest';
import { checkNone, checkSuggestion } from '../support/suggestions';

describe('cleaning up where a clone is used', () => {
  const clone = 'FROM example.com/base\nRUN git clone https://a.test/x.git\n';

  it('names what is to go from where the shell is', () => {
    checkSuggestion(
      'git-folder-left-behind',
      'Join with',
      `${clone}RUN git -C x checkout v1\n`,
      'FROM example.com/base\nRUN git clone https://a.test/x.git \\\n && git -C x checkout v1 && rm -rf x/.git\n',
    );
    checkNone('git-folder-left-behind', 'Join with', `${clone}RUN cd x && git checkout v1\n`);
  });
});

const get = 'curl -fsSLO https://example.com/a.tgz';

describe('joining RUNs', () => {
  const join = (before: string, after: string) =>
    checkSuggestion(
      'removed-in-later-layer',
      'Join',
      `FROM debian:12\nWORKDIR /w\n${before}`,
      `FROM debian:12\nWORKDIR /w\n${after}`,
    );

  it.each([
    ['plain ones', `RUN ${get}\nRUN rm a.tgz\n`, `RUN ${get} \\\n && rm a.tgz\n`],
    [
      'in the style of the upper one',
      `RUN true && \\\n\t${get}\nRUN tar -xf a.tgz && rm a.tgz\n`,
      `RUN true && \\\n\t${get} && \\\n\ttar -xf a.tgz && rm a.tgz\n`,
    ],
    [
      'in the style of the lower one',
      `RUN ${get}\nRUN tar -xf a.tgz \\\n      && rm a.tgz\n`,
      `RUN ${get} \\\n      && tar -xf a.tgz \\\n      && rm a.tgz\n`,
    ],
    ['with comments between', `RUN ${get}\n\n# Why.\n\nRUN rm a.tgz\n`, `RUN ${get} \\\n# Why.\n && rm a.tgz\n`],
    ['with a semicolon at the end', `RUN ${get};\nRUN rm a.tgz\n`, `RUN ${get} \\\n && rm a.tgz\n`],
    [
      'three of them',
      `RUN ${get}\nRUN tar -xf a.tgz\nRUN rm a.tgz\n`,
      `RUN ${get} \\\n && tar -xf a.tgz \\\n && rm a.tgz\n`,
    ],
    [
      'variables that only the lower one uses go in front, with their comments',
      `# Get.\nRUN ${get}\n# How old.\nENV AGE=1\nARG SIZE\nRUN make $AGE $SIZE && rm a.tgz\n`,
      `# How old.\nENV AGE=1\nARG SIZE\n# Get.\nRUN ${get} \\\n && make $AGE $SIZE && rm a.tgz\n`,
    ],
    [
      'files that neither looks at follow',
      `RUN ${get}\nCOPY start.sh /usr/local/bin/\nRUN rm a.tgz\n`,
      `RUN ${get} \\\n && rm a.tgz\nCOPY start.sh /usr/local/bin/\n`,
    ],
    [
      'what stands between follows, with its comments',
      `RUN ${get}\n# About it.\nLABEL a=b\nEXPOSE 80\nRUN rm a.tgz\nCMD ["x"]\n`,
      `RUN ${get} \\\n && rm a.tgz\n# About it.\nLABEL a=b\nEXPOSE 80\nCMD ["x"]\n`,
    ],
    [
      'lists with set -e',
      `RUN set -eux; \\\n    ${get}; \\\n    tar -xf a.tgz\nRUN set -eux; rm a.tgz; true\n`,
      `RUN set -eux; \\\n    ${get}; \\\n    tar -xf a.tgz; \\\n    set -eux; rm a.tgz; true\n`,
    ],
    [
      'the same mounts',
      `RUN --mount=type=ssh ${get}\nRUN --mount=type=ssh rm a.tgz\n`,
      `RUN --mount=type=ssh ${get} \\\n && rm a.tgz\n`,
    ],
    [
      'a folder that an absolute path does not need',
      `RUN cd /tmp && ${get}\nRUN rm /tmp/a.tgz\n`,
      `RUN cd /tmp && ${get} \\\n && rm /tmp/a.tgz\n`,
    ],
    ['CRLF', `RUN ${get}\r\nRUN rm a.tgz\r\n`, `RUN ${get} \\\r\n && rm a.tgz\r\n`],
  ])('%s', (_, before, after) => join(before, after));

  it('keeps the escape character of the file', () => {
    checkSuggestion(
      'removed-in-later-layer',
      'Join',
      `# escape=\`\nFROM debian:12\nWORKDIR /w\nRUN ${get}\nRUN rm a.tgz\n`,
      `# escape=\`\nFROM debian:12\nWORKDIR /w\nRUN ${get} \`\n && rm a.tgz\n`,
    );
  });

  it.each([
    ['a folder that the lower one would be in', `RUN cd /tmp && ${get}\nRUN rm /tmp/a.tgz && make\n`],
    ['a variable that the lower one would see', `RUN export A=1 && ${get}\nRUN rm a.tgz && make\n`],
    ['a failure that would be forgiven', `RUN ${get}\nRUN rm a.tgz || true\n`],
    ['a list that would go on', `RUN ${get}\nRUN rm a.tgz; true\n`],
    ['a job in the background', `RUN ${get} &\nRUN rm a.tgz\n`],
    ['a comment at the end', `RUN ${get} # Why.\nRUN rm a.tgz\n`],
    ['an early end', `RUN ${get}; exit 0\nRUN rm a.tgz\n`],
    ['other mounts', `RUN ${get}\nRUN --mount=type=ssh rm a.tgz\n`],
    ['a heredoc', `RUN ${get}\nRUN <<EOF\nrm a.tgz\nEOF\n`],
    ['the exec form', `RUN ${get}\nRUN ["rm", "a.tgz"]\n`],
    ['a variable between that programs look at', `RUN ${get}\nENV PATH=/x:$PATH\nRUN rm a.tgz\n`],
    ['a variable between that is used above', `RUN echo $AGE && ${get}\nENV AGE=1\nRUN rm a.tgz\n`],
    ['a folder between', `RUN ${get}\nWORKDIR /w/b\nRUN rm ../a.tgz\n`],
    ['a file between that is used below', `RUN ${get}\nCOPY clean.sh /usr/local/bin/\nRUN clean.sh && rm a.tgz\n`],
    ['a file between that is meant as well', `RUN ${get}\nCOPY data.bin /opt/x/\nRUN chown -R 1 /opt && rm a.tgz\n`],
    [
      'a file between that programs look for',
      `RUN ${get}\nCOPY extra.list /etc/apt/\nRUN apt-get update && rm a.tgz\n`,
    ],
    ['a file between in the folder that is worked in', `RUN ${get}\nCOPY Makefile ./\nRUN make && rm a.tgz\n`],
    ['another user', `RUN ${get}\nUSER app\nRUN rm a.tgz\n`],
    ['another shell', `RUN ${get}\nSHELL ["/bin/bash", "-c"]\nRUN rm a.tgz\n`],
  ])('not for %s', (_, body) => checkNone('removed-in-later-layer', 'Join', `FROM debian:12\nWORKDIR /w\n${body}`));

  it('cleans up behind the last one that needs what is left', () => {
    checkSuggestion(
      'apt-lists-left-behind',
      'Join',
      'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y a\nRUN apt-get install -y b\n',
      'FROM debian:12\nRUN apt-get update \\\n && apt-get install -y a \\\n && apt-get install -y b && rm -rf /var/lib/apt/lists/*\n',
    );
  });
});

describe('deleting where it was written', () => {
  const between = 'COPY src /src\nENV A=1\n';

  it.each([
    ['a RUN of its own', `RUN ${get}\n${between}RUN rm /w/a.tgz\n`, `RUN ${get} && rm /w/a.tgz\n${between}`],
    [
      'the first of several commands',
      `RUN ${get}\n${between}RUN rm /w/a.tgz && make\n`,
      `RUN ${get} && rm /w/a.tgz\n${between}RUN make\n`,
    ],
  ])('%s', (_, before, after) => {
    const head = 'FROM debian:12\nWORKDIR /w\n';
    checkSuggestion('removed-in-later-layer', 'Move', head + before, head + after);
  });

  it.each([
    ['a later command', `RUN ${get}\n${between}RUN make && rm /w/a.tgz\n`],
    ['what runs between', `RUN ${get}\nRUN make\n${between}RUN rm /w/a.tgz\n`],
    ['a relative path', `RUN ${get}\n${between}RUN rm a.tgz\n`],
    ['another user', `RUN ${get}\nUSER app\nRUN rm /w/a.tgz\n`],
  ])('not for %s', (_, body) => checkNone('removed-in-later-layer', 'Move', `FROM debian:12\nWORKDIR /w\n${body}`));
});

describe('leaving out while copying', () => {
  const leaveOut = (before: string, after: string) =>
    checkSuggestion('removed-in-later-layer', 'Leave', `FROM debian:12\n${before}`, `FROM debian:12\n${after}`);

  it.each([
    ['a folder', 'COPY src /a/\nRUN rm -rf /a/tests\n', 'COPY --exclude=tests src /a/\n'],
    ['under a variable', 'COPY src $SRC/a\nRUN rm -rf "$SRC/a/b/c" && x\n', 'COPY --exclude=b/c src $SRC/a\nRUN x\n'],
    ['with flags', 'COPY --from=x /src /a\nRUN rm -r /a/b\n', 'COPY --exclude=b --from=x /src /a\n'],
  ])('%s', (_, before, after) => leaveOut(before, after));

  it.each([
    ['all of it', 'COPY src /a/\nRUN rm -rf /a\n'],
    ['patterns', 'COPY src /a/\nRUN rm -rf /a/b*\n'],
    ['what a command used before', 'COPY src /a/\nRUN make -C /a && rm -rf /a/b\n'],
    ['what a RUN may use', 'COPY src /a/\nRUN make -C /a\nRUN rm -rf /a/b\n'],
    ['one file', 'COPY b.bin /a/\nRUN rm -f /a/b.bin\n'],
    ['what lies above', 'COPY src /a/\nRUN rm -rf /a/../b\n'],
  ])('not %s', (_, body) => checkNone('removed-in-later-layer', 'Leave', `FROM debian:12\n${body}`));
});

describe('owner and mode while copying', () => {
  it.each([
    [
      'one of several commands',
      'COPY app /app\nRUN make && chown -R 1:1 /app && true\n',
      'COPY --chown=1:1 app /app\nRUN make && true\n',
    ],
    ['the first command', 'COPY app /app\nRUN chown -R 1:1 /app && true\n', 'COPY --chown=1:1 app /app\nRUN true\n'],
    [
      'a mode for all',
      'COPY --from=x /a.bin /b.bin /opt/\nRUN chmod 0700 /opt/a.bin /opt/b.bin\n',
      'COPY --chmod=0700 --from=x /a.bin /b.bin /opt/\n',
    ],
    [
      'a program',
      'ADD https://example.com/a.bin /opt/\nRUN chmod +x /opt/a.bin\n',
      'ADD --chmod=755 https://example.com/a.bin /opt/\n',
    ],
    [
      'two copies',
      'COPY a.bin /opt/\nCOPY b.bin /opt/\nRUN chmod 700 /opt/a.bin /opt/b.bin\n',
      'COPY --chmod=700 a.bin /opt/\nCOPY --chmod=700 b.bin /opt/\n',
    ],
    [
      'one of several paths',
      'COPY app /app\nRUN chown -R 1:1 /app /srv\n',
      'COPY --chown=1:1 app /app\nRUN chown -R 1:1 /srv\n',
    ],
    ['options behind the owner', 'COPY app /app\nRUN chown 1:1 -v -R /app\n', 'COPY --chown=1:1 app /app\n'],
    [
      'known variables',
      'ARG ID=1\nCOPY app /app\nRUN chown -R "$ID:${ID}" /app\n',
      'ARG ID=1\nCOPY --chown=$ID:${ID} app /app\n',
    ],
    [
      'a wildcard',
      'COPY bin/*.bin /opt/\nRUN chmod 755 /opt/*.bin && true\n',
      'COPY --chmod=755 bin/*.bin /opt/\nRUN true\n',
    ],
    [
      'a folder that is the same, whichever it is',
      'COPY a.bin ./\nRUN chmod 700 a.bin\n',
      'COPY --chmod=700 a.bin ./\n',
    ],
    [
      'an address in a variable',
      'ARG URL=https://example.com/a.bin\nADD $URL /opt/a.bin\nRUN chmod 700 /opt/a.bin\n',
      'ARG URL=https://example.com/a.bin\nADD --chmod=700 $URL /opt/a.bin\n',
    ],
    [
      'a folder that is there already',
      'COPY a.bin /usr/local/bin\nRUN chmod 755 /usr/local/bin/a.bin\n',
      'COPY --chmod=755 a.bin /usr/local/bin\n',
    ],
  ])('%s', (_, before, after) =>
    checkSuggestion('removed-in-later-layer', 'Copy', `FROM debian:12\n${before}`, `FROM debian:12\n${after}`),
  );

  it.each([
    ['what is around what was copied', 'COPY app /app/x\nRUN chown -R 1:1 /app/x /app\n'],
    ['a variable that the script sets', 'ENV ID=1\nCOPY app /app\nRUN ID=2 && chown -R $ID /app\n'],
    ['a variable of the base image', 'COPY app /app\nRUN chown -R $NB_UID /app\n'],
    ['a variable that changes between', 'ENV ID=1\nCOPY app /app\nENV ID=2\nRUN chown -R $ID /app\n'],
    ['another folder that nobody knows', 'COPY a.bin .\nWORKDIR $X\nRUN chmod 700 a.bin\n'],
    ['more than a wildcard has brought', 'COPY bin/a* /opt/\nRUN chmod 700 /opt/*\n'],
    ['options that say more', 'COPY a.bin /opt/\nRUN chmod --reference=/b /opt/a.bin\n'],
    ['a part of what was copied', 'COPY a.bin b.bin /opt/\nRUN chmod 700 /opt/a.bin\n'],
    ['an account that comes later', 'COPY app /app\nRUN useradd x && chown -R x:x /app\n'],
    ['a branch', 'COPY app /app\nRUN if a; then chown -R 1:1 /app; fi\n'],
    ['a comment beside it', 'COPY app /app\nRUN make && \\\n  # Ours.\n  chown -R 1:1 /app\n'],
    ['symbolic modes of folders', 'COPY app /app\nRUN chmod -R g+w /app\n'],
  ])('not for %s', (_, body) => checkNone('removed-in-later-layer', 'Copy', `FROM debian:12\n${body}`));
});

describe('mounting instead of copying', () => {
  const mount = '--mount=type=bind,';

  it.each([
    [
      'a file',
      'COPY a.bin /tmp/\nRUN sh /tmp/a.bin && rm -f /tmp/a.bin && make\n',
      `RUN ${mount}source=a.bin,target=/tmp/a.bin sh /tmp/a.bin && make\n`,
    ],
    [
      'a file that is changed',
      'COPY a.bin /opt/b.bin\nRUN chmod +x /opt/b.bin && /opt/b.bin && rm /opt/b.bin\n',
      `RUN ${mount}source=a.bin,target=/opt/b.bin,rw chmod +x /opt/b.bin && /opt/b.bin\n`,
    ],
    [
      'a folder of another stage',
      'COPY --from=x /src/wheels /tmp/wheels\nRUN pip install /tmp/wheels/*.whl && rm -rf /tmp/wheels\n',
      `RUN ${mount}from=x,source=/src/wheels,target=/tmp/wheels,rw pip install /tmp/wheels/*.whl\n`,
    ],
    [
      'a folder among other things that go',
      'COPY ./wheels/ /w/wheels/\nRUN pip install /w/wheels/*.whl \\\n && rm -rf /root/.cache \\\n  /w/wheels/\n',
      `RUN ${mount}source=wheels,target=/w/wheels,rw pip install /w/wheels/*.whl \\\n && rm -rf /root/.cache\n`,
    ],
    [
      'the whole context',
      'ADD . /build\nRUN --mount=type=cache,target=/c /build/install.sh && rm -rf /build\n',
      `RUN ${mount}source=.,target=/build,rw --mount=type=cache,target=/c /build/install.sh\n`,
    ],
    [
      'in the working directory',
      'WORKDIR /w\nCOPY --from=x /src/a.tgz .\nRUN tar xzf a.tgz && rm a.tgz\n',
      `WORKDIR /w\nRUN ${mount}from=x,source=/src/a.tgz,target=/w/a.tgz tar xzf a.tgz\n`,
    ],
  ])('%s', (_, before, after) =>
    checkSuggestion('removed-in-later-layer', 'Mount', `FROM debian:12\n${before}`, `FROM debian:12\n${after}`),
  );

  it.each([
    ['what another RUN uses', 'COPY a.bin /tmp/\nRUN sh /tmp/a.bin\nRUN sh /tmp/a.bin && rm /tmp/a.bin\n'],
    ['what nobody uses', 'COPY a.bin /tmp/\nRUN rm /tmp/a.bin\n'],
    ['what is made anew', 'COPY a.bin /tmp/\nRUN sh /tmp/a.bin && rm /tmp/a.bin && touch /tmp/a.bin\n'],
    ['a part of a folder', 'COPY data /data\nRUN sh /data/a.bin && rm /data/a.bin\n'],
    ['what is moved', 'COPY a.bin /tmp/\nRUN sh /tmp/a.bin && mv /tmp/a.bin /b && rm /tmp/a.bin\n'],
    ['what is unpacked in its place', 'COPY a.gz /tmp/\nRUN gunzip /tmp/a.gz && rm -f /tmp/a.gz\n'],
    ['what may be a file in the folder', 'COPY tool /opt/x/\nRUN /opt/x/tool && rm /opt/x\n'],
    ['a stage by its number', 'COPY --from=0 /a.bin /tmp/\nRUN sh /tmp/a.bin && rm /tmp/a.bin\n'],
    ['what belongs to somebody', 'COPY --chown=1 a.bin /tmp/\nRUN sh /tmp/a.bin && rm /tmp/a.bin\n'],
    ['what ADD unpacks', 'ADD a /tmp/a\nRUN sh /tmp/a && rm -r /tmp/a\n'],
    ['what is fetched', 'ADD https://example.com/a.bin /tmp/\nRUN sh /tmp/a.bin && rm /tmp/a.bin\n'],
    ['a folder that nobody knows', 'COPY a.bin .\nRUN sh a.bin && rm a.bin\n'],
    ['another folder than it was', 'WORKDIR /w\nCOPY a.bin .\nRUN cd /x && sh a.bin && rm a.bin\n'],
    ['what is joined by another copy', 'COPY a /tmp/a\nCOPY b /tmp/a/b\nRUN sh /tmp/a/b && rm -r /tmp/a\n'],
  ])('not for %s', (_, body) => checkNone('removed-in-later-layer', 'Mount', `FROM debian:12\n${body}`));
});

describe('archives', () => {
  it.each([
    [
      'tar and rm',
      'COPY a.tgz /tmp/\nRUN tar -C /opt -xzf /tmp/a.tgz && rm /tmp/a.tgz && make\n',
      'ADD a.tgz /opt/\nRUN make\n',
    ],
    [
      'under another name',
      'COPY a.tgz /tmp/b.tgz\nRUN make && tar xf /tmp/b.tgz -C /opt/\n',
      'ADD a.tgz /opt/\nRUN make\n',
    ],
  ])('%s', (_, before, after) =>
    checkSuggestion('archive-copied-to-unpack', 'Let ADD', `FROM debian:12\n${before}`, `FROM debian:12\n${after}`),
  );

  it.each([
    ['a part of it', 'COPY a.tgz /tmp/\nRUN tar -xf /tmp/a.tgz -C /opt --strip-components=1\n'],
    ['the current folder', 'COPY a.tgz /tmp/\nRUN tar -xf /tmp/a.tgz\n'],
    ['another use', 'COPY a.tgz /tmp/\nRUN tar -xf /tmp/a.tgz -C /opt\nRUN sha256sum /tmp/a.tgz\n'],
    ['what ADD does not unpack', 'COPY a.tar.Z /tmp/\nRUN tar -xf /tmp/a.tar.Z -C /opt\n'],
  ])('not for %s', (_, body) => checkNone('archive-copied-to-unpack', 'Let ADD', `FROM debian:12\n${body}`));
});
