// Makes a subject for rules of a zone that another thread, or an earlier process, compiled.

import type { Subject } from '../../check/subject.ts'
import { isSame, type SourceFile } from '../../state/source-files.ts'
import { LineMap, type LineMapData } from '../../text/zonefile/lines.ts'
import { readSource, type Source } from '../../text/zonefile/source.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Zone } from '../../zone/zone.ts'

/** The subject of a zone whose text was read elsewhere; we open the text again only to show a place in it. */
export function withoutText(
  zone: Zone,
  lines: LineMapData,
  sources: readonly (SourceFile | undefined)[],
  { complete, unread }: Pick<Subject, 'complete' | 'unread'> = { complete: true },
): Subject {
  const text = new ZoneText(LineMap.from(lines), (file) => reopen(lines.files[file]!, sources[file]))
  const now = Math.floor(Date.now() / 1000)
  return { zone, notes: { outside: [], duplicates: [], ttls: [], longTtls: [] }, text, complete, unread, now }
}

function reopen(shown: string, described: SourceFile | undefined): Source | undefined {
  if (described === undefined) return undefined
  const source = readSource(described.path, { maxBytes: described.size })
  if ('rule' in source || !isSame(described, source.bytes.subarray(0, source.size))) return undefined
  // A list that gzip packed has no lines that could be shown.
  if (source.bytes[0] === 0x1f && source.bytes[1] === 0x8b) return undefined
  return { ...source, file: shown }
}
