import type { Instruction, Pair } from '../dockerfile/tree';
import { unquote } from '../dockerfile/variables';
import type { DockerfileModel } from '../model/model';
import type { Run, RunCall } from '../model/runs';
import { runsOf } from '../model/runs';
import { defineRule } from './rule';

export const volatileInstructionEarly = defineRule({
  id: 'volatile-instruction-early',
  title: 'Value of each build above what takes long',
  aliases: [],
  category: 'cache',
  severity: 'hint',
  recommended: true,
  since: '0.1.0',
  fix: 'none',
  why:
    'A date, a commit or the number of a build is another one with each build. From the line on that knows it, nothing ' +
    'comes from the build cache: packages are installed and dependencies fetched again for a label. Below the expensive ' +
    'lines the same value costs nothing.',
  examples: [
    {
      wrong:
        'FROM python:3.13\nARG «GIT_SHA»\nWORKDIR /app\nCOPY requirements.txt ./\n' +
        'RUN pip install --no-cache-dir --no-compile -r requirements.txt\n',
      right:
        'FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\n' +
        'RUN PYTHONDONTWRITEBYTECODE=1 pip install --no-cache-dir --no-compile -r requirements.txt\n' +
        'ARG GIT_SHA\nLABEL org.opencontainers.image.revision=$GIT_SHA\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/cache/invalidation/',
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
  ],
  messages: {
    early: '{name} changes with each build, so that line {line} never comes from the cache: move this below.',
  },
  check({ tree, model, report }) {
    let installs: readonly Run[] | undefined;
    for (const stage of model.stages) {
      for (const instruction of stage.instructions) {
        const pair = volatilePair(instruction);
        if (!pair) {
          continue;
        }
        installs ??= runsOf(model).runs.filter(({ calls }) => calls.some(isExpensive));
        const cost = installs.find((run) => run.stage === stage && run.outer.span.start > instruction.span.end);
        const name = unquote(pair.key.text, tree.escape);
        if (cost && !isUsedBetween(model, instruction, cost.outer, name)) {
          report({
            span: pair.key.span,
            message: 'early',
            params: { name, line: cost.outer.firstLine + 1 },
            related: [{ span: cost.outer.keywordSpan, message: 'This runs again.' }],
          });
          break;
        }
      }
    }
  },
});

/** What names a moment, a commit or a build. */
const volatileName =
  /^(build_?(date|time|timestamp|id|num(ber)?)|(git|vcs|source)_?(sha\d*|commit|rev|ref|hash|revision)|commit(_?(sha|hash|id|ref))?|ci_commit_\w*(sha|ref)\w*|revision|cache_?bust(er)?|timestamp|created)$/i;
const volatileLabel = /^org\.(opencontainers\.image\.(created|revision)|label-schema\.(build-date|vcs-ref))$/;

/** The first pair of ARG, ENV or LABEL with such a name, where the value is left to the build. */
function volatilePair({ name, args }: Instruction): Pair | undefined {
  if ((name !== 'ARG' && name !== 'ENV' && name !== 'LABEL') || args.form !== 'pairs') {
    return undefined;
  }
  return args.pairs.find(({ key, value }) => {
    const isOpen =
      name === 'ARG'
        ? !value || value.text === '' || /^["']?(unknown|dev|none|n\/a)["']?$/i.test(value.text)
        : value?.text.includes('$');
    return isOpen && (name === 'LABEL' ? volatileLabel.test(key.text) : volatileName.test(key.text));
  });
}

/** Programs that fetch much and work long. */
function isExpensive({ name, program }: RunCall): boolean {
  const words = program.args.map(({ text }) => text).filter((text) => !text.startsWith('-'));
  const verb = words[0] ?? '';
  return /^(apt|apt-get|yum|dnf|microdnf|zypper|pip\d*|gem|bundle|composer|poetry|conda|mamba)$/.test(name)
    ? verb === 'install'
    : name === 'apk'
      ? verb === 'add'
      : /^(npm|yarn|pnpm|bun)$/.test(name)
        ? /^(ci|i|install|add)$/.test(verb) || (name === 'yarn' && words.length === 0)
        : (name === 'go' && words.join(' ').startsWith('mod download')) || (name === 'cargo' && verb === 'fetch');
}

/** True when an instruction down to the expensive one needs the value, so that it cannot move below. */
function isUsedBetween(model: DockerfileModel, from: Instruction, to: Instruction, name: string): boolean {
  const text = model.tree.text.slice(from.span.end, to.span.end);
  return from.name !== 'LABEL' && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(text);
}
