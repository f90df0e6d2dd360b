import { strict as assert } from 'node:assert';
import { after, before, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually } from '../patience';
import { openFile, replaceText } from './editor';

/**
 * The extension beside us is not Microsoft's own, which cannot be had here: test/vscode/neighbour-extension has its
 * identifier and shows what the npm package dockerfile-language-service finds, as Microsoft's and Docker's do.
 */
interface Neighbour {
  start(): void;
  stop(): void;
}

const text = 'FROM debian:12\nMAINTAINER me\nrun true\nCMD a\nCMD b\n';

/** Source and code of everything that is underlined in a line, in alphabetical order. */
function shown(document: vscode.TextDocument, line: number): string[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ range }) => range.start.line <= line && line <= range.end.line)
    .map(({ source, code }) => `${source} ${typeof code === 'object' ? code.value : code}`)
    .sort();
}

function untilShown(document: vscode.TextDocument, line: number, expected: readonly string[]): Promise<unknown> {
  const same = () => JSON.stringify(shown(document, line)) === JSON.stringify(expected);
  return eventually(`${expected.join(', ')} in line ${line}`, () => same() || undefined).catch(() =>
    assert.deepEqual(shown(document, line), expected),
  );
}

function setting(value: string | undefined): Thenable<void> {
  return vscode.workspace.getConfiguration('strata').update('coexist', value, vscode.ConfigurationTarget.Global);
}

describe('Beside another extension', () => {
  let neighbour: Neighbour;

  before(async () => {
    const extension = vscode.extensions.getExtension<Neighbour>('ms-azuretools.vscode-containers');
    assert.ok(extension, 'The extension that stands in for Microsoft’s is missing.');
    neighbour = await extension.activate();
  });

  after(async () => {
    neighbour.stop();
    await setting(undefined);
  });

  it('a finding steps back when the other says the same of the instruction, and comes back', async () => {
    const { document } = await openFile('coexistence/Dockerfile', text);
    await untilShown(document, 1, ['Strata maintainer-deprecated']);
    await untilShown(document, 2, ['Strata keyword-not-upper-case']);
    neighbour.start();
    await untilShown(document, 1, ['dockerfile-utils 45']);
    await untilShown(document, 2, ['dockerfile-utils 0']);
    neighbour.stop();
    await untilShown(document, 1, ['Strata maintainer-deprecated']);
    await untilShown(document, 2, ['Strata keyword-not-upper-case']);
  });

  it('follows what is typed, and what only we know stays', async () => {
    neighbour.start();
    const editor = await openFile('coexistence/Dockerfile', text);
    await untilShown(editor.document, 2, ['dockerfile-utils 0']);
    await replaceText(
      editor,
      'FROM debian:12\nRUN apt-get update && apt-get install -y --no-install-recommends curl=8.*\nrun true\n',
    );
    await untilShown(editor.document, 2, ['dockerfile-utils 0']);
    await untilShown(editor.document, 1, ['Strata apt-lists-left-behind']);
  });

  it('comes to rest', async () => {
    neighbour.start();
    const { document } = await openFile('coexistence/Dockerfile', text);
    await untilShown(document, 1, ['dockerfile-utils 45']);
    let changes = 0;
    const watching = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      changes += uris.some((uri) => uri.toString() === document.uri.toString()) ? 1 : 0;
    });
    // The other one says the same again and again.
    for (let time = 0; time < 5; time++) {
      neighbour.start();
    }
    await new Promise((resolve) => setTimeout(resolve, 1500));
    watching.dispose();
    assert.ok(changes <= 10, `${changes} changes`);
    assert.deepEqual(shown(document, 1), ['dockerfile-utils 45']);
  });

  it('shows or hides everything when it is told to', async () => {
    neighbour.start();
    const { document } = await openFile('coexistence/Dockerfile', text);
    await setting('show');
    await untilShown(document, 1, ['Strata maintainer-deprecated', 'dockerfile-utils 45']);
    await setting('hide');
    await untilShown(document, 1, ['dockerfile-utils 45']);
    neighbour.stop();
    await untilShown(document, 1, []);
    await setting(undefined);
    await untilShown(document, 1, ['Strata maintainer-deprecated']);
  });
});
