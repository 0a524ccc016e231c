// Lays over faces what messages have changed, out of the state folder, as a start would.

import type { FaceName } from '../store/change.ts'
import type { LoadedFace, LoadedViews } from '../supply/load.ts'
import type { Settings } from '../text/config/settings.ts'
import type { LayerSets } from '../update/entry.ts'
import { KeptLayers } from '../update/kept-layers.ts'

export type Layered = {
  readonly loaded: LoadedViews
  readonly layerOf: (face: LoadedFace) => LayerSets | undefined
}

export async function withLayers(settings: Settings, loaded: LoadedViews): Promise<Layered> {
  const kept = await KeptLayers.read(settings.state.path)
  const layerOf = ({ view, origin, face }: LoadedFace) =>
    face.source.kind === 'primary' ? undefined : kept.of(nameOf(settings, view, origin))
  const faces = loaded.faces.map((face) => {
    const { zone, served, view, origin } = face
    if (served === undefined || layerOf(face) === undefined) return face
    const over = kept.over(nameOf(settings, view, origin), served)
    return { ...face, served: over, zone: zone === served ? over : zone }
  })
  const views = loaded.views.map((one, v) => {
    const first = faces.findIndex(({ view }) => view === v)
    const changed = faces.flatMap((face, i): [number, LoadedFace['served']][] =>
      face.view === v && face !== loaded.faces[i] ? [[i - first, face.served]] : [],
    )
    return changed.length === 0 ? one : { ...one, zones: one.zones.with(new Map(changed)) }
  })
  return { loaded: { ...loaded, views, faces }, layerOf }
}

function nameOf({ views }: Settings, view: number, origin: Uint8Array): FaceName {
  return { view: views[view]!.name, origin }
}
