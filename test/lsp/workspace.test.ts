// Files that are closed, opened and changed while a pass runs: what it finds of texts as they were is shown to nobody.

import { symlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import t, { type Test } from 'tap'
import type { PublishDiagnosticsParams } from 'vscode-languageserver'
import { TextDocument } from 'vscode-languageserver-textdocument'
import type { Judge, Judged } from '../../src/lsp/judge.ts'
import { OpenFiles } from '../../src/lsp/open-files.ts'
import { Workspace } from '../../src/lsp/workspace.ts'
import { folderOf } from '../support/janus.ts'

/** A judge who finds the text of the first line, when he is let. */
function workspaceOf(t: Test, folder: string, alsoRead: readonly string[] = []) {
  const open = new OpenFiles()
  const published: PublishDiagnosticsParams[] = []
  const passes: { readonly path: string; readonly end: () => void }[] = []
  const forgotten: string[] = []
  const judge: Judge = {
    alone: (path) => {
      const message = open.documentAt(path)?.getText().split('\n')[0] ?? ''
      const place = { file: path, line: 1, column: 1, length: 1 }
      const problems: Judged['problems'] = message === '' ? [] : [{ rule: 'x', severity: 'error', place, message }]
      const { promise, resolve } = Promise.withResolvers<Judged>()
      passes.push({ path, end: () => resolve({ problems, zones: [], files: new Set([path, ...alsoRead]) }) })
      return promise
    },
    together: () => Promise.reject(new Error('there is no configuration')),
    named: () => new Set(),
    forget: ({ path }) => void forgotten.push(path),
    open: () => undefined,
  }
  const failed = (error: Error) => void t.fail(error.message)
  const editor = { publish: (one: PublishDiagnosticsParams) => void published.push(one), failed }
  const workspace = new Workspace(open, judge, { tell: ({ code }) => code }, editor)
  t.teardown(() => workspace.close())
  const openFile = (name: string, text: string) => {
    const document = TextDocument.create(pathToFileURL(join(folder, name)).href, 'zone', 1, text)
    workspace.opened(document)
    workspace.changed(document)
    return document
  }
  const edit = (document: TextDocument, text: string, version = document.version + 1) => {
    TextDocument.update(document, [{ text }], version)
    workspace.changed(document)
  }
  /** Lets the next pass begin. */
  const begun = async () => {
    const count = passes.length
    while (passes.length === count) await new Promise(setImmediate)
    return passes.at(-1)!
  }
  const told = () =>
    published.map(({ version, diagnostics }) => [version, ...diagnostics.map(({ message }) => message)])
  return { open, workspace, openFile, edit, begun, told, forgotten, published, passes }
}

const soa = 'a SOA b c 1 2 3 4 5\n'

async function idle(workspace: Workspace, document: TextDocument): Promise<void> {
  await workspace.foundIn(document)
}

t.test('a file that is closed while it is looked at shows nothing', async (t) => {
  const folder = folderOf(t, {})
  const { workspace, openFile, begun, told, forgotten } = workspaceOf(t, folder)
  const document = openFile('a.zone', soa)
  const pass = await begun()
  workspace.closed(document)
  pass.end()
  await idle(workspace, document)
  t.same(told(), [])
  t.same(forgotten, [join(folder, 'a.zone')])
})

t.test('what changes while it is read for the first time is looked at again', async (t) => {
  const folder = folderOf(t, { 'more.inc': '' })
  const { workspace, openFile, begun, passes } = workspaceOf(t, folder, [join(folder, 'more.inc')])
  const document = openFile('a.zone', soa)
  const first = await begun()
  workspace.changedOnDisk([pathToFileURL(join(folder, 'more.inc')).href])
  first.end()
  const second = await begun()
  t.equal(second.path, first.path)
  second.end()
  await idle(workspace, document)
  t.equal(passes.length, 2)
})

t.test('no new version is told with findings of the one before', async (t) => {
  const { workspace, openFile, edit, begun, told } = workspaceOf(t, folderOf(t, {}))
  const a = openFile('a.zone', soa)
  ;(await begun()).end()
  const b = openFile('b.zone', soa)
  const pass = await begun()
  edit(a, `new ${soa}`)
  pass.end()
  ;(await begun()).end()
  await idle(workspace, b)
  t.same(told(), [
    [1, soa.trim()],
    [1, soa.trim()],
    [2, `new ${soa}`.trim()],
  ])
})

t.test('each change gives another text, by whatever version', async (t) => {
  const folder = folderOf(t, {})
  const { open, openFile, edit } = workspaceOf(t, folder)
  const path = join(folder, 'a.zone')
  const document = openFile('a.zone', 'one')
  const seen = [1, 1, 0].map((version, i) => {
    edit(document, String(i), version)
    const content = open.content(path, 100)
    return [open.mark(path), 'rule' in content ? '' : content.bytes[0]]
  })
  t.equal(new Set(seen.map(([mark]) => mark)).size, 3)
  t.same(
    seen.map(([, octet]) => octet),
    [0x30, 0x31, 0x32],
  )
})

t.test('one file that is open by two names is looked at until both are closed', async (t) => {
  const folder = folderOf(t, { 'a.zone': '' })
  symlinkSync('a.zone', join(folder, 'link.zone'))
  const { workspace, openFile, edit, begun, published } = workspaceOf(t, folder)
  const last = () => {
    const shown = published.map(({ uri, diagnostics }) => [basename(uri), ...diagnostics.map(({ message }) => message)])
    return Object.fromEntries(shown.map(([name, ...messages]) => [name, messages]))
  }
  const look = async (document: TextDocument) => {
    ;(await begun()).end()
    await idle(workspace, document)
    return last()
  }
  const own = openFile('a.zone', 'one SOA')
  const link = openFile('link.zone', 'two SOA')
  t.same(await look(link), { 'a.zone': ['two SOA'], 'link.zone': ['two SOA'] }, 'the last one counts')
  edit(own, 'three SOA')
  t.same(await look(own), { 'a.zone': ['three SOA'], 'link.zone': ['three SOA'] })
  workspace.closed(own)
  t.same(await look(link), { 'a.zone': [], 'link.zone': ['two SOA'] })
  workspace.closed(link)
  t.same(last(), { 'a.zone': [], 'link.zone': [] })
})
