// Makes the words of a listing (listing.ts) from datasets.

import { Octets } from '../dns/octets.ts'
import { take } from '../memory/budget.ts'
import { Head, type PartKind, Row } from './listing.ts'
import type { Values } from './values.ts'

/** The columns of a part; `rooms`: how many words each takes. */
export type PartWords = {
  readonly rooms: readonly number[]
  /** `at`: where each of the columns begins. */
  readonly write: (words: Uint32Array, at: readonly number[]) => void
}

export type Dataset = {
  readonly kind: (typeof PartKind)[keyof typeof PartKind]
  readonly ttl: number
  /** Labels before the apex, as octets of a name without the root label; empty at the apex itself. */
  readonly subzones: readonly Uint8Array[]
  readonly values: Values
  /** The text of a value as Janus answers it, where a zero octet stands for the subject; undefined: it has none. */
  readonly textOf: (value: number) => Uint8Array | undefined
  readonly words: PartWords
}

export function makeListing(datasets: readonly Dataset[], entries: number): Uint32Array {
  const texts = new Texts()
  const values = new ValueColumns()
  const rows: number[][] = []
  const columns: { readonly words: PartWords; readonly at: readonly number[] }[] = []
  const parts = datasets.reduce((sum, { subzones }) => sum + subzones.length, 0)
  let top = Head.rows + parts * Row.words
  for (const dataset of datasets) {
    const firstSet = values.add(dataset, texts)
    const at = dataset.words.rooms.map((room) => {
      const here = top
      top += room
      return here
    })
    columns.push({ words: dataset.words, at })
    for (const subzone of dataset.subzones)
      rows.push([dataset.kind, dataset.ttl, firstSet, texts.add(subzone), labelsOf(subzone), ...at])
  }
  const { first, address, text } = values
  const size = top + first.length + address.length + text.length + ((texts.octets.length + 3) >>> 2)
  take(size * 4)
  const words = new Uint32Array(size)
  words[Head.parts] = parts
  words[Head.entries] = entries
  for (const [i, row] of rows.entries()) words.set(row, Head.rows + i * Row.words)
  for (const { words: part, at } of columns) part.write(words, at)
  words[Head.sets] = first.length - 1
  for (const [head, column] of [
    [Head.setFirst, first],
    [Head.address, address],
    [Head.text, text],
  ] as const) {
    words[head] = top
    words.set(column, top)
    top += column.length
  }
  words[Head.texts] = top
  new Uint8Array(words.buffer, top * 4).set(texts.octets.view())
  return words
}

/** The columns of values. Each dataset has values of its own, so that the number of an entry tells its TTL. */
class ValueColumns {
  readonly first: number[] = [0]
  readonly address: number[] = []
  readonly text: number[] = []

  /** Adds the values of a dataset, and returns the number of its first set. */
  add({ values, textOf }: Dataset, texts: Texts): number {
    const firstSet = this.first.length - 1
    const add = (value: number) => {
      this.address.push(values.address[value]!)
      const text = textOf(value)
      this.text.push(text === undefined ? 0 : texts.add(text, true) + 1)
    }
    for (let value = 0; value < values.count; value++) {
      add(value)
      this.first.push(this.address.length)
    }
    for (const set of values.sets) {
      for (const value of set) add(value)
      this.first.push(this.address.length)
    }
    return firstSet
  }
}

class Texts {
  readonly octets = new Octets(1 << 10)
  readonly #known = new Map<string, number>()

  /** Adds a text, `sized` with its length in front, and returns where it begins. */
  add(text: Uint8Array, sized = false): number {
    const key = `${sized} ${Buffer.from(text).toString('latin1')}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    const at = this.octets.length
    if (sized) this.octets.appendSized(text, text.length)
    else this.octets.append(text)
    if (this.#known.size < MOST_KNOWN) this.#known.set(key, at)
    return at
  }
}

/** So many texts we look for again: where there are more, each entry has one of its own anyway. */
const MOST_KNOWN = 1 << 12

function labelsOf(subzone: Uint8Array): number {
  let labels = 0
  for (let at = 0; at < subzone.length; at += subzone[at]! + 1) labels++
  return labels
}
