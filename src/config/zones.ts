// The `zones` section: each zone's name and its file in each view.

import { domainToASCII } from 'node:url'
import { ROOT } from '../dns/name.ts'
import { nameFlawText, nameText, readName } from '../dns/name-text.ts'
import { isEmpty, readFaces } from './faces.ts'
import type { ViewSetting, ZoneSetting } from './settings.ts'
import type { SourceText, Span } from './source-text.ts'
import { type Entry, type Tree, treeAt } from './tree.ts'

/** The zones in the order of the file; those that cannot be used are reported and left out. Paths start from `folder`. */
export function readZones(
  source: SourceText,
  written: Tree,
  fitting: Tree,
  folder: string,
  views: readonly ViewSetting[],
): ZoneSetting[] {
  const section = treeAt(fitting, 'zones')
  const seen = new Map<string, Span>()
  if (isEmpty(treeAt(written, 'zones')) && !source.misspelt.has('zones')) {
    source.report('no-zones', section?.span ?? [0, 0], 'there is no zone: every query is refused', {
      fix: 'add "zones:" with a line such as univ.example: univ.example.zone',
    })
  }
  if (section?.kind !== 'map') return []
  return section.entries.flatMap((entry): ZoneSetting[] => {
    const origin = readZoneName(source, entry)
    const faces = readFaces(source, entry, origin ?? ROOT, folder, views)
    if (origin === undefined || !isNew(source, seen, origin, entry)) return []
    return [{ name: nameText(origin), origin, faces, place: source.place(entry.keySpan) }]
  })
}

function readZoneName(source: SourceText, { key, keySpan }: Entry): Uint8Array | undefined {
  // "@" is the root to the name reader, whose origin is the root here.
  const name = key === '@' ? 'it stands for an origin, and there is none here' : checkedName(key)
  if (typeof name !== 'string') return name
  const ascii = domainToASCII(key)
  source.report('bad-zone-name', keySpan, `cannot name a zone "${key}": ${name}`, {
    fix: ascii !== '' && ascii !== key.toLowerCase() ? `write ${ascii}` : 'write a domain name such as univ.example',
  })
  return undefined
}

function checkedName(text: string): Uint8Array | string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\x00-\x20\x7f]/.test(text)) return 'it has a space or a control character in it'
  if (/[^\x21-\x7e]/.test(text)) return 'letters beyond ASCII have a form of their own in DNS'
  const name = readName(text)
  return typeof name === 'string' ? nameFlawText(name) : name
}

/** One name is one zone, whatever its case (RFC 4343 §3) and with or without the final dot. */
function isNew(source: SourceText, seen: Map<string, Span>, origin: Uint8Array, { key, keySpan }: Entry): boolean {
  const folded = nameText(origin).toLowerCase()
  const first = seen.get(folded)
  if (first === undefined) {
    seen.set(folded, keySpan)
    return true
  }
  source.report('duplicate-zone', keySpan, `cannot add the zone "${key}": it is there already`, {
    related: { span: first, message: `"${source.slice(first)}" is the same name` },
    fix: 'put the files of all its views under one of the two',
  })
  return false
}
