// Completes what people type in the configuration: keys, fixed words, files, and the names that the configuration itself gives.

import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type CompletionItem, CompletionItemKind, type CompletionList, type Position } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { ruleNames } from '../check/ruleset.ts'
import type { Said } from '../dns/said.ts'
import { type KeyPath, keysIn, valuesAt } from '../text/config/keys-at.ts'
import type { Tree } from '../text/config/tree.ts'
import { type NamedMap, namesIn } from './config-names.ts'
import { cursorIn } from './yaml-cursor.ts'

export function configCompletions(
  document: TextDocument,
  path: string,
  tree: Tree | undefined,
  position: Position,
  tell: (said: Said) => string,
): CompletionList {
  const before = document.getText({ start: { line: 0, character: 0 }, end: position })
  const cursor = cursorIn(before)
  const keys = () => keyItems(cursor.path, tree, tell)
  // A word on the line below a key without a value may be the first key of a map.
  const values = () => [...valueItems(cursor.path, path, tree), ...(isOwnLine(before) ? keys() : [])]
  const items = cursor.typing === 'nothing' ? [] : cursor.typing === 'key' ? keys() : values()
  const begun = cursor.begun.replace(/^["']/, '')
  const start = { line: position.line, character: position.character - begun.length }
  return {
    isIncomplete: false,
    items: items
      .filter(({ label }) => label.toLowerCase().startsWith(begun.toLowerCase()))
      .map(({ insertText, ...item }) => ({
        ...item,
        textEdit: { range: { start, end: position }, newText: insertText ?? item.label },
      })),
  }
}

function isOwnLine(before: string): boolean {
  return /(^|\n)[ \t-]*[^\s:]*$/.test(before)
}

function keyItems(path: KeyPath, tree: Tree | undefined, tell: (said: Said) => string): CompletionItem[] {
  const known = keysIn(path).map(({ key, form, description }) => ({
    label: key,
    kind: CompletionItemKind.Property,
    insertText: `${key}: `,
    ...(form && { detail: tell(form) }),
    documentation: description,
  }))
  const [top, , third] = path
  // Keys that are names: of rules, and of views in a zone.
  const chosen =
    top === 'rules' && path.length === 1
      ? ruleNames()
      : top === 'zones' && path.length === 2 && third === undefined
        ? namesIn(tree, 'views').map(({ key }) => key)
        : []
  const names = chosen.map((name) => ({ label: name, kind: CompletionItemKind.Reference, insertText: `${name}: ` }))
  return [...known, ...names]
}

/** The map that gives the names for a form, by the code of the form. */
const GIVEN: Readonly<Record<string, NamedMap>> = {
  'form-view': 'views',
  'form-primary-name': 'primaries',
  'form-secondary-name': 'secondaries',
  'form-key': 'tsig',
  'form-zone-name': 'zones',
}

const FILES = new Set(['form-zone-file', 'form-path', 'form-file'])

function valueItems(path: KeyPath, config: string, tree: Tree | undefined): CompletionItem[] {
  const { words, forms } = valuesAt(path)
  const any = forms.includes('form-prefix-or-any') ? ['any'] : []
  const names = forms.flatMap((form) => (GIVEN[form] ? namesIn(tree, GIVEN[form]).map(({ key }) => key) : []))
  return [
    ...[...words, ...any].map((label) => ({ label, kind: CompletionItemKind.EnumMember })),
    ...names.map((label) => ({ label, kind: CompletionItemKind.Reference })),
    ...(forms.some((form) => FILES.has(form)) ? filesBeside(config) : []),
  ]
}

/** The most files that we offer, and the most folders that we look into. */
const MOST_FILES = 500
const MOST_FOLDERS = 50

function filesBeside(config: string): CompletionItem[] {
  const root = dirname(config)
  const folders = ['']
  const files: string[] = []
  for (let i = 0; i < folders.length && i < MOST_FOLDERS && files.length < MOST_FILES; i++)
    for (const { name, isFolder } of entriesOf(join(root, folders[i]!))) {
      if (name.startsWith('.') || name === 'node_modules' || name === 'state') continue
      const path = join(folders[i]!, name)
      if (isFolder) folders.push(path)
      else files.push(path)
    }
  return files.map((label) => ({ label, kind: CompletionItemKind.File }))
}

function entriesOf(folder: string): { readonly name: string; readonly isFolder: boolean }[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
    }))
  } catch {
    return []
  }
}
