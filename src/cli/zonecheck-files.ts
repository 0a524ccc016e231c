// Checks files: it reads each as its zone, applies the rules to it, then to all files of one view together.

import { basename } from 'node:path'
import { type CheckedView, checkViews } from '../check/check-views.ts'
import { isLayered, type JudgedZone } from '../check/read-zone.ts'
import { agreedRepairs } from '../check/readings.ts'
import { rulesFor, type Severities } from '../check/ruleset.ts'
import { nameText } from '../dns/name-text.ts'
import type { ReadZone } from '../supply/read-zone.ts'
import { faceKey } from '../supply/sources/file.ts'
import { onceEach } from '../text/findings/once-each.ts'
import type { Problem } from '../text/findings/problem.ts'
import { saying } from '../text/findings/told.ts'
import { guessOrigin, reverseGuess } from '../text/zonefile/origin.ts'
import type { Disk, Drafts, Source } from '../text/zonefile/source.ts'
import type { ZoneText } from '../text/zonefile/zone-text.ts'
import type { Progress, Subject } from './check-progress.ts'
import { say } from './says.ts'
import type { LargeFile } from './zonecheck-large.ts'
import { type KnownRequest, ordersOf, readOrders, Sources, viewsRead, type Zones } from './zonecheck-read.ts'
import type { FileRequest } from './zonecheck-requests.ts'
import { groupViews, type ViewFile, type ViewGroup } from './zonecheck-views.ts'

export type FilesOptions = {
  /** The view that all files belong to. */
  readonly view: string | undefined
  readonly severities: Severities
  /** As rulesFor() takes it. */
  readonly sifted: boolean
  readonly progress: Progress
  /** The only file, which two threads read already. */
  readonly large?: LargeFile | undefined
  readonly drafts?: Drafts
  /** Reads files in place of the real disk, as with the text of an editor. */
  readonly disk?: Disk
  /** By file name: the texts that came through pipes. */
  readonly piped?: ReadonlyMap<string, Source | Problem>
  /** The folder from which files may be included, in place of each zone file's own. */
  readonly includeRoot?: string | undefined
  /** Seconds since 1970 that count as the present; by default the real time. */
  readonly now?: number | undefined
}

type ZoneFile = ViewFile & { readonly origin: Uint8Array; readonly read: JudgedZone }

export type CheckedFiles = {
  readonly problems: readonly Problem[]
  readonly texts: readonly ZoneText[]
  /** The zones that the files were taken for. */
  readonly zones: readonly string[]
}

export async function checkFiles(requests: readonly FileRequest[], options: FilesOptions): Promise<CheckedFiles> {
  const { severities, sifted } = options
  const rules = rulesFor('zonecheck', severities, sifted)
  const sources = new Sources(options)
  const asked = requests.map((request) => withOrigin(request, sources, options))
  const known = asked.flatMap((one) => ('rule' in one ? [] : [one]))
  const read = await readOrders(ordersOf(known, options.view), sources, rules, options)
  const problems: Problem[] = []
  const zones = asked.flatMap((one) => {
    const faces = 'rule' in one ? [{ read: { problems: [one] } }] : facesIn(one, read, options.view)
    problems.push(...faces.flatMap(({ read }) => read.problems))
    return faces.filter(isRead)
  })
  options.progress.checking(subjectOf(requests))
  const views = groupViews(zones).map((group) => viewOfGroup(group, zones, options.view))
  problems.push(...checkViews(rules, views))
  options.progress.clear()
  const texts = zones.map(({ read }) => read.subject.text)
  return {
    problems: onceEach(agreedRepairs(problems, texts)),
    texts,
    zones: zones.map(({ origin }) => nameText(origin)),
  }
}

/** The file, or how many files, for the last line. */
export function subjectOf(requests: readonly FileRequest[]): Subject {
  return requests.length === 1 ? requests[0]!.file : say('many-files', { count: requests.length })
}

/** The request with its zone's name, or the problem that nobody can tell that. */
function withOrigin(request: FileRequest, sources: Sources, { piped }: FilesOptions): KnownRequest | Problem {
  const source = sources.read(request.file)
  if ('rule' in source) return source
  const origin = request.origin ?? guessOrigin(source, piped?.has(request.file) ? '' : request.name)
  return origin === undefined ? noOrigin(source.file) : { ...request, origin }
}

/** The faces of a file: one for each view that its lines name, for other views are not known. */
function facesIn({ file, origin, view }: KnownRequest, zones: Zones, common: string | undefined): Face[] {
  const about = { file, zone: nameText(origin).toLowerCase(), origin }
  const own = zones.get(file)!
  if (!isLayered(own)) return [{ ...about, view, read: own }]
  const wanted = view ?? common
  const views = wanted === undefined ? viewsRead(file, zones) : [wanted]
  return views.map((view) => ({ ...about, view, read: zones.get(faceKey(file, view))! }))
}

type Face = Omit<ZoneFile, 'read'> & { readonly read: ReadZone }

function isRead(face: Face | { readonly read: ReadZone }): face is ZoneFile {
  return face.read.subject !== undefined
}

function viewOfGroup(
  { name, files, guessed }: ViewGroup,
  zones: readonly ZoneFile[],
  view: string | undefined,
): CheckedView {
  const members = files.map((i) => ({ apex: zones[i]!.origin, read: zones[i]!.read }))
  const shown = view ?? name
  return {
    members,
    name: shown,
    compared: guessed !== true,
    public: shown !== undefined && publicNames.has(shown.toLowerCase()),
  }
}

/** Names by which a view counts as public: there is no configuration to tell it. */
const publicNames = new Set(['external', 'extern', 'outside', 'public', 'internet', 'world'])

function noOrigin(file: string): Problem {
  const name = basename(file)
  // The number of an open file, as in /dev/fd/63, is no network.
  const digits = !file.startsWith('/dev/') && /^(db\.)?[\d.]+(\.(zone|db))?$/i.test(name)
  const zone = (digits ? reverseGuess(file) : undefined) ?? 'NAME'
  return {
    rule: 'no-origin',
    severity: 'error',
    // An editor takes no options: the first line is good for both.
    ...saying(
      digits ? say('no-origin-digits', { file: name }) : say('no-origin', { file }),
      say('say-origin', { zone }),
    ),
    place: { file, line: 1, column: 1, length: 1 },
  }
}
