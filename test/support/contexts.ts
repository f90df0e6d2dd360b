import type { ContextAnswer, ContextEntry, ContextRequest, ListingLimits } from '../../server/src/model/contextListing';
import { contextSources } from '../../server/src/model/contextSources';
import {
  answerSurvey,
  type ContextPlace,
  type SurveyedContext,
  surveyContext,
} from '../../server/src/model/contextSurvey';
import type { DockerfileModel } from '../../server/src/model/model';

/** Files in memory by path: their texts, or sizes of what is no text. `name@` is a symbolic link. */
export type ContextFiles = Readonly<Record<string, string | number>>;

/** Answers what a survey asks from files in memory, whose roots are folders among them; keeps what was asked. */
export function answersFrom(files: ContextFiles, asked: string[] = []): (request: ContextRequest) => ContextAnswer {
  return ({ kind, root, path }) => {
    const place = [root, path].filter((part) => part !== '' && part !== '.').join('/');
    asked.push(`${kind} ${place}`);
    if (kind === 'text') {
      const file = files[place];
      return typeof file === 'string' ? { text: file } : undefined;
    }
    const entries = new Map<string, ContextEntry>();
    for (const [file, content] of Object.entries(files)) {
      if (place === '' || file.startsWith(`${place}/`)) {
        const [name = '', ...below] = file.slice(place === '' ? 0 : place.length + 1).split('/');
        const size = typeof content === 'number' ? content : Buffer.byteLength(content);
        const kindOf = below.length > 0 ? 'directory' : name.endsWith('@') ? 'symlink' : 'file';
        const shown = name.replace(/@$/, '');
        entries.set(shown, { name: shown, kind: kindOf, size: kindOf === 'file' ? size : 0 });
      }
    }
    return entries.size === 0 && place !== '' ? undefined : [...entries.values()];
  };
}

/** The build context of a Dockerfile as a host would find it, over files in memory. */
export function surveyed(
  model: DockerfileModel,
  files: ContextFiles,
  place: Partial<ContextPlace> = {},
  limits?: ListingLimits,
): SurveyedContext {
  const whole: ContextPlace = { folder: '', name: 'Dockerfile', given: undefined, others: [], ...place };
  return answerSurvey(surveyContext(whole, contextSources(model), limits), answersFrom(files));
}
