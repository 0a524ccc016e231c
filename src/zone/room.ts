// How much room fold.ts should make: the most that the next edition appends to an image.

import { labelCount, nameLength, sameName } from '../dns/name.ts'
import { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import type { Changeset, VisitRecord } from './changeset.ts'
import { type Room, USUAL_ROOM } from './fold.ts'
import { hasTarget, NONE, type Node, rdataRoom, type Zone } from './zone.ts'

/** Room for these changes, and as much for others as there usually is. */
export function roomFor(zone: Zone, { removed, added }: Changeset): Room {
  const room = { ...USUAL_ROOM }
  const names = new Names(zone)
  const visit: VisitRecord = (bytes, owner, type, _ttl, _data, length) => {
    room.sets++
    room.records++
    room.heap += rdataRoom(type, length)
    if ((type === Type.NS || type === Type.DNAME) && !sameName(bytes, owner, zone.apex, 0)) names.hides = true
    const node = names.meet(bytes, owner)
    if (node === MET) return
    const labels = labelCount(bytes, owner)
    // Each of its labels may be a new name, and all names above it may change.
    room.nodes += labels
    room.versions += labels + 1
    room.heap += nameLength(bytes, owner)
    if (node !== NONE) addNode(zone, node, room)
  }
  removed.each(visit)
  added.each(visit)
  // All names below a cut or a DNAME that comes or goes get other flags.
  if (names.hides) room.versions += zone.nodes
  return room
}

const MET = -2

/** The owners of a changeset, each met once. */
class Names {
  hides = false
  readonly #zone: Zone
  readonly #met = new Set<string>()
  readonly #name = new Suffixes()

  constructor(zone: Zone) {
    this.#zone = zone
  }

  /** The node of that name, NONE where there is none; MET where it was asked for before. */
  meet(bytes: Uint8Array, owner: number): Node | typeof MET {
    const { apexLabels, apex } = this.#zone
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + owner, nameLength(bytes, owner)).toString('latin1')
    if (this.#met.has(text)) return MET
    this.#met.add(text)
    const name = this.#name.set(bytes, owner)
    const apexAt = name.count - apexLabels
    if (apexAt < 0 || !sameName(bytes, name.at[apexAt]!, apex, 0)) return NONE
    return this.#zone.find(name, 0)
  }
}

/** Adds what the node has: the editor writes all rrsets of a changed node anew, and changed rrsets with all of their rdata. */
function addNode(zone: Zone, node: Node, room: { -readonly [Part in keyof Room]: number }): void {
  for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
    room.sets++
    const type = zone.type(set)
    const withTarget = hasTarget(type)
    let data = zone.dataOf(set)
    for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
      room.records++
      room.heap += rdataRoom(type, zone.lengthOf(data))
    }
  }
}
