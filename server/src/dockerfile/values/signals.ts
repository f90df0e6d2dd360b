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
    const number = Number(value);
    return number !== 0 && Math.abs(number) < 2 ** 63;
  }
  return signalNames.has(value.toUpperCase().replace(/^SIG/, ''));
}
