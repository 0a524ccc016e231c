// Searches all zones in all views for a part of a name or for an address: tells where it stands, and what each view has there.

import * as v from 'valibot'
import { addressFromText } from '../../dns/address.ts'
import { nameText } from '../../dns/name-text.ts'
import { Suffixes } from '../../dns/suffixes.ts'
import { Type, typeName } from '../../dns/types.ts'
import { text } from '../../text/config/words.ts'
import { Flag, type Node, type Zone } from '../../zone/zone.ts'
import { field } from '../fields.ts'
import { holdingIn } from '../rrset-table.ts'
import { Turns } from '../turns.ts'
import { type Asked, manyResults, type Plain } from '../verb.ts'
import { want } from '../wants.ts'

const foundLine = v.looseObject({
  name: v.string(),
  zone: v.string(),
  faces: v.pipe(
    v.array(v.looseObject({ view: v.string(), types: v.array(v.string()) })),
    v.description('The views that have it there, each with the types that it has.'),
  ),
})

type FoundLine = Plain<v.InferOutput<typeof foundLine>>

export const search = manyResults({
  name: 'search',
  about: 'names that hold a text, or that have an address, in all zones and views',
  effect: 'reads',
  isSteady: () => true,
  concerns: 'seen',
  request: {
    holds: field(text(want('want-search')), 'names with this in them, or with this address'),
  },
  result: foundLine,
  run: (asked, { holds }) => foundLines(asked, holds.trim()),
  text: (lines) => lines.map(({ name, zone }) => `${name} in ${zone}`).join('\n'),
})

const suffixes = new Suffixes()

type Face = { readonly view: string; readonly zone: Zone }
type Fits = (node: Node) => boolean

async function* foundLines({ operated, sight }: Asked, holds: string): AsyncGenerator<FoundLine> {
  const turns = new Turns()
  const fitsIn = wanted(holds)
  const faces = operated.server.current.candidate.loaded.faces.flatMap(({ name, face, served }) => {
    const isSeen = served !== undefined && sight.face({ zone: name, view: face.viewName })
    return isSeen ? [{ name, view: face.viewName, zone: served }] : []
  })
  for (const [name, same] of Map.groupBy(faces, (face) => face.name)) {
    for (const [i, { zone }] of same.entries()) {
      const fits = fitsIn(zone, name)
      for (let node = 0; node < zone.nodes; node++) {
        if ((node & EACH) === EACH && turns.isOver) await turns.next()
        if (!zone.exists(node) || zone.flags(node) & Flag.hashed || !fits(node)) continue
        const owner = zone.name(node)
        // A name is told once, for the first face that has it, with what all faces have.
        if (same.slice(0, i).some((face) => isThere(face, owner, holds))) continue
        yield { name: nameText(owner), zone: name, faces: same.flatMap((face) => typesAt(face, owner)) }
      }
    }
  }
}

/** Nodes between two looks at the clock, less one. */
const EACH = 1023

/** Reads once what is searched for; gives the search in a zone. */
function wanted(holds: string): (zone: Zone, name: string) => Fits {
  const address = addressFromText(holds)
  if (address === undefined) return holdingIn(holds)
  const type = address.length === 4 ? Type.A : Type.AAAA
  return (zone) => (node) => hasAddress(zone, node, type, address)
}

function hasAddress(zone: Zone, node: Node, type: number, address: Uint8Array): boolean {
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
    if (zone.type(set) !== type) continue
    let data = zone.dataOf(set)
    for (let i = 0; i < zone.size(set); i++, data = zone.nextData(data, false))
      if (address.every((octet, at) => zone.heap[data + at] === octet)) return true
  }
  return false
}

/** Whether an earlier face has told the name already: it has the name, and where an address is searched for, that too. */
function isThere({ zone }: Face, owner: Uint8Array, holds: string): boolean {
  const node = zone.find(suffixes.set(owner, 0), 0)
  const address = addressFromText(holds)
  if (node < 0 || address === undefined) return node >= 0
  return hasAddress(zone, node, address.length === 4 ? Type.A : Type.AAAA, address)
}

function typesAt({ view, zone }: Face, owner: Uint8Array): FoundLine['faces'][number][] {
  const node = zone.find(suffixes.set(owner, 0), 0)
  if (node < 0) return []
  const types: string[] = []
  for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) types.push(typeName(zone.type(set)))
  return [{ view, types }]
}
