// One large file for zonecheck: two threads read it, and the other one begins before the rules are loaded here.

import { statSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { startHelper, WORTH_HELP } from '../pieces/helper.ts'
import { type Built, beginPieces } from '../pieces/parse-pieces.ts'
import { guessOrigin } from '../zonefile/origin.ts'
import type { ParseOptions } from '../zonefile/parser.ts'
import { readSource, type Source } from '../zonefile/source.ts'

export type LargeFile = {
  readonly source: Source
  /** Reads what is left to this thread; undefined where the file is to be read as any other. */
  readonly read: (progress: ParseOptions['progress']) => Promise<Built | undefined>
}

/** The rules are loaded in this thread first. */
const OWN_SHARE = 0.45

/** Undefined where there is not one file alone, or it is small. */
export function beginLarge(files: readonly string[], wanted: Uint8Array | undefined): LargeFile | undefined {
  const [file, ...others] = files
  if (file === undefined || others.length > 0 || availableParallelism() < 2) return undefined
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size < WORTH_HELP) return undefined
  const helper = startHelper()
  const source = readSource(file)
  const origin = 'rule' in source ? undefined : (wanted ?? guessOrigin(source))
  if ('rule' in source || origin === undefined) {
    helper.close()
    return undefined
  }
  const read = beginPieces(source, origin, helper, OWN_SHARE)
  return {
    source,
    read: async (progress) => {
      const built = await read(progress)
      helper.close()
      return built
    },
  }
}
