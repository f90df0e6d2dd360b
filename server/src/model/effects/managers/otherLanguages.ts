import type { Arguments } from '../arguments';
import { absolute, removePattern, wordsSpan, write } from '../changes';
import type { Call, Program } from '../machine';
import { products } from '../programs/builds';
import { large } from '../sizes';
import { cacheHome, cacheProgram, homeOf, writeCache } from './cacheProgram';
import { isLoneCrate, isLoneRock } from './manifests';

const cargo = cacheProgram({
  cause: 'cargo-cache',
  reused: true,
  options: {
    short: 'pjF',
    long: [
      'version',
      'git',
      'branch',
      'rev',
      'tag',
      'root',
      'target',
      'package',
      'features',
      'jobs',
      'profile',
      'bin',
      'manifest-path',
      'target-dir',
      'path',
    ],
  },
  writes: (verb) => /^(build|b|install|fetch|check|c|test|t|run|r|update|doc|bench|chef|vendor|binstall)$/.test(verb),
  folders: (args, call) => {
    const home = call.env('CARGO_HOME') || `${homeOf(call)}/.cargo`;
    const fetchesAnyway = /^(install|chef|binstall)$/.test(args.operands[0]?.text ?? '');
    const isLone = !fetchesAnyway && isLoneCrate(call, args.value('manifest-path') ?? 'Cargo.toml');
    return args.has('offline') || isLone ? [] : [{ path: `${home}/registry` }];
  },
  cleans: (verb) => verb === 'cache',
  also: build,
});

/** What cargo makes of a project lies in `target`. */
function build(verb: string, args: Arguments, call: Call): void {
  const given = args.value('target-dir') ?? call.env('CARGO_TARGET_DIR');
  const manifest = args.value('manifest-path');
  const project = manifest?.includes('/') ? manifest.replace(/\/[^/]*$/, '') : '.';
  const path = absolute(call, given ?? `${project}/target`);
  const span = wordsSpan(call);
  if (verb === 'clean') {
    removePattern(call, path, { recursive: true, span });
  } else if (/^(build|b|check|c|test|t|run|r|bench|doc|rustc)$/.test(verb)) {
    write(call, { path: `${path}/${products}`, kind: 'folder', size: large, span, shown: path });
  }
}

const maven = cacheProgram({
  cause: 'maven-cache',
  reused: true,
  options: { short: 'fPpls', long: ['file', 'settings', 'projects', 'activate-profiles'] },
  writes: (verb, args) => verb !== '' && !args.has('v', 'version', 'o', 'offline'),
  folders: (_args, call) => {
    const given = call.args.map((it) => /^-Dmaven\.repo\.local=(.+)/.exec(it.text)?.[1]).find((it) => it !== undefined);
    return [{ path: given ?? `${homeOf(call)}/.m2/repository` }];
  },
});

const gradle = cacheProgram({
  cause: 'gradle-cache',
  reused: true,
  options: {
    short: 'gpbcx',
    long: ['gradle-user-home', 'project-dir', 'build-file', 'settings-file', 'exclude-task', 'project-cache-dir'],
  },
  writes: (verb, args) => verb !== '' && verb !== 'init' && !args.has('v', 'version', 'offline'),
  folders: (args, call) => {
    const home = args.value('g', 'gradle-user-home') ?? (call.env('GRADLE_USER_HOME') || `${homeOf(call)}/.gradle`);
    return [{ path: `${home}/caches` }];
  },
});

const dotnet = cacheProgram({
  cause: 'nuget-cache',
  reused: true,
  options: {
    short: 'corpsv',
    long: [
      'configuration',
      'output',
      'runtime',
      'source',
      'packages',
      'framework',
      'verbosity',
      'version',
      'tool-path',
    ],
  },
  writes: (verb, { operands, has }) =>
    (/^(restore|build|publish|test|run|pack|add)$/.test(verb) && !has('no-restore')) ||
    (verb === 'tool' && /^(install|update|restore)$/.test(operands[1]?.text ?? '')),
  folders: (args, call) => [
    { path: args.value('packages') ?? (call.env('NUGET_PACKAGES') || `${homeOf(call)}/.nuget/packages`) },
  ],
  cleans: (verb, { has, operands }) => verb === 'nuget' && operands[1]?.text === 'locals' && has('clear', 'c'),
  cleanup: 'dotnet nuget locals all --clear',
});

const cpanm = cacheProgram({
  cause: 'cpan-cache',
  options: { short: 'lL', long: ['local-lib', 'local-lib-contained', 'mirror', 'from', 'installdeps-only'] },
  writes: (verb, args) => verb !== '' || args.has('installdeps'),
  folders: (_args, call) => [{ path: call.env('PERL_CPANM_HOME') || `${homeOf(call)}/.cpanm` }],
});

const cpan = cacheProgram({
  cause: 'cpan-cache',
  options: { short: 'j' },
  writes: (verb) => verb !== '',
  folders: (_args, call) => [{ path: `${homeOf(call)}/.cpan` }],
});

const luarocks = cacheProgram({
  cause: 'luarocks-cache',
  options: { long: ['tree', 'server', 'only-server', 'lua-version', 'lua-dir', 'deps-mode'] },
  writes: (verb, args, call) =>
    verb === 'make'
      ? args.value('deps-mode') !== 'none' && !isLoneRock(call, args.operands[1]?.text)
      : /^(install|build|download|search)$/.test(verb),
  folders: (_args, call) => [{ path: `${cacheHome(call)}/luarocks` }],
});

/** Runs a compiler and keeps what it makes. */
const ccache: Program = (call) => {
  const [first] = call.args;
  if (first && !first.text.startsWith('-')) {
    const path = call.env('CCACHE_DIR') || `${cacheHome(call)}/ccache`;
    writeCache(call, { cause: 'temporary-files' }, [{ path }], wordsSpan(call, first.word.span));
  }
  return undefined;
};

/** Package managers of further languages, and the compilers' cache. */
export const otherLanguagePrograms: Readonly<Record<string, Program>> = {
  cargo,
  ccache,
  mvn: maven,
  mvnw: maven,
  gradle,
  gradlew: gradle,
  dotnet,
  cpanm,
  cpan,
  luarocks,
};
