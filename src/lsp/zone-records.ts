// Reads all records of one zone's text, line by line, for all views, so that a renaming can compare them before and after.

import type { Problem } from '../text/findings/problem.ts'
import { parseLayers } from '../text/zonefile/parser.ts'
import type { LayerSink } from '../text/zonefile/sink.ts'
import type { Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'

export type WrittenRecord = {
  readonly owner: Uint8Array
  /** 0 where the line hides records of a name. */
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
  readonly line: number
  /** The views of the line, and what it does there, as text for comparison. */
  readonly about: string
}

export type WrittenZone = {
  readonly records: readonly WrittenRecord[]
  readonly text: ZoneText
  /** The first line that we cannot read. */
  readonly wrong: Problem | undefined
}

export function readRecords(source: Source, origin: Uint8Array): WrittenZone {
  const taker = new Taker()
  const { text, problems } = parseLayers([source], { origin }, taker)
  return { records: taker.records, text, wrong: problems.find(isUnreadable) }
}

/** Whether the problem makes the text unreadable. A layer may be empty, and may take its TTL from the file below. */
function isUnreadable({ rule, severity }: Problem): boolean {
  return severity === 'error' && rule !== 'no-ttl' && rule !== 'empty-file'
}

class Taker implements LayerSink {
  readonly views = undefined
  readonly records: WrittenRecord[] = []
  section: readonly string[] | undefined
  adding = false
  #owner: Uint8Array = new Uint8Array(1)

  nextFile(): void {}

  owner(name: Uint8Array, at: number): void {
    let end = at
    while (name[end] !== 0) end += name[end]! + 1
    this.#owner = name.slice(at, end + 1)
  }

  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number): void {
    this.#push(this.#owner, type, ttl, rdata.slice(0, length), line, this.adding ? 'added' : '')
  }

  hide(name: Uint8Array, below: boolean, type: number, line: number): void {
    this.#push(name.slice(), 0, type, new Uint8Array(0), line, below ? 'hidden below' : 'hidden')
  }

  #push(owner: Uint8Array, type: number, ttl: number, rdata: Uint8Array, line: number, how: string): void {
    const about = JSON.stringify([this.section, how])
    this.records.push({ owner, type, ttl, rdata, line, about })
  }
}
