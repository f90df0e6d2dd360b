import type { Digest } from '../../ports';
import { limits } from '../limits';
import { type ImageProblem, problem } from '../problems';
import { asObject, listMember, member, readJson, textMember, textsMember } from './json';
import type { ArchiveStore } from './store';

/** One line of an image's history, as its builder wrote it (OCI image specification, "Image Configuration"). */
export interface HistoryRecord {
  readonly created: string | null;
  readonly createdBy: string | null;
  readonly author: string | null;
  readonly comment: string | null;
  /** True when the line made no layer. */
  readonly isEmpty: boolean;
}

/** What an image's configuration says that matters here. */
export interface ImageConfig {
  /** The SHA-256 of the file, as `sha256:…`: Docker's image id. */
  readonly digest: string;
  /** `os/architecture[/variant]`, null when it is not stated. */
  readonly platform: string | null;
  readonly created: string | null;
  readonly author: string | null;
  /** Digests of the uncompressed layers, bottom first. */
  readonly diffIds: readonly string[];
  readonly history: readonly HistoryRecord[];
  /** The default command, the shell of RUN instructions, and labels. */
  readonly command: readonly string[];
  readonly shell: readonly string[];
  readonly labels: ReadonlyMap<string, string>;
  readonly problems: readonly ImageProblem[];
}

/** The configuration in the file `name` of an archive, or why there is none. */
export async function readConfig(
  store: ArchiveStore,
  name: string,
  digest: Digest,
): Promise<ImageConfig | { readonly problem: ImageProblem }> {
  const file = store.find(name);
  if (!file) {
    return { problem: problem('error', 'missing-config', `The configuration "${name}" is not in the archive.`, name) };
  }
  const json = await readJson(file, limits.configBytes);
  if ('problem' in json) {
    return json;
  }
  if (!asObject(json.value)) {
    return { problem: problem('error', 'bad-config', `The configuration "${name}" is not a JSON object.`, name) };
  }
  return configOf(json.value, `sha256:${digest.sha256(json.bytes)}`, name);
}

function configOf(value: unknown, digest: string, name: string): ImageConfig {
  const problems: ImageProblem[] = [];
  const warn = (message: string): number => problems.push(problem('warning', 'bad-config', message, name));
  const rootfs = member(value, 'rootfs');
  const diffIds = listMember(rootfs, 'diff_ids');
  if (!diffIds) {
    warn('The configuration does not list the layers (rootfs.diff_ids).');
  } else if (diffIds.some((each) => typeof each !== 'string')) {
    warn('The configuration lists layers (rootfs.diff_ids) that are no digests.');
  }
  const history = listMember(value, 'history') ?? [];
  if (history.some((each) => !asObject(each) || !isWellTyped(each))) {
    warn('The history in the configuration holds values of the wrong type; they are left out.');
  }
  const inner = member(value, 'config');
  return {
    digest,
    platform: platformOf(value),
    created: textMember(value, 'created') ?? null,
    author: textMember(value, 'author') || null,
    diffIds: (diffIds ?? []).map((each) => (typeof each === 'string' ? each : '')),
    history: history.filter((each) => asObject(each)).map(historyRecord),
    command: textsMember(inner, 'Cmd'),
    shell: textsMember(inner, 'Shell'),
    labels: labelsOf(member(inner, 'Labels')),
    problems,
  };
}

/** `os/architecture[/variant]` of a configuration or a descriptor's platform; null when it is not stated. */
export function platformOf(value: unknown): string | null {
  const os = textMember(value, 'os');
  const architecture = textMember(value, 'architecture');
  const variant = textMember(value, 'variant');
  return os && architecture ? [os, architecture, ...(variant ? [variant] : [])].join('/') : null;
}

function historyRecord(value: unknown): HistoryRecord {
  const text = (key: string): string | null => textMember(value, key) ?? null;
  return {
    created: text('created'),
    createdBy: text('created_by'),
    author: text('author') || null,
    comment: text('comment') || null,
    isEmpty: member(value, 'empty_layer') === true,
  };
}

function isWellTyped(record: unknown): boolean {
  const isTextOrNone = (key: string): boolean => {
    const value = member(record, key);
    return value === undefined || value === null || typeof value === 'string';
  };
  const empty = member(record, 'empty_layer');
  return (
    ['created', 'created_by', 'author', 'comment'].every(isTextOrNone) &&
    (empty === undefined || typeof empty === 'boolean')
  );
}

function labelsOf(value: unknown): Map<string, string> {
  const labels = new Map<string, string>();
  for (const [key, label] of Object.entries(asObject(value) ?? {})) {
    if (typeof label === 'string') {
      labels.set(key, label);
    }
  }
  return labels;
}
