import { lintText, ruleSetFor } from '../../../../server/src/features/diagnostics';
import type { Case } from '../comparison';
import { argumentsOf, callsIn, isOnlyCopiedFrom, runOf } from './places';
import type { Reason } from './reason';

const sizes = ['DL3009', 'DL3019', 'DL3032', 'DL3036', 'DL3040', 'DL3042', 'DL3060'];

/** Reasons about what stays in layers. The verdicts themselves are measured: test/truth. */
export const sizeReasons: readonly Reason[] = [
  {
    codes: sizes,
    side: 'peer',
    quote: 'Stages that only files are copied from are left alone',
    holds: isOnlyCopiedFrom,
  },
  {
    codes: ['DL3009'],
    side: 'peer',
    quote: '`apt-get dist-clean`, `find … -delete`, `rm …/*_*` and `rm …/*.*` clean up as well',
    holds: ({ source }) => /apt-get dist-clean|find \/var\/lib\/apt\/lists|lists\/\*[_.]\*/.test(source),
  },
  {
    codes: ['DL3009'],
    side: 'peer',
    quote: 'nor of what only runs when a command fails that may work',
    holds: ({ source }) => /\|\|[\s\\]*\([\s\S]*apt-get[\s\S]*\)/.test(source),
  },
  {
    codes: ['DL3009'],
    side: 'ours',
    quote: 'hadolint only looks for the words `rm -rf` or `/var/lib/apt/lists/*`',
    holds: (asked) => callsIn(asked, 'rm').length > 0 || /\brm\b/.test(asked.source),
  },
  {
    codes: ['DL3009'],
    side: 'ours',
    quote: 'behind `sudo`, by `apt-fast`, in heredocs and in scripts of installers',
    holds: ({ source }) =>
      /\bsudo\b|<<|\b(curl|wget)\b[^;&]*\|\s*(sudo )?(-E )?(bash|sh)\b|\bbash\b|\bsh\b|--with-deps\b|\binstall-deps\b|\bapt-fast\b/.test(
        source,
      ),
  },
  {
    codes: ['DL3009'],
    side: 'ours',
    quote: 'those that `add-apt-repository` and `apt-get install --update` fetch',
    holds: (asked) =>
      callsIn(asked, 'add-apt-repository', 'apt-add-repository').length > 0 ||
      callsIn(asked, 'apt-get').some((call) => argumentsOf(call).some((word) => /^-[a-zA-Z]*U|^--update$/.test(word))),
  },
  {
    codes: ['DL3009'],
    side: 'ours',
    quote: 'Lists that `COPY --from` brings along in a whole folder',
    holds: ({ instruction }) => instruction?.name === 'COPY',
  },
  {
    codes: ['DL3009', 'DL3019', 'DL3042'],
    side: 'peer',
    quote: 'a branch that no default of the file takes',
    holds: isTakenWithArguments,
  },
  {
    codes: ['DL3019'],
    side: 'peer',
    quote: 'an index that the same instruction removes',
    holds: ({ source }) => /\brm [^;&]*\/var\/cache\/apk|rm -rf[\s\S]*\/var\/cache\/apk/.test(source),
  },
  {
    codes: ['DL3009', 'DL3019', 'DL3032', 'DL3040'],
    side: 'peer',
    quote: 'is said to clean up (`docker-image-cleanup`) is believed',
    holds: ({ source }) => /[\w/-](clean-?up|clean-\w+)\b|\bcleanup\.sh\b/.test(source),
  },
  {
    codes: ['DL3019'],
    side: 'peer',
    quote: 'A branch that the base image never takes',
    holds: (asked) => /os-release/.test(asked.source) && !['alpine', undefined].includes(runOf(asked)?.base.family),
  },
  {
    codes: ['DL3019'],
    side: 'peer',
    quote: 'where a variable holds `--no-cache`',
    holds: ({ source, text }) => /apk add \$/.test(source) && /--no-cache/.test(text),
  },
  {
    codes: ['DL3019'],
    side: 'peer',
    quote: 'With `--no-network` nothing is fetched',
    holds: (asked) =>
      callsIn(asked, 'apk')
        .map(argumentsOf)
        .filter((words) => words.includes('add'))
        .every((words) => words.some((word) => /^--no-(cache|network)$/.test(word))),
  },
  {
    codes: ['DL3019'],
    side: 'ours',
    quote: '`apk update` and `apk upgrade` are found as well',
    holds: ({ source }) => /apk\s+(-\S+\s+)*(update|upgrade)/.test(source),
  },
  {
    codes: ['DL3032', 'DL3040'],
    side: 'peer',
    quote: 'but not `microdnf clean all`, nor what cleans in a branch or deletes the folder',
    holds: cleansBehindInstalling,
  },
  {
    codes: ['DL3032', 'DL3040'],
    side: 'ours',
    quote: 'hadolint takes any `rm -rf` for a clean-up',
    holds: ({ source }) => /\brm\s+-rf\b/.test(source),
  },
  {
    codes: ['DL3032', 'DL3040'],
    side: 'ours',
    quote: 'Calls behind `sudo`, updates and `yum localinstall` are found as well',
    holds: ({ source }) => /\bsudo\b|\b(yum|dnf)\s+(-\S+\s+)*(update|upgrade|swap|localinstall)\b/.test(source),
  },
  {
    codes: ['DL3040'],
    side: 'ours',
    quote: '`tdnf` of Azure Linux is checked as well',
    holds: (asked) => callsIn(asked, 'tdnf').length > 0,
  },
  {
    codes: ['DL3042'],
    side: 'ours',
    quote: '`pipx` and `python -m build` call pip',
    holds: ({ source }) => /\bpipx\b|-m build\b/.test(source),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'A shortened flag (`--no-cache`)',
    holds: ({ source }) => /install[^;&]*--no-cache(?!-)/.test(source),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'A `PIP_NO_CACHE_DIR` of `off`',
    holds: ({ text }) => /PIP_NO_CACHE_DIR[ =]["']?(off|no|false|0)/i.test(text),
  },
  {
    codes: ['DL3042'],
    side: 'ours',
    quote: 'Calls by path, by a variable, behind other programs (`sudo`, `conda run`) and in scripts for another shell',
    holds: ({ source }) =>
      /\bxargs\b|\/pip\d?\b|\/python[\d.]*"?\s+-m pip\b|\bsudo\b|\bconda run\b|\b((ba|da|z)?sh|su)\s(\S+\s+)*?-\w*c\b|\|\s*(ba)?sh\b|^RUN \$\{?\w+\}? install\b/.test(
        source,
      ),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'a cache that the same instruction removes is none',
    holds: ({ source }) => /rm -rf?\s[^;&]*\.cache|\bpip\d? cache purge\b/.test(source),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'nor is anything fetched for a package that an earlier instruction has installed',
    holds: isInstalledAbove,
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'A cache mount over a folder above the cache counts',
    holds: ({ source }) => /--mount=\S*type=cache\S*(target|dst|destination)=\S*\.cache(,|\s)/.test(source),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'a `pip.conf` that is copied in may switch the cache off',
    holds: ({ text, source }) => /^(COPY|ADD)\s.*pip\.conf\s*$/im.test(text.slice(0, text.indexOf(source))),
  },
  {
    codes: ['DL3042'],
    side: 'peer',
    quote: 'files of this machine are not kept',
    holds: hasLocalOnly,
  },
  {
    codes: ['DL3042'],
    side: 'ours',
    quote: 'what pip fetches to build a project is kept in spite of the flag',
    holds: ({ message }) => /does not reach what is fetched|leaves names that begin with a dot/.test(message),
  },
  {
    codes: ['DL3042'],
    side: 'ours',
    quote: 'What a change of owner or mode writes once more',
    holds: (asked) => callsIn(asked, 'chown', 'chgrp', 'chmod').length > 0,
  },
  {
    codes: ['DL3060'],
    side: 'ours',
    quote: '`yarn` without a word installs, too',
    holds: ({ source }) => /\byarn\s*($|[;&\\]|--)/m.test(source),
  },
  {
    codes: ['DL3060'],
    side: 'ours',
    quote: 'so do `yarn add` and `yarn global add`',
    holds: ({ source }) => /\byarn\s+(global\s+)?add\b/.test(source),
  },
  {
    codes: ['DL3060'],
    side: 'ours',
    quote: 'Calls by path are found as well',
    holds: ({ source }) => /\/yarn\s/.test(source),
  },
];

/** True where the code is reported once arguments of the file have the values that the script asks for. */
function isTakenWithArguments({ code, text, source, instruction }: Case): boolean {
  const wanted = [...source.matchAll(/\$\{?(\w+)\}?["']?\s*(!=|==?)\s*["']?([\w./-]+)/g)];
  const buildArgs = new Map(
    wanted.map(([, name, operator, value]) => [name!, operator === '!=' ? `not-${value}` : value!]),
  );
  for (const [, , , value] of source.includes('$TARGETPLATFORM') ? wanted : []) {
    // The name of the machine may be cut out of it.
    buildArgs.set('TARGETPLATFORM', `linux/${value}`);
  }
  const { findings } = lintText(text, { buildArgs, ruleSet: everyRule });
  return findings.some(
    ({ aliases, span }) =>
      aliases.includes(code) && instruction && span.start >= instruction.span.start && span.end <= instruction.span.end,
  );
}

const everyRule = ruleSetFor({ select: ['all'] });

/** True where the last clean-up of dnf stands behind the last installation. */
function cleansBehindInstalling({ source }: Case): boolean {
  const last = (pattern: RegExp) => [...source.matchAll(pattern)].at(-1)?.index ?? -1;
  const cleaned = last(
    /\b(?:microdnf|tdnf|dnf|yum)\s+(?:-\S+\s+)*clean\s+all\b|\brm\s+-\w+\s[^;&]*\/var\/cache\/(?:dnf|yum)/g,
  );
  return cleaned > last(/\b(?:microdnf|dnf|yum)\s+(?:-\S+\s+)*(?:install|update|upgrade|reinstall)\b/g);
}

/** Every package of every pip call is a file or folder. */
function hasLocalOnly(asked: Case): boolean {
  return callsIn(asked, 'pip', 'pip3', 'python3', 'python').every((call) => {
    const words = argumentsOf(call);
    return words.includes('--no-index') || packagesIn(words).every((word) => /^\.|\/|\$/.test(word));
  });
}

/** Every package of every pip call is one that an instruction above installs. */
function isInstalledAbove(asked: Case): boolean {
  const above = asked.text.slice(0, asked.instruction?.span.start);
  const names = callsIn(asked, 'pip', 'pip3').map(argumentsOf).flatMap(packagesIn);
  return names.every((name) => /^[\w-]+$/.test(name) && new RegExp(`pip3? install .*\\b${name}\\b`).test(above));
}

function packagesIn(words: readonly string[]): string[] {
  return words.filter(
    (word, index) => !/^(install|pip)$|^-/.test(word) && !/^(-i|--index-url)$/.test(words[index - 1] ?? ''),
  );
}
