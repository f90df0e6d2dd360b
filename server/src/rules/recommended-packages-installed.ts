import { readPackageCall } from '../model/packages/programs';
import { type RunCall, runsOf } from '../model/runs';
import { defineRule } from './rule';
import { firstPlace } from './shell/settings';
import { argumentBehind, spanOfWords } from './shell/words';

export const recommendedPackagesInstalled = defineRule({
  id: 'recommended-packages-installed',
  title: 'Recommended packages installed as well',
  aliases: ['DL3015'],
  category: 'style',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Debian and Ubuntu install not only what a package needs but also what it recommends, which is meant for desktops and ' +
    'is often more than the package itself. Leaving it out keeps an image small; what is really wanted can be named. ' +
    'Others do the same under other names, which this rule does not check: `dnf --setopt=install_weak_deps=False`, `zypper --no-recommends`.',
  differs:
    'The setting `APT::Install-Recommends` counts with every value that means no, and also when an instruction above has ' +
    'written it to a configuration file, and so does a variable that the file gives the flag. `apt install` is checked like `apt-get install`.' +
    ' Calls behind `sudo` and other wrappers and in heredocs are found. `apt-get install -f` installs what packages lack, with all that they recommend. A simulation (`-s`) and a mere download (`-d`) install nothing, and neither does a call without a package. Nothing is said above the first `FROM`.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN apt-get update && «apt-get install» -y less && rm -rf /var/lib/apt/lists/*\n',
      right:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y less && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      note: 'What is missing of a package from a file is installed with all that it recommends.',
      wrong: 'FROM debian:12\nRUN dpkg -i /tmp/app.deb || «apt-get -y install» -f\n',
      fixed: 'FROM debian:12\nRUN dpkg -i /tmp/app.deb || apt-get -y install --no-install-recommends -f\n',
    },
    {
      note: 'Only a suggestion where something that is often needed then is nowhere named, as the certificates for `curl`.',
      wrong: 'FROM debian:12\nRUN apt-get update && «apt-get install» -y curl && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update && apt-get install --no-install-recommends -y curl && rm -rf /var/lib/apt/lists/*\n',
    },
  ],
  references: ['https://manpages.debian.org/stable/apt/apt-get.8.en.html'],
  messages: {
    all: 'This also installs what the packages only recommend: add --no-install-recommends and name what you need.',
  },
  check({ tree, model, report }) {
    const calls = runsOf(model).callsOf('apt-get', 'apt');
    const setting =
      calls.length > 0
        ? firstPlace(tree.text, /APT::Install-Recommends\W+(false|0|no|off)/i)
        : Number.POSITIVE_INFINITY;
    for (const call of calls) {
      const read = readPackageCall(call);
      if (
        read?.verb !== 'install' ||
        (read.operands.length === 0 && !read.args.has('f', 'fix-broken')) ||
        read.args.has('no-install-recommends', 's', 'simulate', 'download-only', 'd') ||
        setting < call.run.instruction.span.end ||
        isLeftToVariable(call, tree.text)
      ) {
        continue;
      }
      const edit = argumentBehind(tree, call, read.verbWord, '--no-install-recommends');
      report({
        span: spanOfWords(call.program.word, read.verbWord),
        message: 'all',
        aliases: call.name === 'apt-get' ? ['DL3015'] : [],
        fixes: edit
          ? [{ title: 'Add --no-install-recommends', safe: !losesWhatIsNeeded(call, tree.text), edits: [edit] }]
          : [],
      });
    }
  },
});

/** True where a word is a variable that the file somewhere gives the flag, such as `$APT_FLAGS`. */
function isLeftToVariable({ program }: RunCall, text: string): boolean {
  return program.args.some(({ value, text: word }) => {
    const name = value === undefined ? /^"?\$\{?(\w+)\}?"?$/.exec(word)?.[1] : undefined;
    return name !== undefined && new RegExp(`\\b${name}[= ]["']?[^\\n;&|]*--no-install-recommends`).test(text);
  });
}

/** What packages only recommend, although most who install them make use of it. */
const needed: Readonly<Record<string, string>> = {
  cmake: 'make|build-essential',
  curl: 'ca-certificates',
  git: 'ca-certificates',
  npm: 'build-essential',
  'python-pip': 'python-dev|build-essential',
  'python3-pip': 'python3-dev|build-essential',
  'r-base': 'r-recommended',
  wget: 'ca-certificates',
};

/** True when the build may come to need something that the file nowhere names and a slim base image does not have. */
function losesWhatIsNeeded({ program, run }: RunCall, text: string): boolean {
  return (
    !run.base.hasTools &&
    program.args.some(({ value = '' }) => {
      const other = Object.hasOwn(needed, value) ? needed[value] : undefined;
      return other !== undefined && !new RegExp(`\\b(?:${other})\\b`).test(text);
    })
  );
}
