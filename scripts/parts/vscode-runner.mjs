// A process of its own for `runTests`, which prints a lot and waits for the editor that it has started.
import { runTests } from '@vscode/test-electron';
import { main } from './command.mjs';

await main(() => runTests(JSON.parse(process.argv[2])));
