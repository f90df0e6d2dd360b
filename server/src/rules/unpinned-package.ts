import type { PackageManager } from '../model/packages/programs';
import { programNames } from '../model/packages/programs';
import { unpinnedPackages } from '../model/packages/versions';
import { runsOf } from '../model/runs';
import { matchesPattern } from './engine/namePatterns';
import { defineRule } from './rule';

const managers = Object.keys(programNames);

export const unpinnedPackage = defineRule({
  id: 'unpinned-package',
  title: 'Package installed without a version',
  aliases: ['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3028', 'DL3033', 'DL3037', 'DL3041', 'DL3062'],
  category: 'reproducibility',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'none',
  why:
    'Without a version the same Dockerfile builds another image next month, and a cached layer keeps versions that nobody ' +
    'chose. With versions a build either gives what was tested or fails. It is off unless asked for, since distributions ' +
    'drop old versions from their mirrors, so that the list has to be kept up to date by a tool.',
  differs:
    'Each package is reported where it stands, in the right version syntax of its manager. Values of options are never taken for packages ' +
    '(`-o Dpkg::Options::=…`, `-c file`, `--repo x`), and neither are variables, which may hold versions: `$PACKAGES`, `name-$VERSION`. ' +
    'Names with a dash and a digit (`gcc-9`, `java-17-openjdk`) are told from versions as well as the name allows; groups ' +
    '(`@development`) and files have no version. `npm i`, `npm add` and `apt install` count as installing, a project in a folder (`.[all]`) and a file of ' +
    '`go run` have no version to give, `pipx` manages ' +
    'programs and is left alone. For Go `@latest` is no version.' +
    ' Calls behind `sudo` and other wrappers and in heredocs are found. Words behind a verb that installs nothing (`apk update apk add git`) are no packages.',
  examples: [
    {
      wrong:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends -o Dpkg::Use-Pty=0 «less» \\\n    curl=7.88.1-10+deb12u12 «jq» && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      wrong:
        'FROM python:3.13\nRUN pip install --no-cache-dir -i https://pypi.example.com/simple «flask» requests==2.32.3\n',
      right: 'FROM python:3.13\nRUN pip install --no-cache-dir flask==3.1.0 requests==2.32.3\n',
    },
    {
      wrong: 'FROM golang:1.24\nRUN CGO_ENABLED=0 go install -ldflags "-s -w" «golang.org/x/tools/gopls@latest»\n',
    },
    {
      note: 'Only packages of some managers, and not those that are made by the same people.',
      options: { managers: ['pip', 'npm'], allow: ['@example/*'] },
      wrong:
        'FROM node:22\nRUN apt-get update && apt-get install -y --no-install-recommends jq && rm -rf /var/lib/apt/lists/*\nRUN npm install -g «typescript» @example/tools && npm cache clean --force\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  options: {
    managers: {
      type: 'array',
      items: { type: 'string', enum: managers },
      default: managers,
      description: 'The package managers whose packages need a version.',
    },
    allow: {
      type: 'array',
      items: { type: 'string' },
      default: [],
      description: 'Packages that need no version, such as `ca-certificates`; `*` stands for any characters.',
    },
  },
  messages: { unpinned: 'Which version of {package} is installed depends on the day: write {example}.' },
  check({ model, options, report }) {
    const judged = options.managers as readonly string[];
    const allowed = options.allow as readonly string[];
    const { runs } = runsOf(model);
    for (const { calls } of runs) {
      for (const call of calls) {
        for (const { manager, word, example } of unpinnedPackages(call)) {
          if (!judged.includes(manager) || allowed.some((pattern) => matchesPattern(word.value!, pattern))) {
            continue;
          }
          const code = codeFor(call.name);
          report({
            span: word.span,
            message: 'unpinned',
            params: { package: word.value!, example },
            aliases: code ? [code] : [],
          });
        }
      }
    }
  },
});

const codes: Readonly<Partial<Record<PackageManager, string>>> = {
  apk: 'DL3018',
  zypper: 'DL3037',
  npm: 'DL3016',
  gem: 'DL3028',
  go: 'DL3062',
};

function codeFor(name: string): string | undefined {
  if (/^(pip|python)/.test(name)) {
    return 'DL3013';
  }
  if (name === 'yum') {
    return 'DL3033';
  }
  if (name === 'dnf' || name === 'microdnf') {
    return 'DL3041';
  }
  if (name === 'apt-get') {
    return 'DL3008';
  }
  const found = Object.entries(codes).find(([manager]) => programNames[manager as PackageManager].includes(name));
  return found?.[1];
}
