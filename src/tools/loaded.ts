// The configuration and its zones, as the commands that look at both need them.

import { isAbsolute, relative } from 'node:path'
import { servedOffline } from '../serve/offline.ts'
import type { Produced } from '../serve/produced-catalogs.ts'
import { type LoadedFace, type LoadedViews, loadingViews } from '../supply/load.ts'
import { readZones } from '../supply/loader/read-zones.ts'
import { atOnce } from '../supply/slices.ts'
import { loadFound } from '../text/config/find.ts'
import type { Settings } from '../text/config/settings.ts'
import { type FaceSetting, type PathSetting, withFiles } from '../text/config/sources.ts'
import { configProblemsText } from '../text/config/told.ts'
import { wantsColour } from '../text/findings/colour.ts'
import { LineMap } from '../text/zonefile/lines.ts'

/** `produced`: the catalogs that are made here. */
export type LoadedServed = Loaded & { readonly produced: readonly Produced[] }

export type Loaded = { readonly settings: Settings; readonly loaded: LoadedViews }

/** Undefined where the configuration has errors: they are on standard error then. It does not tell what is wrong in zones. */
export async function loadAll(config?: string): Promise<Loaded | undefined> {
  const settings = readSettings(config)
  return settings && { settings, loaded: await loadViews(settings) }
}

/** As a server that starts now would load them, and nothing is known of what was served before. */
export async function loadViews(settings: Settings): Promise<LoadedViews> {
  return atOnce(loadingViews(settings, await readZones(settings, 'load', undefined)))
}

/**
 * What a server that starts now would serve, and one that runs on these files does: with last good versions of zones with errors, the
 * changes that were accepted, what has come from primaries, and the serials that follow those served before. The state folder is read,
 * and nothing is written there. `tool` says on standard error what cannot be used, and gives its advice.
 */
export async function loadServed(
  config: string | undefined,
  tool: string,
  advice = '',
): Promise<LoadedServed | undefined> {
  const written = readSettings(config)
  if (written === undefined) return undefined
  const say = (text: string) => process.stderr.write(`${tool}: ${text}${advice}\n`)
  const files = await readZones(written, 'load', undefined)
  const { candidate, produced } = await servedOffline(written, files, {
    onDamage: (path, reason) => say(`cannot use "${path}", the last good version of a zone: ${reason}`),
    onLeftOut: say,
  })
  const { settings, loaded } = candidate
  return { settings, produced, loaded: { ...loaded, faces: loaded.faces.map(withLinesAsShown) } }
}

export function readSettings(config: string | undefined): Settings | undefined {
  const { settings, problems } = loadFound(config)
  if (settings === undefined)
    process.stderr.write(configProblemsText(problems, { colour: wantsColour(process.env, process.stderr) }))
  return settings && settingsAsShown(settings)
}

/** With the zones' files by paths from where people stand. */
export function settingsAsShown(settings: Settings): Settings {
  const zones = settings.zones.map((zone) => ({ ...zone, faces: zone.faces.map(faceAsShown) }))
  return { ...settings, zones }
}

function faceAsShown(face: FaceSetting): FaceSetting {
  return { ...face, source: withFiles(face.source, asShown) }
}

/** The state folder has the paths that the server knows. */
function withLinesAsShown(face: LoadedFace): LoadedFace {
  const { lines } = face
  if (!lines?.files.some((file) => isAbsolute(file))) return face
  return { ...face, lines: LineMap.from({ ...lines.toData(), files: lines.files.map(nearPath) }) }
}

/** People know their files by paths from where they stand. */
export function asShown<T extends PathSetting>(path: T): T {
  return { ...path, path: nearPath(path.path) }
}

function nearPath(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}
