// How long signatures of a test's zones hold so that none falls due for renewal while it runs: a renewal raises a serial that nobody expects.
// When each is due follows from its name, its type and this length alone.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Type } from '../../src/dns/types.ts'
import { timesOf } from '../../src/sign/schedule.ts'
import { eachSet } from '../../src/zone/sets.ts'
import { APEX } from '../../src/zone/zone.ts'
import { zoneOf } from './zones.ts'

const HOUR = 3600
const DAY = 24 * HOUR
/** As the configuration may have it, and as the server keeps it. */
const [LONGEST, MARGIN] = [366 * DAY, 7 * DAY]
/** The best of these has to do. */
const CHOICES = 64
/** Of more than so many some fall due within an hour whatever is chosen. */
const MOST = 30_000

type Signed = readonly [owner: Uint8Array, type: number]

/** In seconds. `zones`: as `zones:` of the configuration in this folder. */
export function quietValidity(folder: string, zones: Readonly<Record<string, unknown>>, now: number): number {
  const signed = Object.entries(zones).flatMap(([name, faces]) =>
    filesIn(faces).flatMap((file) => setsOf(folder, name, file)),
  )
  if (signed.length > MOST) return LONGEST
  let best = { validity: LONGEST, quiet: -1 }
  for (let i = 0; i < CHOICES && best.quiet < HOUR; i++) {
    const validity = LONGEST - i * HOUR
    const quiet = quietFor(validity, signed, now)
    if (quiet > best.quiet) best = { validity, quiet }
  }
  return best.validity
}

/** Seconds until the first is due. */
function quietFor(validity: number, signed: readonly Signed[], now: number): number {
  const schedule = { validity, margin: MARGIN }
  return signed.reduce(
    (least, [owner, type]) => Math.min(least, timesOf(schedule, owner, type, now).expiration - MARGIN - now),
    validity,
  )
}

/** Whatever stands there as a text: what is no file is not read. */
function filesIn(faces: unknown): readonly string[] {
  if (typeof faces === 'string') return [faces]
  return typeof faces === 'object' && faces !== null ? Object.values(faces).flatMap(filesIn) : []
}

function setsOf(folder: string, name: string, file: string): readonly Signed[] {
  try {
    const zone = zoneOf(`${name}.`, readFileSync(join(folder, file), 'utf8'))
    const apex = zone.name(APEX).slice()
    const sets: Signed[] = [Type.DNSKEY, Type.CDS, Type.CDNSKEY].map((type) => [apex, type])
    eachSet(zone, (node, set) => {
      const owner = zone.name(node).slice()
      sets.push([owner, zone.type(set)], [owner, Type.NSEC])
    })
    return sets
  } catch {
    // It is for other servers, or shows what becomes of a bad file.
    return []
  }
}
