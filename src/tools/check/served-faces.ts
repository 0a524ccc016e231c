// Faces as Janus serves them, for the rules of `janus check`. Where the files still say what is served, we read them again, for comments,
// TTLs as written and lines. Where messages, other servers or edits have made something else, we take what is in memory.

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

/** `lines`: finds file and line of a record, where a file has it. */
export type ServedFace =
  | { readonly kind: 'refused' }
  | { readonly kind: 'file'; readonly zone: Shared }
  | { readonly kind: 'other'; readonly zone: Shared; readonly lines: LineMapData | undefined }

/** `differing`: how many faces have files that say something else by now. */
export type ServedFaces = { readonly faces: ReadonlyMap<FaceSetting, ReadZone>; readonly differing: number }

/** `read`: what the files say. Yields before each face. */
export function* servedFaces(
  { zones }: Settings,
  read: ReadonlyMap<FaceSetting, ReadZone>,
  servedOf: (face: FaceSetting) => ServedFace | undefined,
  rules: readonly ActiveRule[],
): Generator<void, ServedFaces> {
  const faces = new Map<FaceSetting, ReadZone>()
  // A zone that two views show is looked at once.
  const known = new Map<SharedArrayBuffer, ReadZone>()
  let differing = 0
  for (const { faces: its, name } of zones)
    for (const face of its) {
      yield
      const served = servedOf(face)
      if (served === undefined || served.kind === 'refused') {
        // There is nothing else to look at, and the person who mends the file wants to know all problems.
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

/** Whether both are the same but for the SOA: Janus counts up the serial for a change that has none. Entries of a list are in no rrset. */
function saysTheSame(file: Zone, served: Zone): boolean {
  if (!sameListing(file, served)) return false
  const { changes, total } = diffZones(file, served, 1)
  return total === 0 || (total === 1 && changes[0]!.type === 'SOA')
}

/** Lines for a zone without text: every record stands in the file's first line. */
function nowhere(file: string): LineMapData {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile(file), 0)
  return lines.toData()
}
