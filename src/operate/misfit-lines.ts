// Counts, by face, the findings of the rules between zones in what is served.

import type { Server } from '../serve/server.ts'
import { isSeenStanding } from './report.ts'
import type { Sight } from './sight.ts'

/** `findings` is not 0: a face that fits has no line. */
export type MisfitLine = { readonly zone: string; readonly view: string; readonly findings: number }

export function* misfitLines({ standing }: Pick<Server, 'standing'>, sight: Sight): Generator<MisfitLine> {
  for (const face of standing.all()) {
    if (!sight.face(face) || !sight.text(face)) continue
    const findings = face.found.filter((one) => isSeenStanding(one, sight, face.view)).length
    if (findings > 0) yield { zone: face.zone, view: face.view, findings }
  }
}
