// Checks zones that Janus signs for `janus check`: that their keys are there, readable by their owner alone, and where nobody copies them
// by accident; that secondaries drop a zone before its signatures end; and that all signatures verify.

import { existsSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Said } from '../../dns/said.ts'
import { readZoneKeys } from '../../sign/keys/key-folder.ts'
import { faultInKept } from '../../sign/self-check.ts'
import { SignedImages } from '../../signing/signed-images.ts'
import { borrowers, realFolder, zoneFolder } from '../../signing/zone-folder.ts'
import { readRegular } from '../../system/regular-file.ts'
import { matchesName } from '../../text/config/matches-name.ts'
import type { Settings } from '../../text/config/settings.ts'
import { MARGIN_DAYS, type SignSetting } from '../../text/config/sign-setting.ts'
import type { FaceSetting } from '../../text/config/sources.ts'
import type { Problem } from '../../text/findings/problem.ts'
import { saying } from '../../text/findings/told.ts'
import type { Zone } from '../../zone/zone.ts'
import { say } from './problems-says.ts'

type Read = { readonly subject?: { readonly zone: Zone } | undefined }

const DAY = 86_400
/** The size of keys.json, in octets. */
const MAX_SIZE = 1 << 16

/** `now`: seconds since 1970. */
export function signingProblems(
  settings: Settings,
  faces: ReadonlyMap<FaceSetting, Read>,
  now = Math.floor(Date.now() / 1000),
): Problem[] {
  const { sign, state, keys } = settings
  if (sign.length === 0) return []
  const images = new SignedImages(state.path)
  return [
    ...placeProblems(settings),
    ...sharedProblems(settings),
    ...sign.flatMap((zone) => [
      ...keyProblems(zone, zoneFolder(keys.path, zone.origin)),
      ...lostProblems(settings, zone, images),
      ...refreshProblems(settings, zone, faces),
      ...imageProblems(settings, zone, images, now),
    ]),
  ]
}

type Rule =
  | 'key-in-state'
  | 'key-open'
  | 'key-missing'
  | 'key-shared'
  | 'key-tag-twice'
  | 'sign-refresh'
  | 'signed-wrong'

function problem(rule: Rule, place: Problem['place'], message: Said, fix: Said, rfc?: string): Problem {
  const severity = rule === 'sign-refresh' ? 'warning' : 'error'
  return { rule, severity, ...saying(message, fix), place, ...(rfc && { rfc }) }
}

/** Reports a folder of keys that leads into the state folder by links; the reader of the configuration reports one that is named so. */
function placeProblems({ keys, state, sign }: Settings): Problem[] {
  const { place } = sign[0]!
  const [folder, ofState] = [keys.path, state.path].map((path) => realFolder(path) ?? path)
  const isInside = `${folder}${sep}`.startsWith(`${ofState}${sep}`)
  return isInside
    ? [problem('key-in-state', place, say('key-in-state', { keys: keys.path }), say('key-elsewhere'))]
    : []
}

function sharedProblems({ keys, sign }: Settings): Problem[] {
  const zones = sign.map(({ name, origin, place }) => ({ name, place, folder: zoneFolder(keys.path, origin) }))
  return [...borrowers(zones)].map(([{ name, place }, owner]) =>
    problem('key-shared', place, say('key-shared', { zone: name, other: owner.name }), say('key-own-folder')),
  )
}

/** Reports a zone with a signed image in the state folder and no folder of keys. */
function lostProblems(
  { keys, zones, views }: Settings,
  { origin, name, place }: SignSetting,
  images: SignedImages,
): Problem[] {
  const folder = zoneFolder(keys.path, origin)
  const its = zones.find((zone) => zone.name === name)?.faces ?? []
  const isSigned = () => its.some(({ view }) => images.read({ view: views[view]!.name, origin }) !== undefined)
  if (existsSync(folder) || !isSigned()) return []
  const why = `${folder} holds no keys`
  return [
    problem('key-missing', place, say('key-none-usable', { zone: name, why }), say('key-restore', { zone: name })),
  ]
}

function keyProblems({ place, name }: SignSetting, folder: string): Problem[] {
  if (!existsSync(folder)) return []
  const entries = entriesIn(folder)
  const files = ['keys.json', ...entries.flatMap(({ file }) => (typeof file === 'string' ? [file] : []))]
  const open = files.map((file) => join(folder, file)).filter(isOpen)
  const found = open.map((path) =>
    problem('key-open', place, say('key-open', { file: path }), say('key-chmod', { file: path })),
  )
  const tags = entries.map(({ tag }) => tag)
  const twice = tags.find((tag, i) => tags.indexOf(tag) !== i)
  if (twice !== undefined)
    found.push(
      problem(
        'key-tag-twice',
        place,
        say('key-tag-twice', { zone: name, tag: Number(twice) }),
        say('key-roll-one'),
        'RFC 4034 §5.3',
      ),
    )
  if (open.length > 0) return found
  const read = readZoneKeys(folder)
  if (read.kind === 'faulty')
    found.push(
      problem(
        'key-missing',
        place,
        say('key-none-usable', { zone: name, why: read.reason }),
        say('key-restore', { zone: name }),
      ),
    )
  if (read.kind === 'good')
    for (const { tag, reason } of read.lost)
      found.push(
        problem(
          'key-missing',
          place,
          say('key-lost', { zone: name, tag, why: reason }),
          say('key-restore', { zone: name }),
        ),
      )
  return found
}

type Entry = { readonly file?: unknown; readonly tag?: unknown }

function entriesIn(folder: string): readonly Entry[] {
  try {
    const read = JSON.parse(readRegular(join(folder, 'keys.json'), MAX_SIZE).toString('utf8')) as { keys?: unknown }
    return Array.isArray(read.keys) ? read.keys.filter((key) => typeof key === 'object' && key !== null) : []
  } catch {
    return []
  }
}

function isOpen(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && (found.mode & 0o077) !== 0
}

/** RFC 6781 §4.4.2: a secondary that is cut off must drop the zone before its signatures end. */
function refreshProblems(
  { zones, secondaries, views }: Settings,
  { origin, name, place, unsigned }: SignSetting,
  faces: ReadonlyMap<FaceSetting, Read>,
): Problem[] {
  const its = zones.find((zone) => zone.name === name)?.faces ?? []
  const isFetched = (face: FaceSetting) =>
    secondaries.some(
      (secondary) =>
        secondary.views.includes(face.view) && (secondary.zones?.some((one) => matchesName(one, origin)) ?? true),
    )
  const longest = Math.max(
    0,
    ...its.flatMap((face) => {
      const zone = faces.get(face)?.subject?.zone
      const isSigned = !unsigned.includes(views[face.view]!.name)
      return zone !== undefined && isSigned && isFetched(face) ? [zone.expire] : []
    }),
  )
  if (longest <= MARGIN_DAYS * DAY) return []
  const message = say('sign-refresh', { zone: name, days: Math.floor(longest / DAY), margin: MARGIN_DAYS })
  return [problem('sign-refresh', place, message, say('write-expire', { most: MARGIN_DAYS * DAY }), 'RFC 6781 §4.4.2')]
}

/** Verifies every signature, and the whole denial chain, of the image that the next start serves. */
function imageProblems(
  { zones, views, keys }: Settings,
  { origin, name, place, unsigned }: SignSetting,
  images: SignedImages,
  now: number,
): Problem[] {
  const read = readZoneKeys(zoneFolder(keys.path, origin))
  const ours = read.kind === 'good' ? read.keys : []
  const its = zones.find((zone) => zone.name === name)?.faces ?? []
  return its.flatMap(({ view }) => {
    const viewName = views[view]!.name
    const image = unsigned.includes(viewName) ? undefined : images.read({ view: viewName, origin })
    const why = image && faultInKept(image, ours, now)
    if (why === undefined) return []
    return [problem('signed-wrong', place, say('signed-wrong', { zone: name, view: viewName, why }), say('sign-again'))]
  })
}
