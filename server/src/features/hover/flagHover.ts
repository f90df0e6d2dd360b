import { flagInfo } from '../../dockerfile/instructions';
import type { Flag, InstructionName } from '../../dockerfile/tree';
import { touches } from '../../text/span';
import { type MountField, mountFields, mountType } from '../mountFields';
import type { HoverPlace, HoverText } from './docs';
import { flagDocs } from './flagDocs';
import { mountKeyDocs, mountTypeDocs } from './mountDocs';
import { blocks, code, heading, renderFlag, renderMountType } from './render';

/** The hover of a flag; within the value of `RUN --mount`, of the key or type there. */
export function hoverFlag({ instruction: { name, flags }, offset }: HoverPlace): HoverText | undefined {
  const flag = flags.find(({ span }) => touches(span, offset));
  return flag && name && (hoverMount(name, flag, offset) ?? hoverWhole(name, flag));
}

function hoverWhole(instruction: InstructionName, { name, span }: Flag): HoverText | undefined {
  const info = flagInfo(instruction, name);
  const doc = flagDocs[instruction]?.[name];
  return info && doc && { span, markdown: renderFlag(instruction, info, doc) };
}

function hoverMount(instruction: InstructionName, { name, valueWord }: Flag, offset: number): HoverText | undefined {
  if (instruction !== 'RUN' || name !== 'mount' || !valueWord) {
    return undefined;
  }
  const fields = mountFields(valueWord);
  const field = fields.find(({ keySpan, valueSpan }) => touchesField(keySpan, valueSpan, offset));
  return field && hoverField(field, mountType(fields), offset);
}

function touchesField(key: MountField['keySpan'], value: MountField['valueSpan'], offset: number): boolean {
  return touches(key, offset) || (value !== undefined && touches(value, offset));
}

function hoverField(
  { key, value, keySpan, valueSpan }: MountField,
  type: string,
  offset: number,
): HoverText | undefined {
  if (key === 'type' && valueSpan && touches(valueSpan, offset) && value) {
    const doc = own(mountTypeDocs, value.toLowerCase());
    return doc && { span: valueSpan, markdown: renderMountType(value.toLowerCase(), doc) };
  }
  const text = own(mountKeyDocs, key);
  if (text === undefined) {
    return undefined;
  }
  const span = { start: keySpan.start, end: (valueSpan ?? keySpan).end };
  const keysOfType = own(mountTypeDocs, type)?.keys;
  const unfit = keysOfType && key !== 'type' && !own(keysOfType, key) && `${code(type)} mounts have no use for it.`;
  return { span, markdown: blocks(heading(code(key), 'key of RUN --mount'), text, unfit) };
}

/** What a table says of a word that a user wrote, which may also be `constructor`. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
