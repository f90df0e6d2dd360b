import { readArguments } from '../arguments';
import { absolute, write } from '../changes';
import type { Program } from '../machine';
import { isSystemFolder, parentOf } from '../paths';
import { opaque } from '../symbols';

const mkdir: Program = (call) => {
  const { operands, has } = readArguments(call.args, { short: 'mZ', long: ['mode'] });
  for (const { text } of operands) {
    for (const path of has('p', 'parents') ? withParents(absolute(call, text)) : [absolute(call, text)]) {
      if (!call.state.files.hasBelow(path)) {
        write(call, { path, kind: 'folder', size: 0 });
      }
    }
  }
  return undefined;
};

/** A folder behind those above it that no image has by itself. */
function withParents(path: string): readonly string[] {
  const paths = [path];
  for (let at = parentOf(path); at !== '/' && !isSystemFolder(at); at = parentOf(at)) {
    paths.unshift(at);
  }
  return paths;
}

/** Makes a name of its own for every call, so that it can be followed through variables. */
const mktemp: Program = (call) => {
  const { operands, has, value } = readArguments(call.args, { short: 'p', long: ['tmpdir', 'suffix'] });
  const folder = value('p', 'tmpdir') ?? call.env('TMPDIR') ?? '/tmp';
  const template = operands[0]?.text ?? 'tmp.XXXXXXXXXX';
  const name = template.replace(/X{3,}/, opaque(`mktemp ${call.machine.tick()}`)) + (value('suffix') ?? '');
  const inFolder = operands.length === 0 || has('p', 'tmpdir', 't');
  const path = inFolder && !name.startsWith('/') ? `${folder}/${name}` : name;
  if (!has('u', 'dry-run')) {
    write(call, { path, kind: has('d', 'directory') ? 'folder' : 'file', size: 0 });
  }
  call.output.write(path.startsWith('/') ? path : `${call.state.folder}/${path}`);
  return undefined;
};

/** Programs that make folders and temporary names. */
export const folders: Readonly<Record<string, Program>> = { mkdir, mktemp, tempfile: mktemp };
