import { readArguments } from '../arguments';
import { absolute, killPart, relocate, selectPackaged, wordsSpan, write } from '../changes';
import type { Program } from '../machine';
import { writeCertificates } from '../packages';

const localeArchive = '/usr/lib/locale/locale-archive';

/** Writes the bundle of all certificates anew, whatever has changed. */
const updateCaCertificates: Program = (call) => {
  writeCertificates(call, wordsSpan(call));
  return undefined;
};

/** Adds a locale to the archive of all, which is one file, unless it goes into a folder of its own. */
const localedef: Program = (call) => {
  const { operands, has } = readArguments(call.args, {
    short: 'ifuA',
    long: ['inputfile', 'charmap', 'repertoire-map', 'alias-file', 'prefix'],
  });
  const name = operands.at(-1)?.text ?? '';
  const deletes = has('list-archive', 'delete-from-archive', 'help');
  if (!deletes && !name.includes('/') && !has('no-archive')) {
    write(call, { path: localeArchive, size: localeSize });
  }
  return undefined;
};

/** Makes the archive anew from the locales that its settings name, or its operands. */
const localeGen: Program = (call) => {
  const { operands } = readArguments(call.args);
  const settings = call.state.files.textAt('/etc/locale.gen');
  if (operands.length > 0 || settings === undefined || /^\s*[^#\s]/m.test(settings)) {
    write(call, { path: localeArchive, size: localeSize });
  }
  return undefined;
};

const localeSize = 3_000_000;

/** With `--rename` a file of a package goes somewhere else. */
const dpkgDivert: Program = (call) => {
  const { operands, has } = readArguments(call.args, { long: ['divert', 'package', 'admindir', 'instdir', 'root'] });
  for (const { text } of has('rename') && !has('remove') ? operands : []) {
    for (const selection of selectPackaged(call, absolute(call, text))) {
      if (selection.extent === 'part') {
        killPart(call, selection, wordsSpan(call), 'moved');
      } else {
        relocate(call, selection, `${selection.node.path}.distrib`, wordsSpan(call));
      }
    }
  }
  return undefined;
};

const dpkgReconfigure: Program = (call) => {
  const names = readArguments(call.args, { short: 'fp', long: ['frontend', 'priority'] }).operands.map((it) => it.text);
  if (names.includes('locales')) {
    localeGen({ ...call, args: [] });
  }
  if (names.includes('ca-certificates')) {
    updateCaCertificates(call);
  }
  return undefined;
};

/** Programs that make files of a distribution anew which packages have made before. */
export const generatedFiles: Readonly<Record<string, Program>> = {
  'dpkg-divert': dpkgDivert,
  'dpkg-reconfigure': dpkgReconfigure,
  localedef,
  'locale-gen': localeGen,
  'update-ca-certificates': updateCaCertificates,
};
