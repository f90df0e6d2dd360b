import { counted, sizeText } from '../view/sizes';
import { shownText } from '../view/text';
import type { SkippedList, SkippedPath, SkipReason } from './plan';
import type { ExportOutcome } from './writeExport';

/** What an export did, in one or two sentences. */
export function outcomeSentence({ files, folders, links, bytes, renamed, skipped }: ExportOutcome): string {
  const things = [
    counted(files, 'file', 'files'),
    ...(folders > 0 ? [counted(folders, 'folder', 'folders')] : []),
    ...(links > 0 ? [counted(links, 'link or device', 'links and devices')] : []),
  ];
  const notes = [
    ...(renamed > 0
      ? [`${counted(renamed, 'name was', 'names were')} changed, since they cannot be written as they are`]
      : []),
    ...(skipped.count > 0 ? [`${counted(skipped.count, 'path was', 'paths were')} left out`] : []),
  ];
  return [`Exported ${things.join(', ')} with ${sizeText(bytes)}.`, ...notes.map((note) => `${capital(note)}.`)].join(
    ' ',
  );
}

/** A path that was left out, and why. */
export function skipSentence({ path, reason }: SkippedPath): string {
  return `${shownText(path)}: ${reasons[reason]}`;
}

/** What was left out, in a few lines: of many paths with one reason only the first is named. */
export function skipLines({ first, counts }: SkippedList): string[] {
  return [...counts].flatMap(([reason, count]) => {
    const paths = first.filter((each) => each.reason === reason);
    return count <= mostNamed || paths[0] === undefined
      ? paths.map(skipSentence)
      : [`${counted(count, 'path', 'paths')}, such as ${skipSentence(paths[0])}`];
  });
}

const mostNamed = 3;

const reasons: Readonly<Record<SkipReason, string>> = {
  symlink: 'symbolic links are not made on a disk; a tar archive keeps them',
  device: 'devices are not made on a disk; a tar archive keeps them',
  pipe: 'named pipes are not made on a disk; a tar archive keeps them',
  whiteout: 'the layer deletes it, so there is nothing to copy',
  dangling: 'the hard link leads nowhere',
  covered: 'the layer has a folder of the same name',
  damaged: 'its bytes are not all in the archive',
  refused: 'its name cannot be written there',
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
