import { version } from '../../package.json';
import { runProgram } from './cli/main';
import { endQuietlyWithoutReader, nodeCommandHost } from './host/node/commandHost';

endQuietlyWithoutReader();
runProgram({ commands: [], version }, process.argv.slice(2), nodeCommandHost()).then((code) => {
  // Setting the code instead of exiting lets everything that was written reach its reader.
  process.exitCode = code;
});
