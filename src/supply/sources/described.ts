// Describes the files that a zone was read from: whoever keeps the zone can later ask whether reading again would give the same.

import { describeSource, type SourceFile } from '../../state/source-files.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { ReadZone } from '../read-zone.ts'

export function described(read: ReadZone): ReadZone {
  return read.subject ? { ...read, madeOf: describeAll(read.subject.text) } : read
}

/** Descriptions by the text's file index; empty where a file has changed, so that the zone never counts as current. */
function describeAll(text: ZoneText): readonly SourceFile[] {
  const files = text.sources.map((source) => source && describeSource(source))
  return files.every((file) => file !== undefined) ? files : []
}
