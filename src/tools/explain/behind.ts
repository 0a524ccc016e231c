// Finds the message behind a record that has no line: one that a message added to this face, or to a face that this one is made of.

import { isWithin } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import { addressOfReverse } from '../../dns/reverse-name.ts'
import type { Said } from '../../dns/said.ts'
import { Type } from '../../dns/types.ts'
import type { LoadedFace } from '../../supply/load.ts'
import type { LayerEntry, LayerSets } from '../../update/entry.ts'
import { addedEntry, saidOf } from '../../update/entry-text.ts'
import { say } from './says.ts'

/** Gives the layer that messages have laid over a face. */
export type LayerOf = (face: LoadedFace) => LayerSets | undefined

/** `of`: the other faces in which we found the record. */
export type Behind = { readonly said: Said; readonly of: readonly { readonly zone: string; readonly view: string }[] }

type Sought = { readonly owner: Uint8Array; readonly type: number; readonly rdata: Uint8Array }

/** How the record came into the face; undefined where we know of no message. */
export function messageBehind(
  face: LoadedFace,
  sought: Sought,
  all: readonly LoadedFace[],
  layerOf: LayerOf,
): Behind | undefined {
  const own = addedEntry(layerOf(face), sought.owner, sought.type, sought.rdata)
  if (own !== undefined) return { said: saidOf(own), of: [] }
  return completed(face, sought, all, layerOf) ?? derived(face, sought, all, layerOf)
}

function derived(
  { name, face: { source } }: LoadedFace,
  sought: Sought,
  all: readonly LoadedFace[],
  layerOf: LayerOf,
): Behind | undefined {
  if (source.kind !== 'derived') return undefined
  const base = all.find((one) => one.view === source.from && one.name === name)
  if (base === undefined) return undefined
  const known = messageBehind(base, sought, all, layerOf) ?? rewritten(layerOf(base), sought)
  return known && through(base, known, say('record-in-base', { how: known.said, view: source.fromName }))
}

/** A rule may have changed the rdata, so any added record of the name and type counts. */
function rewritten(layer: LayerSets | undefined, { owner, type }: Sought): Behind | undefined {
  const [entry]: (LayerEntry | undefined)[] = [...(layer?.get(owner, type)?.added.values() ?? [])]
  return entry && { said: saidOf(entry), of: [] }
}

/** The message behind a PTR: it gave the address to the name. */
function completed(
  { view, face: { reverse } }: LoadedFace,
  { owner, type, rdata }: Sought,
  all: readonly LoadedFace[],
  layerOf: LayerOf,
): Behind | undefined {
  const address = reverse && type === Type.PTR ? addressOfReverse(owner, 0) : undefined
  if (address === undefined) return undefined
  const holders = all.filter((one) => one.view === view && isWithin(rdata, 0, one.origin, 0))
  const [holder] = holders.sort((a, b) => b.origin.length - a.origin.length)
  const host = { owner: rdata, type: address.length === 4 ? Type.A : Type.AAAA, rdata: address }
  const known = holder && messageBehind(holder, host, all, layerOf)
  const { file, line } = reverse!.place
  return (
    known && through(holder, known, say('record-completed', { name: nameText(rdata), file, line, how: known.said }))
  )
}

function through({ name, face: { viewName } }: LoadedFace, { of }: Behind, said: Said): Behind {
  return { said, of: [...of, { zone: name, view: viewName }] }
}
