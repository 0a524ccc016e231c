// Renames a host in all files of a unit: in every face, in records that name it, in reverse zones. We read the texts that would result, and
// compare their records with those before. If anything but the name would change, we touch no file.

import { statSync } from 'node:fs'
import type { TextEdit } from 'vscode-languageserver'
import { isWithin, labelCount, sameName } from '../dns/name.ts'
import { nameKey } from '../dns/name-key.ts'
import { nameFlaw, nameText, readName } from '../dns/name-text.ts'
import type { Said } from '../dns/said.ts'
import { Type } from '../dns/types.ts'
import type { Judge, JudgedFile } from './judge.ts'
import type { At, Names } from './names.ts'
import type { OpenFiles } from './open-files.ts'
import { editsOf, type FileEdits, Undecided } from './rename-words.ts'
import { Renaming } from './renaming.ts'
import { say } from './says.ts'
import { readRecords, type WrittenRecord, type WrittenZone } from './zone-records.ts'

export type RenameContext = {
  readonly zones: readonly JudgedFile[]
  readonly judge: Judge
}

/** The edits by path, or why there can be none. */
export type Renamed = ReadonlyMap<string, FileEdits> | Said

type Read = { readonly zone: JudgedFile; readonly written: WrittenZone }

/** Why nobody can rename the name at the place, whatever the new name. */
export function whyNotRenamed(names: Names, { word }: At, zones: readonly JudgedFile[]): Said | undefined {
  if (word === undefined) return say('rename-nothing')
  const name = nameText(Buffer.from(word.name, 'latin1'))
  const wire = Buffer.from(word.name, 'latin1')
  if (zones.some(({ origin }) => isWithin(origin, 0, wire, 0))) return say('rename-zone', { name })
  if (isStarred(wire)) return say('rename-wildcard', { name })
  if (names.uses(word.name, 'owner').length === 0) return say('rename-without-records', { name })
  return undefined
}

export function renameAt(names: Names, at: At, wanted: string, context: RenameContext): Renamed {
  const why = whyNotRenamed(names, at, context.zones)
  if (why) return why
  const from = Buffer.from(at.word!.name, 'latin1')
  const to = readName(wanted.trim(), at.word!.origin)
  if (typeof to === 'string') return say('rename-unreadable', { name: wanted, why: nameFlaw(to, at.word!.origin) })
  const renaming = new Renaming(from, to)
  const read = readAll(context, new Map())
  const unread = context.zones.find(({ path }) => !read.some(({ zone }) => zone.path === path))
  if (unread) return say('rename-unread', { file: unread.path })
  const refused = whyNotTo(renaming, context.zones) ?? whyNotIn(renaming, read)
  if (refused) return refused
  try {
    const edits = editsOf(
      names,
      renaming,
      read.flatMap(({ written }) => textLines(renaming, written)),
    )
    return whyNotWritten(edits) ?? whyOther(renaming, read, context, edits) ?? edits
  } catch (error) {
    if (error instanceof Undecided) return error.said
    throw error
  }
}

/** The edits in an editor's form. */
export function changesOf(renamed: ReadonlyMap<string, FileEdits>, open: OpenFiles): Record<string, TextEdit[]> {
  return Object.fromEntries(
    [...renamed].map(([path, { file, edits }]) => [
      open.uriOf(path),
      edits.map(({ text, ...span }) => ({ range: file.lines.range(span), newText: text })),
    ]),
  )
}

function isStarred(name: Uint8Array): boolean {
  for (let p = 0; name[p] !== 0; p += name[p]! + 1) if (name[p] === 1 && name[p + 1] === ASTERISK) return true
  return false
}

const ASTERISK = 0x2a

/** Reads each zone's file once, even if several views show it. */
function readAll({ zones, judge }: RenameContext, drafts: ReadonlyMap<string, Uint8Array>): Read[] {
  return zones.flatMap((zone) => {
    const source = judge.open(zone.path, drafts)
    return source === undefined ? [] : [{ zone, written: readRecords(source, zone.origin) }]
  })
}

function whyNotTo({ from, to }: Renaming, zones: readonly JudgedFile[]): Said | undefined {
  const [old, name] = [nameText(from), nameText(to)]
  if (sameName(from, 0, to, 0)) return say('rename-same', { name })
  if (isStarred(to)) return say('rename-wildcard', { name })
  const zoneOf = (name: Uint8Array) =>
    zones
      .map(({ origin }) => origin)
      .filter((origin) => isWithin(name, 0, origin, 0))
      .reduce((longest, origin) => (labelCount(origin) > labelCount(longest) ? origin : longest), new Uint8Array(1))
  if (!sameName(zoneOf(from), 0, zoneOf(to), 0)) return say('rename-elsewhere', { old, name })
  return undefined
}

/** Why the files as they are forbid the renaming. */
function whyNotIn({ from, to }: Renaming, read: readonly Read[]): Said | undefined {
  for (const { written } of read) {
    const { wrong, records, text } = written
    if (wrong) return say('rename-wrong-line', { file: wrong.place.file, line: wrong.place.line })
    for (const { owner, type, line } of records) {
      const isNew = isWithin(owner, 0, to, 0) && !isWithin(to, 0, from, 0)
      const isOld = isWithin(owner, 0, from, 0)
      const hides =
        (type === Type.NS || type === Type.DNAME) && isWithin(to, 0, owner, 0) && !isWithin(from, 0, owner, 0)
      if (!isNew && !isOld && !hides) continue
      const place = { ...text.fileLine(line) }
      const isApex = read.some(({ zone }) => sameName(zone.origin, 0, owner, 0))
      if (hides && !isApex) return say('rename-hidden', { name: nameText(to), above: nameText(owner), ...place })
      if (isNew && !isOld) return say('rename-exists', { name: nameText(to), ...place })
      if (isOld && type === Type.RRSIG) return say('rename-signed', { name: nameText(from), ...place })
      if (isOld && isGenerated(written, line)) return say('rename-generated', { name: nameText(owner), ...place })
    }
  }
  return undefined
}

function isGenerated({ text }: WrittenZone, line: number): boolean {
  return /^\$GENERATE/i.test(text.place(line, 'entry').source)
}

/** The lines at which records begin that have the name in a text. */
function textLines(renaming: Renaming, { records, text }: WrittenZone): string[] {
  return records
    .filter(({ type, rdata }) => renaming.isInText(type, rdata))
    .map(({ line }) => {
      const source = text.sources[text.lines.fileIndex(line)]
      return `${source?.identity ?? ''} ${text.fileLine(line).line}`
    })
}

function whyNotWritten(edits: ReadonlyMap<string, FileEdits>): Said | undefined {
  for (const path of edits.keys()) if (isReadOnly(path)) return say('rename-read-only', { file: path })
  return undefined
}

/** Whether the mode of the file forbids writing, even for root. A file that nobody has saved may be written. */
function isReadOnly(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? WRITABLE) & WRITABLE) === 0
}

const WRITABLE = 0o222

/** Reads the texts that would result, and says what else would change. */
function whyOther(
  renaming: Renaming,
  before: readonly Read[],
  context: RenameContext,
  edits: ReadonlyMap<string, FileEdits>,
): Said | undefined {
  const drafts = new Map([...edits].map(([path, { bytes }]) => [path, bytes]))
  const after = readAll(context, drafts)
  for (const [i, { written }] of before.entries()) {
    const is = after[i]?.written.records ?? []
    const line = otherLine(renaming, written.records, is)
    if (line !== undefined) return say('rename-unsure', { ...written.text.fileLine(line) })
  }
  return undefined
}

const nothingRenamed = new Renaming(new Uint8Array([1, 0, 0]), new Uint8Array([1, 0, 0]))

/** The line of the first record that would change in more than the name. */
function otherLine(
  renaming: Renaming,
  before: readonly WrittenRecord[],
  after: readonly WrittenRecord[],
): number | undefined {
  for (const [i, record] of before.entries()) {
    const is = after[i]
    if (is === undefined || told(renaming, record) !== told(nothingRenamed, is)) return record.line
  }
  return before.length === after.length ? undefined : (before.at(-1)?.line ?? 1)
}

function told(renaming: Renaming, { owner, type, ttl, rdata, about }: WrittenRecord): string {
  const name = renaming.name(owner)
  const said = renaming.record(type, rdata)
  return JSON.stringify([name && nameKey(name), type, ttl, said, about])
}
