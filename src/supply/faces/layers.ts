// The records of one view's face as they stand in its files, layer by layer, and what comes out when the layers are laid over
// each other. Every file has two: its common lines, and over them its lines for the view.
//
//   an rrset in a layer    takes the place of the same rrset below
//   $ADD                   is added to what is there
//   $HIDE                  takes away what is below
//   CNAME                  and other data exclude each other (RFC 1034 §3.6.2): the upper layer's stays

import { isWithin, nameLength } from '../../dns/name.ts'
import { Type } from '../../dns/types.ts'
import type { LayerSink, RecordSink } from '../../text/zonefile/sink.ts'
import { elsewhereKey, type Hidden, type LayerRecord, nameKey, setKey } from './layer-records.ts'
import { addsToNothing, hidesNothing, type Miss, missesAt } from './misses.ts'

/** Takes what parseLayers() reads, and keeps what concerns the view. */
export class LayeredRecords implements LayerSink {
  readonly views: readonly string[] | undefined
  /** Views that the files name. */
  readonly named = new Set<string>()
  readonly records: LayerRecord[] = []
  readonly hidden: Hidden[] = []
  /** What lines for other views give, by elsewhereKey(). */
  readonly elsewhere = new Set<string>()
  adding = false
  readonly #view: string | undefined
  #section: readonly string[] | undefined
  #wanted = true
  #file = 0
  #owner: Uint8Array = new Uint8Array(0)

  /** `view`: undefined for one that no line is for. `views`: all that there are, if somebody knows. */
  constructor(view: string | undefined, views?: readonly string[]) {
    this.#view = view
    this.views = views
  }

  get section(): readonly string[] | undefined {
    return this.#section
  }

  set section(names: readonly string[] | undefined) {
    this.#section = names
    for (const name of names ?? []) this.named.add(name)
    this.#wanted = names === undefined || (this.#view !== undefined && names.includes(this.#view))
  }

  nextFile(): void {
    this.#file++
    this.section = undefined
  }

  owner(name: Uint8Array, at: number): void {
    this.#owner = name.slice(at, at + nameLength(name, at))
  }

  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number): void {
    const { adding: added } = this
    const data = rdata.slice(0, length)
    if (!this.#wanted) {
      this.elsewhere.add(elsewhereKey({ owner: this.#owner, type }))
      return
    }
    this.records.push({ layer: this.#layer, owner: this.#owner, type, ttl, rdata: data, line, added })
  }

  hide(name: Uint8Array, below: boolean, type: number, line: number): void {
    if (this.#wanted) this.hidden.push({ layer: this.#layer, name, below, type, line })
  }

  get #layer(): number {
    return this.#file * 2 + (this.#section === undefined ? 0 : 1)
  }
}

/** Writes what is left to `sink`, in the order of the lines. Gives what a layer asked for in vain. */
export function layOver(
  { records, hidden, elsewhere }: Pick<LayeredRecords, 'records' | 'hidden' | 'elsewhere'>,
  sink: RecordSink,
): Miss[] {
  const names: Names = new Map()
  const misses: Miss[] = []
  const order = [...new Set([...records, ...hidden].map(({ layer }) => layer))].sort((a, b) => a - b)
  const ownOf = Map.groupBy(records, ({ layer }) => layer)
  for (const layer of order) {
    for (const one of hidden) if (one.layer === layer && !hide(names, one)) misses.push(hidesNothing(one))
    const byName = Map.groupBy(ownOf.get(layer) ?? [], ({ owner }) => nameKey(owner))
    for (const [key, own] of byName) {
      const below = names.get(key)
      // A name that only one layer has, as most are, is taken as it is.
      if (below) misses.push(...missesAt(own, below, elsewhere))
      else for (const one of own) if (one.added) misses.push(addsToNothing(one))
      names.set(key, below ? laidAt(own, below) : own)
    }
  }
  const left = [...names.values()].flat()
  left.sort((a, b) => a.line - b.line)
  for (const { owner, type, ttl, rdata, line } of left) {
    sink.owner(owner, 0)
    sink.record(type, ttl, rdata, rdata.length, line)
  }
  return misses
}

/** What a name has, by nameKey(). */
type Names = Map<string, readonly LayerRecord[]>

/** Whether there was anything to hide. */
function hide(names: Names, { name, below, type }: Hidden): boolean {
  const keys = below
    ? [...names].filter(([, records]) => isWithin(records[0]!.owner, 0, name, 0)).map(([key]) => key)
    : [nameKey(name)]
  let found = false
  for (const key of keys) {
    const records = names.get(key)
    if (records === undefined) continue
    const left = type === 0 ? [] : records.filter((record) => record.type !== type)
    if (left.length < records.length) found = true
    if (left.length === 0) names.delete(key)
    else names.set(key, left)
  }
  return found
}

/** The name with a layer's own records over what is below. */
function laidAt(own: readonly LayerRecord[], below: readonly LayerRecord[]): readonly LayerRecord[] {
  const given = Map.groupBy(own, setKey)
  const kept = below.filter((record) => {
    const mine = given.get(setKey(record))
    return mine === undefined ? !excluded(setKey(record), given) : mine.every(({ added }) => added)
  })
  return [...kept, ...own]
}

/** An alias has no other data at its name, whichever of the two the upper layer gives. */
function excluded(key: number, given: ReadonlyMap<number, unknown>): boolean {
  if (given.has(Type.CNAME)) return true
  return key === Type.CNAME && given.size > 0
}
