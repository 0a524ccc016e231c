// Two versions of one zone side by side: the node of the one that is a node of the other, and whether rrsets are equal.

import { lowerRdataNames } from '../dns/rdata/rdata.ts'
import { Suffixes } from '../dns/suffixes.ts'
import type { Node, RRset, Zone } from '../zone/zone.ts'
import { eachRecord } from './records.ts'

/** Finds in `there` the nodes of `here`; both are the same zone. */
export class Counterpart {
  readonly #here: Zone
  readonly #there: Zone
  readonly #suffixes = new Suffixes()
  readonly #name = new Uint8Array(256)

  constructor(here: Zone, there: Zone) {
    this.#here = here
    this.#there = there
  }

  /** The node of the same name, or NONE. */
  of(node: Node): Node {
    this.#here.writeName(node, this.#name, 0)
    return this.#there.find(this.#suffixes.set(this.#name, 0), 0)
  }
}

/** The records of an rrset, each as text, sorted: equal for equal data whatever its order and the case of its names. */
function dataOf(zone: Zone, set: RRset): string[] {
  const all: string[] = []
  eachRecord(zone, set, (data, length) => {
    const rdata = zone.heap.slice(data, data + length)
    lowerRdataNames(zone.type(set), rdata, 0, length)
    all.push(String.fromCharCode(...rdata))
  })
  return all.sort()
}

export function isSameData(a: Zone, aSet: RRset, b: Zone, bSet: RRset): boolean {
  if (a.size(aSet) !== b.size(bSet)) return false
  const theirs = dataOf(b, bSet)
  return dataOf(a, aSet).every((data, i) => data === theirs[i])
}

/** How a view is called in messages. */
export function viewTitle({ name, public: open }: { readonly name?: string; readonly public?: boolean }): string {
  return name ? `the view ${name}` : open ? 'the public view' : 'the other view'
}
