// A zone as it passes from thread to thread: its image lies in shared memory, and its text is read again when somebody asks for a place in
// it.

import type { Subject } from '../../check/subject.ts'
import type { SourceFile } from '../../state/source-files.ts'
import type { Problem } from '../../text/findings/problem.ts'
import type { LineMapData } from '../../text/zonefile/lines.ts'
import type { ZoneText } from '../../text/zonefile/zone-text.ts'
import type { Edition } from '../../zone/edition.ts'
import { Zone } from '../../zone/zone.ts'
import type { Asked } from '../faces/asked.ts'
import { filesRead, type ReadZone } from '../read-zone.ts'
import { withoutText } from './without-text.ts'

export type Posted = {
  readonly problems: readonly Problem[]
  /** Without a zone: the paths of the files read. */
  readonly files?: readonly string[]
  readonly zone?: PostedZone &
    Pick<Subject, 'complete' | 'unread'> & {
      readonly madeOf?: readonly SourceFile[] | undefined
      readonly bare?: PostedImage | undefined
      readonly asked?: Asked | undefined
    }
}

type PostedImage = {
  readonly image: SharedArrayBuffer
  /** Missing where the zone is as it was finished. */
  readonly edition?: Edition
}

export type PostedZone = PostedImage & { readonly lines: LineMapData }

export function posted(read: ReadZone): Posted {
  if (read.subject === undefined) return postedRefused(read)
  const { problems } = read
  const { subject, madeOf, bare, asked } = read
  const { complete, unread } = subject
  const own = { complete, unread, madeOf, bare: bare && postedImage(bare), asked }
  return { problems, zone: { ...postedZone(subject), ...own } }
}

/** Passes problems and files alone: nobody wants the zone. */
export function postedRefused(read: ReadZone): Posted {
  return { problems: read.problems, files: filesRead(read) }
}

export function postedZone({ zone, text }: { readonly zone: Zone; readonly text: ZoneText }): PostedZone {
  return { ...postedImage(zone), lines: text.lines.toData() }
}

function postedImage(zone: Zone): PostedImage {
  return { image: zone.image, ...(!zone.isFirst && { edition: zone.edition }) }
}

/** The zone in the receiving thread. `madeOf`: its files, where these are not its own. */
export function taken({ problems, zone, files }: Posted, madeOf?: readonly (SourceFile | undefined)[]): ReadZone {
  if (zone === undefined) return { problems, ...(files && { files }) }
  const { image, edition, lines, madeOf: own, bare, asked } = zone
  const subject = withoutText(Zone.open(image, edition), lines, madeOf ?? own ?? [], zone)
  return {
    ...{ problems, subject },
    ...(own && { madeOf: own }),
    ...(bare && { bare: Zone.open(bare.image, bare.edition) }),
    ...(asked && { asked }),
  }
}
