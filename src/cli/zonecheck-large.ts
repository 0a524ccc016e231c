// One large file for zonecheck: two threads read it, and the other one begins before the rules are loaded here.

import type { MessagePort } from 'node:worker_threads'
import { WORTH_HELP } from '../supply/pieces/helper.ts'
import { type Built, beginPieces } from '../supply/pieces/parse-pieces.ts'
import { fileSize } from '../system/file-size.ts'
import { guessOrigin } from '../text/zonefile/origin.ts'
import type { ParseOptions } from '../text/zonefile/parser.ts'
import { readSource, type Source } from '../text/zonefile/source.ts'
import type { FileRequest } from './zonecheck-requests.ts'

export type LargeFile = {
  readonly source: Source
  /** Reads what is left to this thread; undefined where the file is to be read like all others. */
  readonly read: (progress: ParseOptions['progress']) => Promise<Built | undefined>
  readonly helper: MessagePort
}

/** The rules are loaded in this thread first. */
const OWN_SHARE = 0.48

/** Undefined where the file is small, or is not to be read. */
export function beginLarge({ file, origin: wanted, name }: FileRequest, helper: MessagePort): LargeFile | undefined {
  if (fileSize(file) < WORTH_HELP) return undefined
  const source = readSource(file)
  if ('rule' in source) return undefined
  const origin = wanted ?? guessOrigin(source, name)
  if (origin === undefined) return undefined
  return { source, read: beginPieces(source, origin, helper, OWN_SHARE), helper }
}
