import type { Arguments } from '../arguments';
import { readArguments } from '../arguments';
import { absolute, removePattern, wordsSpan, write } from '../changes';
import { commandsIn, printsMuch } from '../foreign';
import { foreignCleanings } from '../foreignCleaning';
import type { Call, Program } from '../machine';
import { interpreter as editInPlace } from '../programs/editing';
import { pack } from '../programs/packing';
import { markUnpacked } from '../programs/unpacking';
import { large } from '../sizes';
import { unknownName } from '../symbols';
import { cacheHome, cacheProgram, homeOf, writeCache } from './cacheProgram';
import { pip } from './pip';
import { bringWheels, keepSeed, packagesBelow, pipCacheFile, unpackDistributionWheels } from './pythonPlaces';
import { uv, uvRun, uvx } from './uv';

/** `python -m module …` does what the module's own command does. */
const python: Program = (call) => {
  const at = call.args.findIndex((it) => it.text === '-m');
  const module = at === -1 ? undefined : call.args[at + 1]?.text;
  if (module === undefined || call.args.slice(0, at).some((it) => !it.text.startsWith('-'))) {
    runCode(call);
    call.output.writeUnknown(1_000);
    // What is imported may not be there.
    return call.args.some((it) => /^import /.test(it.text)) ? 'unknown' : undefined;
  }
  const inner: Call = { ...call, name: module, args: call.args.slice(at + 2) };
  const run = Object.hasOwn(modules, module) ? modules[module] : undefined;
  return run?.(inner);
};

/** Runs the commands that stand in the strings of the code given by `-c` or `-e`, by a file or by standard input. */
function runCode(call: Call): void {
  const at = call.args.findIndex((it) => /^-[a-zA-Z]*[ce]$/.test(it.text));
  const file = at === -1 ? call.args.find((it) => !it.text.startsWith('-')) : undefined;
  const read = call.input?.known ? call.input.text : undefined;
  const text = at !== -1 ? call.args[at + 1]?.text : file ? call.state.files.textAt(absolute(call, file.text)) : read;
  if (text !== undefined && printsMuch(text)) {
    call.output.writeUnknown(large);
  }
  if (text !== undefined && text !== '' && (!removesUnknown.test(text) || foreignCleanings(text).length > 0)) {
    const { start } = wordsSpan(call);
    for (const script of commandsIn({ text, runs: [{ view: 0, origin: start, length: 0 }] }, wordsSpan(call))) {
      call.machine.run(script, call.state);
    }
  }
}

/** Removes something that only running the code tells, as in a loop over files. */
const removesUnknown = /\b(os\.remove|os\.unlink|rmtree|unlink|unlinkSync|rmSync)\s*\(\s*(?!glob\b)[A-Za-z_(]/;

/** `node`, `perl` and `ruby` run code that they are given. */
const interpreter: Program = (call) => {
  if (call.name !== 'node') {
    editInPlace(call);
  }
  runCode(call);
  call.output.writeUnknown(1_000);
  return undefined;
};

const venv: Program = (call) => {
  const { operands, has } = readArguments(call.args, {
    short: 'p',
    long: ['prompt', 'python', 'with-pip', 'app-data'],
  });
  for (const { text } of operands) {
    write(call, { path: text, kind: 'folder', size: large, span: wordsSpan(call) });
  }
  if (call.name === 'virtualenv' && !has('no-seed', 'without-pip', 'no-pip', 'app-data', 'symlink-app-data')) {
    keepSeed(call);
  }
  if (has('upgrade-deps')) {
    keepPipCache(call);
  } else if (!has('without-pip', 'no-pip')) {
    unpackDistributionWheels(call);
  }
  return undefined;
};

/** Builds a package: a pip that no option reaches fetches the build tools into an environment that goes afterwards. */
const build: Program = (call) => {
  const args = readArguments(call.args, { short: 'oC', long: ['outdir', 'config-setting', 'installer'] });
  if (!args.has('n', 'no-isolation', 'x', 'version', 'V', 'help', 'h') && args.value('installer') !== 'uv') {
    keepPipCache(call);
  }
  return undefined;
};

/** What a program leaves that starts pip by itself. */
function keepPipCache(call: Call, span = wordsSpan(call)): void {
  if (!call.env('PIP_NO_CACHE_DIR')) {
    const folder = call.env('PIP_CACHE_DIR') || `${cacheHome(call)}/pip`;
    writeCache(call, { cause: 'pip-cache' }, [{ path: pipCacheFile(call, folder), shown: folder, kind: 'file' }], span);
  }
}

const pipx: Program = (call) => {
  const args = readArguments(call.args, { long: ['pip-args', 'python', 'spec', 'index-url', 'suffix', 'preinstall'] });
  const verb = args.operands[0];
  const off = args.value('pip-args')?.includes('--no-cache');
  if (/^(install|inject|upgrade|run|reinstall)(-all)?$/.test(verb?.text ?? '') && !off) {
    keepPipCache(call, wordsSpan(call, verb!.word.span));
  }
  if (verb?.text === 'run' && !call.env('PIPX_HOME')) {
    // Each program gets an environment of its own, kept for the next call.
    write(call, {
      path: `${cacheHome(call)}/pipx`,
      kind: 'folder',
      size: large,
      span: wordsSpan(call, verb.word.span),
    });
  }
  if (verb?.text === 'install') {
    const home = args.has('global')
      ? call.env('PIPX_GLOBAL_HOME') || '/opt/pipx'
      : call.env('PIPX_HOME') || `${homeOf(call)}/.local/share/pipx`;
    for (const { text } of args.operands.slice(1)) {
      const name = /^[\w.-]*/.exec(text)![0].toLowerCase();
      // The pip that pipx fetches for all of its environments is the newest.
      bringWheels(call, [text], packagesBelow(call, `${home}/venvs/${name}`), call.machine.base.hasPip);
    }
  }
  return undefined;
};

const pipenv = cacheProgram({
  cause: 'pipenv-cache',
  options: { short: 'rcie', long: ['requirements', 'python', 'index', 'categories', 'extra-pip-args'] },
  writes: (verb) => /^(install|sync|update|upgrade|lock)$/.test(verb),
  folders: (_args, call) =>
    call.env('PIP_NO_CACHE_DIR') ? [] : [{ path: call.env('PIPENV_CACHE_DIR') || `${cacheHome(call)}/pipenv` }],
  cleans: (_verb, args) => args.has('clear'),
  also: (verb, args, call) => {
    if (
      /^(install|sync|update|upgrade|lock|run|shell)$/.test(verb) &&
      !args.has('system') &&
      !call.env('VIRTUAL_ENV')
    ) {
      keepSeed(call);
    }
  },
});

function poetryHome(call: Call): string {
  return poetrySetting(call, 'cache-dir') || `${cacheHome(call)}/pypoetry`;
}

/** A setting of poetry: by its variable, else by the file. */
function poetrySetting(call: Call, name: string): string | undefined {
  const variable = call.env(`POETRY_${name.toUpperCase().replace(/[.-]/g, '_')}`);
  const lines = (call.state.files.textAt(poetrySettings(call)) ?? '').split('\n');
  const line = lines.find((it) => it.startsWith(`${name} = `));
  return variable || line?.slice(name.length + 3).replace(/^"(.*)"$/, '$1');
}

/** Whether a command of poetry makes an environment, with pip in it. */
function makesEnvironment(verb: string, call: Call): boolean {
  const isOn = (name: string) => /^(true|1)$/i.test(poetrySetting(call, name) ?? '');
  const isOff = (name: string) => /^(false|0)$/i.test(poetrySetting(call, name) ?? '');
  return (
    /^(install|add|update|lock|sync|run|shell|export)$/.test(verb) &&
    !isOff('virtualenvs.create') &&
    !isOn('virtualenvs.options.no-pip') &&
    !call.env('VIRTUAL_ENV')
  );
}

/** The file that `poetry config` writes. */
function poetrySettings(call: Call): string {
  const folder = call.env('XDG_CONFIG_HOME') || `${homeOf(call)}/.config`;
  return `${call.env('POETRY_CONFIG_DIR') || `${folder}/pypoetry`}/config.toml`;
}

function configurePoetry(verb: string, { operands, has }: Arguments, call: Call): void {
  const [, key, value] = operands.map((it) => it.text);
  if (verb === 'config' && key !== undefined && value !== undefined && !has('local', 'unset')) {
    const path = poetrySettings(call);
    const content = `${key} = ${value}\n${call.state.files.textAt(path) ?? ''}`;
    write(call, { path, size: content.length, content });
  }
}

const poetry = cacheProgram({
  cause: 'poetry-cache',
  home: poetryHome,
  options: { short: 'ECP', long: ['extras', 'with', 'without', 'only', 'directory', 'project', 'group', 'source'] },
  writes: (verb) => /^(install|add|update|lock|sync|self)$/.test(verb),
  folders: (args, call) => {
    const root = poetryHome(call);
    // The option is for what the indexes answer; what is installed lies there all the same.
    const isAsked = args.operands[0]?.text === 'lock';
    const packages = args.has('no-cache') && isAsked ? [] : [{ path: `${root}/artifacts` }];
    return args.has('no-cache') ? packages : [{ path: `${root}/cache` }, ...packages];
  },
  cleans: (verb, { operands }) => (verb === 'cache' && operands[1]?.text === 'clear' ? 'other' : false),
  also: (verb, args, call) => {
    configurePoetry(verb, args, call);
    if (makesEnvironment(verb, call)) {
      keepSeed(call);
    }
    if (verb === 'cache' && args.operands[1]?.text === 'clear' && args.has('all')) {
      // What the indexes answered goes, the packages beside it stay.
      removePattern(call, `${poetryHome(call)}/cache`, { recursive: true, span: wordsSpan(call) });
    }
  },
});

const pdm = cacheProgram({
  cause: 'pdm-cache',
  home: pdmHome,
  options: { short: 'pGLd', long: ['project', 'group', 'lockfile', 'config', 'with', 'without', 'venv', 'strategy'] },
  writes: (verb) => /^(install|sync|add|update|lock|remove|build|use)$/.test(verb),
  folders: (_args, call) => (call.env('PDM_NO_CACHE') ? [] : [{ path: pdmHome(call) }]),
  cleans: (verb, { operands }) => verb === 'cache' && operands[1]?.text === 'clear' && operands.length === 2,
});

function pdmHome(call: Call): string {
  return call.env('PDM_CACHE_DIR') || `${cacheHome(call)}/pdm`;
}

/** Its environments are made with uv. */
const hatch = cacheProgram({
  cause: 'uv-cache',
  options: { short: 'ecpt', long: ['env', 'project', 'config', 'target', 'cache-dir', 'data-dir'] },
  writes: (verb) => /^(build|run|test|env|fmt|shell|dep)$/.test(verb),
  folders: (_args, call) =>
    call.env('UV_NO_CACHE') ? [] : [{ path: call.env('UV_CACHE_DIR') || `${cacheHome(call)}/uv` }],
});

/** `python -m zipfile -e archive folder`, and `-c archive files` for making one; the same for tarfile. */
const archiving: Program = (call) => {
  const [flag, archive, folder = '.', ...others] = call.args.map((it) => it.text);
  if (archive !== undefined && /^(-e|--extract)$/.test(flag ?? '')) {
    markUnpacked(call, [{ text: archive }]);
    write(call, { path: `${folder}/${unknownName}`, kind: 'either', size: large });
  } else if (archive !== undefined && /^(-c|--create)$/.test(flag ?? '')) {
    pack(call, archive, [folder, ...others]);
  }
  return undefined;
};

/** pip-tools asks pip for every package. */
const pipCompile: Program = (call) => {
  keepPipCache(call);
  return undefined;
};

const modules: Readonly<Record<string, Program>> = {
  pip,
  venv,
  virtualenv: venv,
  build,
  pipx,
  pipenv,
  poetry,
  hatch,
  pdm,
  uv,
  zipfile: archiving,
  tarfile: archiving,
  piptools: pipCompile,
};

/** Programs that install packages of Python, and interpreters of code that may install something. */
export const pythonPrograms: Readonly<Record<string, Program>> = {
  python,
  node: interpreter,
  nodejs: interpreter,
  perl: interpreter,
  ruby: interpreter,
  pip,
  pipx,
  pipenv,
  poetry,
  hatch,
  pdm,
  uv,
  'uv run': uvRun,
  uvx,
  virtualenv: venv,
  'pyproject-build': build,
  'pip-compile': pipCompile,
  'pip-sync': pipCompile,
};
