import { readArguments } from '../arguments';
import { wordsSpan } from '../changes';
import type { Field } from '../expansion';
import type { Call, Program, Status } from '../machine';
import { installPackages, isInstalled, removePackages } from '../packages';
import { isKnown, unknownName } from '../symbols';
import { markUnpacked } from './unpacking';

const dpkg: Program = (call) => {
  const { operands, has } = readArguments(call.args, { long: ['root', 'instdir', 'admindir'] });
  if (has('print-architecture')) {
    call.output.write('amd64');
    return undefined;
  }
  if (has('i', 'install', 'unpack', 'x', 'extract')) {
    markUnpacked(call, operands);
    installPackages(call, 'apt', [unknownName], wordsSpan(call));
    return undefined;
  }
  if (has('P', 'purge', 'r', 'remove')) {
    removePackages(call, 'apt', namesOf(operands), wordsSpan(call));
    return undefined;
  }
  if (has('s', 'status', 'L', 'listfiles')) {
    return query(call, operands);
  }
  call.output.writeUnknown(2_000);
  return has('l', 'S') ? 'unknown' : undefined;
};

const rpm: Program = (call) => {
  const { operands, has } = readArguments(call.args, {
    short: 'E',
    long: ['eval', 'queryformat', 'qf', 'root'],
  });
  if (has('q', 'query')) {
    return query(call, operands);
  }
  if (has('e', 'erase')) {
    removePackages(call, 'dnf', namesOf(operands), wordsSpan(call));
  } else if (has('i', 'U', 'F', 'install', 'upgrade')) {
    markUnpacked(call, operands);
    installPackages(call, 'dnf', [unknownName], wordsSpan(call));
  }
  call.output.writeUnknown(100);
  return undefined;
};

function namesOf(operands: readonly Field[]): string[] {
  return operands.map((it) => it.text);
}

function query(call: Call, operands: readonly Field[]): Status {
  call.output.writeUnknown(2_000);
  const statuses = operands.map(({ text }) => packageStatus(call, text));
  return statuses.includes('fail') ? 'fail' : statuses.includes('unknown') ? 'unknown' : 'ok';
}

function packageStatus({ machine, state }: Call, name: string): Status {
  const known = isKnown(name) ? isInstalled(name, state, machine) : undefined;
  return known === undefined ? 'unknown' : known ? 'ok' : 'fail';
}

const gdebi: Program = (call) => {
  markUnpacked(call, readArguments(call.args).operands);
  return undefined;
};

/** Programs that install package files or ask for packages. */
export const packageFiles: Readonly<Record<string, Program>> = { dpkg, rpm, gdebi };
