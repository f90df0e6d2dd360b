import type { ListedFile } from '../image/listing/listFiles';
import { modeText, timeText } from '../image/view/entryView';
import { sizeText } from '../image/view/sizes';
import { shownText } from '../image/view/text';
import { type Colour, paint } from './colours';

/** A file as a line: change, type and permissions, owner, size, time, path. */
export function formatFile(file: ListedFile, colours: boolean): string {
  const { type, mode, uid, gid, mtime, size, path, linkTarget, change } = file;
  const isMark = type === 'whiteout' || type === 'opaque';
  const look = looks[type === 'opaque' ? 'opaque' : (change ?? 'none')]!;
  const cells = [
    look.letter,
    (isMark ? type : mode === null ? unknownMode : modeText(type, Number.parseInt(mode, 8))).padEnd(10),
    (uid === null ? '' : `${uid}:${gid}`).padEnd(11),
    (type === 'directory' ? '' : sizeText(size)).padStart(7),
    (mtime === null ? '' : timeText(mtime).replace(/:\d\d UTC$/, '')).padEnd(16),
    shownText(path) + (linkTarget === null ? '' : ` -> ${shownText(linkTarget)}`),
  ];
  return `${look.colour ? paint(cells.join('  '), look.colour, colours) : cells.join('  ')}\n`;
}

/** Of a folder that has no header, as ls shows what it cannot find out. */
const unknownMode = 'd?????????';

/** A letter, since colours alone tell nothing to some people and to no pipe. */
const looks: Readonly<Record<string, { readonly letter: string; readonly colour?: Colour }>> = {
  none: { letter: ' ' },
  added: { letter: 'A' },
  modified: { letter: 'M', colour: 'yellow' },
  metadata: { letter: 'm', colour: 'cyan' },
  deleted: { letter: 'D', colour: 'red' },
  opaque: { letter: 'O', colour: 'red' },
};
