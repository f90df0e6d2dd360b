import { describe, it } from 'vitest';
import { checkEffects } from './checkEffects';

/** Checks whether a command deletes the package lists. */
function checkRemoval(removal: string, { before = '', base = 'debian:12' } = {}): void {
  const isDirty = removal.startsWith('! ');
  const command = removal.replace(/^! /, '');
  const update = isDirty ? '«apt-get update»' : 'apt-get update';
  checkEffects(`FROM ${base}\n${before}RUN ${update} && ${command}\n`, isDirty ? ['apt-lists'] : []);
}

describe('patterns', () => {
  it.each([
    'rm -rf /var/lib/apt/lists/*',
    'rm -rf /var/lib/apt/lists',
    'rm -r /var/lib/apt/lists/',
    'rm -f /var/lib/apt/lists/*',
    'rm -rf /var/lib/apt/*',
    'rm -rf /var/lib/apt/*/',
    '! rm -rf /var/lib/apt/lists/*/',
    'rm -rf /var/lib/apt/lists/*_*',
    'rm -rf /var/lib/apt/lists//*',
    'rm -rf /var/lib/apt/x/../lists/*',
    'rm -rf /var/lib/a?t/list[s]/*',
    "rm -rf '/var/lib/apt/lists'/*",
    'rm -rf -- /tmp/x /var/lib/apt/lists/*',
    'cd /var/lib/apt/lists && rm -rf ./*',
    'cd /var/lib && cd apt && rm -rf lists',
    'find /var/lib/apt/lists -type f -delete',
    '! docker-image-cleanup',
    'sudo /usr/local/bin/clean-layer.sh --all',
    '! dpkg-cleaner',
    'find /var/lib/apt/lists -mindepth 1 -delete',
    "find /var/lib/apt/lists -name '*' -exec rm -f {} +",
    'find /var/lib/apt/lists -type f | xargs rm -f',
    'find /var/lib/apt -maxdepth 2 -type f -print0 | xargs -0 rm -f',
    'rm -rf $(echo /var/lib/apt/lists)/*',
    'D=/var/lib/apt/lists; rm -rf "$D"/*',
    'D=/var/lib/apt/lists; rm -rf "${D%/lists}"/*',
    'D=/var/lib/apt/lists/\\*; rm -rf $D',
    'rm -rf "${D:-/var/lib/apt/lists}"/*',
    'mv /var/lib/apt/lists /gone && rm -rf /gone',
    'bash -c "rm -rf /var/lib/apt/{lists,mirrors}/*"',
    'chroot / rm -rf /var/lib/apt/lists/*',
    'chroot --userspec=0:0 / sh -c "rm -rf /var/lib/apt/lists/*"',
    "find /var/lib/apt -regex '.*/lists/.*' -type f -delete",
    'find /var/lib/apt/lists -type f -size +0 -delete',
    'perl -e \'unlink glob "/var/lib/apt/lists/*"\'',
    '[ -e /etc/nobody-has-that ] || rm -rf /var/lib/apt/lists/*',
    '[ -n "$NOBODY_SETS_THAT" ] || rm -rf /var/lib/apt/lists/*',
    '$(command -v rm) -rf /var/lib/apt/lists/*',
    'for f in /var/lib/apt/lists/*_*; do cp /dev/null "$f"; done',
    'for f in /var/lib/apt/lists/*_*; do cat /dev/null > "$f"; done',
    'find /var/lib/apt/lists -type f -exec dd if=/dev/null of={} \\;',
    'find /var/lib/apt/lists -type f -exec sh -c \'rm "$1"\' _ {} \\;',
    'find /var/lib/apt/lists -type f -exec sh -c \'rm "$@"\' _ {} +',
    'mv /var/lib/apt/lists /dev/shm/',
    'ls -d /var/lib/apt/lists/* | grep -v lock | xargs rm -rf',
    'f() { local d=/nowhere; }; d=/var/lib/apt/lists; f; rm -rf "$d"/*',
    'f() { local d; d=/x; g; }; g() { local e=1; }; d=/var/lib/apt/lists; f; rm -rf "$d"/*',
    '! f() { local d=/var/lib/apt/lists; }; d=/nowhere; f; rm -rf "$d"/*',
    '! ls -d /var/lib/apt/lists/* | grep lz4 | xargs rm -rf',
    '! find /var/lib/apt/lists -type f -exec sh -c \'rm "$1"\' _ {} +',
    '$(which find) /var/lib/apt/lists -type f -delete',
    '! chroot /other rm -rf /var/lib/apt/lists/*',
    '! [ -e /etc/passwd ] || rm -rf /var/lib/apt/lists/*',
    '! . /etc/unknown; [ -n "$NOBODY_SETS_THAT" ] || rm -rf /var/lib/apt/lists/*',
    '! [ -z "$HTTP_PROXY" ] || rm -rf /var/lib/apt/lists/*',
    '! su nobody -c "rm -rf /var/lib/apt/lists/*" || true',
    '! sh -c "kill \\$\\$; rm -rf /var/lib/apt/lists/*" || true',
    '! find /var/lib/apt/lists -type d -empty -delete',
    '! find /var/lib/apt/lists -size +100M -delete',
    '! rm -rf "/var/lib/apt/lists/*"',
    "! rm -rf '/var/lib/apt/lists/*'",
    '! rm -rf /var/lib/apt/lists/\\*',
    '! rm -rf /var/lib/apt/{lists,mirrors}/*',
    '! rm -rf /var/lib/apt/list/*',
    '! rm -rf var/lib/apt/lists/../x/*',
    '! rm -f /var/lib/apt/lists || true',
    '! rm -rf /var/lib/apt/lists/. || true',
    '! rm -rf /var/lib/apt/lists/*Packages*',
    '! rm -rf /var/lib/apt/lists/partial/*',
    "! find /var/lib/apt/lists -name '*.gz' -delete",
    '! find /var/lib/apt/lists -mtime +1 -delete',
    '! D=/var/lib/apt/lists/*; rm -rf "$D"',
    '! set -f; rm -rf /var/lib/apt/lists/*',
    '! apt-get clean',
    '! apt-get purge -y less',
  ])('%s', (removal) => checkRemoval(removal));

  it('are not looked for in a program that is said to clean up, where it may be there', () => {
    checkRemoval('docker-image-cleanup', { base: 'webdevops/php:8.1' });
    checkRemoval('docker-image-cleanup', { before: 'COPY scripts/ /usr/local/bin/\n' });
  });
});

describe('sources of apt', () => {
  it.each([
    'RUN rm -f /etc/apt/sources.list.d/* && apt-get update',
    'RUN rm -rf /etc/apt/sources.list.d && apt update',
    'RUN rm /etc/apt/sources.list.d/debian.sources; «apt-get update»'.replace(/[«»]/g, ''),
  ])('%s fetches nothing', (run) => checkEffects(`FROM debian:12\n${run}\n`));

  it.each([
    ['debian:12', 'RUN rm -f /etc/apt/sources.list && «apt-get update»'],
    ['debian:11', 'RUN rm -f /etc/apt/sources.list.d/* && «apt-get update»'],
    ['debian', 'RUN rm -rf /etc/apt/sources.list* && «apt-get update»'],
    ['debian:12', 'RUN rm -f /etc/apt/sources.list.d/* && echo deb x y z > /etc/apt/sources.list && «apt-get update»'],
    ['debian:12', 'RUN rm -f /etc/apt/sources.list.d/*\nCOPY own.list /etc/apt/sources.list.d/\nRUN «apt-get update»'],
    ['debian:12', 'RUN sed -i s/x/y/ /etc/apt/sources.list.d/debian.sources && «apt-get update»'],
    ['debian:12', 'RUN rm -f /etc/apt/sources.list.d/* && «apt-get -o Dir::Etc::sourcelist=/x update»'],
  ])('%s, %s', (base, run) => checkEffects(`FROM ${base}\n${run}\n`, ['apt-lists']));
});

describe('arrays', () => {
  it.each([
    ['apt-get update; a=(/var/lib/apt/lists/*); rm -rf "${a[@]}"', ''],
    ['a=(/x); apt-get update; a+=(/var/lib/apt/lists/*_*); rm -rf "${a[@]}"', ''],
    ['a=(/var/lib/apt/lists /y); apt-get update; for d in "${a[@]}"; do rm -rf "$d"/*; done', ''],
    ['a=(/var/lib/apt/lists/*); «apt-get update»; rm -rf "${a[@]}"', 'apt-lists'],
  ])('%s', (run, cause) =>
    checkEffects(`FROM debian:12\nSHELL ["/bin/bash", "-c"]\nRUN ${run}\n`, cause === '' ? [] : [cause]),
  );
});

describe('shells', () => {
  it.each([
    ['rm -rf /var/lib/apt/{lists,mirrors}/*', 'SHELL ["/bin/bash", "-c"]\n'],
    ['rm -rf /var/lib/apt/{lists,mirrors}/*', 'SHELL ["/bin/bash", "-eo", "pipefail", "-c"]\n'],
    ['! rm -rf /var/lib/apt/{lists,mirrors}/*', 'SHELL ["/bin/dash", "-c"]\n'],
    ['rm -rf /var/lib/apt/{lists,mirrors}/*', 'RUN ln -sf bash /bin/sh\n'],
    ['rm -rf lists/*', 'WORKDIR /var/lib/apt\n'],
    ['rm -rf ${LISTS}/*', 'ENV LISTS=/var/lib/apt/lists\n'],
    ["! rm -rf '$LISTS'/*", 'ENV LISTS=/var/lib/apt/lists\n'],
    ['rm -rf ${LISTS}/*', 'ARG LISTS=/var/lib/apt/lists\n'],
    ['! (cd /var/lib/apt/lists) && rm -rf ./*', 'WORKDIR /srv\n'],
    ['(cd /var/lib/apt/lists && rm -rf ./*)', 'WORKDIR /srv\n'],
    ['rm -rf ~/lists', 'ENV HOME=/var/lib/apt\n'],
  ])('%s after %s', (removal, before) => checkRemoval(removal, { before }));
});

describe('mounts', () => {
  it.each([
    'RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update',
    'RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update',
    'RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update',
    'RUN --mount=target=/var/lib/apt,rw apt-get update',
    'ENV D=/var/lib/apt\nRUN --mount=type=cache,target=$D/lists apt-get update',
    'WORKDIR /var/lib\nRUN --mount=type=cache,target=apt apt-get update',
    'RUN --mount=type=cache,target=/c rm -rf /var/lib/apt/lists && ln -s /c /var/lib/apt/lists && apt-get update',
  ])('keeps out: %s', (run) => checkEffects(`FROM debian:12\n${run}\n`));

  it.each([
    'RUN --mount=type=cache,target=/var/cache/apt «apt-get update»',
    'RUN --mount=type=secret,target=/var/lib/apt/lists,id=x «apt-get update»',
    'RUN --mount=type=cache,target=/var/lib/apt/list «apt-get update»',
  ])('does not: %s', (run) => checkEffects(`FROM debian:12\n${run}\n`, ['apt-lists']));

  it('holds for one RUN only', () => {
    checkEffects(
      'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update\nRUN «apt-get update»\n',
      ['apt-lists'],
    );
  });
});
