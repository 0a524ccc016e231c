// Completes what people type in a zone file: directives, types, and the zones' names where a record names a host.

import { type CompletionItem, CompletionItemKind, type CompletionList, type Position } from 'vscode-languageserver'
import { isWithin } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { layoutOf, layouts } from '../dns/rdata/layouts.ts'
import type { Said } from '../dns/said.ts'
import { isMetaType, typeCode } from '../dns/types.ts'
import { directives } from '../text/zonefile/directives/index.ts'
import { shownName } from './hover.ts'
import type { Names, ShownFile } from './names.ts'
import { typeSaid } from './type-says.ts'

const MOST = 500

export function completionsAt(
  names: Names,
  file: ShownFile,
  position: Position,
  tell: (said: Said) => string,
): CompletionList {
  const line = file.lines.before(position)
  const offset = file.lines.offset(position)
  const { words, begun } = splitLine(line)
  const all = candidates(names, file, words, begun, offset, tell)
  const fitting = all.filter(({ label }) => label.toLowerCase().startsWith(begun.toLowerCase()))
  const start = { line: position.line, character: position.character - begun.length }
  const items = fitting
    .slice(0, MOST)
    .map((item) => ({ ...item, textEdit: { range: { start, end: position }, newText: item.label } }))
  return { isIncomplete: fitting.length > MOST, items }
}

/** The words before the one at the cursor; the first is empty where the line takes the owner of the one above. */
function splitLine(line: string): { readonly words: readonly string[]; readonly begun: string } {
  if (/^[^"]*;/.test(line) || (line.match(/"/g)?.length ?? 0) % 2 === 1) return { words: ['', '', ';'], begun: ';' }
  const parts = line.replace(/[()]/g, ' ').split(/[ \t]+/)
  return { words: parts.slice(0, -1), begun: parts.at(-1) ?? '' }
}

function candidates(
  names: Names,
  file: ShownFile,
  words: readonly string[],
  begun: string,
  offset: number,
  tell: (said: Said) => string,
): CompletionItem[] {
  if (words.length === 0) return begun.startsWith('$') ? directiveItems() : []
  const first = words[0] === '$ADD' ? 2 : 1
  if (words[0]?.startsWith('$') && first === 1)
    return words[0].toUpperCase() === '$ORIGIN' ? nameItems(names, file, offset) : []
  const at = words.findIndex((word, i) => i >= first && isType(word))
  if (at < 0) return words.slice(first).every(isHeader) && words.length >= first ? typeItems(tell) : []
  const field = fieldAt(typeCode(words[at]!)!, words.length - at - 1)
  return field ? nameItems(names, file, offset) : []
}

function isHeader(word: string): boolean {
  return /^\d/.test(word) || /^(IN|CH|HS)$/i.test(word)
}

function isType(word: string): boolean {
  return !isHeader(word) && typeCode(word) !== undefined
}

/** Whether the word of the rdata is a name. */
function fieldAt(type: number, word: number): boolean {
  let at = 0
  for (const { name, words } of layoutOf(type)?.fields ?? []) {
    if (word < at + words) return name !== undefined
    at += words
  }
  return false
}

function directiveItems(): CompletionItem[] {
  return [...directives.values()].map(({ name, usage }) => ({
    label: name,
    kind: CompletionItemKind.Keyword,
    detail: usage,
  }))
}

function typeItems(tell: (said: Said) => string): CompletionItem[] {
  return layouts
    .filter(({ type }) => !isMetaType(type))
    .map(({ mnemonic, type }) => {
      const known = typeSaid(type)
      const sortText = `${known ? 0 : 1}${mnemonic}`
      return { label: mnemonic, kind: CompletionItemKind.Keyword, sortText, ...(known && { detail: tell(known) }) }
    })
}

/** The names of all zones, each as people write it at this place: relative where it lies below the origin. */
function nameItems(names: Names, file: ShownFile, offset: number): CompletionItem[] {
  const origin = file.names.origins.findLast(({ start }) => start <= offset)!.origin
  const owners = new Set(names.files.flatMap(({ names }) => names.entries.map(({ owner }) => owner)))
  return [...owners].map((owner) => ({
    label: relativeText(owner, origin),
    kind: CompletionItemKind.Reference,
    detail: shownName(owner),
  }))
}

export function relativeText(name: string, origin: Uint8Array): string {
  const wire = Buffer.from(name, 'latin1')
  if (origin.length <= 1 || !isWithin(wire, 0, origin, 0)) return nameText(wire)
  if (wire.length === origin.length) return '@'
  const own = Buffer.concat([wire.subarray(0, wire.length - origin.length), Uint8Array.of(0)])
  return nameText(own).slice(0, -1)
}
