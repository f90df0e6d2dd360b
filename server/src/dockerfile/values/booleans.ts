/** True for the spellings that Go's `strconv.ParseBool` takes, which BuildKit uses for mounts, devices and check options. */
export function isBoolean(value: string): boolean {
  return /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/.test(value);
}
