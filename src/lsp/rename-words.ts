// Finds the words of files that a renaming changes, and writes each as it was written before: relative where it was, if possible.

import { isWithin, MAX_NAME } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { nameText, parseName } from '../dns/name-text.ts'
import { Octets } from '../dns/octets.ts'
import type { Said } from '../dns/said.ts'
import { relativeText } from './complete.ts'
import type { NameWord, Span } from './name-index.ts'
import type { Names, ShownFile } from './names.ts'
import type { Renaming } from './renaming.ts'
import { say } from './says.ts'

/** A file to change: its edits in order, and all its octets after them. */
export type FileEdits = { readonly file: ShownFile; readonly edits: readonly WordEdit[]; readonly bytes: Uint8Array }

export type WordEdit = Span & { readonly text: string }

/** Thrown where we cannot say what to write. */
export class Undecided extends Error {
  readonly said: Said

  constructor(said: Said) {
    super(said.code)
    this.said = said
  }
}

/** The edits by path. `texts`: `path line` of records that have the name in a text. */
export function editsOf(names: Names, renaming: Renaming, texts: readonly string[]): Map<string, FileEdits> {
  const inTexts = new Set(texts)
  const changed = new Map<string, FileEdits>()
  for (const files of Map.groupBy(names.files, ({ path }) => path).values()) {
    const [file] = files
    const readings = files.map((file) => wordsOf(file, renaming))
    const edits = new Map<number, WordEdit>()
    for (const reading of readings)
      for (const [start, edit] of reading) {
        // A file read for two zones has other names in each: both have to want the same edit.
        if (readings.some((other) => other.get(start)?.text !== edit.text)) throw new Undecided(shared(file!, edit))
        edits.set(start, edit)
      }
    for (const edit of textEdits(file!, renaming, inTexts)) edits.set(edit.start, edit)
    if (edits.size === 0) continue
    const inOrder = [...edits.values()].sort((a, b) => a.start - b.start)
    changed.set(file!.path, { file: file!, edits: inOrder, bytes: edited(file!, inOrder) })
  }
  return changed
}

function shared({ path, lines }: ShownFile, { start }: Span): Said {
  return say('rename-shared', { file: path, line: lines.position(start).line + 1 })
}

function wordsOf({ names }: ShownFile, renaming: Renaming): Map<number, WordEdit> {
  const edits = new Map<number, WordEdit>()
  for (const word of names.words) {
    if (!renaming.has(Buffer.from(word.name, 'latin1'))) continue
    const text = rewritten(names.source.bytes, word, renaming)
    if (text !== undefined) edits.set(word.start, { start: word.start, end: word.end, text })
  }
  return edits
}

/** The new word. Undefined where the old word will mean the new name, because its origin gets renamed too. */
function rewritten(bytes: Uint8Array, { start, end, origin }: NameWord, renaming: Renaming): string | undefined {
  const spelled = named(bytes, start, end, origin)!
  const name = renaming.name(spelled)
  const below = renaming.name(origin)
  if (name === undefined || below === undefined)
    throw new Undecided(say('rename-too-long', { name: nameText(spelled) }))
  const unchanged = named(bytes, start, end, below)
  if (unchanged !== undefined && nameKey(unchanged) === nameKey(name)) return undefined
  const isRelative = bytes[end - 1] !== DOT
  if (!isRelative || below.length === 1 || !isWithin(name, 0, below, 0)) return nameText(name)
  return relativeText(Buffer.from(name).toString('latin1'), below)
}

const DOT = 0x2e

function named(bytes: Uint8Array, start: number, end: number, origin: Uint8Array): Uint8Array | undefined {
  const out = new Octets(MAX_NAME)
  return parseName(bytes, start, end, origin, out) === undefined ? out.view().slice() : undefined
}

function textEdits({ path, names, lines }: ShownFile, renaming: Renaming, inTexts: ReadonlySet<string>): WordEdit[] {
  if (inTexts.size === 0) return []
  return names.entries.flatMap(({ typeAt, rdataAt }): WordEdit[] => {
    if (!inTexts.has(`${path} ${lines.position(typeAt.start).line + 1}`)) return []
    const before = lines.text(rdataAt.start, rdataAt.end)
    const text = renaming.text(before)
    return text === before ? [] : [{ ...rdataAt, text }]
  })
}

function edited({ names }: ShownFile, edits: readonly WordEdit[]): Uint8Array {
  const { bytes, size } = names.source
  const parts: Uint8Array[] = []
  let done = 0
  for (const { start, end, text } of edits) {
    parts.push(bytes.subarray(done, start), Buffer.from(text))
    done = end
  }
  return Buffer.concat([...parts, bytes.subarray(done, size)])
}
