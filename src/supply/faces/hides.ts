// What $HIDE takes away, found from the names that it concerns.

import { isWithin } from '../../dns/name.ts'
import type { ZoneBuilder } from '../../zone/builder.ts'
import { APEX, NONE, type Node } from '../../zone/zone.ts'
import type { Hidden } from './layers.ts'

export class Hides {
  readonly #builder: ZoneBuilder
  readonly #all: readonly Hidden[]
  readonly #byNode = new Map<Node, Hidden[]>()
  /** By node, the nearest one at or above it from which on names are hidden; NONE where there is none. */
  readonly #top: Int32Array | undefined
  readonly #met = new Set<Hidden>()

  /** Gives the names a node each: who hides something makes a new builder of what is left. */
  constructor(builder: ZoneBuilder, all: readonly Hidden[]) {
    this.#builder = builder
    this.#all = all
    if (all.length === 0) return
    for (const hide of all) {
      const node = nodeOf(builder, hide)
      if (node !== NONE) this.#byNode.set(node, [...(this.#byNode.get(node) ?? []), hide])
    }
    this.#top = new Int32Array(builder.nodes)
    for (let node: Node = APEX; node < builder.nodes; node++) {
      const isTop = this.#byNode.get(node)?.some(({ below }) => below) === true
      this.#top[node] = isTop ? node : node === APEX ? NONE : this.#top[builder.parent[node]!]!
    }
  }

  concern(node: Node): boolean {
    return this.#top !== undefined && (this.#byNode.has(node) || this.#top[node] !== NONE)
  }

  /** Those that concern the node, as they stand in the files. */
  at(node: Node): Hidden[] {
    if (this.#top === undefined) return []
    const here = new Set(this.#byNode.get(node))
    for (let top = this.#top[node]!; top !== NONE; top = top === APEX ? NONE : this.#top[this.#builder.parent[top]!]!)
      for (const hide of this.#byNode.get(top)!) if (hide.below) here.add(hide)
    return [...here].sort((a, b) => a.line - b.line)
  }

  /** What is left of the rows. */
  apply(hide: Hidden, rows: readonly number[]): readonly number[] {
    const { type } = this.#builder
    const left = hide.type === 0 ? [] : rows.filter((r) => (type[r]! & 0xffff) !== hide.type)
    if (left.length < rows.length) this.#met.add(hide)
    return left
  }

  /** Those that hid nothing anywhere. */
  inVain(): Hidden[] {
    return this.#all.filter((hide) => !this.#met.has(hide))
  }
}

function nodeOf(builder: ZoneBuilder, { name, below }: Hidden): Node {
  if (isWithin(name, 0, builder.apex, 0)) return builder.nodeOf(name)
  return below && isWithin(builder.apex, 0, name, 0) ? APEX : NONE
}
