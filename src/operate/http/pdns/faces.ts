// Faces as zones of PowerDNS's API, as far as the actor may see them; and the face that an id means.

import { sameName } from '../../../dns/name.ts'
import type { Server } from '../../../serve/server.ts'
import type { LoadedFace } from '../../../supply/load.ts'
import { quoted } from '../../fields.ts'
import type { Sight } from '../../sight.ts'
import { Refused } from './answers.ts'
import { readZoneId, type ZoneId, zoneIdOf } from './zone-id.ts'

/** The faces that the actor sees, without lists: these hold entries, no records to change one by one. */
export function facesSeen({ current }: Server, sight: Sight): readonly LoadedFace[] {
  return current.candidate.loaded.faces.filter(
    ({ name, face: { viewName, source } }) => source.kind !== 'list' && sight.face({ zone: name, view: viewName }),
  )
}

export function facesOf(faces: readonly LoadedFace[], { origin, view }: ZoneId): readonly LoadedFace[] {
  return faces.filter(
    (face) => sameName(face.origin, 0, origin, 0) && (view === undefined || face.face.viewName === view),
  )
}

/** The one face of this id. A face that the actor does not see is refused like one that does not exist. */
export function faceMeant(server: Server, sight: Sight, id: string): LoadedFace {
  const read = readZoneId(id)
  const found = read ? facesOf(facesSeen(server, sight), read) : []
  if (found.length === 1) return found[0]!
  if (found.length === 0) throw new Refused(404, `Could not find the zone ${quoted(id)}`)
  const ids = found.map(({ origin, face }) => zoneIdOf(origin, face.viewName))
  const [first] = ids
  throw new Refused(409, `The zone ${quoted(id)} is in several views: name one face, such as ${first}`, { ids })
}
