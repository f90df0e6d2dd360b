import { type Command, UsageError } from './command';
import { type CacheChoice, cacheOptions } from './imageArchive';
import { parseOptions } from './options';

const options = {
  stdio: { kind: 'flag', help: 'Speaks over standard input and output; the only way that there is.' },
  ...cacheOptions,
  clientProcessId: { kind: 'value', placeholder: 'PID', help: 'Ends when this process, the editor, is gone.' },
} as const;

/**
 * `strata lsp`: the language server for any editor.
 *
 * @param serve Starts the server on the standard streams, with the cache of that choice. The server ends the process when its client says so.
 */
export function lsp(serve: (choice: CacheChoice) => Promise<void>): Command {
  return {
    name: 'lsp',
    summary: 'Is the language server for editors',
    operands: '',
    options,
    async run(args) {
      const { options: given, operands } = parseOptions(options, args);
      if (operands.length > 0) {
        throw new UsageError(`"${operands[0]}" is too much: strata lsp takes no files.`);
      }
      if (!given.stdio) {
        throw new UsageError('Say how the editor talks to it: "strata lsp --stdio".');
      }
      await serve(given);
      return new Promise(() => undefined);
    },
  };
}
