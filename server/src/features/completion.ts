import type { DockerfileModel } from '../model/model';
import type { Finding } from '../rules/rule';
import { completeFlag } from './completion/flags';
import { completeDirective, completeKeyword } from './completion/keywords';
import { type Completion, type CompletionPlace, isInHeredoc, placeAt, typedSpan } from './completion/place';
import { completeRuleNames } from './completion/ruleNames';
import { completeStages } from './completion/stages';
import { completeArgument, completeVariable } from './completion/variables';

export type { Completion } from './completion/place';

/**
 * What can be written at `offset` (UTF-16 units): keywords, flags and their values, stages, variables, directives, suppressed rules.
 * @param findings What is said of the text, asked for only where rules can be named.
 */
export function completionsAt(
  model: DockerfileModel,
  offset: number,
  findings: () => readonly Finding[] = () => [],
): Completion[] {
  const { text, directives } = model.tree;
  const names = completeRuleNames(model.tree, offset, findings);
  const place = names.length > 0 ? undefined : placeAt(model, offset);
  if (!place) {
    return [...names, ...completeDirective(text, offset, directives)];
  }
  // A word that is split by a continuation cannot be replaced in one piece.
  return completionsIn(place).filter(({ span }) => span.start >= place.pieceStart);
}

function completionsIn(place: CompletionPlace): Completion[] {
  const variable = place.before.match(/(.?)\$\{?(\w*)$/s);
  if (variable && variable[1] !== place.model.tree.escape) {
    return completeVariable(place, variable[2]!);
  }
  if (isInHeredoc(place)) {
    return [];
  }
  return /^\w*$/.test(place.before) ? completeKeyword(place) : completeArgumentOf(place);
}

function completeArgumentOf(place: CompletionPlace): Completion[] {
  const flags = /^\w+\s+(?:--\S+\s+)*(-\S*)$/.exec(place.before);
  if (flags) {
    return completeFlag(place, flags[1]!);
  }
  const words = place.before.split(/\s+/).filter((word) => !word.startsWith('--'));
  const typed = words.at(-1) ?? '';
  const isFirst = words.length === 2;
  switch (place.name) {
    case 'FROM':
      return isFirst
        ? [...completeStages(place, typed, { above: true }), word(place, typed, 'scratch', 'the empty image')]
        : words.length === 3
          ? [word(place, typed, 'AS', 'names the stage')]
          : [];
    case 'HEALTHCHECK':
      return isFirst
        ? [word(place, typed, 'CMD', 'the command to check with'), word(place, typed, 'NONE', 'no check')]
        : [];
    case 'STOPSIGNAL':
      return isFirst ? signals.map((signal) => word(place, typed, signal)) : [];
    case 'ARG':
      return typed.includes('=') ? [] : completeArgument(place, typed);
    case 'LABEL':
      return typed.includes('=') || /["']/.test(typed)
        ? []
        : labels.map((label) => word(place, typed, label, undefined, '='));
    default:
      return [];
  }
}

function word(place: CompletionPlace, typed: string, label: string, detail?: string, behind = ''): Completion {
  const text = label + behind;
  return { label, kind: 'value', ...(detail && { detail }), span: typedSpan(place, typed), text, isSnippet: false };
}

const signals = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH', 'SIGKILL', 'SIGRTMIN+3'];

/** The annotations that the OCI image specification defines. */
const labels = [
  'authors',
  'base.digest',
  'base.name',
  'created',
  'description',
  'documentation',
  'licenses',
  'ref.name',
  'revision',
  'source',
  'title',
  'url',
  'vendor',
  'version',
].map((name) => `org.opencontainers.image.${name}`);
