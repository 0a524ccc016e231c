// Finds lines of a dataset that could go without changing an answer, and says so.

import type { Said } from '../dns/said.ts'
import type { ListRule } from './flaws.ts'
import type { ListReader } from './read-list.ts'
import { say } from './says.ts'
import { type Needless, type Spot, StatedNames, StatedRanges } from './stated.ts'

/** Gathers what the lines of one dataset state. */
export class Stated {
  readonly #reader: ListReader
  readonly #ranges = new StatedRanges()
  readonly #names = new StatedNames()

  constructor(reader: ListReader) {
    this.#reader = reader
  }

  range(first: number, last: number, code: number, start: number, end: number): void {
    this.#ranges.add(first, last, code, this.#spot(start, end))
  }

  ip6(words: Uint32Array, bits: number, code: number, start: number, end: number): void {
    this.#ranges.addIp6(words, bits, code, this.#spot(start, end))
  }

  /** `own`: the line is about the name itself; `below`: about all names below. */
  name(
    {
      labels,
      length,
      own,
      below,
    }: { readonly [key in 'own' | 'below']: boolean } & {
      readonly labels: Uint8Array
      readonly length: number
    },
    code: number,
    start: number,
    end: number,
  ): void {
    const parts = [...(own ? (['own'] as const) : []), ...(below ? (['below'] as const) : [])]
    this.#names.add(labels.subarray(0, length), parts, code, this.#spot(start, end))
  }

  tell(): void {
    this.#reader.tellNeedless([...this.#ranges.needless(), ...this.#names.needless()])
  }

  #spot(start: number, end: number): Spot {
    const { file, line } = this.#reader
    return { file, line, start, end }
  }
}

export function needlessFlaw(needless: Needless): {
  readonly rule: ListRule
  readonly message: Said
  readonly fix: Said
} {
  const fix = say('list-take-out')
  if (needless.kind === 'idle') return { rule: 'list-idle', message: say('list-excludes-nothing'), fix }
  const { spot, before, excludes } = needless
  const { line } = before
  const where = before.file === spot.file ? say('list-in-line', { line }) : say('list-in-other-file', { line })
  if (needless.kind === 'twice') return { rule: 'list-twice', message: say('list-stands-twice', { where }), fix }
  const message = excludes ? say('list-excluded-with', { where }) : say('list-listed-with', { where })
  return { rule: 'list-swallowed', message, fix }
}
