import { decodeName } from '../names';
import { type ImageProblem, problem } from '../problems';
import type { StoredFile } from './store';

/** A JSON object that came from an archive. Its keys are anything, also `__proto__`: read it with the functions below. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The value of a JSON file of an archive, or why there is none. */
export type JsonResult = { readonly value: unknown; readonly bytes: Uint8Array } | { readonly problem: ImageProblem };

/** Reads a JSON file of at most `limit` bytes. A byte order mark is tolerated, bytes that are not UTF-8 too. */
export async function readJson(file: StoredFile, limit: number): Promise<JsonResult> {
  if (file.isCut) {
    return { problem: problem('error', 'truncated', `The archive ends within "${file.path}".`, file.path) };
  }
  if (file.size > limit) {
    const message = `"${file.path}" has ${file.size} bytes, which is more than such a file may have.`;
    return { problem: problem('error', 'limit', message, file.path) };
  }
  const bytes = await file.read(limit);
  if (!bytes) {
    return { problem: notJson(file.path) };
  }
  const value = parseJson(bytes);
  return value === undefined ? { problem: notJson(file.path) } : { value, bytes };
}

/** The value of some JSON text, undefined when it is none. */
export function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeName(bytes).replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

export function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** What an object says under a key of its own; undefined when it is no object. */
export function member(value: unknown, key: string): unknown {
  const object = asObject(value);
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function textMember(value: unknown, key: string): string | undefined {
  const text = member(value, key);
  return typeof text === 'string' ? text : undefined;
}

export function listMember(value: unknown, key: string): readonly unknown[] | undefined {
  const list = member(value, key);
  return Array.isArray(list) ? list : undefined;
}

/** The texts of a list; what is no text is left out. */
export function textsMember(value: unknown, key: string): string[] {
  return (listMember(value, key) ?? []).filter((each): each is string => typeof each === 'string');
}

function notJson(path: string): ImageProblem {
  return problem('error', 'bad-json', `"${path}" is not valid JSON.`, path);
}
