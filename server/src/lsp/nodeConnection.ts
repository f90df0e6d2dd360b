import {
  type Connection,
  createConnection,
  LSPErrorCodes,
  Message,
  ProposedFeatures,
  type ResponseMessage,
} from 'vscode-languageserver/node';

/**
 * The connection to the client that started this process, by the transport that its arguments name:
 * `--stdio`, `--node-ipc`, `--pipe=NAME` or `--socket=PORT`. Throws when they name none.
 */
export function nodeConnection(): Connection {
  return createConnection(ProposedFeatures.all, { connectionStrategy: { cancelUndispatched } });
}

/** Answers a request that was cancelled while it still waited for its turn. */
function cancelUndispatched(message: Message): ResponseMessage | undefined {
  if (!Message.isRequest(message)) {
    return undefined;
  }
  const error = { code: LSPErrorCodes.RequestCancelled, message: 'Request cancelled.' };
  return { jsonrpc: '2.0', id: message.id, error };
}
