// The names of a zone in canonical order (RFC 4034 §6.1), found once for each image, in short turns.

import { compareLabels } from '../dns/name.ts'
import { APEX, type Node, type Zone } from '../zone/zone.ts'
import { Turns } from './turns.ts'

const orders = new WeakMap<Zone, Promise<Uint32Array>>()

/** The zone's nodes in canonical order, each before those below it. */
export function canonicalOrder(zone: Zone): Promise<Uint32Array> {
  let order = orders.get(zone)
  if (order === undefined) {
    order = found(zone)
    orders.set(zone, order)
  }
  return order
}

async function found(zone: Zone): Promise<Uint32Array> {
  const turns = new Turns()
  const { children, first } = await childrenOf(zone, turns)
  const order = new Uint32Array(zone.nodes)
  let count = 0
  const waiting: Node[] = [APEX]
  for (let steps = 0; waiting.length > 0; steps++) {
    if ((steps & EACH) === EACH && turns.isOver) await turns.next()
    const node = waiting.pop()!
    order[count++] = node
    const own = children.subarray(first[node], first[node + 1])
    await sortLabels(zone, own, turns)
    for (let i = own.length - 1; i >= 0; i--) waiting.push(own[i]!)
  }
  return order.subarray(0, count)
}

/** Steps between two looks at the clock, less one. */
const EACH = 1023

type Children = { readonly children: Uint32Array; readonly first: Uint32Array }

/** The children of a node are those in `children` from `first[node]` to `first[node + 1]`. */
async function childrenOf(zone: Zone, turns: Turns): Promise<Children> {
  const { nodes } = zone
  const first = new Uint32Array(nodes + 1)
  for (let node = 1; node < nodes; node++) first[zone.parent(node) + 1]!++
  for (let node = 0; node < nodes; node++) first[node + 1]! += first[node]!
  if (turns.isOver) await turns.next()
  const next = first.slice()
  const children = new Uint32Array(nodes)
  for (let node = 1; node < nodes; node++) children[next[zone.parent(node)]!++] = node
  if (turns.isOver) await turns.next()
  return { children, first }
}

/** Nodes that are sorted in one go: a few milliseconds. */
const RUN = 4096

async function sortLabels(zone: Zone, nodes: Uint32Array, turns: Turns): Promise<void> {
  const { heap } = zone
  const compare = (a: Node, b: Node) => compareLabels(heap, zone.labelAt(a), heap, zone.labelAt(b))
  for (let at = 0; at < nodes.length; at += RUN) {
    nodes.subarray(at, at + RUN).sort(compare)
    if (turns.isOver) await turns.next()
  }
  let from = nodes
  let to = nodes.length > RUN ? new Uint32Array(nodes.length) : nodes
  for (let width = RUN; width < nodes.length; width *= 2) {
    let [left, right] = [0, 0]
    for (let at = 0; at < nodes.length; at++) {
      if (at % (2 * width) === 0) [left, right] = [at, Math.min(at + width, nodes.length)]
      const leftEnd = Math.min(at - (at % (2 * width)) + width, nodes.length)
      const rightEnd = Math.min(leftEnd + width, nodes.length)
      const isLeft = left < leftEnd && (right >= rightEnd || compare(from[left]!, from[right]!) <= 0)
      to[at] = from[isLeft ? left++ : right++]!
      if ((at & EACH) === EACH && turns.isOver) await turns.next()
    }
    ;[from, to] = [to, from]
  }
  if (from !== nodes) nodes.set(from)
}
