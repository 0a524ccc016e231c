// The language server: an editor's messages in, findings and answers out. It says what it can do, and hands each request to the
// file that answers it.

import type { Readable, Writable } from 'node:stream'
import { createConnection, type InitializeResult, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver'
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import { actionsOf } from './actions.ts'
import { formatEdits } from './format-text.ts'
import type { Judge } from './judge.ts'
import { OpenFiles } from './open-files.ts'
import { type Told, Workspace } from './workspace.ts'

export type EditorOptions = Told & {
  readonly input: Readable
  readonly output: Writable
  readonly version: string
  readonly judge: (disk: OpenFiles) => Judge
}

/** Until the editor ends it, or goes away; gives the exit code. */
export function serveEditor({ input, output, version, judge, tell }: EditorOptions): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  let protocol: ProtocolConnection | undefined
  const watchDog = { shutdownReceived: false, initialize: () => {}, exit: resolve }
  const connection = createConnection((logger) => {
    protocol = createProtocolConnection(new StreamMessageReader(input), new StreamMessageWriter(output), logger)
    return protocol
  }, watchDog)
  protocol!.onClose(() => resolve(watchDog.shutdownReceived ? 0 : 1))

  const open = new OpenFiles()
  const documents = new TextDocuments(TextDocument)
  const workspace = new Workspace(
    open,
    judge(open),
    { tell },
    {
      publish: (diagnostics) => void connection.sendDiagnostics(diagnostics),
      failed: (error) => connection.console.error(String(error.stack)),
    },
  )
  const documentOf = ({ uri }: { readonly uri: string }) => documents.get(uri)

  connection.onInitialize((): InitializeResult => ({ capabilities, serverInfo: { name: 'zonecheck', version } }))
  documents.onDidOpen(({ document }) => workspace.opened(document))
  documents.onDidChangeContent(({ document }) => workspace.changed(document))
  documents.onDidSave(({ document }) => workspace.savedAs(document))
  documents.onDidClose(({ document }) => workspace.closed(document))
  connection.onDidChangeWatchedFiles(({ changes }) => workspace.changedOnDisk(changes.map(({ uri }) => uri)))
  connection.onCodeAction(async ({ textDocument, range, context }) => {
    const document = documentOf(textDocument)
    return document && actionsOf(document, await workspace.foundIn(document), range, context.only, tell)
  })
  connection.onDocumentFormatting(({ textDocument }) => {
    const document = documentOf(textDocument)
    return document && workspace.isZoneFile(document) ? formatEdits(document) : []
  })
  documents.listen(connection)
  connection.listen()
  return promise.finally(() => {
    workspace.close()
    connection.dispose()
  })
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll'] },
  documentFormattingProvider: true,
}
