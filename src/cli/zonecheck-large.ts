// Reads one large file for zonecheck in two threads, of which the other begins before this one has loaded the rules.

import type { MessagePort } from 'node:worker_threads'
import { WORTH_HELP } from '../supply/pieces/helper.ts'
import { beginPieces } from '../supply/pieces/parse-pieces.ts'
import type { Pieces } from '../supply/sources/file.ts'
import { fileSize } from '../system/file-size.ts'
import { guessOrigin } from '../text/zonefile/origin.ts'
import { readSource, type Source } from '../text/zonefile/source.ts'
import type { FileRequest } from './zonecheck-requests.ts'

export type LargeFile = {
  readonly file: string
  readonly source: Source
  readonly pieces: Pieces
}

/** The part of the file that this thread reads: it loads the rules first. */
const OWN_SHARE = 0.48

/** Undefined where the file is small, or cannot be read. */
export function beginLarge({ file, origin: wanted, name }: FileRequest, helper: MessagePort): LargeFile | undefined {
  if (fileSize(file) < WORTH_HELP) return undefined
  const source = readSource(file)
  if ('rule' in source) return undefined
  const origin = wanted ?? guessOrigin(source, name)
  if (origin === undefined) return undefined
  return { file, source, pieces: { read: beginPieces(source, origin, helper, OWN_SHARE), helper } }
}
