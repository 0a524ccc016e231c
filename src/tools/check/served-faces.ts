// Faces as they are served, for the rules of `janus check`: read again from their files where these still say what is served, for
// comments, TTLs as written and lines; where messages, other servers or a later hand have made something else, as they are in memory.

import { judgeZone } from '../../check/read-zone.ts'
import type { ActiveRule } from '../../check/walk.ts'
import { opened, type Shared } from '../../store/aside.ts'
import type { ReadZone } from '../../supply/read-zone.ts'
import { diffZones } from '../../supply/zone-diff.ts'
import type { Settings } from '../../text/config/settings.ts'
import { type FaceSetting, fileToEdit } from '../../text/config/sources.ts'
import { LineMap, type LineMapData } from '../../text/zonefile/lines.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { fold } from '../../zone/fold.ts'
import { sameListing } from '../../zone/same-listing.ts'
import type { Zone } from '../../zone/zone.ts'

/** `lines`: from the numbers of its records to lines, where a file has them. */
export type ServedFace =
  | { readonly kind: 'refused' }
  | { readonly kind: 'file'; readonly zone: Shared }
  | { readonly kind: 'other'; readonly zone: Shared; readonly lines: LineMapData | undefined }

/** `differing`: faces whose files say something else by now. */
export type ServedFaces = { readonly faces: ReadonlyMap<FaceSetting, ReadZone>; readonly differing: number }

/** `read`: what the files say. Yields after each face. */
export function* servedFaces(
  { zones }: Settings,
  read: ReadonlyMap<FaceSetting, ReadZone>,
  servedOf: (face: FaceSetting) => ServedFace | undefined,
  rules: readonly ActiveRule[],
): Generator<void, ServedFaces> {
  const faces = new Map<FaceSetting, ReadZone>()
  // One file that two views show is looked at as one.
  const known = new Map<SharedArrayBuffer, ReadZone>()
  let differing = 0
  for (const { faces: its, name } of zones)
    for (const face of its) {
      yield
      const served = servedOf(face)
      if (served === undefined || served.kind === 'refused') {
        // Nothing else is there to be looked at, and whoever mends it wants to know all of it.
        faces.set(face, read.get(face) ?? { problems: [] })
        continue
      }
      const zone = opened(served.zone)
      const own = read.get(face)
      const isFile = served.kind === 'file'
      if (isFile && own?.subject !== undefined && saysTheSame(own.subject.zone, zone)) {
        faces.set(face, own)
        continue
      }
      if (isFile) differing++
      const lines = (isFile ? undefined : served.lines) ?? nowhere(fileToEdit(face) || name)
      const made = known.get(served.zone.image) ?? fromMemory(zone, lines, rules)
      if (zone.isFirst) known.set(served.zone.image, made)
      faces.set(face, made)
    }
  return { faces, differing }
}

function fromMemory(zone: Zone, lines: LineMapData, rules: readonly ActiveRule[]): ReadZone {
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const text = new ZoneText(LineMap.from(lines))
  return judgeZone(zone.isFirst ? zone : fold(zone), notes, { problems: [], text }, rules)
}

/** Where a change came without a serial of its own, one was counted up for it. The entries of a list are in no rrset. */
function saysTheSame(file: Zone, served: Zone): boolean {
  if (!sameListing(file, served)) return false
  const { changes, total } = diffZones(file, served, 1)
  return total === 0 || (total === 1 && changes[0]!.type === 'SOA')
}

/** All of it stands in the first line. */
function nowhere(file: string): LineMapData {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(file), 0)
  return lines.toData()
}
