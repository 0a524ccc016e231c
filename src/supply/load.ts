// Leads from what files gave to what the server serves: makes every face of every view, checks it, and puts it where queries find it. It
// refuses a zone with an error as a whole, and serves the others, and the last good version of the refused one where there is one.
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
  /** The face in the configuration. */
  readonly face: FaceSetting
  /** The zone that the face's source gives now; undefined where it was refused. */
  readonly zone: Zone | undefined
  /**
   * The zone that the view serves: `zone` or what has been made of it, else the last good version, else none: then its names get SERVFAIL.
   */
  readonly served: Zone | undefined
  /** Everything found in the face's files, and in other zones of the view because of it, in the order of file and line. */
  readonly problems: readonly Problem[]
  /** Finds file and line of a record, as long as the zone is served. */
  readonly lines: LineMap | undefined
  /** The files that `zone` was made of; empty where it was made of more than files, undefined where nobody knows. */
  readonly madeOf: readonly SourceFile[] | undefined
  /** Paths of the files read last, where `lines` has others: a refused zone's file, and all that it includes. */
  readonly lastRead?: readonly string[]
  /** Those of `problems` that do not depend on the view's other zones. */
  readonly own: readonly Problem[]
  /** Whether the state folder has `zone` for this face. */
  readonly inState: boolean
  /** Clients of the view, as clientsOf() writes them. */
  readonly clients: string
  /** For a face that `reverse` completes: the zone without that. */
  readonly bare?: Zone | undefined
  /** For a derived face: the zones that it asked. */
  readonly asked?: Asked | undefined
  /** For a face that comes from a primary, or is signed here. */
  readonly expiry?: Expiry | undefined
  /** For a list whose entries may end: those that it has now. */
  readonly live?: Entries | undefined
  /** Set where its file has something else, on purpose or because a reload was refused (store/generation/behind.ts). */
  readonly behind?: Behind
}

/** Why the file of a face has something else than Janus serves. */
export type Behind = {
  readonly why: 'rolled-back' | 'pending'
  /** The file's serial; undefined where it has nothing that could be served. */
  readonly fileSerial: number | undefined
  /** Whether the configuration still has the face. */
  readonly configured: boolean
}

export type LoadedViews = {
  /** In the order of Settings.views. */
  readonly views: readonly View[]
  /** By view, and in a view in the order of Settings.zones. */
  readonly faces: readonly LoadedFace[]
  /** Facts on the views in which nothing was found, in the order of Settings.views. */
  readonly good?: readonly FoundGood[]
  /** Faces that are refused only because of other zones of their view. */
  readonly refusedInView?: readonly FaceSetting[]
}

/** Facts on a view in which nothing was found; empty where something was. */
export type FoundGood = {
  /** The view's identity (view-identity.ts). */
  readonly identity?: string | undefined
  /** Missing where the view was known to be good, so that nobody has looked. */
  readonly settled?: GoodView | undefined
}

/** Identities of the views in which nothing was found. */
export function goodViews({ good = [] }: Pick<LoadedViews, 'good'>): string[] {
  return good.flatMap(({ identity }) => identity ?? [])
}

/** What has come from other servers, and the entries that were added to lists. */
export type FetchedFaces = {
  /** Gives a fetched zone; undefined where nothing has come yet. */
  readonly zoneOf: Fetched
  readonly expiryOf: (zone: ZoneSetting, face: FaceSetting) => Expiry
  /** The live entries of a list; undefined where nobody can add any. */
  readonly liveOf: (list: ListSetting) => Entries | undefined
}

export type LoadOptions = {
  /** Which rules count; by default those of loading. */
  readonly stage?: Stage
  /** What the server served until now, for zones that are refused this time. */
  readonly previous?: LoadedViews
  /** Makes faces of others elsewhere; by default this thread does. */
  readonly make?: MakeElsewhere
  /** Names of zones that stay as they were. */
  readonly held?: ReadonlySet<string>
  /** Faces known to be refused in their view: others are made of what is served of them. */
  readonly refused?: ReadonlySet<FaceSetting>
  readonly fetched?: FetchedFaces
  /** Identities of views that were found good before, which need no other look. */
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

/** The zone sets from which views answer. `before`: the earlier ones, if known: most names are the same. */
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

/** The view's faces in their order, and behind them the names that it refuses. */
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

/** Gives the last good versions of faces. */
function lastGoodOf({ previous, held, refused }: LoadOptions): LastGood {
  return {
    of: (zone, face) => {
      // Of what others have given faces are made afterwards, where somebody looks at what they would tell (serve/made-faces.ts).
      if (isForeign(face)) return undefined
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

/** Faces by view and name, made once: there may be ten thousand. */
function facesByName(loaded: LoadedViews): ReadonlyMap<string, LoadedFace> {
  const known = byName.get(loaded)
  if (known) return known
  const made = new Map(loaded.faces.map((one) => [`${one.face.viewName} ${one.name}`, one]))
  byName.set(loaded, made)
  return made
}

const byName = new WeakMap<LoadedViews, ReadonlyMap<string, LoadedFace>>()
