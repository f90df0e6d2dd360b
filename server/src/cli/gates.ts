import type { ImageReport } from '../image/report';
import { percentText, sizeText } from '../image/view/sizes';
import { oneLine } from '../image/view/text';
import { UsageError } from './command';

/** What an image must keep to; undefined where nothing was asked for. */
export interface Gates {
  /** 0 to 1. */
  readonly minEfficiency: number | undefined;
  readonly maxWasted: { readonly bytes: number } | { readonly share: number } | undefined;
}

/** Reads the values of `--min-efficiency` and `--max-wasted`. Throws `UsageError` for what is no such value. */
export function readGates(minEfficiency: string | undefined, maxWasted: string | undefined): Gates {
  return {
    minEfficiency: minEfficiency === undefined ? undefined : readShare(minEfficiency),
    maxWasted: maxWasted === undefined ? undefined : readWaste(maxWasted),
  };
}

/** One sentence for each gate that an image does not keep to. An image without any bytes keeps to all. */
export function brokenGates({ names, totals }: ImageReport, { minEfficiency, maxWasted }: Gates): string[] {
  const name = names[0] ? oneLine(names[0]) : 'The image';
  const share = totals.contentBytes > 0 ? totals.wastedBytes / totals.contentBytes : 0;
  const broken: string[] = [];
  if (minEfficiency !== undefined && totals.efficiency !== null && totals.efficiency < minEfficiency) {
    broken.push(`${name} has an efficiency of ${totals.efficiency.toFixed(3)}, less than ${minEfficiency}.`);
  }
  if (maxWasted && 'bytes' in maxWasted && totals.wastedBytes > maxWasted.bytes) {
    broken.push(`${name} wastes ${sizeText(totals.wastedBytes)}, more than ${sizeText(maxWasted.bytes)}.`);
  }
  if (maxWasted && 'share' in maxWasted && share > maxWasted.share) {
    broken.push(
      `${name} wastes ${percentText(share)} of its bytes, more than ${(maxWasted.share * 100).toString()} %.`,
    );
  }
  return broken;
}

function readShare(text: string): number {
  const value = /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 1)) {
    throw new UsageError(`--min-efficiency takes a number from 0 to 1, not "${text}".`);
  }
  return value;
}

function readWaste(text: string): NonNullable<Gates['maxWasted']> {
  const match = /^(\d+(?:\.\d*)?|\.\d+)\s*(%|[kKMGT]i?B?|B)?$/.exec(text);
  if (!match) {
    throw new UsageError(`--max-wasted takes a number of bytes or a percentage such as 5%, not "${text}".`);
  }
  const value = Number(match[1]);
  const unit = match[2] ?? '';
  if (unit === '%') {
    return { share: value / 100 };
  }
  const power = 'kMGT'.indexOf(unit.charAt(0).replace('K', 'k')) + 1;
  return { bytes: value * (unit.includes('i') ? 1024 : 1000) ** (unit === '' ? 0 : power) };
}
