// Leads from what the files gave to what the server serves: it makes every face of every view, checks it, and puts it where queries find
// it. It refuses a zone with an error whole; it serves the others, and the last good version of the refused one where there is one.
//
//   files -> faces (supply/pipeline) -> views, each checked as a whole (supply/settle-view) -> zone sets

import { hasError } from '../check/read-zone.ts'
import type { Stage } from '../check/rule.ts'
import { rulesFor } from '../check/ruleset.ts'
import type { ActiveRule } from '../check/walk.ts'
import type { Entries } from '../lists/entries.ts'
import type { SourceFile } from '../state/source-files.ts'
import type { ListSetting } from '../text/config/lists.ts'
import type { Settings, ZoneSetting } from '../text/config/settings.ts'
import { severitiesOf } from '../text/config/severities.ts'
import { signedIn } from '../text/config/sign-setting.ts'
import { type FaceSetting, filesOf, isForeign } from '../text/config/sources.ts'
import type { Problem } from '../text/findings/problem.ts'
import { sortProblems } from '../text/findings/summary.ts'
import type { LineMap } from '../text/zonefile/lines.ts'
import { ZoneText } from '../text/zonefile/zone-text.ts'
import type { View } from '../views/view.ts'
import type { Expiry } from '../zone/expiry.ts'
import type { Zone } from '../zone/zone.ts'
import { type Member, ZoneSet } from '../zone/zone-set.ts'
import type { Asked } from './faces/asked.ts'
import type { LastGood } from './faces/served.ts'
import { type Fetched, type MakeElsewhere, readingFaces } from './pipeline.ts'
import { filesRead, type ReadZone } from './read-zone.ts'
import { type GoodView, type SettledView, settlingView } from './settle-view.ts'
import { mapped, type Sliced } from './slices.ts'
import { viewIdentity } from './view-identity.ts'

/** One zone in one view. */
export type LoadedFace = {
  /** The zone's name, as Settings has it. */
  readonly name: string
  readonly origin: Uint8Array
  /** Index of the view. */
  readonly view: number
  /** As the configuration has it. */
  readonly face: FaceSetting
  /** What the file holds now; undefined where it was refused. */
  readonly zone: Zone | undefined
  /** What the view serves: `zone`, or else the last good version, or nothing: then its names get SERVFAIL. */
  readonly served: Zone | undefined
  /** Everything found in the file, and in this view's other zones because of it. In order of file and line. */
  readonly problems: readonly Problem[]
  /** From a record's line number to file and line, as long as the zone is served. */
  readonly lines: LineMap | undefined
  /** What `zone` was made of: no files where that is more than files, undefined where nobody knows. */
  readonly madeOf: readonly SourceFile[] | undefined
  /** Paths of what was read of it last, where that is not what `lines` has: of a refused zone's file, and all that it includes. */
  readonly lastRead?: readonly string[]
  /** Those of `problems` that were found without looking at the view's other zones. */
  readonly own: readonly Problem[]
  /** `zone` is what the state folder has for this face. */
  readonly inState: boolean
  /** Clients of the view, as clientsOf() writes them. */
  readonly clients: string
  /** Of a face that others complete: what it is without that. */
  readonly bare?: Zone | undefined
  /** Of a derived face: what `zone` depends on. */
  readonly asked?: Asked | undefined
  /** Of a face that comes from a primary. */
  readonly expiry?: Expiry | undefined
  /** Of a list whose entries end: those that there are now. */
  readonly live?: Entries | undefined
  /** Its file has something else, by intent or because a reload was refused (store/generation/behind.ts). */
  readonly behind?: Behind
}

/** What the file of a face has that is served otherwise. */
export type Behind = {
  readonly why: 'rolled-back' | 'pending'
  /** Undefined where it has nothing that could be served. */
  readonly fileSerial: number | undefined
  /** Whether the configuration still has the face. */
  readonly configured: boolean
}

export type LoadedViews = {
  /** In the order of Settings.views. */
  readonly views: readonly View[]
  /** By view, and in a view in the order of Settings.zones. */
  readonly faces: readonly LoadedFace[]
  /** What is known of the views in which nothing was found; in the order of Settings.views. */
  readonly good?: readonly FoundGood[]
  /** Faces that are refused for what stands in other zones of their view alone. */
  readonly refusedInView?: readonly FaceSetting[]
}

/** A view in which nothing was found; nothing of it where something was. */
export type FoundGood = {
  /** As view-identity.ts has it. */
  readonly identity?: string | undefined
  /** Missing where it was known to be good, and nobody has looked. */
  readonly settled?: GoodView | undefined
}

/** Identities of the views in which nothing was found. */
export function goodViews({ good = [] }: Pick<LoadedViews, 'good'>): string[] {
  return good.flatMap(({ identity }) => identity ?? [])
}

/** What has come from primaries. */
export type FetchedFaces = {
  /** Undefined where nothing has yet. */
  readonly zoneOf: Fetched
  readonly expiryOf: (zone: ZoneSetting, face: FaceSetting) => Expiry
  /** What has been added to the list and not ended; undefined where nothing can be. */
  readonly liveOf: (list: ListSetting) => Entries | undefined
}

export type LoadOptions = {
  /** Which rules count; by default those of loading. */
  readonly stage?: Stage
  /** What was served until now, for the zones that are refused this time. */
  readonly previous?: LoadedViews
  /** Makes the faces that are made of others somewhere else; by default in this thread. */
  readonly make?: MakeElsewhere
  /** Zones, by name, that stay as they were. */
  readonly held?: ReadonlySet<string>
  /** Faces that are known to be refused in their view: what is made of them is made of what is served. */
  readonly refused?: ReadonlySet<FaceSetting>
  readonly fetched?: FetchedFaces
  /** Identities of views that were found good before: they are not looked at again. */
  readonly good?: ReadonlySet<string>
}

/** `files`: what readZones() gives. */
export function* loadingViews(
  settings: Settings,
  files: ReadonlyMap<string, ReadZone>,
  options: LoadOptions = {},
): Sliced<LoadedViews> {
  const rules = rulesFor(options.stage ?? 'load', severitiesOf(settings.rules))
  const { held = new Set(), make } = options
  const { fetched } = options
  const read = yield* readingFaces(settings, files, {
    rules,
    make,
    lastGood: lastGoodOf(options),
    fetched: fetched?.zoneOf,
  })
  const fileOf = (zone: ZoneSetting, face: FaceSetting): ReadZone => {
    const file = read.get(face)!
    return held.has(zone.name) ? { problems: file.problems, files: filesRead(file) } : file
  }
  const loaded: LoadedView[] = []
  for (const view of settings.views.keys()) {
    loaded.push(yield* loadingView(settings, view, fileOf, rules, options))
    yield
  }
  const faces = loaded.flatMap(({ faces }) => faces)
  for (const { subject } of read.values()) subject?.text.release()
  const views = yield* answeringViews(settings, faces, options.previous?.views)
  const refusedInView = loaded.flatMap(({ refused }) => refused)
  return { views, faces, good: loaded.map(({ good }) => good), refusedInView }
}

/** What each view answers from. `before`: what they did, where somebody knows: most names are the same. */
export function* answeringViews(
  settings: Settings,
  faces: readonly LoadedFace[],
  before: readonly View[] = [],
): Sliced<View[]> {
  const views: View[] = []
  for (const [view, { name }] of settings.views.entries()) {
    const members = membersOf(settings, view, faces)
    const known = before.find((one) => one.name === name)
    yield
    views.push({ name, zones: known === undefined ? new ZoneSet(members) : yield* ZoneSet.after(members, known.zones) })
    yield
  }
  return views
}

/** The view's faces, in their order, and behind them what is kept from it. */
function membersOf(settings: Settings, view: number, faces: readonly LoadedFace[]): Member[] {
  const members = faces.filter((face) => face.view === view)
  const withheld = settings.views[view]!.refused ?? []
  return [
    ...members.map(({ origin, face, served, expiry, live }) => ({
      ...{ apex: origin, zone: served, expiry, live },
      isList: face.source.kind === 'list',
    })),
    ...withheld.map((apex) => ({ apex, zone: undefined, withheld: true })),
  ]
}

/** What is served of a face that is not served as its files have it. */
function lastGoodOf({ previous, held, refused }: LoadOptions): LastGood {
  return {
    of: (zone, face) => {
      const { served, lines } = (previous && lastGood(previous, face.viewName, zone)) ?? {}
      return served && lines && { zone: served, text: new ZoneText(lines) }
    },
    stays: (zone, face) => held?.has(zone.name) === true || refused?.has(face) === true,
  }
}

/** The paths of all files that the configuration names for the face, in the order in which they are laid over each other. */
export function configuredFiles({ source }: FaceSetting): string[] {
  return filesOf(source).map(({ path }) => path)
}

/** A view's clients as text, to be compared; `public` comes last where strangers are among them. */
export function clientsOf({
  prefixes,
  public: isPublic,
}: Pick<Settings['views'][number], 'prefixes' | 'public'>): string {
  const networks = prefixes.map(({ bits, octets }) => `${octets.join('.')}/${bits}`).sort()
  return [...networks, ...(isPublic ? ['public'] : [])].join(' ')
}

type LoadedView = {
  readonly faces: LoadedFace[]
  readonly good: FoundGood
  readonly refused: readonly FaceSetting[]
}

function* loadingView(
  settings: Settings,
  view: number,
  fileOf: (zone: ZoneSetting, face: FaceSetting) => ReadZone,
  rules: readonly ActiveRule[],
  { previous, fetched, good = new Set() }: LoadOptions,
): Sliced<LoadedView> {
  const { name } = settings.views[view]!
  const clients = clientsOf(settings.views[view]!)
  const signed = signedIn(settings.sign, name)
  const faces = settings.zones.flatMap((zone) =>
    zone.faces.filter((face) => face.view === view).map((face) => ({ zone, face })),
  )
  const members = yield* mapped(faces, ({ zone, face }) => {
    const file = fileOf(zone, face)
    const before = previous && lastGood(previous, name, zone)
    const derived = face.source.kind === 'derived'
    const foreign = isForeign(face)
    return {
      name: zone.name,
      file,
      before,
      apex: zone.origin,
      read: file.subject && file,
      fallback: before?.served,
      derived,
      foreign,
    }
  })
  const identity = viewIdentity(rules, { ...settings.views[view]!, signed }, members)
  yield
  const known = identity !== undefined && good.has(identity)
  const { found, good: settled }: SettledView = known
    ? { found: members.map(() => []) }
    : yield* settlingView(rules, members, { name, public: settings.views[view]!.public, signed })
  const loaded = yield* mapped(faces, ({ zone, face }, i): LoadedFace => {
    const { file, before } = members[i]!
    const problems = sortProblems([...file.problems, ...found[i]!])
    const good = hasError(problems) ? undefined : file.subject
    return {
      name: zone.name,
      origin: zone.origin,
      view,
      face,
      zone: good?.zone,
      served: good?.zone ?? before?.served,
      problems,
      lines: good ? good.text.lines : before?.lines,
      madeOf: good && file.subject ? file.madeOf : undefined,
      ...(!good && { lastRead: filesRead(file) }),
      own: file.problems,
      clients,
      ...(face.reverse && { bare: (good && file.subject ? file.bare : undefined) ?? before?.bare }),
      ...(isForeign(face) && { expiry: fetched?.expiryOf(zone, face) }),
      ...(face.source.kind === 'list' && { live: fetched?.liveOf(face.source.list) }),
      ...(good && file.subject && file.asked && { asked: file.asked }),
      inState: good !== undefined && file.subject !== undefined && file.keptFor === name,
    }
  })
  return {
    faces: loaded,
    good: found.every((problems) => problems.length === 0) ? { identity, settled } : {},
    refused: faces.flatMap(({ face }, i) =>
      hasError(found[i]!) && !hasError(members[i]!.file.problems) ? [face] : [],
    ),
  }
}

function lastGood(previous: LoadedViews, view: string, zone: ZoneSetting): LoadedFace | undefined {
  return facesByName(previous).get(`${view} ${zone.name}`)
}

/** Made once for all zones that are looked up: there may be ten thousand of them. */
function facesByName(loaded: LoadedViews): ReadonlyMap<string, LoadedFace> {
  const known = byName.get(loaded)
  if (known) return known
  const made = new Map(loaded.faces.map((one) => [`${one.face.viewName} ${one.name}`, one]))
  byName.set(loaded, made)
  return made
}

const byName = new WeakMap<LoadedViews, ReadonlyMap<string, LoadedFace>>()
