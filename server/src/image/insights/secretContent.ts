/** What the beginning of a file tells. */
export type ContentVerdict = 'secret' | 'encrypted' | 'harmless' | 'unclear';

/** Bytes of a file that are looked at. */
export const secretHeadBytes = 16 << 10;

/**
 * Judges the beginning of a file that looks like a secret by its name. `harmless` is a certificate or public key, an
 * empty file, or a configuration without a password in it.
 */
export function judgeSecret(head: Uint8Array): ContentVerdict {
  const text = latin1.decode(head);
  if (text.trim() === '') {
    return 'harmless';
  }
  if (/-----BEGIN (?:[A-Z0-9]+ )?ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(text)) {
    return 'encrypted';
  }
  if (signs.some((sign) => sign.test(text))) {
    return 'secret';
  }
  if (/-----BEGIN (?:[A-Z0-9]+ )*(?:CERTIFICATE|PUBLIC KEY|CRL|PARAMETERS)-----/.test(text)) {
    return 'harmless';
  }
  // A file of accounts without a single password.
  if (/^[a-z_][\w-]*:[*!x]*:/m.test(text) && !/^[^:\n]{1,64}:(?:\$|[A-Za-z0-9./]{13})/m.test(text)) {
    return 'harmless';
  }
  return 'unclear';
}

const latin1 = new TextDecoder('latin1');

/** Each one has a plain beginning, so that a text without it is passed over quickly. */
const signs: readonly RegExp[] = [
  /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/,
  /^PuTTY-User-Key-File-/m,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/,
  /aws_secret_access_key[ \t]{0,8}=[ \t]{0,8}\S/i,
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_[A-Za-z0-9_]{30,}/,
  /\bglpat-[A-Za-z0-9_-]{20}/,
  /\bxox[abprs]-[A-Za-z0-9-]{10,}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /_authToken[ \t]{0,4}=[ \t]{0,4}[^\s$]/,
  /"auths?"\s{0,4}:\s{0,4}\{[^}]{0,400}"auth"\s{0,4}:\s{0,4}"[A-Za-z0-9+/=]/,
  /"private_key"\s{0,4}:\s{0,4}"-----BEGIN/,
  /^[^:\n]{1,64}:\$(?:1|2[aby]|5|6|7|y|argon2id?)\$/m,
  /(?:^|\n)[ \t]{0,8}(?:export )?[A-Za-z0-9_]{0,40}(?:password|passwd|secret|token|api_?key)[A-Za-z0-9_]{0,20}[ \t]{0,4}[=:][ \t]{0,4}["']?[^\s"'${<]{6,}/i,
  /\/\/[^\s:@/]{1,80}:[^\s@/${]{3,}@/,
];
