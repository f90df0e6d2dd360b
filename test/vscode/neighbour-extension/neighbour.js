// Diagnostics of dockerfile-language-service, which Microsoft's and Docker's extensions are made with, for open
// Dockerfiles from `start` to `stop`. Like theirs, they have numbers as codes and the source `dockerfile-utils`.
const vscode = require('vscode');
const { DockerfileLanguageServiceFactory } = require('dockerfile-language-service');

exports.activate = (context) => {
  const service = DockerfileLanguageServiceFactory.createLanguageService();
  const collection = vscode.languages.createDiagnosticCollection('neighbour');
  context.subscriptions.push(collection);
  let isOn = false;

  function check(document) {
    if (isOn && document.languageId === 'dockerfile') {
      collection.set(document.uri, service.validate(document.getText()).map(toDiagnostic));
    }
  }

  context.subscriptions.push(
    vscode.workspace.onDidChangeTextDocument(({ document }) => check(document)),
    vscode.workspace.onDidOpenTextDocument(check),
  );
  return {
    start() {
      isOn = true;
      vscode.workspace.textDocuments.forEach(check);
    },
    stop() {
      isOn = false;
      collection.clear();
    },
  };
};

function toDiagnostic({ range: { start, end }, message, code, source }) {
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  const diagnostic = new vscode.Diagnostic(range, message);
  return Object.assign(diagnostic, { code, source });
}
