// The views of a configuration, for rules between zones.

import type { CheckedView } from '../../check/check-views.ts'
import type { JudgedZone } from '../../check/read-zone.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import type { Settings } from '../../text/config/settings.ts'
import { chainedIn, signedIn } from '../../text/config/sign-setting.ts'
import type { FaceSetting } from '../../text/config/sources.ts'

export type Faces = ReadonlyMap<FaceSetting, ReadZone>

export function viewsOf(settings: Settings, faces: Faces): CheckedView[] {
  return settings.views.map(({ name, public: isPublic }, view) => ({
    name,
    public: isPublic,
    inside: settings.inside,
    signed: signedIn(settings.sign, name),
    chained: chainedIn(settings.sign, name),
    completed: settings.zones
      .filter(({ faces }) => faces.some((face) => face.view === view && face.reverse))
      .map(({ origin }) => origin),
    members: settings.zones.flatMap((zone) =>
      zone.faces
        .filter((face) => face.view === view)
        .map((face) => ({ apex: zone.origin, read: readOf(faces.get(face)!) })),
    ),
  }))
}

function readOf(file: ReadZone): JudgedZone | undefined {
  return file.subject && file
}
