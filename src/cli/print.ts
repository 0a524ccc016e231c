// `janus print`: prints one face, as it is served, as a plain master file.

import { sameName } from '../dns/name.ts'
import { readName } from '../dns/name-text.ts'
import { printZone } from '../supply/faces/print.ts'
import type { FaceRecord } from '../supply/faces/records.ts'
import { Exit } from '../tools/exit.ts'
import { loadServed } from '../tools/loaded.ts'
import { viewIndex } from '../tools/views.ts'
import { withLayers } from '../tools/with-layers.ts'
import { addedEntry, saidOf } from '../update/entry-text.ts'
import { english } from '../update/says.ts'

export type PrintOptions = { readonly config?: string }

/** Gives the exit code. */
export async function print(viewName: string, zoneText: string, { config }: PrintOptions): Promise<number> {
  const all = await loadServed(config, 'janus print')
  if (all === undefined) return Exit.failed
  const view = viewIndex(all.settings, viewName, 'janus print')
  if (view === undefined) return Exit.failed
  const { loaded, layerOf } = await withLayers(all.settings, all.loaded)
  const name = readName(zoneText)
  const face =
    typeof name === 'string'
      ? undefined
      : loaded.faces.find((face) => face.view === view && sameName(face.origin, 0, name, 0))
  if (face === undefined) {
    process.stderr.write(`janus print: the view "${viewName}" has no zone "${zoneText}"\n`)
    return Exit.failed
  }
  if (face.zone === undefined) {
    process.stderr.write(`janus print: "${zoneText}" was refused in the view "${viewName}"; janus check says why\n`)
    return Exit.bad
  }
  const layer = layerOf(face)
  const noteOf = ({ owner, type, rdata }: FaceRecord) => {
    const entry = addedEntry(layer, owner, type, rdata)
    return entry && english.text(saidOf(entry))
  }
  process.stdout.write(printZone(face.served ?? face.zone, viewName, noteOf))
  return Exit.good
}
