// `janus diff`: compares two views rrset by rrset, as Janus serves them.

import { sameName } from '../../dns/name.ts'
import { readName } from '../../dns/name-text.ts'
import type { LoadedViews } from '../../supply/load.ts'
import { wantsColour } from '../../text/findings/colour.ts'
import { unreadableEscaped } from '../../text/findings/json-escape.ts'
import { Exit } from '../exit.ts'
import { loadServed } from '../loaded.ts'
import { viewIndex } from '../views.ts'
import { withLayers } from '../with-layers.ts'
import { diffViews } from './diff.ts'
import { today } from './reviewed.ts'
import { diffText } from './text.ts'

export type DiffOptions = { readonly config?: string; readonly all?: boolean; readonly json?: boolean }

/** Returns the exit code. */
export async function diff(
  left: string,
  right: string,
  zoneText: string | undefined,
  options: DiffOptions,
): Promise<number> {
  const all = await loadServed(options.config, 'janus diff')
  if (all === undefined) return Exit.failed
  const { settings } = all
  const { loaded } = await withLayers(settings, all.loaded)
  const views = [left, right].map((name) => viewIndex(settings, name, 'janus diff'))
  if (views[0] === undefined || views[1] === undefined) return Exit.failed
  if (views[0] === views[1]) {
    process.stderr.write(`janus diff: cannot compare "${left}" with itself: name two views\n`)
    return Exit.failed
  }
  const zone = zoneText === undefined ? undefined : readName(zoneText)
  if (
    zone !== undefined &&
    (typeof zone === 'string' || !settings.zones.some((one) => sameName(one.origin, 0, zone, 0)))
  ) {
    process.stderr.write(`janus diff: there is no zone "${zoneText}" in the configuration\n`)
    return Exit.failed
  }
  const report = diffViews(settings, asServed(loaded), { views: [views[0], views[1]], zone, today: today() })
  process.stdout.write(
    options.json
      ? `${unreadableEscaped(JSON.stringify(report, null, 2))}\n`
      : diffText(report, { colour: wantsColour(process.env, process.stdout), all: options.all ?? false }),
  )
  if (report.refused.length > 0) return Exit.failed
  return report.differences.some(({ state }) => state !== 'expected') ? Exit.bad : Exit.good
}

/** The faces as served; a refused one stays without a zone, whatever is served in its place. */
function asServed(loaded: LoadedViews): LoadedViews {
  return { ...loaded, faces: loaded.faces.map((face) => (face.zone ? { ...face, zone: face.served } : face)) }
}
