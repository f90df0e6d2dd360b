import type { InstructionName } from './tree';

/** What BuildKit knows of an instruction. */
export interface InstructionInfo {
  readonly name: InstructionName;
  readonly flags: readonly FlagInfo[];
  /** The shape of what follows keyword and flags when it is no JSON array. */
  readonly shape: ArgumentShape;
  /** True where a JSON array of strings is taken as such. */
  readonly json: boolean;
  /** True where `<<NAME` opens a heredoc. */
  readonly heredocs: boolean;
  /** Does it add a layer with files to the image? `sometimes`: FROM brings those of its base, WORKDIR one when the folder is new. */
  readonly layer: 'yes' | 'no' | 'sometimes';
  /** True where BuildKit expands variables in the arguments. */
  readonly expands: boolean;
  /** False for the instructions that ONBUILD refuses. */
  readonly onbuild: boolean;
}

/**
 * - `text`: the whole rest is one value or command.
 * - `words`: blank-separated words without quoting.
 * - `pairs`: `key=value` words, or one legacy `key value`. `names`: names with or without a value.
 * - `from`, `healthcheck`, `instruction`: their own small grammars.
 */
export type ArgumentShape = 'text' | 'words' | 'pairs' | 'names' | 'from' | 'healthcheck' | 'instruction';

/** A flag in front of the arguments, `--name=value`. */
export interface FlagInfo {
  readonly name: string;
  /** `bool` may stand without a value; a `list` may be given several times. */
  readonly type: 'bool' | 'string' | 'list';
  /** The first version of the Dockerfile syntax (`docker/dockerfile:VERSION`) that has it; undefined when every version of BuildKit does. */
  readonly since?: string;
  /** The only values allowed, where there are such. */
  readonly values?: readonly string[];
  /** What the value is, for help and completion. */
  readonly value?:
    | 'platform'
    | 'stage'
    | 'owner'
    | 'mode'
    | 'checksum'
    | 'pattern'
    | 'mount'
    | 'device'
    | 'duration'
    | 'count';
  /** True where BuildKit expands variables in the value. */
  readonly expands?: boolean;
}

const chown: FlagInfo = { name: 'chown', type: 'string', value: 'owner', expands: true };
const chmod: FlagInfo = { name: 'chmod', type: 'string', since: '1.2', value: 'mode', expands: true };
const link: FlagInfo = { name: 'link', type: 'bool', since: '1.4' };
const exclude: FlagInfo = { name: 'exclude', type: 'list', since: '1.19', value: 'pattern' };

/** The 18 instructions in alphabetical order. */
export const instructions: readonly InstructionInfo[] = [
  {
    ...described('ADD', 'words'),
    json: true,
    heredocs: true,
    layer: 'yes',
    expands: true,
    flags: [
      { name: 'keep-git-dir', type: 'bool', since: '1.1' },
      { name: 'checksum', type: 'string', since: '1.6', value: 'checksum', expands: true },
      chown,
      chmod,
      link,
      { name: 'unpack', type: 'bool', since: '1.17' },
      exclude,
    ],
  },
  { ...described('ARG', 'names'), expands: true },
  { ...described('CMD', 'text'), json: true },
  {
    ...described('COPY', 'words'),
    json: true,
    heredocs: true,
    layer: 'yes',
    expands: true,
    flags: [
      { name: 'from', type: 'string', value: 'stage' },
      chown,
      chmod,
      link,
      { name: 'parents', type: 'bool', since: '1.20' },
      exclude,
    ],
  },
  { ...described('ENTRYPOINT', 'text'), json: true },
  { ...described('ENV', 'pairs'), expands: true },
  { ...described('EXPOSE', 'words'), expands: true },
  {
    ...described('FROM', 'from'),
    layer: 'sometimes',
    expands: true,
    onbuild: false,
    flags: [{ name: 'platform', type: 'string', value: 'platform', expands: true }],
  },
  {
    ...described('HEALTHCHECK', 'healthcheck'),
    json: true,
    flags: [
      { name: 'interval', type: 'string', value: 'duration' },
      { name: 'timeout', type: 'string', value: 'duration' },
      { name: 'start-period', type: 'string', value: 'duration' },
      { name: 'start-interval', type: 'string', value: 'duration' },
      { name: 'retries', type: 'string', value: 'count' },
    ],
  },
  { ...described('LABEL', 'pairs'), expands: true },
  { ...described('MAINTAINER', 'text'), onbuild: false },
  { ...described('ONBUILD', 'instruction'), heredocs: true, onbuild: false },
  {
    ...described('RUN', 'text'),
    json: true,
    heredocs: true,
    layer: 'yes',
    flags: [
      { name: 'mount', type: 'list', since: '1.2', value: 'mount', expands: true },
      { name: 'network', type: 'string', since: '1.3', values: ['default', 'none', 'host'] },
      { name: 'security', type: 'string', since: '1.20', values: ['sandbox', 'insecure'] },
      { name: 'device', type: 'list', since: '1.14-labs', value: 'device' },
    ],
  },
  { ...described('SHELL', 'text'), json: true },
  { ...described('STOPSIGNAL', 'text'), expands: true },
  { ...described('USER', 'text'), expands: true },
  { ...described('VOLUME', 'words'), json: true, expands: true },
  { ...described('WORKDIR', 'text'), layer: 'sometimes', expands: true },
];

const byName = new Map<string, InstructionInfo>(
  instructions.flatMap((info) => [
    [info.name, info],
    [info.name.toLowerCase(), info],
  ]),
);

/** What BuildKit knows of the instruction with this keyword, in any case; undefined when it knows none. */
export function instructionInfo(keyword: string): InstructionInfo | undefined {
  return byName.get(keyword) ?? byName.get(lowerCase(keyword));
}

/** Lower case as in Go, which maps İ to a plain i. */
export function lowerCase(text: string): string {
  return (text.includes('İ') ? text.replaceAll('İ', 'i') : text).toLowerCase();
}

/** The flag of an instruction by its exact name, undefined when the instruction has none such. */
export function flagInfo(instruction: InstructionName, flag: string): FlagInfo | undefined {
  return byName.get(instruction)?.flags.find((info) => info.name === flag);
}

function described(name: InstructionName, shape: ArgumentShape): InstructionInfo {
  return { name, flags: [], shape, json: false, heredocs: false, layer: 'no', expands: false, onbuild: true };
}
