// Loads the configuration and its zones for commands that look at both.

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

/** `produced`: the catalogs that Janus makes. */
export type LoadedServed = Loaded & { readonly produced: readonly Produced[] }

export type Loaded = { readonly settings: Settings; readonly loaded: LoadedViews }

/** Undefined where the configuration has errors, which go to standard error. Does not report problems of zones. */
export async function loadAll(config?: string): Promise<Loaded | undefined> {
  const settings = readSettings(config)
  return settings && { settings, loaded: await loadViews(settings) }
}

/** Loads the views as a server that starts now with an empty state folder. */
export async function loadViews(settings: Settings): Promise<LoadedViews> {
  return atOnce(loadingViews(settings, await readZones(settings, 'load', undefined)))
}

/**
 * What a server that starts now would serve, as one that runs on these files does: with last good versions of zones with errors, accepted
 * changes, zones from primaries, and serials that follow those served before. Reads the state folder, and writes nothing there. Reports on
 * standard error, as `tool` and with `advice`, what cannot be used.
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

/** The settings with paths of zone files relative to the working folder. */
export function settingsAsShown(settings: Settings): Settings {
  const zones = settings.zones.map((zone) => ({ ...zone, faces: zone.faces.map(faceAsShown) }))
  return { ...settings, zones }
}

function faceAsShown(face: FaceSetting): FaceSetting {
  return { ...face, source: withFiles(face.source, asShown) }
}

/** Lines in the state folder have the server's absolute paths. */
function withLinesAsShown(face: LoadedFace): LoadedFace {
  const { lines } = face
  if (!lines?.files.some((file) => isAbsolute(file))) return face
  return { ...face, lines: LineMap.from({ ...lines.toData(), files: lines.files.map(nearPath) }) }
}

/** The path relative to the working folder, where the file lies below: people know their files so. */
function asShown<T extends PathSetting>(path: T): T {
  return { ...path, path: nearPath(path.path) }
}

function nearPath(path: string): string {
  const near = relative('', path)
  return near.startsWith('..') ? path : near
}
