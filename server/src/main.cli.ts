#!/usr/bin/env node
import { version } from '../../package.json';
import { cat } from './cli/cat';
import type { Command } from './cli/command';
import { diff } from './cli/diff';
import { exportFiles } from './cli/export';
import { find } from './cli/find';
import type { ImageHost } from './cli/imageArchive';
import { insights } from './cli/insights';
import { layers } from './cli/layers';
import { ls } from './cli/ls';
import { lsp } from './cli/lsp';
import { runProgram } from './cli/main';
import { endQuietlyWithoutReader, nodeCommandHost } from './host/node/commandHost';
import { nodeExportHost } from './host/node/exportTargets';
import { imageCache } from './host/node/imageCache';
import { openImageInput } from './host/node/imageFiles';
import { nodeImagePorts } from './host/node/imagePorts';
import { untilInterrupted } from './host/node/interruption';
import { optimizeLater } from './host/node/shortRuns';

const images: ImageHost = {
  open: openImageInput,
  ports: nodeImagePorts(),
  cacheFor({ cache: folder, 'no-cache': none }) {
    // Whoever names a folder wants to know when it cannot be used.
    const log = (message: string): void => void (folder !== undefined && process.stderr.write(`strata: ${message}\n`));
    return none ? undefined : imageCache({ folder }, log);
  },
};

void runAsProgram();

async function runAsProgram(): Promise<void> {
  endQuietlyWithoutReader();
  const args = process.argv.slice(2);
  const commands = await commandsFor(args[0]);
  // Setting the code instead of exiting lets everything that was written reach its reader.
  process.exitCode = await runProgram({ commands, version }, args, nodeCommandHost());
}

/** All commands, unless one is wanted that gets along without the rules: loading these takes longer than many an image. */
async function commandsFor(name: string | undefined): Promise<Command[]> {
  const withoutRules = [
    layers(images),
    ls(images),
    cat(images),
    diff(images),
    find(images),
    insights(images),
    exportFiles(images, nodeExportHost(), untilInterrupted),
    lsp(async (choice) => (await import('./main.lsp')).serve(choice)),
  ];
  if (name === '--version' || withoutRules.some((command) => command.name === name)) {
    if (name !== 'lsp') {
      // Less than for the rules: with large images the loops over entries soon pay for being optimized.
      optimizeLater(300_000);
    }
    return withoutRules;
  }
  if (name === 'lint') {
    optimizeLater(1_000_000);
  }
  const { lintCommand } = await import('./main.lint');
  return [lintCommand(), ...withoutRules];
}
