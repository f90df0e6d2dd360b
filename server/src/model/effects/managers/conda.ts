import { packageOptions } from '../../packages/options';
import type { Call, Program } from '../machine';
import { cacheProgram } from './cacheProgram';

const conda = cacheProgram({
  cause: 'conda-cache',
  options: packageOptions.conda,
  writes: (verb, { operands }) =>
    /^(install|create|update|upgrade)$/.test(verb) ||
    (verb === 'env' && /^(create|update)$/.test(operands[1]?.text ?? '')),
  folders: (_args, call) => [{ path: call.env('CONDA_PKGS_DIRS') || `${rootOf(call)}/pkgs` }],
  cleans: (verb, args) => {
    if (verb !== 'clean') {
      return false;
    }
    return args.has('a', 'all', 't', 'tarballs', 'f', 'force-pkgs-dirs') || 'other';
  },
  cleanup: 'conda clean --all --yes',
});

/** Micromamba and mamba clean with their own names. */
const mamba = (name: string): Program =>
  cacheProgram({
    cause: 'conda-cache',
    options: packageOptions.conda,
    writes: (verb, { operands }) =>
      /^(install|create|update|upgrade)$/.test(verb) ||
      (verb === 'env' && /^(create|update)$/.test(operands[1]?.text ?? '')),
    folders: (_args, call) => [{ path: call.env('CONDA_PKGS_DIRS') || `${rootOf(call)}/pkgs` }],
    cleans: (verb, args) =>
      verb === 'clean' && (args.has('a', 'all', 't', 'tarballs', 'f', 'force-pkgs-dirs') || 'other'),
    cleanup: `${name} clean --all --yes`,
  });

/** The installation that the program belongs to. */
function rootOf(call: Call): string {
  const own = call.program.word.value;
  const given = call.env('MAMBA_ROOT_PREFIX') ?? call.env('CONDA_DIR') ?? call.env('CONDA_PREFIX');
  if (own?.startsWith('/')) {
    return own.replace(/\/(bin|condabin)\/[^/]*$/, '');
  }
  const entry = (call.env('PATH') ?? '')
    .split(':')
    .find((it) => /(conda|mamba|miniforge)\d*\/(bin|condabin)$/.test(it));
  return given ?? entry?.replace(/\/[^/]*$/, '') ?? '/opt/conda';
}

/** Programs of conda and its kin. */
export const condaPrograms: Readonly<Record<string, Program>> = {
  conda,
  mamba: mamba('mamba'),
  micromamba: mamba('micromamba'),
};
