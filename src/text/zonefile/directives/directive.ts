// What a line that begins with `$` may do to the parser. Each directive is a file; index.ts lists them.

import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import type { Limits } from '../limits.ts'
import type { Finding } from '../problem-list.ts'
import type { RecordReader } from '../record-reader.ts'
import type { LayerSink } from '../sink.ts'
import type { Source } from '../source.ts'

export interface Directive {
  /** As it is written, in upper case: `$TTL`. */
  readonly name: string
  /** An example of it, for messages: `$TTL 1h`. */
  readonly usage: string
  /** Fewest and most words after its name. */
  readonly words: readonly [fewest: number, most: number]
  /** Does what the words ask for, or says which of them is wrong. */
  run(words: Words, reading: Reading): Refusal | undefined
}

/** The state of reading that directives see and change. */
export interface Reading {
  /** The zone's name. */
  readonly apex: Uint8Array
  readonly records: RecordReader
  readonly limits: Limits
  /** The file with the directive. */
  readonly source: Source
  /** The directive's line, as sinks count. */
  readonly line: number
  /** Files being read now, the main file first, the one with the directive last. */
  readonly open: readonly Source[]
  /** What all directives of the zone used up so far. */
  readonly used: { includes: number; bytes: number; generated: number; made: number }
  /** Identities of all files that were included. */
  readonly included: Set<string>
  /** Warns of a word of the directive, and reads the directive all the same. */
  warn(finding: Finding, word: number): void
  /** From here on the origin completes relative names. `doubtful`: it is hardly meant, so nothing repairs names below it. */
  setOrigin(origin: Uint8Array, doubtful?: boolean): void
  readonly isOriginDoubtful: boolean
  /** Reads all of the file before what follows the directive. */
  readFile(source: Source): void
  /** Takes layers. Undefined where the sink knows none: reading then stops at a layer, and the caller begins anew with a LayerSink. */
  readonly layers: LayerSink | undefined
  /** Ends reading: the file wants layers. */
  askForLayers(): undefined
  /** The note says what put the records from this line on, or of this line alone, into the zone. */
  noteLines(note: string, alone: boolean): void
}
