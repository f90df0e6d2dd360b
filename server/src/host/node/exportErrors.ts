/** Does something that writes; what fails throws an `Error` with a sentence for the user. */
export function writable<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code === undefined ? error : new Error(sentences[code] ?? `The export could not be written (${code}).`);
  }
}

const sentences: Readonly<Record<string, string>> = {
  ENOSPC: 'The disk is full; nothing of the export was kept.',
  EDQUOT: 'The disk quota is used up; nothing of the export was kept.',
  EACCES: 'Writing there is not permitted; choose another place.',
  EPERM: 'Writing there is not permitted; choose another place.',
  EROFS: 'That disk cannot be written; choose another place.',
  EFBIG: 'A file is too large for that disk; nothing of the export was kept.',
  EMFILE: 'Too many files are open; close some programs and try again.',
};
