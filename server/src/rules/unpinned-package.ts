import type { DockerfileTree } from '../dockerfile/tree';
import { type KnownVersion, knownVersion } from '../model/packages/pins';
import type { PackageManager } from '../model/packages/programs';
import { programNames } from '../model/packages/programs';
import { unpinnedPackages } from '../model/packages/versions';
import { runsOf } from '../model/runs';
import type { ShellWord } from '../shell/script';
import { matchesPattern } from './engine/namePatterns';
import { defineRule, type Fix } from './rule';
import { isAsWritten } from './shell/words';

const managers = Object.keys(programNames);

export const unpinnedPackage = defineRule({
  id: 'unpinned-package',
  title: 'Package installed without a version',
  aliases: ['DL3008', 'DL3013', 'DL3016', 'DL3018', 'DL3028', 'DL3033', 'DL3037', 'DL3041', 'DL3062'],
  category: 'reproducibility',
  severity: 'hint',
  recommended: false,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'Without a version the same Dockerfile builds another image next month, and a cached layer keeps versions that nobody ' +
    'chose. With versions a build either gives what was tested or fails. It is off unless asked for, since distributions ' +
    'drop old versions from their mirrors, so that the list has to be kept up to date by a tool. Which versions there are only a registry or a mirror knows, and Strata does not ask ' +
    'one: the fix takes a version that the file names elsewhere for the same package (of a distribution: in the same base image), else ' +
    'the one in a `package-lock.json`, `package.json`, `requirements.txt`, `Gemfile.lock` or `go.mod` that the file copies.',
  differs:
    'Each package is reported where it stands, in the right version syntax of its manager. Values of options are never taken for packages ' +
    '(`-o Dpkg::Options::=…`, `-c file`, `--repo x`), and neither are variables, which may hold versions: `$PACKAGES`, `name-$VERSION`, nor patterns: `lib*-dev`. ' +
    'Names with a dash and a digit (`gcc-9`, `java-17-openjdk`) are told from versions as well as the name allows; groups ' +
    '(`@development`) and files have no version. `npm i`, `npm add`, `apt install` and `dnf swap` count as installing, a project in a folder (`.[all]`) and a file of ' +
    '`go run` have no version, nor has what comes with Go (`std`), `pipx` manages ' +
    'programs and is left alone. For Go `@latest` is no version, for npm a commit behind `#` is one.' +
    ' Calls by path (`/sbin/apk`), behind `sudo` and other wrappers and in heredocs are found. Words behind a verb that installs nothing (`apk update apk add git`) are no packages. ' +
    'For `gem` hadolint takes the word behind `-N` and `--no-document` for a value of the flag. Scripts for PowerShell and cmd are left alone, and nothing is said above the first `FROM`.',
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
      note: 'The fix writes what the file says in another place, for a distribution in the same image.',
      wrong:
        'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10+deb12u12\nRUN pip install flask==3.1.0\n' +
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends «curl» && rm -rf /var/lib/apt/lists/*\nRUN pip install --no-cache-dir «Flask[async]»\n',
      fixed:
        'FROM debian:12 AS build\nRUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10+deb12u12\nRUN pip install flask==3.1.0\n' +
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl=7.88.1-10+deb12u12 && rm -rf /var/lib/apt/lists/*\nRUN pip install --no-cache-dir Flask[async]==3.1.0\n',
    },
    {
      wrong:
        'FROM alpine:3.22 AS a\nRUN apk add --no-cache jq=1.8.0-r0\nFROM alpine:3.22\nRUN apk add --no-cache \\\n    «jq»\n' +
        'FROM fedora:42 AS b\nRUN dnf install -y less-668-2.fc42\nFROM fedora:42\nRUN dnf install -y «less» && dnf clean all\n' +
        'FROM centos:7 AS c\nRUN yum install -y less-458-9.el7\nFROM centos:7\nRUN yum install -y «less» && yum clean all\n' +
        'FROM opensuse/leap:15.6 AS d\nRUN zypper -n install jq=1.6-3.3.1\nFROM opensuse/leap:15.6\nRUN zypper -n install «jq» && zypper clean\n',
      fixed:
        'FROM alpine:3.22 AS a\nRUN apk add --no-cache jq=1.8.0-r0\nFROM alpine:3.22\nRUN apk add --no-cache \\\n    jq=1.8.0-r0\n' +
        'FROM fedora:42 AS b\nRUN dnf install -y less-668-2.fc42\nFROM fedora:42\nRUN dnf install -y less-668-2.fc42 && dnf clean all\n' +
        'FROM centos:7 AS c\nRUN yum install -y less-458-9.el7\nFROM centos:7\nRUN yum install -y less-458-9.el7 && yum clean all\n' +
        'FROM opensuse/leap:15.6 AS d\nRUN zypper -n install jq=1.6-3.3.1\nFROM opensuse/leap:15.6\nRUN zypper -n install jq=1.6-3.3.1 && zypper clean\n',
    },
    {
      wrong:
        'FROM node:22 AS a\nRUN npm install -g typescript@5.8.3\nFROM node:22\nRUN npm install -g «typescript@latest» && npm cache clean --force\n' +
        'FROM ruby:3.4 AS b\nRUN gem install rake:13.2.1\nFROM ruby:3.4\nRUN gem install «rake»\n' +
        'FROM golang:1.25 AS c\nRUN go install example.com/tool@v1.4.0\nFROM golang:1.25\nRUN go install «example.com/tool@latest»\n',
      fixed:
        'FROM node:22 AS a\nRUN npm install -g typescript@5.8.3\nFROM node:22\nRUN npm install -g typescript@5.8.3 && npm cache clean --force\n' +
        'FROM ruby:3.4 AS b\nRUN gem install rake:13.2.1\nFROM ruby:3.4\nRUN gem install rake:13.2.1\n' +
        'FROM golang:1.25 AS c\nRUN go install example.com/tool@v1.4.0\nFROM golang:1.25\nRUN go install example.com/tool@v1.4.0\n',
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
  check({ tree, model, options, facts, report }) {
    const judged = options.managers as readonly string[];
    const allowed = options.allow as readonly string[];
    const { runs } = runsOf(model);
    let lookups = 0;
    for (const { calls, stage } of runs) {
      for (const call of calls) {
        for (const found of unpinnedPackages(call)) {
          const { manager, word, example } = found;
          if (!judged.includes(manager) || allowed.some((pattern) => matchesPattern(word.value!, pattern))) {
            continue;
          }
          const code = codeFor(call.name);
          const listing = lookups++ < mostLookups ? facts.context?.listing : undefined;
          report({
            span: word.span,
            message: 'unpinned',
            params: { package: word.value!, example },
            aliases: code ? [code] : [],
            fixes: fixesFor(tree, word, knownVersion(model, found, stage.rootImage, listing)),
          });
        }
      }
    }
  },
});

/** Every look-up goes through the files of the context that name versions. */
const mostLookups = 100;

function fixesFor(tree: DockerfileTree, word: ShellWord, version: KnownVersion | undefined): Fix[] {
  if (!version || !isAsWritten(tree, word) || word.text !== word.value) {
    return [];
  }
  const { pinned, file } = version;
  const title = `Write ${pinned} as ${file === undefined ? 'elsewhere in this file' : `in ${file}`}`;
  return [{ title, safe: false, edits: [{ span: word.span, newText: pinned }] }];
}

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
