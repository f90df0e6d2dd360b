import { describe, it } from 'vitest';
import { checkEffects, contextOf } from './checkEffects';

const clean = 'rm -rf /var/lib/apt/lists/*';
const install = 'apt-get install -y less';

/** Checks a RUN on Debian that fetches package lists: whether they are gone at its end. */
function checkRun(run: string, base = 'debian:12'): void {
  const isDirty = run.includes('«');
  checkEffects(`FROM ${base}\n${run}\n`, isDirty ? ['apt-lists'] : []);
}

describe('order and lists', () => {
  it.each([
    `RUN «apt-get update» && ${install}`,
    `RUN ${clean} && «apt-get update» && ${install}`,
    `RUN apt-get update && ${install} && ${clean}`,
    `RUN apt-get update; ${install}; ${clean}`,
    `RUN set -eux; apt-get update; ${install}; ${clean}`,
    `RUN apt-get update && ${clean} && «apt-get update» && ${install}`,
    `RUN «apt-get update» && ${install} || ${clean}`,
    `RUN (apt-get update && ${install}) && (${clean})`,
    `RUN { apt-get update; ${install}; }; ${clean}`,
    `RUN «apt-get update»; ${install}; exit 0; ${clean}`,
    `RUN «apt-get update» && exec ${install} && ${clean}`,
    `RUN apt-get update && ${install} & wait; ${clean}`,
    `RUN «apt-get update»; ${clean} & echo done`,
    `RUN apt-get update && (${clean} &); sleep 1`,
    `RUN «apt-get update» && (${clean} &); wait`,
    `RUN sleep 1; «apt-get update»; ${clean} &`,
  ])('%s', (run) => checkRun(run));
});

describe('branches', () => {
  it.each([
    `RUN «apt-get update» && ${install}; grep -q x /etc/hosts && ${clean}; true`,
    `RUN apt-get update && ${install}; grep -q x /etc/hosts && ${clean}`,
    `RUN «apt-get update»; if grep -q x /etc/hosts; then ${clean}; fi`,
    `RUN apt-get update; if grep -q x /etc/hosts; then ${clean}; else ${clean}; fi`,
    `RUN if grep -q x /etc/hosts; then «apt-get update»; fi`,
    `RUN apt-get update; if [ -d /var/lib/apt/lists ]; then ${clean}; fi`,
    `RUN «apt-get update»; test -d /no-such-folder && ${clean}; true`,
    `RUN apt-get update; test ! -d /no-such-folder && ${clean}`,
    `RUN apt-get update; false || ${clean}`,
    `RUN «apt-get update»; true || ${clean}`,
    `RUN apt-get update; ! false && ${clean}`,
    `RUN apt-get update; dpkg -s not-there || ${clean}`,
    `RUN apt-get update; case "$(uname -m)" in x86_64|aarch64) ${clean} ;; *) echo other ;; esac`,
    `RUN «apt-get update»; case "$(uname -m)" in riscv64) ${clean} ;; *) echo other ;; esac`,
    `RUN «apt-get update»; case "$(lsb_release -cs)" in bookworm) ${clean} ;; esac`,
    `RUN apt-get update; case "$(lsb_release -cs)" in bookworm) ${clean} ;; *) ${clean} ;; esac`,
  ])('%s', (run) => checkRun(run));

  it.each([
    [`ARG CLEAN=1\nRUN apt-get update && if [ "$CLEAN" = 1 ]; then ${clean}; fi`],
    [`ARG CLEAN=0\nRUN «apt-get update» && if [ "$CLEAN" = 1 ]; then ${clean}; fi`],
    [`ARG CLEAN\nRUN «apt-get update» && if [ -n "$CLEAN" ]; then ${clean}; fi`],
    [`ENV A=1\nARG A=2\nRUN apt-get update && [ "$A" = 2 ] && ${clean}`],
  ])('%s', (run) => checkRun(run));
});

describe('errexit and pipefail', () => {
  it.each([
    `RUN set -e; apt-get update; grep -q x /etc/hosts; ${clean}`,
    `RUN «apt-get update»; set -e; if ! grep -q x /etc/hosts; then exit 0; fi; ${clean}`,
    `RUN set -e; apt-get update; grep -q x /etc/hosts && echo yes; ${clean}`,
    `RUN apt-get update; echo a | grep -q b; ${clean}`,
    `RUN <<EOF\nset -e\napt-get update\n${install}\n${clean}\nEOF`,
    `RUN <<EOF\n«apt-get update»\n${install}\nexit 0\n${clean}\nEOF`,
  ])('%s', (run) => checkRun(run));
});

describe('functions, loops and traps', () => {
  it.each([
    `RUN clean() { ${clean}; }; apt-get update && clean`,
    `RUN clean() { ${clean}; }; «apt-get update»`,
    `RUN clean() { rm -rf "$1"/*; }; apt-get update && clean /var/lib/apt/lists`,
    `RUN clean() { return 0; ${clean}; }; «apt-get update» && clean`,
    `RUN apt-get update; for d in /var/lib/apt/lists /var/cache/apt; do rm -rf "$d"/*; done`,
    `RUN «apt-get update»; for d in $(cat /folders); do rm -rf "$d"/*; done`,
    `RUN «apt-get update»; for d in a b; do break; ${clean}; done`,
    `RUN apt-get update; for d in a b; do continue; done; ${clean}`,
    `RUN until apt-get update; do sleep 1; done; ${clean}`,
    `RUN «apt-get update»; while grep -q x /etc/hosts; do ${clean}; done`,
    `RUN while true; do apt-get update && break; sleep 1; done; ${clean}`,
    `RUN apt-get update; echo /var/lib/apt/lists | while read -r d; do rm -rf "$d"/*; done`,
    `RUN trap '${clean}' EXIT; apt-get update && ${install}`,
    `RUN trap '${clean}' EXIT; «apt-get update» && exec ${install}`,
    `RUN trap '${clean}' ERR; «apt-get update»`,
  ])('%s', (run) => checkRun(run));
});

describe('what really runs', () => {
  it.each([
    `RUN sudo -E apt-get update && sudo ${clean}`,
    'RUN sudo «apt-get update»',
    `RUN timeout 60 env A=1 nice -n 5 «/usr/bin/apt-get -qq update»`,
    `RUN bash -c "«apt-get update» && ${install}"`,
    `RUN bash -c "apt-get update && ${install} && ${clean}"`,
    `RUN sh -c 'apt-get update' && ${clean}`,
    `RUN APT=apt-get; «$APT update»`,
    `RUN eval "apt-get update"; ${clean}`,
    `RUN echo apt-get update`,
    `RUN ["sh", "-c", "«apt-get update» && ${install}"]`,
    'RUN [«"apt-get", "update"»]',
    `RUN cat <<A > /x && sh <<B\n${clean}\nA\n«apt-get update»\nB`,
    `RUN sh <<EOF\napt-get update\n${clean}\nEOF`,
    `RUN <<EOF\n#!/usr/bin/env python3\nimport subprocess\nsubprocess.run([«'apt-get', 'update'»])\nEOF`,
    `RUN <<EOF\n#!/usr/bin/env python3\nimport os\nos.system('apt-get update && ${clean}')\nEOF`,
    `RUN curl -fsSL https://example.test/setup_22.x | «bash -» && ${install}`,
    `SHELL ["powershell", "-Command"]\nRUN apt-get update`,
    `COPY <<EOF /clean.sh\n${clean}\nEOF\nRUN apt-get update && sh /clean.sh`,
    `ENV SCRIPT="apt-get update && ${clean}"\nRUN sh -c "$SCRIPT"`,
    `ENV SCRIPT="apt-get update"\nRUN sh -c "«$SCRIPT»" && ${install}`,
    `RUN echo 'apt-get update; ${clean}' | sh`,
    `RUN sh -c "«d=/var/lib/apt/lists; apt-get update; rm -rf $d/x*»"`,
    `RUN sh -c 'd=/var/lib/apt/lists; apt-get update; rm -rf $d/*'`,
    `RUN command -v curl || { «apt-get update» && apt-get install -y curl; }`,
    'RUN apt-get install -y curl || («apt-get update» && apt-get install -y curl)',
    'RUN apt-get install -y dash || (apt-get update && apt-get install -y dash)',
    `RUN apt-get update && apt-get install -y curl && ${clean} || (apt-get update && apt-get install -y curl)`,
    'RUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl || (apt-get update && apt-get install -y curl)',
    `SHELL ["/bin/bash", "-c"]\nRUN d=(/tmp/x /var/lib/apt/lists); apt-get update; rm -rf "\${d[@]}"`,
  ])('%s', (run) => checkRun(run));
});

describe('parameters and what a script knows of itself', () => {
  it.each([
    `RUN apt-get update && sh -c 'rm -rf "$1"/*' _ /var/lib/apt/lists`,
    `RUN «apt-get update» && sh -c 'rm -rf "/x$2"/*' _ /var/lib/apt/lists`,
    `RUN set -- /tmp /var/lib/apt/lists; apt-get update; while [ $# -gt 0 ]; do rm -rf "$1"/*; shift; done`,
    `RUN set -- /tmp /var/lib/apt/lists; «apt-get update»; while [ $# -gt 1 ]; do rm -rf "$1"/*; shift; done`,
    `RUN apt-get update && find /var/lib/apt/lists -type f -exec sh -c 'for f; do rm -f "$f"; done' _ {} +`,
    `RUN apt-get update && find /var/lib/apt/lists -type f -exec truncate -s 0 {} \\;`,
    `RUN «apt-get update» && find /var/lib/apt/lists -type f -exec truncate -s 1M {} \\;`,
    `RUN wipe() { ${clean}; }; export -f wipe; apt-get update; bash -c wipe`,
    `RUN wipe() { ${clean}; }; «apt-get update»; bash -c wipe`,
    `RUN apt-get update && D=/var/lib/apt/lists && sh -c "rm -rf '$D'/*"`,
    `RUN «apt-get update» && D=/var/lib/apt/lists && sh -c 'rm -rf "$D"/*'`,
  ])('%s', (run) => checkRun(run));

  it('finds the folder of a script', () => {
    const context = contextOf({
      'b/run.sh': 'here="$(cd "$(dirname "$0")" && pwd)"\n. "$here/lib.sh"\nfetch\n',
      'b/lib.sh': 'fetch() { apt-get update; }\n',
    });
    checkEffects('FROM debian:12\nCOPY b /b\nRUN «bash /b/run.sh»\n', ['apt-lists'], context);
  });
});

describe('wildcards', () => {
  it.each([
    'apt-get update; rm -rf /var/lib/apt/lists/[a-z]*',
    'apt-get update; rm -rf /var/lib/apt/lists/[!p]*',
    'apt-get update; rm -rf /var/lib/apt/lists/[[:alpha:]]*',
    '«apt-get update»; rm -rf /var/lib/apt/lists/[A-Z0-9]*',
    '«apt-get update»; rm -rf /var/lib/apt/lists/[!d]*',
    `apt-get update; case Yes in [Yy]*) ${clean} ;; esac`,
    `«apt-get update»; case No in [Yy]*) ${clean} ;; esac`,
    'apt-get update; find /var/lib/apt/lists ! -type d -delete',
    'apt-get update; find /var/lib/apt/lists -type f -exec rm {} \\; -o -type d -print',
    '«apt-get update»; find /var/lib/apt/lists -type d -exec ls {} \\; -o -type f -print',
  ])('%s', (script) => checkRun(`RUN ${script}`));
});

describe('subshells and xargs', () => {
  it.each([
    `apt-get update; (trap '${clean}' EXIT; true)`,
    `(trap '${clean}' EXIT; true); «apt-get update»`,
    'apt-get update; echo lists | xargs -I% sh -c "rm -rf /var/lib/apt/%/*"',
    '«apt-get update»; echo list | xargs -I% sh -c "rm -rf /var/lib/apt/%/*"',
  ])('%s', (script) => checkRun(`RUN ${script}`));
});

describe('what dash does not know', () => {
  it.each([
    `«apt-get update»; [[ -d /tmp ]] && ${clean}; true`,
    `«apt-get update»; if [[ -d /tmp ]]; then ${clean}; fi`,
    `apt-get update; [[ -d /tmp ]] || ${clean}`,
    `apt-get update; bash -c '[[ -d /tmp ]] && ${clean}'`,
  ])('%s', (script) => checkRun(`RUN ${script}`));

  it('may be known to the shell of an image that nobody knows', () =>
    checkRun(`RUN apt-get update; [[ -d /tmp ]] && ${clean}`, 'somebody/image'));
});

describe('variables of bash', () => {
  it.each([
    `apt-get update; V=3.2; if [[ $V =~ ^[0-9.]+$ ]]; then ${clean}; fi`,
    `«apt-get update»; V=3.2; if [[ $V =~ ^4\\. ]]; then ${clean}; fi`,
    `«apt-get update»; V=aaaa; if [[ $V =~ ^(a+)+$ ]]; then ${clean}; fi`,
    'apt-get update; mapfile -t f < <(find /var/lib/apt/lists -type f); rm -f "${f[@]}"',
    'L=/var/lib/apt/lists; n=L; apt-get update; rm -rf "${!n}"/*',
    'a=(/tmp /var/lib/apt/lists); apt-get update; rm -rf "${a[1]}"/*',
    'a=(/tmp /var/lib/apt/lists); «apt-get update»; rm -rf "${a[0]}"/*',
    'declare -A a=([x]=/var/lib/apt/lists [y]=/tmp); apt-get update; rm -rf "${a[x]}"/*',
    'apt-get update; while read -r f; do rm -f "$f"; done < <(find /var/lib/apt/lists -type f)',
    "«source <(echo 'apt-get update')»",
    'IFS=:; L=/tmp:/var/lib/apt/lists; apt-get update; for d in $L; do rm -rf "$d"/*; done',
    'IFS=,; L=/tmp:/var/lib/apt/lists; «apt-get update»; for d in $L; do rm -rf "$d"/*; done',
    `apt-get update; ls -d /var/lib/apt/lists; rm -rf $_/*`,
    `«apt-get update»; ls -d /var/lib/apt/lists; cd /tmp; rm -rf $_/*`,
  ])('%s', (script) => checkRun(`SHELL ["/bin/bash", "-c"]\nRUN ${script}`));
});

describe('the distribution', () => {
  it.each([
    ['debian:12', `RUN . /etc/os-release; apt-get update; case "$ID" in debian|ubuntu) ${clean} ;; esac`],
    ['ubuntu:24.04', `RUN . /etc/os-release; «apt-get update»; if [ "$ID" = debian ]; then ${clean}; fi`],
    ['debian:12', `RUN . /etc/os-release; apt-get update; [ "$VERSION_ID" -ge 12 ] && ${clean}`],
    ['debian:11', `RUN . /etc/os-release; «apt-get update»; [ "$VERSION_ID" -ge 12 ] && ${clean}; true`],
    ['python:3.13-slim-bookworm', `RUN apt-get update; if grep -q bookworm /etc/os-release; then ${clean}; fi`],
    ['debian:12', `RUN «apt-get update»; if grep -q trixie /etc/os-release; then ${clean}; fi`],
    ['debian:12', `RUN echo yes > /flag; apt-get update; grep -q yes /flag && ${clean}`],
    ['debian:12', `RUN echo no > /flag; «apt-get update»; grep -q yes /flag && ${clean}; true`],
    ['debian:12', `RUN apt-get update; if [ -f /etc/debian_version ]; then ${clean}; fi`],
    ['debian:12', `RUN «apt-get update»; if [ -f /etc/alpine-release ]; then ${clean}; fi`],
    ['debian:12', `RUN apt-get update; if command -v apk; then exit 1; fi; ${clean}`],
    ['debian:12', 'RUN apt-get update; rm -f /var/lib/apt/lists/deb.*'],
    ['debian:12', 'RUN «apt-get update»; rm -f /var/lib/apt/lists/archive.ubuntu.com*'],
    ['ubuntu:24.04', 'RUN apt-get update; rm -f /var/lib/apt/lists/archive.ubuntu.com*'],
  ])('%s %s', (base, run) => checkRun(run, base));
});

describe('scripts with options', () => {
  const script = (rest: string) =>
    `while getopts 'ko:' it; do case $it in k) keep=yes ;; o) out=$OPTARG ;; *) exit 2 ;; esac; done
shift $((OPTIND - 1))
apt-get update && apt-get install -y "$@"
${rest}
`;
  const cleans = script(`[ "\${keep:-}" = yes ] || ${clean}`);
  const keeps = script(`if [ "\${out:-}" = /o ] && [ "$1" = less ]; then ${clean}; fi`);
  it.each([
    ['RUN --mount=type=bind,target=/c sh /c/cleans.sh less', cleans],
    ['RUN --mount=type=bind,target=/c «sh /c/cleans.sh -k less»', cleans],
    ['RUN --mount=type=bind,target=/c sh /c/cleans.sh -o k less', cleans],
    ['RUN --mount=type=bind,target=/c sh /c/keeps.sh -o /o less', keeps],
    ['RUN --mount=type=bind,target=/c sh /c/keeps.sh -o/o -k -- less', keeps],
    ['RUN --mount=type=bind,target=/c «sh /c/keeps.sh less»', keeps],
  ])('%s', (run, text) =>
    checkEffects(
      `FROM debian:12\n${run}\n`,
      run.includes('«') ? ['apt-lists'] : [],
      contextOf({ 'cleans.sh': text, 'keeps.sh': text }),
    ),
  );

  it.each([
    ['RUN «run-parts /d»', { 'd/10-a': `#!/bin/sh\napt-get update && ${install}\n` }],
    ['RUN run-parts /d', { 'd/10-a': `#!/bin/sh\napt-get update && ${install}\n`, 'd/20-b': `#!/bin/sh\n${clean}\n` }],
    ['RUN run-parts --list /d', { 'd/10-a': '#!/bin/sh\napt-get update\n' }],
    ['RUN run-parts /d', { 'd/10-a.sh': '#!/bin/sh\napt-get update\n' }],
    ["RUN «run-parts --regex '.*sh$' /d»", { 'd/10-a.sh': '#!/bin/sh\napt-get update\n' }],
  ])('%s of %j', (run, files) =>
    checkEffects(`FROM debian:12\nCOPY d /d\n${run}\n`, run.includes('«') ? ['apt-lists'] : [], contextOf(files)),
  );
});

describe('programs that are told only when they run', () => {
  it.each([
    ['COPY d /d\nRUN for s in a b; do «/d/$s.sh»; done', ['apt-lists']],
    ['COPY d /d\nENV AT=/d\nRUN «$AT/a.sh»', ['apt-lists']],
  ])('%s', (run, labels) =>
    checkEffects(`FROM debian:12\n${run}\n`, labels, contextOf({ 'd/a.sh': '#!/bin/sh\napt-get update\n' })),
  );

  it.each([
    ["RUN printf 'a\\nb\\n' | xargs -n1 pip install --no-cache-dir -r", []],
    ["RUN printf 'a\\nb\\n' | xargs -L 1 pip install --no-cache-dir -r", []],
    ["RUN printf '/a\\n/b\\n' | xargs -0 -n1 pip install -r; rm -rf ~/.cache", []],
    ["COPY d/a.bin d/b.bin /d/\nRUN printf '/d/a.bin\\n/d/b.bin\\n' | xargs -n 1 «rm»", ['deleted']],
  ])('%s', (run, labels) =>
    checkEffects(`FROM python:3.13\n${run}\n`, labels, contextOf({ 'd/a.bin': 900_000, 'd/b.bin': 900_000 })),
  );
});

describe('a temporary folder', () => {
  const use = 't="$(mktemp -d)" && cd $t && wget https://a.test/b.tgz && tar xf b.tgz';
  it.each([
    `RUN ${use} && if [ -n "$t" ]; then rm -rf "$t"; fi`,
    `RUN ${use} && if [ -z "$t" ]; then exit 1; else rm -rf "$t"; fi`,
    `RUN ${use} && if [ "$t" != "" ]; then rm -rf "$t"; fi`,
    `RUN ${use} && [ "$t" ] && rm -rf "$t"`,
    `RUN case "$(uname -m)" in x86_64) echo ;; *) ${use} ;; esac && if [ -n "$t" ]; then rm -rf "$t"; fi`,
    `RUN case "$(uname -m)" in x86_64) ${use} ;; *) echo ;; esac && if [ -n "$t" ]; then rm -rf "$t"; fi`,
  ])('has some name, whatever it is, also where only one branch makes it: %s', (run) => {
    checkEffects(`FROM debian:12\n${run}\n`);
  });

  it('stays when another one is asked for', () => {
    checkEffects(
      'FROM debian:12\nRUN t="$(mktemp -d)" && cd $t && «wget https://a.test/b.tgz» && «tar xf b.tgz» && if [ -n "$u" ]; then rm -rf $t; fi\n',
      ['unpacked-archive', 'temporary-files'],
    );
  });
});
