import { readCsvLine } from '../csv';
import type { Flag } from '../tree';
import { isBoolean } from '../values/booleans';
import type { Facts } from './facts';

/** Checks a `--device` of RUN: comma-separated fields, a device name (alone or as `name=`) and `required`. */
export function checkDevice(flag: Flag, { report }: Facts): void {
  const message = deviceMessage(flag.value ?? '');
  if (message !== undefined) {
    report('invalid-device', 'instructions', flag.value === '' ? flag.span : flag.valueSpan!, message);
  }
}

function deviceMessage(value: string): string | undefined {
  const fields = readCsvLine(value);
  if ('badQuote' in fields || fields.length === 0) {
    return 'This value is no comma-separated list; write --device=name or --device=name,required.';
  }
  let name = '';
  for (const { text } of fields) {
    const equals = text.indexOf('=');
    const key = (equals === -1 ? text : text.slice(0, equals)).toLowerCase();
    const fieldValue = equals === -1 ? undefined : text.slice(equals + 1);
    if (key === 'required') {
      if (fieldValue !== undefined && !isBoolean(fieldValue)) {
        return `required is true or false, not ${fieldValue}.`;
      }
    } else if (key === 'name' && fieldValue !== undefined) {
      if (name !== '') {
        return `The device is already named ${name}; keep one of the names.`;
      }
      name = fieldValue;
    } else if (name === '') {
      name = text;
    } else {
      return `${text} is nothing that --device takes; it takes a name and required.`;
    }
  }
  return undefined;
}
