// Tells whether the actor sees a zone of a name: one that is served, awaited from a primary, or signed.

import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import type { Operated } from './operated.ts'
import { say } from './says.ts'
import type { Sight } from './sight.ts'
import { faceLines } from './zone-lines.ts'
import { meaning } from './zone-meant.ts'

/** Throws where the actor sees no such zone. `zone`: undefined where all zones are meant. */
export function mustSeeZone({ server }: Pick<Operated, 'server'>, sight: Sight, zone: string | undefined): void {
  if (zone === undefined || isSeen(server, sight, zone)) return
  throw new VerbError('no-zone', say('not-seen-zone', { zone: quoted(zone) }), 'zone')
}

function isSeen(server: Operated['server'], sight: Sight, zone: string): boolean {
  const isMeant = meaning(zone)
  for (const line of faceLines(server, sight)) if (isMeant(line.zone)) return true
  const others = [
    ...server.upstream.status,
    ...(server.signing?.status ?? []).map((one) => ({ zone: one.zone.setting.name, view: one.face.name.view })),
  ]
  return others.some((face) => isMeant(face.zone) && sight.face(face))
}
