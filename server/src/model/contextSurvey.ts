import {
  type ContextAnswer,
  type ContextListing,
  type ContextRequest,
  type ContextSurvey,
  type ListingLimits,
  listingLimits,
  type ProbedContext,
  probeContext,
  type WantedPath,
} from './contextListing';
import type { ContextSource } from './contextSources';
import { type IgnoreFile, readDockerignore } from './dockerignore';

/** Where a Dockerfile lies, and which folders may be its build context. Folders are named as their host does. */
export interface ContextPlace {
  /** The folder of the Dockerfile and its name in there. */
  readonly folder: string;
  readonly name: string;
  /** The context that the user has set. */
  readonly given: string | undefined;
  /** Folders that may be the context as well when none is set, the likelier ones first. */
  readonly others: readonly string[];
}

/** The build context of a Dockerfile as far as its instructions need it. */
export interface SurveyedContext {
  readonly root: string;
  /** True when the user has set it; else it is the best guess. */
  readonly isGiven: boolean;
  readonly listing: ContextListing;
  readonly ignoreFile: FoundIgnoreFile | undefined;
}

/** The ignore file that counts for a Dockerfile. */
export interface FoundIgnoreFile {
  /** Folder and name as their host names them. */
  readonly folder: string;
  readonly name: string;
  readonly text: string;
}

/**
 * Finds out what the context of a Dockerfile is and lists what its instructions take from there.
 * The context is what the user has set, else the Dockerfile's folder or another one, whichever has most of the sources.
 */
export function* surveyContext(
  place: ContextPlace,
  sources: readonly ContextSource[],
  limits: ListingLimits = listingLimits,
): ContextSurvey<SurveyedContext> {
  const folders = place.given !== undefined ? [place.given] : [place.folder, ...place.others];
  const context = yield* choose(folders, sources, limits);
  const { root } = context;
  const ignoreFile = yield* findIgnoreFile(place, root);
  const patterns = ignoreFile && readDockerignore(ignoreFile.text);
  const listing = yield* context.list(patterns && ((folder) => isLeftOut(folder, patterns)));
  return { root, isGiven: place.given !== undefined, listing, ignoreFile };
}

/** Carries out a survey whose questions can be answered without waiting. */
export function answerSurvey<Result>(
  survey: ContextSurvey<Result>,
  answer: (request: ContextRequest) => ContextAnswer,
): Result {
  let step = survey.next();
  while (!step.done) {
    step = survey.next(answer(step.value));
  }
  return step.value;
}

/** The folder in which most of the wanted paths exist; of equal ones the first. At least one is given. */
function* choose(
  folders: readonly string[],
  wanted: readonly WantedPath[],
  limits: ListingLimits,
): ContextSurvey<ProbedContext> {
  let best: ProbedContext | undefined;
  for (const folder of new Set(folders)) {
    const probed = yield* probeContext(folder, wanted, limits);
    best = !best || probed.missing < best.missing ? probed : best;
    if (best.missing === 0) {
      break;
    }
  }
  return best!;
}

/** `<name>.dockerignore` beside the Dockerfile, else `.dockerignore` in the root of the context. */
function* findIgnoreFile({ folder, name }: ContextPlace, root: string): ContextSurvey<FoundIgnoreFile | undefined> {
  for (const candidate of [
    { folder, name: `${name}.dockerignore` },
    { folder: root, name: '.dockerignore' },
  ]) {
    const answer = yield { kind: 'text', root: candidate.folder, path: candidate.name };
    if (typeof answer === 'object' && 'text' in answer) {
      return { ...candidate, text: answer.text };
    }
  }
  return undefined;
}

function isLeftOut(folder: string, patterns: IgnoreFile): boolean {
  return patterns.decide(folder) !== undefined && !patterns.mayTakeBack(folder);
}
