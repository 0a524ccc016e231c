// The layers of faces that messages have changed (RFC 2136), record by record, for the verbs that show them.

import * as v from 'valibot'
import { nameText } from '../dns/name-text.ts'
import { printRdata } from '../dns/rdata/rdata.ts'
import { typeName } from '../dns/types.ts'
import type { ChangedFace, Dynamic } from '../serve/dynamic.ts'
import type { Server } from '../serve/server.ts'
import type { FaceName } from '../store/change.ts'
import { text } from '../text/config/words.ts'
import type { LayerEntry, LayerSet } from '../update/entry.ts'
import { livingSets } from '../update/over.ts'
import { VerbError } from './errors.ts'
import { field } from './fields.ts'
import { say } from './says.ts'
import type { Sight } from './sight.ts'
import type { Plain } from './verb.ts'
import { want } from './wants.ts'
import { faceLines } from './zone-lines.ts'
import { meaning } from './zone-meant.ts'

/** The fields of a request to a verb about a zone that messages have changed. */
export const dynamicRequest = {
  zone: field(text(want('want-zone')), 'the zone that is meant', { argument: '<zone>' }),
  view: v.optional(field(text(want('want-view')), 'in this view alone', { option: '--view <view>' })),
}

export const entryLine = v.looseObject({
  zone: v.string(),
  view: v.string(),
  owner: v.string(),
  ttl: v.number(),
  type: v.string(),
  rdata: v.string(),
  how: v.pipe(
    v.picklist(['add', 'hide']),
    v.description('add: it is there whatever the source has; hide: the source has it, and it is not there.'),
  ),
  by: v.pipe(v.string(), v.description('The key that signed the message, or the address of the client.')),
  client: v.string(),
  at: v.pipe(v.string(), v.description('When the message came.')),
  until: v.optional(v.pipe(v.string(), v.description('When it ends by itself.'))),
})

export type EntryLine = Plain<v.InferOutput<typeof entryLine>>

export type LayeredFace = {
  readonly name: FaceName
  readonly zone: string
  readonly view: string
  readonly sets: readonly LayerSet[]
  readonly face: ChangedFace | undefined
  readonly dynamic: Dynamic
}

/** The faces with a layer that the actor sees. `zone`: of this zone alone; throws where he sees no such zone. */
export function layeredFaces(server: Server, sight: Sight, zone?: string, view?: string): LayeredFace[] {
  const isMeant = meaning(zone)
  if (zone !== undefined && ![...faceLines(server, sight)].some((line) => isMeant(line.zone)))
    throw new VerbError('no-zone', say('tell-no-zone', { zone }), 'zone')
  const { dynamic } = server
  if (dynamic === undefined) return []
  const now = dynamic.layers.time.now()
  return dynamic.layers.names.flatMap((name): LayeredFace[] => {
    const face = { zone: nameText(name.origin), view: name.view }
    if (!sight.face(face) || !isMeant(face.zone) || (view !== undefined && face.view !== view)) return []
    const sets = livingSets(dynamic.layers.of(name).each(), now)
    return [{ name, ...face, sets, face: dynamic.face(name), dynamic }]
  })
}

export function* entryLines(faces: Iterable<LayeredFace>): Generator<EntryLine> {
  for (const { zone, view, sets } of faces)
    for (const { added, hidden, ttl } of sets)
      for (const entry of [...added.values(), ...hidden.values()]) yield entryOf({ zone, view }, entry, ttl)
}

function entryOf(
  face: { readonly zone: string; readonly view: string },
  { owner, type, rdata, ttl: own, how, by, at, until }: LayerEntry,
  ttl: number | undefined,
): EntryLine {
  return {
    ...face,
    owner: nameText(owner),
    ttl: how === 'add' ? (ttl ?? own) : own,
    type: typeName(type),
    rdata: printRdata(type, rdata, 0, rdata.length),
    how,
    by: by.key === undefined ? by.address : `key ${by.key}`,
    client: by.address,
    at: new Date(at).toISOString(),
    ...(until !== undefined && { until: new Date(until).toISOString() }),
  }
}
