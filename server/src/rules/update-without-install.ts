import type { DockerfileModel } from '../model/model';
import type { PackageCall } from '../model/packages/programs';
import { programNames, readPackageCall } from '../model/packages/programs';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import { lineageOf } from '../model/stages';
import type { Fix, RuleContext } from './rule';
import { defineRule } from './rule';
import { spanOfWords } from './shell/words';
import { joinRuns } from './size/joinRuns';

export const updateWithoutInstall = defineRule({
  id: 'update-without-install',
  title: 'Package lists fetched in another instruction than the packages',
  aliases: [],
  category: 'cache',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    'The layer of `RUN apt-get update` is kept in the build cache for as long as its text stays the same. When the list of ' +
    'packages in a later RUN changes months later, the installation works with the old lists, gets old versions or fails because ' +
    'they are gone from the mirror. Update and install in one RUN.',
  examples: [
    {
      wrong: 'FROM debian:12\nRUN «apt-get update»\nRUN apt-get install -y --no-install-recommends less\n',
      right:
        'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends less && rm -rf /var/lib/apt/lists/*\n',
      fixed: 'FROM debian:12\nRUN apt-get update \\\n && apt-get install -y --no-install-recommends less\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],
  messages: {
    stale:
      'Line {line} installs with these lists even when they are old, since this layer stays cached: join both RUNs.',
  },
  check(context) {
    const { runs } = runsOf(context.model);
    const calls = new Map<Run, readonly PackageCall[]>();
    for (const run of runs) {
      const read = run.calls
        .filter(({ name }) => programNames.apt.includes(name) || name === 'apk')
        .flatMap((call) => readPackageCall(call) ?? []);
      if (read.length > 0) {
        calls.set(run, read);
      }
    }
    for (const [run, own] of calls) {
      const update = own.find(({ verb }) => verb === 'update');
      if (update && !own.some(isInstall) && !updatesByMount(run)) {
        const user = [...calls].find(([other, theirs]) => usesListsOf(run, update, other, theirs));
        if (user) {
          reportStale(context, run, update, user);
        }
      }
    }
  },
});

function isInstall({ verb, manager }: PackageCall): boolean {
  return manager === 'apk'
    ? /^(add|upgrade)$/.test(verb)
    : /^(install|upgrade|dist-upgrade|full-upgrade|build-dep|satisfy|source|download)$/.test(verb);
}

function updatesByMount({ instruction }: Run): boolean {
  return instruction.flags.some(({ name, value }) => name === 'mount' && /type=(cache|tmpfs)/.test(value ?? ''));
}

/** True for a later RUN of the same image that installs before it fetches lists itself. */
function usesListsOf(run: Run, update: PackageCall, other: Run, theirs: readonly PackageCall[]): boolean {
  if (other.instruction.span.start <= run.instruction.span.start || !lineageOf(other.stage).includes(run.stage)) {
    return false;
  }
  const first = theirs.find((it) => it.manager === update.manager && (it.verb === 'update' || isInstall(it)));
  return first !== undefined && first.verb !== 'update' && !first.args.has('no-cache', 'U', 'update-cache', 'update');
}

function reportStale(
  { model, report }: RuleContext,
  run: Run,
  { call, verbWord }: PackageCall,
  [user, calls]: readonly [Run, readonly PackageCall[]],
): void {
  const install = calls.find(isInstall)!;
  report({
    span: spanOfWords(call.program.word, verbWord),
    message: 'stale',
    params: { line: user.instruction.firstLine + 1 },
    related: [
      {
        span: spanOfWords(install.call.program.word, install.verbWord),
        message: 'Installed here, from lists of another layer.',
      },
    ],
    fixes: joined(model, run, user),
  });
}

function joined(model: DockerfileModel, above: Run, run: Run): Fix[] {
  const edits = joinRuns(model, above.instruction, run.instruction);
  return edits ? [{ title: 'Join both RUNs', safe: false, edits }] : [];
}
