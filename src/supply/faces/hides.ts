// Finds what $HIDE takes away, name by name: the work at a name grows with what the name has, not with the number of $HIDE lines.

import { isWithin } from '../../dns/name.ts'
import type { ZoneBuilder } from '../../zone/builder.ts'
import { APEX, NONE, type Node } from '../../zone/zone.ts'
import type { Hidden } from './layers.ts'

export class Hides {
  /** The layers that hide something, from the lowest. */
  readonly layers: readonly number[]
  readonly #builder: ZoneBuilder
  readonly #all: readonly Hidden[]
  readonly #byLayer = new Map<number, OfLayer>()
  /** Nodes that a line names. */
  readonly #nodes = new Set<Node>()
  /** By node, the nearest one at or above it below which a line hides names; NONE where there is none. */
  readonly #top: Int32Array | undefined
  readonly #met = new Set<Hidden>()

  /** Makes a node for each name in `builder`: the caller makes a new builder of what is left. */
  constructor(builder: ZoneBuilder, all: readonly Hidden[]) {
    this.#builder = builder
    this.#all = all
    const tops = new Set<Node>()
    for (const hide of all) {
      const node = nodeOf(builder, hide)
      if (node === NONE) continue
      this.#add(node, hide)
      this.#nodes.add(node)
      if (hide.below) tops.add(node)
    }
    this.layers = [...this.#byLayer.keys()].sort((a, b) => a - b)
    if (all.length === 0) return
    this.#top = new Int32Array(builder.nodes)
    for (let node: Node = APEX; node < builder.nodes; node++)
      this.#top[node] = tops.has(node) ? node : node === APEX ? NONE : this.#top[builder.parent[node]!]!
  }

  concern(node: Node): boolean {
    return this.#top !== undefined && (this.#nodes.has(node) || this.#top[node] !== NONE)
  }

  /** Whether the layer hides records of the type at the node in the layers below; the first such line counts as used. */
  take(layer: number, node: Node, type: number): boolean {
    const own = this.#byLayer.get(layer)
    if (own === undefined || this.#top === undefined) return false
    let first = earlier(own.at.get(keyOf(node, 0)), own.at.get(keyOf(node, type)))
    for (let top = this.#top[node]!; top !== NONE; top = top === APEX ? NONE : this.#top[this.#builder.parent[top]!]!)
      first = earlier(first, earlier(own.below.get(keyOf(top, 0)), own.below.get(keyOf(top, type))))
    if (first) this.#met.add(first)
    return first !== undefined
  }

  /** The lines that hid nothing. */
  inVain(): Hidden[] {
    return this.#all.filter((hide) => !this.#met.has(hide))
  }

  #add(node: Node, hide: Hidden): void {
    const own = this.#byLayer.get(hide.layer) ?? { at: new Map(), below: new Map() }
    this.#byLayer.set(hide.layer, own)
    const lines = hide.below ? own.below : own.at
    const key = keyOf(node, hide.type)
    lines.set(key, earlier(lines.get(key), hide)!)
  }
}

/** By node and type, the first line of a layer that hides at the node alone, or at the node and below. */
type OfLayer = { readonly at: Map<number, Hidden>; readonly below: Map<number, Hidden> }

function keyOf(node: Node, type: number): number {
  return node * 0x10000 + type
}

function earlier(a: Hidden | undefined, b: Hidden | undefined): Hidden | undefined {
  return a === undefined || (b !== undefined && b.line < a.line) ? b : a
}

function nodeOf(builder: ZoneBuilder, { name, below }: Hidden): Node {
  if (isWithin(name, 0, builder.apex, 0)) return builder.nodeOf(name)
  return below && isWithin(builder.apex, 0, name, 0) ? APEX : NONE
}
