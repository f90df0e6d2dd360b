const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';

/** The signals that BuildKit knows by name, without `SIG`. */
export const signalNames: ReadonlySet<string> = new Set([
  ...names.split(' '),
  ...Array.from({ length: 15 }, (_, index) => `RTMIN+${index + 1}`),
  ...Array.from({ length: 14 }, (_, index) => `RTMAX-${index + 1}`),
]);

/** True for a value that STOPSIGNAL takes after expansion: any whole number but 0, or a known name in any case, with or without `SIG`. */
export function isSignal(value: string): boolean {
  if (/^[+-]?\d+$/.test(value)) {
    return isNumber(value);
  }
  return signalNames.has(value.toUpperCase().replace(/^SIG/, ''));
}

/** What is wrong with a value of STOPSIGNAL after expansion; undefined when BuildKit takes it. */
export function signalProblem(value: string): string | undefined {
  return isSignal(value)
    ? undefined
    : `${value || 'An empty value'} is no signal; write a name such as SIGTERM, or a number other than 0.`;
}

/** A whole number of 64 bits other than 0. */
function isNumber(value: string): boolean {
  const digits = value.replace(/^[+-]?0*/, '');
  if (digits.length < 19) {
    return digits !== '';
  }
  return digits.length === 19 && digits <= (value.startsWith('-') ? '9223372036854775808' : '9223372036854775807');
}
