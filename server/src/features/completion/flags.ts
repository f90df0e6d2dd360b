import { flagInfo, instructionInfo } from '../../dockerfile/instructions';
import { flagDocs } from '../hover/flagDocs';
import { mountKeyDocs, mountTypeDocs } from '../hover/mountDocs';
import { type Completion, type CompletionPlace, typedSpan } from './place';
import { completeStages } from './stages';

/** Names of flags, and values of those whose values are known. `word` is the flag as far as it is typed. */
export function completeFlag(place: CompletionPlace, word: string): Completion[] {
  const equals = word.indexOf('=');
  return equals === -1
    ? completeName(place, word)
    : completeValue(place, word.slice(2, equals), word.slice(equals + 1));
}

function completeName(place: CompletionPlace, word: string): Completion[] {
  const { name, instruction, offset } = place;
  const info = name && instructionInfo(name);
  const used = new Set(
    instruction?.flags.filter(({ span }) => offset < span.start || offset > span.end).map((flag) => flag.name),
  );
  const span = typedSpan(place, word);
  return (info?.flags ?? []).flatMap((flag) => {
    const doc = flagDocs[info!.name]?.[flag.name];
    const isOver = used.has(flag.name) && flag.type !== 'list';
    return isOver
      ? []
      : {
          label: `--${flag.name}`,
          kind: 'flag' as const,
          ...(flag.since && { detail: `since Dockerfile ${flag.since}` }),
          ...(doc && { documentation: doc.summary }),
          span,
          text: `--${flag.name}${flag.type === 'bool' ? '' : '='}`,
          isSnippet: false,
        };
  });
}

function completeValue(place: CompletionPlace, flag: string, typed: string): Completion[] {
  const info = place.name && flagInfo(place.name, flag);
  if (!info) {
    return [];
  }
  if (info.value === 'mount') {
    return completeMount(place, typed);
  }
  if (info.value === 'stage') {
    return completeStages(place, typed, { above: false });
  }
  const values = info.values ?? valuesByShape[info.value ?? (info.type === 'bool' ? 'bool' : '')] ?? [];
  return values.map((value) => plain(place, value, typed));
}

const valuesByShape: Readonly<Record<string, readonly string[]>> = {
  bool: ['true', 'false'],
  platform: ['$BUILDPLATFORM', '$TARGETPLATFORM', 'linux/amd64', 'linux/arm64', 'linux/arm/v7', 'windows/amd64'],
};

/** Within `--mount=…`: keys that fit the type, the types, and values of the keys that have a choice. */
function completeMount(place: CompletionPlace, typed: string): Completion[] {
  const fields = typed.split(',');
  const current = fields.at(-1)!;
  const equals = current.indexOf('=');
  if (equals !== -1) {
    return completeMountValue(place, current.slice(0, equals).toLowerCase(), current.slice(equals + 1));
  }
  const given = new Set(fields.slice(0, -1).map((field) => field.split('=', 1)[0]!.toLowerCase()));
  const type = typed.match(/(?:^|,)type=(\w+)/i)?.[1]?.toLowerCase() ?? 'bind';
  const keys = Object.hasOwn(mountTypeDocs, type) ? Object.entries(mountTypeDocs[type]!.keys) : [];
  const offered = keys.filter(([key, text]) => !given.has(key) && !text.startsWith('same as'));
  const all: [string, string][] = given.has('type') ? offered : [['type', mountKeyDocs.type!], ...offered];
  return all.map(([key, text]) => ({
    label: key,
    kind: 'key',
    documentation: text,
    span: typedSpan(place, current),
    text: bareKeys.has(key) ? key : `${key}=`,
    isSnippet: false,
  }));
}

const bareKeys: ReadonlySet<string> = new Set(['ro', 'rw', 'required']);

function completeMountValue(place: CompletionPlace, key: string, typed: string): Completion[] {
  if (key === 'from') {
    return completeStages(place, typed, { above: false, numbers: false });
  }
  if (key === 'type') {
    return Object.entries(mountTypeDocs).map(([type, { summary }]) => ({
      ...plain(place, type, typed),
      documentation: summary,
    }));
  }
  return key === 'sharing' ? ['shared', 'locked', 'private'].map((value) => plain(place, value, typed)) : [];
}

function plain(place: CompletionPlace, value: string, typed: string): Completion {
  return { label: value, kind: 'value', span: typedSpan(place, typed), text: value, isSnippet: false };
}
