/**
 * What is wrong with a `--chmod` value after expansion, undefined when BuildKit takes it:
 * an octal number from 0 to 07777, or a symbolic mode such as `u=rwX,go=rX` (since syntax version 1.14).
 */
export function modeProblem(value: string): string | undefined {
  if (value === '') {
    return undefined;
  }
  if (/^[0-7]+$/.test(value) && Number.parseInt(value, 8) <= 0o7777) {
    return undefined;
  }
  if (/^\d/.test(value)) {
    return `${value} is no file mode; write an octal number from 0 to 07777, such as 755.`;
  }
  return isSymbolicMode(value)
    ? undefined
    : `${value} is no file mode; write an octal number such as 755, or a symbolic mode such as u=rwX,go=rX.`;
}

/** Clauses of whom, one or more operators with permissions each, separated by commas; as in chmod(1) of BSD. */
function isSymbolicMode(value: string): boolean {
  return /^[augo]*[+=-][rstwXxugo]*(?:[+=-][rstwXxugo]*)*(?:,[augo]*[+=-][rstwXxugo]*(?:[+=-][rstwXxugo]*)*)*$/.test(
    value,
  );
}

/** True when `--chown` names a user or group instead of numbers, which `--link` cannot resolve; `root` counts as number 0. */
export function namesOwner(value: string): boolean {
  const colon = value.indexOf(':');
  const user = colon === -1 ? value : value.slice(0, colon);
  const group = colon === -1 ? '' : value.slice(colon + 1);
  return (user !== '' && !isId(user)) || (group !== '' && !isId(group));
}

function isId(text: string): boolean {
  return text === 'root' || (/^[+-]?\d+$/.test(text) && Number(text) <= 2147483647 && Number(text) >= -2147483648);
}
