import { defineRule } from './rule';
import { leftoverMessages, reportLeftovers } from './size/leftovers';

export const condaCacheLeftBehind = defineRule({
  id: 'conda-cache-left-behind',
  title: 'Package cache of conda left in the layer',
  aliases: [],
  category: 'size',
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'safe',
  why:
    'conda, mamba and micromamba keep the packages and indexes that they download in the folder `pkgs` of ' +
    'the installation. `conda clean --all` in the same `RUN` removes them.',
  examples: [
    {
      wrong: 'FROM continuumio/miniconda3:25.3.1-1\nRUN «conda install» --yes numpy=2.2\n',
      right: 'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install --yes numpy=2.2 && conda clean --all --yes\n',
      fixed: 'FROM continuumio/miniconda3:25.3.1-1\nRUN conda install --yes numpy=2.2 && conda clean --all --yes\n',
    },
  ],
  references: ['https://docs.conda.io/projects/conda/en/stable/commands/clean.html'],
  messages: leftoverMessages('Files in the package cache of conda'),
  check(context) {
    reportLeftovers(context, { cause: 'conda-cache' });
  },
});
