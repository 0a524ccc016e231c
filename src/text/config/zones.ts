// Reads the `zones` section: each zone's name, and what its faces are made of.

import { domainToASCII } from 'node:url'
import { ROOT } from '../../dns/name.ts'
import { nameFlaw, nameText, readName } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { isEmpty, type Known, readFaces } from './faces.ts'
import { say } from './says.ts'
import type { ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Entry, type Tree, treeAt } from './tree.ts'
import { noteName } from './unusable.ts'

/** The zones in the order of the file; reports those that cannot be used, and leaves them out. Paths start from `folder`. */
export function readZones(
  source: SourceText,
  written: Tree,
  fitting: Tree,
  folder: string,
  known: Known,
): ZoneSetting[] {
  const section = treeAt(fitting, 'zones')
  const seen = new Map<string, Span>()
  if (
    isEmpty(treeAt(written, 'zones')) &&
    ['catalogs', 'lists'].every((key) => isEmpty(treeAt(written, key))) &&
    !source.misspelt.has('zones')
  ) {
    source.report('no-zones', section?.span ?? [0, 0], say('no-zones'), {
      fix: say('add-zones'),
    })
  }
  if (section?.kind !== 'map') return []
  return section.entries.flatMap((entry): ZoneSetting[] => {
    const origin = readZoneName(source, entry)
    const faces = readFaces(source, entry, origin ?? ROOT, folder, known)
    if (origin === undefined || !isNew(source, seen, origin, entry)) return []
    if (isPartial(source, entry, faces.length)) noteName(source, 'zones', nameText(origin))
    return [{ name: nameText(origin), origin, faces, place: source.place(entry.keySpan) }]
  })
}

/** Whether a face was left out, with a report. */
function isPartial(source: SourceText, { value }: Entry, faces: number): boolean {
  return value.kind === 'map' && (faces < value.entries.length || source.wasDropped(value.span))
}

export function readZoneName(
  source: SourceText,
  { key, keySpan }: Pick<Entry, 'key' | 'keySpan'>,
): Uint8Array | undefined {
  // "@" is the root to the name reader, whose origin is the root here.
  const name = key === '@' ? say('stands-for-origin') : checkedName(key)
  if (!('code' in name)) return name
  const ascii = domainToASCII(key)
  source.report('bad-zone-name', keySpan, say('zone-badly-named', { zone: key, why: name }), {
    fix:
      ascii !== '' && ascii !== key.toLowerCase() ? say('write-ascii-name', { name: ascii }) : say('write-zone-name'),
  })
  return undefined
}

function checkedName(text: string): Uint8Array | Said {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x20\x7f]/.test(text)) return say('control-in-name')
  if (/[^\x21-\x7e]/.test(text)) return say('letters-beyond-ascii')
  const name = readName(text)
  return typeof name === 'string' ? nameFlaw(name) : name
}

/** Whether no earlier zone has the name, whatever its case (RFC 4343 §3) and with or without the final dot. */
function isNew(source: SourceText, seen: Map<string, Span>, origin: Uint8Array, { key, keySpan }: Entry): boolean {
  const folded = nameText(origin).toLowerCase()
  const first = seen.get(folded)
  if (first === undefined) {
    seen.set(folded, keySpan)
    return true
  }
  source.report('duplicate-zone', keySpan, say('zone-twice', { zone: key }), {
    related: { span: first, message: say('same-name', { zone: source.slice(first) }) },
    fix: say('join-zones'),
  })
  return false
}
