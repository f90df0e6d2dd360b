import type { DockerfileTree } from '../dockerfile/tree';
import type { PackageCall } from '../model/packages/programs';
import { programNames, readPackageCall } from '../model/packages/programs';
import type { RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import type { ScopedNode } from '../shell/scopedNodes';
import type { TextEdit } from '../text/edit';
import { defineRule } from './rule';
import { firstPlace } from './shell/settings';
import { argumentBehind, spanOfWords } from './shell/words';

export const missingAssumeYes = defineRule({
  id: 'missing-assume-yes',
  title: 'Package manager that waits for an answer',
  aliases: ['DL3014', 'DL3030', 'DL3034', 'DL3038'],
  category: 'correctness',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'Package managers ask before they install or remove anything beyond what was named. Nobody can answer while an image ' +
    'is built: the command gives up, and the build with it, at the latest when a package gets a new dependency.',
  differs:
    'Verbs other than installing are checked as well, since they ask too. Nothing is reported for a simulation (`-s`), for `apt-get install` and `purge` without a package, which do nothing, and where the answer comes from ' +
    'elsewhere: `yes |`, a setting on the command line or a configuration file written in the Dockerfile, such as ' +
    '`APT::Get::Assume-Yes` or `assumeyes`. `microdnf` never asks, except in Fedora, where the name stands for dnf 5. ' +
    'A call behind `sudo` or `env` is a call like any other; `-q` given two or more times says yes to `apt-get`, and so does a variable of the script that holds `-y`.',
  examples: [
    {
      wrong: 'FROM fedora:42\nRUN «dnf install» less && dnf clean all\n',
      right: 'FROM fedora:42\nRUN dnf install -y less && dnf clean all\n',
      fixed: 'FROM fedora:42\nRUN dnf install -y less && dnf clean all\n',
    },
    {
      wrong:
        'FROM debian:12\nRUN apt-get update \\\n && «apt-get install» --no-install-recommends less \\\n && rm -rf /var/lib/apt/lists/*\n',
      fixed:
        'FROM debian:12\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends less \\\n && rm -rf /var/lib/apt/lists/*\n',
    },
    {
      wrong: 'FROM opensuse/leap:15.6\nRUN «zypper install» less && zypper clean\n',
      fixed: 'FROM opensuse/leap:15.6\nRUN zypper --non-interactive install less && zypper clean\n',
    },
    {
      wrong: 'FROM centos:7\nRUN «yum install» less && yum clean all\n',
      fixed: 'FROM centos:7\nRUN yum install -y less && yum clean all\n',
    },
    {
      note: 'Without a package there is nothing to purge, but something that nobody needs any more may be removed.',
      wrong: 'FROM debian:12\nRUN apt-get purge && «apt-get purge» --auto-remove && «apt-get autoremove»\n',
      fixed: 'FROM debian:12\nRUN apt-get purge && apt-get purge -y --auto-remove && apt-get autoremove -y\n',
    },
    {
      note: 'Lists come without a question.',
      wrong: 'FROM archlinux:base\nRUN pacman -Sy && «pacman -Su» && pacman -Scc --noconfirm && «pacman -S» less\n',
      fixed:
        'FROM archlinux:base\nRUN pacman -Sy && pacman -Su --noconfirm && pacman -Scc --noconfirm && pacman -S --noconfirm less\n',
    },
    {
      note: 'In the exec form as well.',
      wrong: 'FROM fedora:42\nRUN [«"dnf", "remove"», "less"]\n',
      fixed: 'FROM fedora:42\nRUN ["dnf", "remove", "-y", "less"]\n',
    },
  ],
  references: ['https://manpages.debian.org/stable/apt/apt-get.8.en.html'],
  messages: { asks: 'Nobody can answer "{program} {verb}" during a build: add {flag}.' },
  check({ tree, model, report }) {
    const places = new Map<Habit, number>();
    const settings = (habit: Habit) => {
      const place = places.get(habit) ?? firstPlace(tree.text, habit.setting);
      places.set(habit, place);
      return place;
    };
    for (const call of runsOf(model).callsOf(...programsThatAsk)) {
      const read = readPackageCall(call);
      const habit = read && habits[read.manager];
      if (!read || !habit?.verbs.test(read.verb) || isAnswered(read, habit, settings)) {
        continue;
      }
      const edit = insertion(tree, read, habit);
      report({
        span: spanOfWords(call.program.word, read.verbWord),
        message: 'asks',
        params: { program: call.name, verb: read.verb, flag: habit.flag },
        aliases: habit.codes?.verbs.test(read.verb) && hasCode(call) ? [codeOf(call, habit.codes.code)] : [],
        fixes: edit ? [{ title: `Add ${habit.flag}`, safe: true, edits: [edit] }] : [],
      });
    }
  },
});

interface Habit {
  /** What asks. */
  readonly verbs: RegExp;
  readonly codes?: { readonly verbs: RegExp; readonly code: string };
  readonly flag: string;
  /** True when the flag stands in front of the verb. */
  readonly isGlobal?: boolean;
  /** Options, as letters or long names, with which it does not ask. */
  readonly answers: readonly string[];
  /** A setting in a configuration file or on the command line that answers. */
  readonly setting: RegExp;
}

const asking = ['apt', 'dnf', 'zypper', 'pacman', 'conda'] as const;
const programsThatAsk = asking.flatMap((manager) => programNames[manager]);

const habits: Readonly<Record<string, Habit>> = {
  apt: {
    verbs: /^(install|reinstall|remove|purge|upgrade|dist-upgrade|full-upgrade|build-dep|autoremove|autopurge)$/,
    codes: { verbs: /^install$/, code: 'DL3014' },
    flag: '-y',
    answers: words('y yes assume-yes s simulate dry-run just-print no-act print-uris trivial-only assume-no force-yes'),
    setting: /APT::Get::(Assume-Yes|force-yes)\W+(true|1|yes|on)/i,
  },
  dnf: {
    verbs:
      /^(install|groupinstall|localinstall|reinstall|remove|erase|update|upgrade|swap|downgrade|autoremove|distro-sync)$/,
    codes: { verbs: /^(install|groupinstall|localinstall)$/, code: 'DL3038' },
    flag: '-y',
    answers: words('y assumeyes assumeno downloadonly'),
    setting: /assumeyes\W+(true|1|yes)/i,
  },
  zypper: {
    verbs: /^(install|in|remove|rm|source-install|si|patch|update|up|dist-upgrade|dup)$/,
    codes: { verbs: /^(install|in|remove|rm|source-install|si|patch)$/, code: 'DL3034' },
    flag: '--non-interactive',
    isGlobal: true,
    answers: words('n non-interactive y no-confirm D dry-run'),
    setting: /ZYPP_NON_?INTERACTIVE/i,
  },
  pacman: {
    verbs: /^-[A-Za-z]*[SRU]|^--(sync|remove|upgrade)$/,
    flag: '--noconfirm',
    answers: words('noconfirm p print'),
    setting: /NoConfirm/,
  },
  conda: {
    verbs: /^(install|create|update|upgrade|remove|uninstall)$/,
    flag: '-y',
    answers: words('y yes q-y dry-run d json'),
    setting: /always_yes\W+(true|yes|1)|CONDA_ALWAYS_YES/i,
  },
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** Programs that others check as well. */
function hasCode({ name }: RunCall): boolean {
  return /^(apt-get|yum|dnf|microdnf|zypper)$/.test(name);
}

function codeOf({ name }: RunCall, code: string): string {
  return name === 'yum' ? 'DL3030' : code;
}

function isAnswered(
  { call, args, manager, verb, operands }: PackageCall,
  habit: Habit,
  settings: (habit: Habit) => number,
): boolean {
  const { program, place, run } = call;
  // The old microdnf never asks; in Fedora the name stands for dnf 5, which does.
  if (call.name === 'microdnf' && run.base.packageCache !== '/var/cache/libdnf5') {
    return true;
  }
  // Where nothing is named there is nothing to ask about.
  if (
    manager === 'apt' &&
    /^(install|reinstall|remove|purge)$/.test(verb) &&
    operands.length === 0 &&
    !args.has('autoremove', 'auto-remove', 'f', 'fix-broken')
  ) {
    return true;
  }
  if (manager === 'pacman' && isLooking(verb, operands.length)) {
    return true;
  }
  if (args.has(...habit.answers) || isFed(place)) {
    return true;
  }
  if (manager === 'apt' && (quietness(program.args) > 1 || args.has('print-uris'))) {
    return true;
  }
  // A setting may stand in any instruction above, also in an environment variable.
  return settings(habit) < run.instruction.span.end;
}

/** True when pacman only fetches its lists, or looks something up in them. */
function isLooking(verb: string, operands: number): boolean {
  return /^-[a-z]*S/.test(verb) && !/[uc]/.test(verb) && (operands === 0 || /[sigl]/.test(verb));
}

/** `-qq` implies `-y`, and so does `-q=2`. */
function quietness(args: RunCall['program']['args']): number {
  return args.reduce((sum, { value = '' }) => {
    const level = /^(?:-q|--quiet)=(\d)$/.exec(value)?.[1];
    const letters = /^-[A-Za-z]+$/.test(value) ? value.split('q').length - 1 : 0;
    return sum + (level ? Number(level) : value === '--quiet' ? 1 : letters);
  }, 0);
}

/** True when something is written to the standard input, such as the output of `yes`. */
function isFed(place: ScopedNode): boolean {
  for (let at: ScopedNode | undefined = place; at; at = at.parent) {
    const isReader = at.parent?.node.kind === 'pipeline' && at.index > 0;
    if (isReader || at.node.redirections.some(({ operator }) => operator.startsWith('<'))) {
      return true;
    }
  }
  return false;
}

function insertion(tree: DockerfileTree, { call, verbWord }: PackageCall, habit: Habit): TextEdit | undefined {
  return argumentBehind(tree, call, habit.isGlobal ? call.program.word : verbWord, habit.flag);
}
