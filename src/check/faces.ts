// Finds for each node of one face of a zone the node of the same name in another face.

import type { Said } from '../dns/said.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { take } from '../memory/budget.ts'
import { APEX, hashName, NONE, type Node, type Zone } from '../zone/zone.ts'
import { say } from './says.ts'

/** Finds in `there` the nodes of `here`; both are the same zone. */
export class Counterpart {
  readonly #here: Zone
  readonly #there: Zone
  readonly #own: Table
  readonly #theirs: Table
  readonly #apexHash: number
  readonly #suffixes = new Suffixes()
  readonly #name = new Uint8Array(256)

  constructor(here: Zone, there: Zone) {
    this.#here = here
    this.#there = there
    this.#apexHash = hashName(there.apex, 0)
    this.#own = tableOf(here, there)
    this.#theirs = tableOf(there, here)
  }

  /** The node of the same name, or NONE. */
  of(node: Node): Node {
    const known = this.#own[node]!
    if (known !== UNKNOWN) return known - FOUND
    const found = this.#find(node)
    this.#own[node] = found + FOUND
    if (found !== NONE) this.#theirs[found] = node + FOUND
    return found
  }

  #find(node: Node): Node {
    // A name exists where one below it does (RFC 4592 §2.2.2): where its parent is not, it is not.
    if (node !== APEX && this.of(this.#here.parent(node)) === NONE) return NONE
    const { apex, apexLabels } = this.#there
    this.#here.writeName(node, this.#name, 0)
    this.#suffixes.setWithin(this.#name, 0, apex, apexLabels, this.#apexHash)
    return this.#there.find(this.#suffixes, 0)
  }
}

/** By node of one face, the node of the other plus FOUND. Every rule that compares asks for all of them, and from both sides. */
type Table = Int32Array

const UNKNOWN = 0
const FOUND = 2

const tables = new WeakMap<Zone, WeakMap<Zone, Table>>()

function tableOf(here: Zone, there: Zone): Table {
  const known = tables.get(here) ?? new WeakMap<Zone, Table>()
  tables.set(here, known)
  let table = known.get(there)
  if (table === undefined) {
    take(here.nodes * 4)
    table = new Int32Array(here.nodes)
    known.set(there, table)
  }
  return table
}

/** The name of a view in messages. */
export function viewTitle({ name, public: open }: { readonly name?: string; readonly public?: boolean }): Said {
  return name ? say('view-named', { view: name }) : say(open ? 'view-public' : 'view-other')
}
