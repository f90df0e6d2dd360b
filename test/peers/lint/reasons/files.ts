import { copiedFiles } from '../../../../server/src/model/copiedFiles';
import { lineageOf } from '../../../../server/src/model/stages';
import type { Case } from '../comparison';
import { isReportedBy, stageOf } from './places';
import type { Reason } from './reason';

/** Reasons about images, stages, users, copies and names. */
export const fileReasons: readonly Reason[] = [
  {
    codes: ['WorkdirRelativePath'],
    side: 'peer',
    quote: 'left alone when only a build knows them',
    holds: ({ source }) => /^WORKDIR\s+"?\$/i.test(source),
  },
  {
    codes: ['WorkdirRelativePath'],
    side: 'peer',
    quote: 'Paths with a drive letter are absolute on Windows.',
    holds: ({ message }) => /"[A-Za-z]:/.test(message),
  },
  {
    codes: ['WORKDIR_IS_NOT_ABSOLUTE'],
    side: 'peer',
    quote: 'takes a quote in front of the slash for a part of the path',
    holds: ({ source }) => /^WORKDIR\s+["']\//i.test(source),
  },
  {
    codes: ['WORKDIR_IS_NOT_ABSOLUTE', 'DL3000'],
    side: 'ours',
    quote: 'What variables decide is judged by their values',
    holds: ({ source }) => /^WORKDIR\s+"?\$/i.test(source),
  },
  {
    codes: ['DL3002'],
    side: 'peer',
    quote: 'hadolint judges every stage by itself.',
    holds: (asked) => stageOf(asked) !== asked.model.stages.at(-1),
  },
  {
    codes: ['DL3002'],
    side: 'ours',
    quote: 'or a variable of the file holds the name',
    holds: ({ source }) => /^USER\s+"?\$/i.test(source),
  },
  {
    codes: ['DL3002'],
    side: 'ours',
    quote: 'It overlooks a name with blanks behind it.',
    holds: ({ source, text, instruction }) =>
      /^USER\s+(root|0)/i.test(source) && /^[ \t]/.test(text.slice(instruction!.span.end - 1)),
  },
  {
    codes: ['DL3006'],
    side: 'peer',
    quote: 'reports one that ends with a variable',
    holds: ({ source }) => /\$\{?\w+[^\s]*(\s|$)/.test(source),
  },
  {
    codes: ['DL3006'],
    side: 'ours',
    quote: 'hadolint leaves an image alone that has a variable before its last part',
    holds: ({ source }) => /^FROM\s+(--\S+\s+)*\S*\$\S*\//i.test(source),
  },
  {
    codes: ['DL3006'],
    side: 'peer',
    quote: 'Names of stages are the same in upper and lower case.',
    holds: ({ source, model }) => {
      const image = /^FROM\s+(?:--\S+\s+)*(\S+)/i.exec(source)?.[1]?.toLowerCase();
      return model.stages.some(({ name }) => name !== undefined && name === image);
    },
  },
  {
    codes: ['DL3006'],
    side: 'peer',
    quote: 'A name that is none',
    holds: (asked) => asked.isRefused && isReportedBy('syntax-error', asked),
  },
  {
    codes: ['DL3020'],
    side: 'peer',
    quote: 'A source whose value only a build knows is left alone here',
    holds: ({ source }) => /\$/.test(source),
  },
  {
    codes: ['DL3020'],
    side: 'peer',
    quote: 'An `ADD` of several sources, one of which is downloaded, is left alone.',
    holds: ({ source }) => /https?:\/\//.test(source),
  },
  {
    codes: ['DL3020', 'DL3003', 'DL4006'],
    side: 'ours',
    quote: 'hadolint does not look behind `ONBUILD`',
    holds: ({ instruction }) => instruction?.name === 'ONBUILD',
  },
  {
    codes: ['DL3022'],
    side: 'peer',
    quote: 'hadolint reports `--from=nginx`, which is an image',
    holds: ({ source }) => /--from=["']?[a-z$]/i.test(source),
  },
  {
    codes: ['DL3029'],
    side: 'peer',
    quote: 'hadolint also reports other variables than its two',
    holds: ({ source }) => /--platform=\S*\$/.test(source),
  },
  {
    codes: ['DL3029'],
    side: 'peer',
    quote: 'stages that have the platform in their name',
    holds: ({ source }) => /\bAS\s+\S*(?:amd64|arm64|arm|386|ppc64le|riscv64|s390x|linux|windows)/i.test(source),
  },
  {
    codes: ['DL3057'],
    side: 'peer',
    quote: 'hadolint reports every stage.',
    holds: (asked) => stageOf(asked) !== asked.model.stages.at(-1),
  },
  {
    codes: ['DL3057'],
    side: 'ours',
    quote: 'hadolint also lets one count that a stage beside it has',
    holds: (asked) =>
      asked.model.stages.some(
        ({ parent, instructions }) =>
          parent !== undefined &&
          parent === stageOf(asked)?.parent &&
          instructions.some(({ name }) => name === 'HEALTHCHECK'),
      ),
  },
  {
    codes: ['DL3045'],
    side: 'peer',
    quote: 'A destination that begins with a backslash is absolute on Windows.',
    holds: ({ source, tree }) => tree.escape === '`' && /\s\\\S+\s*$/.test(source),
  },
  {
    codes: ['DL3065'],
    side: 'ours',
    quote: 'hadolint overlooks a variable with a default',
    holds: ({ source }) => /\$\{TARGETPLATFORM:?[-?]/.test(source),
  },
  {
    codes: ['DL3044'],
    side: 'ours',
    quote: 'hadolint knows no stages, so that a variable of another stage counts as set before',
    holds: ({ message, model }) => {
      const name = /^\w+/.exec(message)?.[0];
      return model.stages.some(({ instructions }) =>
        instructions.some(
          ({ name: instruction, args }) =>
            instruction === 'ENV' && args.form === 'pairs' && args.pairs.some(({ key }) => key.text === name),
        ),
      );
    },
  },
  {
    codes: ['DL3021'],
    side: 'peer',
    quote: 'destination that ends with a variable whose value only a build knows',
    holds: (asked) => {
      const destination = asked.instruction && copiedFiles(asked.instruction)?.destination.text;
      const value = destination && asked.model.variables.valueAt(asked.instruction!, destination);
      return /\$\{?\w+\}?["']?$/.test(destination ?? '') && (!value || value.endsWith('/'));
    },
  },
  {
    codes: ['DL3064'],
    side: 'ours',
    quote: 'Which names are meant is as in BuildKit',
    holds: ({ source }) => /_apikey\b/i.test(source),
  },
  {
    codes: ['DL3064'],
    side: 'peer',
    quote: 'but not for `USERNAME`, `PRIVATE…` without a key, and names of files',
    holds: isNoSecret,
  },
  {
    codes: ['DL3066'],
    side: 'peer',
    quote: 'A user that a variable names is left alone',
    holds: ({ source }) => /\$/.test(source),
  },
  {
    codes: ['DL3066'],
    side: 'peer',
    quote: 'Only the user at the end of the image counts; hadolint reports every one.',
    holds: ({ model, instruction }) =>
      lineageOf(model.stages.at(-1)!)
        .flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'USER'))
        .at(-1) !== instruction,
  },
  {
    codes: ['DL3066'],
    side: 'peer',
    quote: 'It takes a number with blanks behind it for a name',
    holds: ({ source, text, instruction }) =>
      /^USER\s+\d+\s*$/i.test(source) && /^\d?[ \t]/.test(text.slice(instruction!.span.end - 1)),
  },
  {
    codes: ['DL3067'],
    side: 'peer',
    quote: 'Neither is a copy out of such a stage',
    holds: (asked) => {
      const from = /--from=(\S+)/.exec(asked.source)?.[1];
      return asked.model.stages.some(({ name, image }) => name === from && image === 'scratch');
    },
  },
  {
    codes: ['DL3067'],
    side: 'peer',
    quote: 'A copy into a stage that begins with `FROM scratch` makes one layer of many',
    holds: (asked) => /^FROM\s.*\bscratch\b/i.test(fromOf(asked)),
  },
  {
    codes: ['DL3067'],
    side: 'peer',
    quote: 'nor one of `tonistiigi/xx`',
    holds: ({ source, text }) => /--from=\S*\bxx\b/.test(source) && /(?:^FROM\s.*\/xx\b|--from=\S*\/xx\b)/im.test(text),
  },
  {
    codes: ['INVALID_DESTINATION'],
    side: 'peer',
    quote: 'Quotes around the destination are no part of it.',
    holds: ({ source }) => /\/["']\s*$/.test(source),
  },
  {
    codes: ['DL3010'],
    side: 'ours',
    quote: '`tar` is understood without a dash (`tar xf`)',
    holds: ({ text }) => /\btar\s+[a-z]*x/.test(text),
  },
  {
    codes: ['DL3010'],
    side: 'ours',
    quote: 'archives are known by what ADD really unpacks',
    holds: ({ source }) => /\.zst\b/.test(source),
  },
];

function fromOf(asked: Case): string {
  const from = stageOf(asked)?.from;
  return from ? asked.text.slice(from.span.start, from.span.end) : '';
}

/** No name that is set in the instruction is that of a secret, as far as BuildKit goes. */
function isNoSecret({ source }: Case): boolean {
  const names = [...source.matchAll(/(?:^(?:ARG|ENV)\s+|\s)([A-Za-z_]\w*)(?==|\s|$)/gi)].map((match) => match[1]!);
  const secret = /(^|_)(apikey|auth|credentials?|key|password|pword|passwd|secret|token)(_|$)/i;
  return names.every((name) => !secret.test(name) || /(^|_)(public|file|version)(_|$)/i.test(name));
}
