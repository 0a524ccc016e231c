// The language server: an editor's messages in, findings and answers out. It says what it can do, and hands each request to the
// file that answers it.

import type { Readable, Writable } from 'node:stream'
import {
  createConnection,
  type Hover,
  type InitializeResult,
  LSPErrorCodes,
  ResponseError,
  type TextDocumentPositionParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver'
import {
  createProtocolConnection,
  type ProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { LanguageName } from '../text/findings/wording.ts'
import { actionsOf } from './actions.ts'
import { completionsAt } from './complete.ts'
import { configCompletions } from './config-complete.ts'
import { configHover } from './config-hover.ts'
import { configDefinitions, readConfigTree, wordAt } from './config-names.ts'
import { formatEdits } from './format-text.ts'
import { hoverText } from './hover.ts'
import type { Judge } from './judge.ts'
import { definitionsAt, NameReader, referencesAt } from './names.ts'
import { OpenFiles } from './open-files.ts'
import { changesOf, renameAt, whyNotRenamed } from './rename.ts'
import { isConfig } from './units.ts'
import { type Told, Workspace } from './workspace.ts'

export type EditorOptions = Told & {
  readonly input: Readable
  readonly output: Writable
  readonly version: string
  readonly language: LanguageName
  readonly judge: (disk: OpenFiles) => Judge
}

/** Serves until the editor ends the server, or goes away; returns the exit code. */
export function serveEditor({ input, output, version, judge, tell, language }: EditorOptions): Promise<number> {
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
  const judging = judge(open)
  const reader = new NameReader(open, judging)
  const workspace = new Workspace(
    open,
    judging,
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
  const around = async (place: TextDocumentPositionParams, now = false) => {
    const path = open.pathOf(place.textDocument.uri)
    const zones = await workspace.zonesBeside(place.textDocument, now)
    const names = reader.read(zones)
    const at = names.at(path, place.position)
    return at && { names, at, zones }
  }
  const inConfig = ({ textDocument, position }: TextDocumentPositionParams) => {
    const document = isConfig(textDocument.uri) ? documentOf(textDocument) : undefined
    const tree = document && readConfigTree(document)
    return document && { document, tree, word: tree && wordAt(tree, document.offsetAt(position)) }
  }
  connection.onHover(async (place) => {
    const config = inConfig(place)
    if (config) return markdown(config.word && configHover(config.word.path, tell))
    const found = await around(place)
    return markdown(found && hoverText(found.names, found.at, tell, language))
  })
  connection.onDefinition(async (place) => {
    const config = inConfig(place)
    if (config)
      return config.word && config.tree ? configDefinitions(config.document, config.word, config.tree, open) : []
    const found = await around(place)
    return found ? definitionsAt(found.names, found.at, open) : []
  })
  connection.onReferences(async (place) => {
    const found = await around(place)
    return found ? referencesAt(found.names, found.at, open, place.context.includeDeclaration) : []
  })
  connection.onCompletion(async (place) => {
    const config = inConfig(place)
    if (config)
      return configCompletions(config.document, open.pathOf(config.document.uri), config.tree, place.position, tell)
    const found = await around(place)
    return found ? completionsAt(found.names, found.at.file, place.position, tell) : null
  })
  connection.onPrepareRename(async (place) => {
    const found = await around(place, true)
    if (found === undefined) return null
    const why = whyNotRenamed(found.names, found.at, found.zones)
    if (why) throw new ResponseError(LSPErrorCodes.RequestFailed, tell(why))
    const { file, word } = found.at
    return { range: file.lines.range(word!), placeholder: file.lines.text(word!.start, word!.end) }
  })
  connection.onRenameRequest(async ({ newName, ...place }) => {
    const found = await around(place, true)
    if (found === undefined) return null
    const { names, at, zones } = found
    const renamed = renameAt(names, at, newName, { zones, judge: judging })
    if ('code' in renamed) throw new ResponseError(LSPErrorCodes.RequestFailed, tell(renamed))
    return { changes: changesOf(renamed, open) }
  })
  documents.listen(connection)
  connection.listen()
  return promise.finally(() => {
    workspace.close()
    connection.dispose()
  })
}

function markdown(value: string | undefined): Hover | null {
  return value === undefined ? null : { contents: { kind: 'markdown', value } }
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll'] },
  documentFormattingProvider: true,
  hoverProvider: true,
  definitionProvider: true,
  referencesProvider: true,
  renameProvider: { prepareProvider: true },
  completionProvider: { triggerCharacters: ['$', ' '] },
}
