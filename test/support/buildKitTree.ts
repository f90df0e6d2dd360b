import { attachedText } from '../../server/src/dockerfile/comments';
import type { Arguments, DockerfileTree, Instruction } from '../../server/src/dockerfile/tree';

/** An instruction as BuildKit's own parser has it. Lines count from 1. */
export interface BuildKitInstruction {
  readonly keyword: string;
  readonly startLine?: number;
  readonly endLine?: number;
  readonly flags: readonly string[];
  readonly args: readonly string[];
  readonly json: boolean;
  /** Missing in what an ONBUILD triggers: the outer instruction has them. */
  readonly heredocs?: readonly BuildKitHeredoc[];
  readonly sub?: BuildKitInstruction;
  readonly comments?: readonly string[];
}

export interface BuildKitHeredoc {
  readonly name: string;
  readonly expand: boolean;
  readonly chomp: boolean;
  readonly content: string;
  readonly fd: number;
}

/** The instructions of a tree in the shape of BuildKit's own, keywords in lower case. */
export function asBuildKit(tree: DockerfileTree): BuildKitInstruction[] {
  return tree.instructions.map((instruction) => {
    const comments = instruction.comments.map((comment) => attachedText(tree.text, tree.lines, comment));
    return {
      ...withoutLines(instruction),
      startLine: instruction.firstLine + 1,
      endLine: instruction.lastLine + 1,
      heredocs: instruction.heredocs.map(({ name, expand, chomp, fd, body }) => {
        return { name, expand, chomp, content: tree.text.slice(body.start, body.end), fd };
      }),
      ...(comments.length > 0 ? { comments } : {}),
    };
  });
}

function withoutLines(instruction: Instruction): BuildKitInstruction {
  const { trigger } = instruction;
  return {
    keyword: instruction.keyword.toLowerCase(),
    flags: instruction.flags.map(({ name, value }) => `--${name}${value === undefined ? '' : `=${value}`}`),
    args: trigger ? [] : argsOf(instruction),
    json: isJson(instruction.args),
    ...(trigger ? { sub: withoutLines(trigger) } : {}),
  };
}

function isJson(args: Arguments): boolean {
  return args.form === 'json' || (args.form === 'healthcheck' && isJson(args.command));
}

function argsOf({ name, args, body }: Instruction): string[] {
  if (name === undefined) {
    return [''];
  }
  if (name === 'SHELL' && args.form === 'words') {
    return [body.text];
  }
  if (args.form === 'pairs') {
    return args.pairs.flatMap(({ key, value }) =>
      name === 'ARG'
        ? [value ? `${key.text}=${value.text}` : key.text]
        : [key.text, value?.text ?? '', args.legacy ? '' : '='],
    );
  }
  return plainArgs(args);
}

function plainArgs(args: Arguments): string[] {
  switch (args.form) {
    case 'json':
      return args.strings.map((string) => string.value);
    case 'text':
      return [args.word.text];
    case 'words':
      return args.words.map((word) => word.text);
    case 'healthcheck':
      return [args.type.text, ...plainArgs(args.command)];
    default:
      return [];
  }
}
