import type { Program } from '../machine';
import { cacheHome, cacheProgram, homeOf } from './cacheProgram';

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
    return args.has('offline') ? [] : [{ path: `${home}/registry` }];
  },
  cleans: (verb) => verb === 'cache',
});

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
  options: { long: ['tree', 'server', 'only-server', 'lua-version', 'lua-dir'] },
  writes: (verb) => /^(install|build|make|download|search)$/.test(verb),
  folders: (_args, call) => [{ path: `${cacheHome(call)}/luarocks` }],
});

/** Package managers of further languages. */
export const otherLanguagePrograms: Readonly<Record<string, Program>> = {
  cargo,
  mvn: maven,
  mvnw: maven,
  gradle,
  gradlew: gradle,
  dotnet,
  cpanm,
  cpan,
  luarocks,
};
