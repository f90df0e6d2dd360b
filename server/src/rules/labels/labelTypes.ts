import { spdxLicenses } from './spdxLicenses';

/** What the value of a label can be asked to be. */
export type LabelType = (typeof labelTypes)[number];
export const labelTypes = ['text', 'url', 'rfc3339', 'semver', 'hash', 'spdx', 'email'] as const;

/** True for a value, without quotes, that is what a type asks for. */
export function fitsLabelType(value: string, type: LabelType): boolean {
  return value.length <= longest && fits[type](value);
}

/** Nobody writes longer ones, and the patterns below stay quick. */
const longest = 4096;

const fits: Readonly<Record<LabelType, (value: string) => boolean>> = {
  text: () => true,
  url: isUri,
  rfc3339: isTime,
  semver: (value) => semver.test(value),
  hash: (value) => /^(?:[0-9a-f]{7}|[0-9a-f]{40})$/.test(value),
  spdx: isLicense,
  email: (value) => address.test(value),
};

/** RFC 3986, with a scheme. */
function isUri(value: string): boolean {
  const match = /^[a-z][a-z0-9+.-]*:(?:\/\/([^/?#]*))?/i.exec(value);
  const authority = match?.[1] ?? '';
  return (
    match !== null &&
    /^(?:[\w\-.~:/?#[\]@!$&'()*+,;=]|%[0-9a-f]{2})*$/i.test(value) &&
    /^(?:[^@]*@)?(?:\[[^\]]*\]|[^:@[\]]*)(?::\d*)?$/.test(authority)
  );
}

/** RFC 3339, section 5.6. */
function isTime(value: string): boolean {
  const match = /^(\d{4})-(\d\d)-(\d\d)t(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:z|[+-](\d\d):(\d\d))$/i.exec(value);
  if (!match) {
    return false;
  }
  const [year, month, day, hour, minute, second, zoneHour = 0, zoneMinute = 0] = match
    .slice(1)
    .map((each) => Number(each ?? 0)) as number[];
  const days = new Date(Date.UTC(year!, month!, 0)).getUTCDate();
  return (
    month! >= 1 &&
    month! <= 12 &&
    day! >= 1 &&
    day! <= days &&
    hour! <= 23 &&
    minute! <= 59 &&
    second! <= 60 &&
    zoneHour <= 23 &&
    zoneMinute <= 59
  );
}

/** Version 2.0.0 of Semantic Versioning. */
const semver =
  /^(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-z-][\da-z-]*))*)?(?:\+[\da-z-]+(?:\.[\da-z-]+)*)?$/i;

/** The addr-spec of RFC 5322 without comments and line breaks. */
const address =
  /^(?:[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*|"(?:[^"\\\r\n]|\\.)*")@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*|\[[^[\]\\]*\])$/i;

/** An identifier, or an expression of several (SPDX specification, annex D). */
function isLicense(value: string): boolean {
  const words = value
    .replace(/[()]/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '');
  let wantsName = true;
  for (const word of words) {
    const isOperator = word === 'AND' || word === 'OR' || word === 'WITH';
    if (isOperator === wantsName) {
      return false;
    }
    const isException = wantsName && words[words.indexOf(word) - 1] === 'WITH';
    if (!isOperator && !isException && !isLicenseName(word)) {
      return false;
    }
    wantsName = isOperator;
  }
  return !wantsName;
}

function isLicenseName(word: string): boolean {
  return spdxLicenses.has(word.replace(/\+$/, '')) || /^(?:DocumentRef-[\w.-]+:)?LicenseRef-[\w.-]+$/.test(word);
}
