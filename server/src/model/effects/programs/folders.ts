import { readArguments } from '../arguments';
import { write } from '../changes';
import type { Program } from '../machine';
import { opaque } from '../symbols';

const mkdir: Program = (call) => {
  for (const { text } of readArguments(call.args, { short: 'mZ', long: ['mode'] }).operands) {
    if (!call.state.files.hasBelow(text)) {
      write(call, { path: text, kind: 'folder', size: 0 });
    }
  }
  return undefined;
};

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
