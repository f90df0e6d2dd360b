/** Operating systems that BuildKit knows by name. */
export const knownSystems: ReadonlySet<string> = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos macos'.split(
    ' ',
  ),
);

/** Architectures that BuildKit knows by name, other spellings of the common ones included. */
export const knownArchitectures: ReadonlySet<string> = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm i386 x86_64 x86-64 aarch64 armhf armel'.split(
    ' ',
  ),
);

const system = /^([A-Za-z0-9_-]+)(?:\([A-Za-z0-9_.%-]*(?:\+[A-Za-z0-9_.%-]+)*\))?$/;
const component = /^[A-Za-z0-9_.-]+$/;

/**
 * What is wrong with a platform after expansion, undefined when BuildKit takes it: `os[(version)]/architecture[/variant]`
 * of any names, or one known operating system or architecture alone.
 */
export function platformProblem(value: string): string | undefined {
  const parts = value.split('/');
  const first = system.exec(parts[0]!);
  const wellFormed = first && parts.length <= 3 && parts.slice(1).every((part) => component.test(part));
  if (!wellFormed || /%(?![0-9a-fA-F]{2})/.test(parts[0]!)) {
    return `${value} is no platform; write it as os/architecture, such as linux/arm64.`;
  }
  if (parts.length > 1) {
    return undefined;
  }
  const known = knownSystems.has(first[1]!.toLowerCase()) || knownArchitectures.has(value.toLowerCase());
  return known
    ? undefined
    : `${value} is no known operating system or architecture; write it as os/architecture, such as linux/arm64.`;
}
