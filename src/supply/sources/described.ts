// A zone with a description of the files that it was read from, for those who keep it, and later ask whether a reading would give the same.

import { describeSource, type SourceFile } from '../../state/source-files.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { ReadZone } from '../read-zone.ts'

export function described(read: ReadZone): ReadZone {
  return read.subject ? { ...read, madeOf: describeAll(read.subject.text) } : read
}

/** By file index of the text; empty where one of the files is not what it was, so that nobody takes them for current. */
function describeAll(text: ZoneText): readonly SourceFile[] {
  const files = text.sources.map((source) => source && describeSource(source))
  return files.every((file) => file !== undefined) ? files : []
}
