import type { DockerfileModel } from '../model/model';
import type { PackageCall } from '../model/packages/programs';
import { programNames, readPackageCall } from '../model/packages/programs';
import type { Run } from '../model/runs';
import { runsOf } from '../model/runs';
import type { Stage } from '../model/stages';
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
  yieldsTo: ['apt-lists-left-behind', 'apk-cache-left-behind'],
  messages: {
    stale:
      'Line {line} installs with these lists even when they are old, since this layer stays cached: join both RUNs.',
  },
  check(context) {
    const { runs, callsOf } = runsOf(context.model);
    if (callsOf(...managersWithLists).length === 0) {
      return;
    }
    const calls = new Map<Run, readonly PackageCall[]>();
    for (const run of runs) {
      const read = run.calls
        .filter(({ name }) => managersWithLists.includes(name))
        .flatMap((call) => readPackageCall(call) ?? []);
      if (read.length > 0) {
        calls.set(run, read);
      }
    }
    const users = laterUsers(context.model, calls);
    for (const [run, own] of calls) {
      const update = own.find(({ verb }) => verb === 'update');
      const user = update && !own.some(isInstall) && !updatesByMount(run) && users.get(run)?.get(update.manager);
      if (user) {
        reportStale(context, run, update, user);
      }
    }
  },
});

const managersWithLists = [...programNames.apt, ...programNames.apk];

function isInstall({ verb, manager }: PackageCall): boolean {
  return manager === 'apk'
    ? /^(add|upgrade)$/.test(verb)
    : /^(install|upgrade|dist-upgrade|full-upgrade|build-dep|satisfy|source|download)$/.test(verb);
}

function updatesByMount({ instruction }: Run): boolean {
  return instruction.flags.some(({ name, value }) => name === 'mount' && /type=(cache|tmpfs)/.test(value ?? ''));
}

/** A RUN that installs before it fetches lists itself, with its calls. */
type ListUser = readonly [Run, readonly PackageCall[]];

/**
 * For each RUN the next one of the same image that uses the lists of a manager, by manager. Stages are visited from
 * the last to the first, so that each has heard of those that are built from it.
 */
function laterUsers(
  { stages }: DockerfileModel,
  calls: ReadonlyMap<Run, readonly PackageCall[]>,
): ReadonlyMap<Run, ReadonlyMap<string, ListUser>> {
  const runsOfStage = new Map<Stage, ListUser[]>();
  for (const each of calls) {
    const { stage } = each[0];
    const others = runsOfStage.get(stage);
    if (others) {
      others.push(each);
    } else {
      runsOfStage.set(stage, [each]);
    }
  }
  const found = new Map<Run, ReadonlyMap<string, ListUser>>();
  const inChildren = new Map<Stage, Map<string, ListUser>>();
  for (const stage of [...stages].reverse()) {
    let next: ReadonlyMap<string, ListUser> = inChildren.get(stage) ?? new Map();
    for (const user of (runsOfStage.get(stage) ?? []).reverse()) {
      found.set(user[0], next);
      const managers = managersUsed(user[1]);
      if (managers.length > 0) {
        next = new Map([...next, ...managers.map((it) => [it, user] as const)]);
      }
    }
    if (stage.parent && next.size > 0) {
      inChildren.set(stage.parent, new Map([...(inChildren.get(stage.parent) ?? []), ...next]));
    }
  }
  return found;
}

/** The managers with which a RUN installs before it updates. */
function managersUsed(calls: readonly PackageCall[]): string[] {
  const firsts = new Map<string, PackageCall>();
  for (const call of calls) {
    if (!firsts.has(call.manager) && (call.verb === 'update' || isInstall(call))) {
      firsts.set(call.manager, call);
    }
  }
  return [...firsts]
    .filter(([, { verb, args }]) => verb !== 'update' && !args.has('no-cache', 'U', 'update-cache', 'update'))
    .map(([manager]) => manager);
}

function reportStale(
  { model, report }: RuleContext,
  run: Run,
  { call, verbWord }: PackageCall,
  [user, calls]: ListUser,
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
