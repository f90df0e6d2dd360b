import { closestName } from '../../text/closestName';
import { isPlain } from '../constants';
import { type Mount, type MountField, mountKeySpellings, mountTypes } from '../mounts';
import { isBoolean } from '../values/booleans';
import { isMemorySize } from '../values/sizes';
import { checkExpandable } from './expansion';
import { checkOrigin, type Facts } from './facts';

const fileKeys: ReadonlySet<string> = new Set(['mode', 'uid', 'gid']);
const bareKeys: ReadonlySet<string> = new Set(['readonly', 'readwrite', 'required']);

/** Checks a mount: its fields in their order, then what does not fit its type. Values with variables are left to a build. */
export function checkMount(mount: Mount, facts: Facts): void {
  const { report } = facts;
  if (mount.badQuote) {
    const message = 'A double quote may only stand around a whole key=value here; remove it, or quote the whole flag.';
    report('invalid-mount', 'instructions', mount.badQuote, message);
    return;
  }
  if (mount.fields.length === 0 && mount.flag.value === '') {
    report(
      'invalid-mount',
      'instructions',
      mount.flag.span,
      'A mount needs a value; write --mount=type=cache,target=/path.',
    );
    return;
  }
  // The type that BuildKit knows when it comes to a field: what is written behind it does not count yet.
  let type: string | undefined = 'bind';
  for (const field of mount.fields) {
    checkField(field, type, facts);
    if (field.key === 'type' && field.value !== undefined) {
      type = isPlain(field.value, facts.escape) ? field.value.toLowerCase() : undefined;
    }
  }
  const from = mount.fields.findLast((field) => field.key === 'from' && field.value !== undefined);
  if (from?.value && !from.value.includes('$') && mount.type !== 'secret') {
    checkOrigin(from.value, from.valueSpan!, facts);
  }
  if (mount.type !== undefined) {
    checkAgainstType(mount, mount.type, facts);
  }
}

function checkField(field: MountField, type: string | undefined, facts: Facts): void {
  const { key, value, written } = field;
  const say = (message: string) => facts.report('invalid-mount', 'build', field.span, message);
  if (key === 'from' && value !== undefined && /\$./s.test(value)) {
    const message = 'from takes no variables; give the stage a name with FROM … AS name and use that.';
    facts.report('variable-in-mount-from', 'instructions', field.valueSpan!, message);
    return;
  }
  if (value === undefined && !bareKeys.has(key)) {
    say(
      written === ''
        ? 'There is nothing between these commas; remove one.'
        : `${written} needs a value; write ${written}=….`,
    );
    return;
  }
  if (!mountKeySpellings.includes(key)) {
    const suggestion = closestName(key, mountKeySpellings);
    const hint = suggestion === undefined ? '' : `; did you mean ${suggestion}?`;
    say(`A mount has no key ${written}${hint || '.'}`);
    return;
  }
  const constant =
    value === undefined
      ? undefined
      : checkExpandable({ text: value, span: field.valueSpan!, place: () => field.valueSpan! }, facts);
  const misfit = type !== undefined && mountTypes.some((known) => known === type) && misfitMessage(key, written, type);
  if (misfit) {
    say(misfit);
  } else if (constant !== undefined) {
    const message = mountValueProblem(key, written, constant);
    if (message !== undefined) {
      facts.report('invalid-mount', 'build', constant === '' ? field.span : field.valueSpan!, message);
    }
  }
}

/** Keys that BuildKit judges by the type known so far. */
function misfitMessage(key: string, written: string, type: string): string | undefined {
  if (key === 'required' && type !== 'secret' && type !== 'ssh') {
    return `${written} is only for mounts of type secret or ssh; write the type before it.`;
  }
  if (key === 'size' && type !== 'tmpfs') {
    return `${written} is only for mounts of type tmpfs; write the type before it.`;
  }
  return undefined;
}

/** What is wrong with the value of a mount's key after expansion; undefined when BuildKit takes it. */
export function mountValueProblem(key: string, written: string, value: string): string | undefined {
  switch (key) {
    case 'type':
      return oneOf(value, mountTypes, 'The type of a mount');
    case 'sharing':
      return oneOf(value, ['shared', 'private', 'locked'], 'sharing');
    case 'readonly':
    case 'readwrite':
    case 'required':
      return isBoolean(value) ? undefined : `${written} is true or false; write it alone or with =true or =false.`;
    case 'size':
      return isMemorySize(value)
        ? undefined
        : `${value || 'Nothing'} is no size; write a number with a unit, such as 64m.`;
    case 'mode':
      return isUnsigned(value, 8)
        ? undefined
        : `${value || 'Nothing'} is no file mode; write an octal number, such as 0400.`;
    case 'uid':
    case 'gid':
      return isUnsigned(value, 10) ? undefined : `${written} is a number that is not negative.`;
    default:
      return undefined;
  }
}

function oneOf(value: string, choices: readonly string[], what: string): string | undefined {
  if (choices.includes(value.toLowerCase())) {
    return undefined;
  }
  const suggestion = closestName(value, choices);
  return suggestion === undefined
    ? `${what} is one of ${choices.join(', ')}.`
    : `${what} is one of ${choices.join(', ')}; did you mean ${suggestion}?`;
}

function isUnsigned(value: string, base: number): boolean {
  return (base === 8 ? /^[0-7]+$/ : /^\d+$/).test(value) && Number.parseInt(value, base) < 2 ** 32;
}

/** What BuildKit looks at when it has read all fields. */
function checkAgainstType(mount: Mount, type: string, { report }: Facts): void {
  const say = (field: MountField | undefined, message: string) =>
    report('invalid-mount', 'build', field?.span ?? mount.flag.valueSpan ?? mount.flag.span, message);
  const given = (key: string) => {
    const last = mount.fields.findLast((field) => field.key === key && field.value !== undefined);
    return last?.value ? last : undefined;
  };
  for (const field of mount.fields) {
    if (fileKeys.has(field.key) && field.value !== undefined && (type === 'bind' || type === 'tmpfs')) {
      say(field, `${field.written} is only for mounts of type cache, secret or ssh.`);
    }
  }
  if (given('sharing') && type !== 'cache') {
    say(given('sharing'), 'sharing is only for mounts of type cache.');
  }
  if (type !== 'secret' && type !== 'ssh' && given('target')?.value === '/') {
    say(given('target'), 'A mount cannot be on /; choose a folder.');
  }
  if (type === 'ssh' && given('source')) {
    say(given('source'), 'A mount of type ssh has no source; use id.');
  }
  if (type !== 'secret') {
    return;
  }
  if (given('from')) {
    say(given('from'), 'A secret does not come from a stage; remove from.');
  }
  if (!given('source') && !given('target') && !given('id')) {
    say(undefined, 'A secret needs an id; write --mount=type=secret,id=name.');
  }
  if (given('source') && given('id')) {
    say(given('source'), 'source and id mean the same for a secret; keep id.');
  }
}
