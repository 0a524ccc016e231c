// What a line that begins with `$` may do to the parser. One small file per directive; index.ts lists them.

import type { Refusal, Words } from '../../../dns/rdata/words.ts'
import type { Limits } from '../limits.ts'
import type { Finding } from '../problem-list.ts'
import type { RecordReader } from '../record-reader.ts'
import type { LayerSink } from '../sink.ts'
import type { Source } from '../source.ts'

export interface Directive {
  /** As it is written, in upper case: `$TTL`. */
  readonly name: string
  /** What its words are, for messages: `$TTL 1h`. */
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
  /** Says what is odd about a word of the directive, which is read all the same. */
  warn(finding: Finding, word: number): void
  /** Names are completed with this origin from here on. `doubtful`: it was hardly meant, and no name below it is mended. */
  setOrigin(origin: Uint8Array, doubtful?: boolean): void
  readonly isOriginDoubtful: boolean
  /** Reads all of the file before what follows the directive. */
  readFile(source: Source): void
  /** Where layers go. Undefined where the sink knows none: reading stops then, and is begun anew with one that does. */
  readonly layers: LayerSink | undefined
  /** Ends reading: the file wants layers. */
  askForLayers(): undefined
  /** The records from this line on, or of this line alone, were put into the zone by what the note says. */
  noteLines(note: string, alone: boolean): void
}
