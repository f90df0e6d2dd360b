import { type ContextListing, listingOf, searchContext } from '../model/contextListing';
import { type ContextSource, contextSources } from '../model/contextSources';
import type { SurveyedContext } from '../model/contextSurvey';
import { readDockerignore } from '../model/dockerignore';
import { closestName } from '../text/closestName';
import { defineRule, type Report, type Severity } from './rule';

const noFolder: ContextListing = { folders: new Map([['', undefined]]), unread: new Set(), texts: new Map() };

export const missingCopySource = defineRule({
  id: 'missing-copy-source',
  title: 'COPY or ADD of a file that does not exist',
  aliases: [],
  category: 'correctness',
  otherCategories: ['build'],
  severity: 'warning',
  recommended: true,
  since: '0.1.0',
  fix: 'suggestion',
  why:
    '`COPY`, `ADD` and bind mounts take files from the build context only, the folder that the build is given, and a ' +
    'build stops where one is missing. When the setting `strata.context` or `strata.yaml` names the context, a missing ' +
    'file is an error. Otherwise the context is the folder of the Dockerfile or the workspace folder, whichever has more ' +
    'of the sources, and a missing file is a warning: nothing is said where no source at all is found, and what an ' +
    'earlier step is likely to make, such as `dist` or `app.jar`, is only a hint. A wildcard may match nothing: BuildKit ' +
    'then copies nothing. Where the setting names a folder that does not exist, that is said instead, once.',
  examples: [
    {
      facts: { context: exampleContext({ 'package.json': 300, 'src/main.ts': 900 }) },
      wrong: 'FROM node:22\nWORKDIR /app\nCOPY package.json «pakage-lock.json» ./\nCOPY «source» ./src/\n',
    },
    {
      note: 'A name that is nearly right is put right by the fix.',
      facts: { context: exampleContext({ 'package.json': 300, 'src/main.ts': 900 }) },
      wrong: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY «src/mian.ts» ./src/\n',
      fixed: 'FROM node:22\nWORKDIR /app\nCOPY package.json ./\nCOPY src/main.ts ./src/\n',
    },
    {
      note: 'Nothing outside of the context can be copied: `..` stops at its root.',
      facts: { context: exampleContext({ 'app/main.py': 900 }) },
      wrong: 'FROM python:3.13\nCOPY app /app\nCOPY «../shared» /shared\n',
    },
    {
      note: 'A folder that does not exist holds nothing: the setting `strata.context` is wrong.',
      facts: { context: { root: '/home/me/shop', isGiven: true, listing: noFolder, ignoreFile: undefined } },
      wrong: 'FROM node:22\nCOPY «package.json» yarn.lock /app/\nCOPY src /app/src/\n',
    },
    {
      note: 'What matches a wildcard may be missing, the folder in front of it may not.',
      facts: { context: exampleContext({ 'package.json': 300 }) },
      wrong: 'FROM node:22\nCOPY package.json yarn.lock* /app/\nCOPY «conf/*.yml» /etc/app/\n',
    },
  ],
  references: ['https://docs.docker.com/build/concepts/context/', 'https://docs.docker.com/reference/dockerfile/#copy'],
  messages: {
    noContext: 'There is no folder {folder}, which is to be the build context: correct the setting strata.context.',
    missing: '{source} does not exist in {folder}, the build context.',
    misspelt: '{source} does not exist in {folder}, the build context; did you mean {other}?',
    outside:
      '{source} leads out of the build context, where a build sees nothing, and {path} does not exist in {folder}, the context.',
  },
  check({ model, facts: { context }, report }) {
    if (!context) {
      return;
    }
    const { root, isGiven, listing, ignoreFile } = context;
    const sources = contextSources(model).filter(({ isTriggered }) => !isTriggered);
    if (isGiven && listing.folders.has('') && listing.folders.get('') === undefined) {
      const first = sources[0];
      if (first) {
        report({ span: first.span, message: 'noContext', params: { folder: pathOf(root) } });
      }
      return;
    }
    const searches = sources.map((source) => ({
      source,
      search: searchContext(listing, source.path, source.takesWildcards),
    }));
    // A guess that has nothing of what is wanted is no context.
    if (!isGiven && !searches.some(({ source, search }) => source.path !== '' && search.found.length > 0)) {
      return;
    }
    const patterns = ignoreFile && readDockerignore(ignoreFile.text);
    for (const { source, search } of searches) {
      const { missing } = search;
      if (!missing || search.isOpen || search.needs.length > 0 || !source.isFixed || isOptional(source, missing.name)) {
        continue;
      }
      if (patterns?.decide(source.path)) {
        continue; // Another rule speaks of it.
      }
      const folder = nameOf(root);
      report({ span: source.span, ...judged(source, context), ...worded(source, missing, context, folder) });
    }
  },
});

/** Nothing needs to match a wildcard itself. */
function isOptional({ takesWildcards }: ContextSource, missing: string): boolean {
  return takesWildcards && /[*?[\\]/.test(missing);
}

function judged({ path }: ContextSource, { isGiven }: SurveyedContext): Pick<Report, 'severity' | 'category'> {
  if (isGiven) {
    return { severity: 'error', category: 'build' };
  }
  const severity: Severity = isBuilt(path) ? 'hint' : 'warning';
  return { severity };
}

/** What is mostly made before the image is built, and is not kept with the sources. */
function isBuilt(path: string): boolean {
  return (
    /\.(?:jar|war|ear|whl|deb|rpm|apk|exe|dll|so|a|zip|tgz|tar|tar\.\w+|gz|xz|bin|wasm|crt|pem|key)$/i.test(path) ||
    /(?:^|\/)(?:dist|build|builds|out|output|target|bin|release|releases|publish|artifacts?|node_modules|vendor|public|_build|_output|\.next|\.env[\w.-]*)(?:\/|$)/i.test(
      path,
    ) ||
    !/[.]/.test(path.slice(path.lastIndexOf('/') + 1))
  );
}

function worded(
  { instruction, written, path, leavesContext, span }: ContextSource,
  missing: { readonly folder: string; readonly name: string },
  { listing }: SurveyedContext,
  folder: string,
): Pick<Report, 'message' | 'params' | 'fixes'> {
  if (leavesContext) {
    return { message: 'outside', params: { source: written, path: path === '' ? '.' : path, folder } };
  }
  const names = (listing.folders.get(missing.folder) ?? []).map(({ name }) => name);
  const closest = closestName(missing.name, names);
  const isPlain = instruction.name !== 'RUN' && /^[\w./-]+$/.test(written);
  if (closest === undefined) {
    return { message: 'missing', params: { source: written, folder } };
  }
  const parts = written.split('/');
  const at = parts.lastIndexOf(missing.name);
  const other = at === -1 ? closest : parts.with(at, closest).join('/');
  return {
    message: 'misspelt',
    params: { source: written, other, folder },
    fixes: isPlain && at !== -1 ? [{ title: `Copy ${other}`, safe: false, edits: [{ span, newText: other }] }] : [],
  };
}

/** A folder's name as a user writes it: the path of an address, else what it is. */
function pathOf(root: string): string {
  const path = /^file:\/\/(\/.*)$/.exec(root)?.[1];
  return path === undefined ? root : decoded(path).replace(/^\/(?=[A-Za-z]:)/, '');
}

/** The last part of a folder's name as a path or an address. */
function nameOf(root: string): string {
  if (root === '.') {
    return 'the working directory';
  }
  return decoded(root.replace(/\/+$/, '').split('/').at(-1)!);
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

function exampleContext(files: Readonly<Record<string, number>>): SurveyedContext {
  return { root: 'shop', isGiven: false, listing: listingOf(files), ignoreFile: undefined };
}
