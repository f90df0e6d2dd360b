import { closestName } from '../../text/closestName';
import { fitsLabelType, type LabelType } from './labelTypes';
import { spdxLicenses } from './spdxLicenses';

/** The value of a type that was probably meant by one that does not fit it, undefined where nobody can tell. */
export function nearestLabelValue(value: string, type: LabelType): string | undefined {
  const found = type === 'rfc3339' ? timeOf(value.trim()) : type === 'spdx' ? licenseOf(value.trim()) : undefined;
  return found !== undefined && fitsLabelType(found, type) ? found : undefined;
}

/** A date, a time without `T` or zone, a zone without a colon, and seconds since 1970. A time without a zone is taken for UTC. */
function timeOf(value: string): string | undefined {
  if (/^\d{9,11}$/.test(value)) {
    return new Date(Number(value) * 1000).toISOString().replace('.000', '');
  }
  const match =
    /^(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?:[T _]*(\d\d):?(\d\d)(?::?(\d\d(?:\.\d+)?))? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?$/i.exec(
      value,
    );
  if (!match) {
    return undefined;
  }
  const [year, month, day, hour = '00', minute = '00', second = '00', zone = 'Z'] = match.slice(1);
  const plainZone = /^[+-]/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(-2)}` : 'Z';
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${plainZone}`;
}

/** The identifier that is nearest to a name of a licence: `Apache 2`, `GPLv3`, `BSD 3-Clause License`, `mit`. */
function licenseOf(value: string): string | undefined {
  if (value.length > longestName) {
    return undefined;
  }
  const plain = value
    .toLowerCase()
    .replace(/\b(?:the|licen[sc]ed?|version|software|public)\b/g, ' ')
    .trim()
    .replace(/[\s_,]+/g, '-')
    .replace(/([a-z])-?v?(\d)/g, '$1-$2')
    .replace(/\(|\)/g, '');
  const isLater = /\+$|-or-later$|-later$/.test(plain);
  const base = plain.replace(/\+$|-or-later$|-later$|-only$/, '');
  const long = /-\d+$/.test(base) ? `${base}.0` : base;
  const ending = isLater ? '-or-later' : '-only';
  const wanted = [base, long, `${base}${ending}`, `${long}${ending}`, ...(otherNames[base] ?? [])];
  for (const name of wanted) {
    const found = identifierByName().get(name.toLowerCase());
    if (found !== undefined) {
      return found;
    }
  }
  return closestName(value, spdxLicenses);
}

/** Longer than any identifier and any name of a licence. */
const longestName = 80;

const otherNames: Readonly<Record<string, readonly string[]>> = {
  bsd: ['BSD-3-Clause'],
  'new-bsd': ['BSD-3-Clause'],
  'bsd-3': ['BSD-3-Clause'],
  'simplified-bsd': ['BSD-2-Clause'],
  'bsd-2': ['BSD-2-Clause'],
  apache: ['Apache-2.0'],
  mozilla: ['MPL-2.0'],
  cc0: ['CC0-1.0'],
};

let identifiers: ReadonlyMap<string, string> | undefined;

function identifierByName(): ReadonlyMap<string, string> {
  identifiers ??= new Map([...spdxLicenses].map((name) => [name.toLowerCase(), name]));
  return identifiers;
}
