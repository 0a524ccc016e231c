// Finds the key or value at a place in a configuration, and where its names and files lead.

import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Location } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { ITEM, type KeyPath } from '../text/config/keys-at.ts'
import { SourceText, type Span } from '../text/config/source-text.ts'
import { salvageTree, type Tree } from '../text/config/tree.ts'
import type { OpenFiles } from './open-files.ts'

export type ConfigWord = {
  /** The path of the key, or of the value's key. */
  readonly path: KeyPath
  readonly text: string
  readonly span: Span
  readonly isKey: boolean
}

export function readConfigTree(document: TextDocument): Tree | undefined {
  return salvageTree(new SourceText(document.uri, document.getText()))
}

/** The key or the value at an offset. */
export function wordAt(tree: Tree, offset: number, path: KeyPath = []): ConfigWord | undefined {
  const holds = ([start, end]: Span) => start <= offset && offset <= end
  if (tree.kind === 'list') return first(tree.items, (item) => wordAt(item, offset, [...path, ITEM]))
  if (tree.kind === 'scalar')
    return holds(tree.span) ? { path, text: String(tree.value ?? ''), span: tree.span, isKey: false } : undefined
  return first(tree.entries, ({ key, keySpan, value }): ConfigWord | undefined => {
    const own = [...path, key]
    return holds(keySpan) ? { path: own, text: key, span: keySpan, isKey: true } : wordAt(value, offset, own)
  })
}

function first<T, R>(all: readonly T[], look: (one: T) => R | undefined): R | undefined {
  for (const one of all) {
    const found = look(one)
    if (found !== undefined) return found
  }
  return undefined
}

/** Maps whose keys people choose, and which other places name. */
const NAMED = ['views', 'primaries', 'secondaries', 'tsig', 'lists', 'zones'] as const

export type NamedMap = (typeof NAMED)[number]

export function namesIn(
  tree: Tree | undefined,
  map: NamedMap,
): readonly { readonly key: string; readonly keySpan: Span }[] {
  const named = tree?.kind === 'map' ? tree.entries.find(({ key }) => key === map)?.value : undefined
  return named?.kind === 'map' ? named.entries : []
}

/** The file that the value names, or the place that gives the name. */
export function configDefinitions(document: TextDocument, word: ConfigWord, tree: Tree, open: OpenFiles): Location[] {
  const file = word.isKey ? undefined : fileAt(open.pathOf(document.uri), word.text)
  const begin = { line: 0, character: 0 }
  if (file !== undefined) return [{ uri: open.uriOf(file), range: { start: begin, end: begin } }]
  return NAMED.flatMap((map) => namesIn(tree, map))
    .filter(({ key, keySpan }) => key === word.text && keySpan[0] !== word.span[0])
    .map(({ keySpan: [start, end] }) => ({
      uri: document.uri,
      range: { start: document.positionAt(start), end: document.positionAt(end) },
    }))
}

function fileAt(config: string, written: string): string | undefined {
  if (written === '') return undefined
  const path = resolve(dirname(config), written)
  try {
    return statSync(path).isFile() ? path : undefined
  } catch {
    // There is no such file, or the text is no path: too long, or with a zero octet.
    return undefined
  }
}
