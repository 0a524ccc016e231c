// One zone file read from its text in this thread, together with what the files were that it was read from.

import type { MessagePort } from 'node:worker_threads'
import { finishZone, type JudgedZone, readZone } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { describeSource, type SourceFile } from '../../state/source-files.ts'
import type { Source } from '../../text/zonefile/source.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import { type Built, parseInPieces } from '../pieces/parse-pieces.ts'
import type { ReadZone } from '../read-zone.ts'
import type { Sliced } from '../slices.ts'

/** `helper`: another thread (pieces/helper.ts). */
export function* readingText(
  source: Source,
  origin: Uint8Array,
  rules: readonly ActiveRule[],
  helper?: MessagePort,
): Sliced<ReadZone> {
  let built: Built | undefined
  if (helper)
    yield parseInPieces(source, origin, helper).then((pieces) => {
      built = pieces
    })
  return described(
    built ? finishZone(built.builder, built.parsed, rules, { partner: helper }) : readZone(source, { origin, rules }),
  )
}

/** `read` with what its files were. */
export function described(read: JudgedZone): ReadZone {
  return { ...read, madeOf: describeAll(read.subject.text) }
}

/** By file index of the text; empty where one of the files is not what it was, so that nobody takes them for current. */
function describeAll(text: ZoneText): readonly SourceFile[] {
  const files = text.sources.map((source) => source && describeSource(source))
  return files.every((file) => file !== undefined) ? files : []
}
