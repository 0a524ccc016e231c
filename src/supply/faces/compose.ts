// Every face that is more than one plain file: layers laid over each other, faces made from others, reverse zones completed.
//
//   plain files -> layers -> faces made from faces, with what leads to nowhere taken out -> PTRs of each view

import { hasError, isLayered } from '../../check/read-zone.ts'
import type { Settings, ZoneSetting } from '../../text/config/settings.ts'
import {
  type DerivedSource,
  type DeriveRule,
  type FaceSetting,
  filesOf,
  type PathSetting,
} from '../../text/config/sources.ts'
import { saying } from '../../text/findings/told.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { type Member, ZoneSet } from '../../zone/zone-set.ts'
import { dropDangling, type MadeFace } from './dangling.ts'
import { derive } from './derive.ts'
import { Draft, finishDraft, lastLine } from './draft.ts'
import { readLayerFiles } from './read-layers.ts'
import { completeReverse } from './reverse.ts'
import { say } from './says.ts'
import { type FaceFile, type MakeOptions, servedOf } from './served.ts'
import { SIGNED_ELSEWHERE, sealOf } from './signed-elsewhere.ts'

export type FileOptions = Pick<MakeOptions, 'settings' | 'rules'> & {
  /** What the face's first file holds, read as a zone of its own. */
  readonly plain: (zone: ZoneSetting, face: FaceSetting) => FaceFile
  /** How a path is written for whoever reads the messages. */
  readonly show: (path: PathSetting) => PathSetting
  /** What the face's layers give, where somebody has read them already. */
  readonly layered?: (zone: ZoneSetting, face: FaceSetting) => FaceFile | undefined
}

/** What files say of each face that has some: the first file alone, or `layered`. Yields where it may be interrupted. */
export function* facesOfFiles(
  options: FileOptions,
): Generator<void, { readonly all: Map<FaceSetting, FaceFile>; readonly layered: ReadonlyMap<FaceSetting, FaceFile> }> {
  const all = new Map<FaceSetting, FaceFile>()
  const layered = new Map<FaceSetting, FaceFile>()
  for (const zone of options.settings.zones)
    for (const face of zone.faces) {
      if (filesOf(face.source).length === 0) continue
      const file = fromFiles(zone, face, options)
      yield
      all.set(face, file.file)
      if (file.layered) layered.set(face, file.file)
    }
  return { all, layered }
}

/** Whether there is any face that makeFaces() would make. */
export function hasMadeFaces({ zones }: Pick<Settings, 'zones'>): boolean {
  return zones.some(({ faces }) => faces.some(isMade))
}

/** Whether it takes other faces to make it. */
export function isMade({ source, reverse }: FaceSetting): boolean {
  return source.kind === 'derived' || reverse !== undefined
}

/** The faces that are made of others; they take their places in `all` too. Yields where it may be interrupted. */
export function* makeFaces(
  options: MakeOptions,
  all: Map<FaceSetting, FaceFile>,
): Generator<void, Map<FaceSetting, FaceFile>> {
  const made = yield* deriveFaces(options, all)
  for (const [face, file] of yield* completeReverse(options, all)) made.set(face, file)
  return made
}

function fromFiles(
  zone: ZoneSetting,
  face: FaceSetting,
  { settings, rules, plain, show, layered }: FileOptions,
): { readonly file: FaceFile; readonly layered: boolean } {
  const file = face.source.kind === 'file' ? plain(zone, face) : undefined
  if (file !== undefined && !isLayered(file)) return { file, layered: false }
  const known = layered?.(zone, face)
  if (known) return { file: known, layered: true }
  const paths = filesOf(face.source).map((file) => show(file).path)
  const views = settings.views.map(({ name }) => name)
  const view = views[face.view]!
  return { file: readLayerFiles(paths, { origin: zone.origin, view, views, rules }), layered: true }
}

type Wanted = { readonly zone: ZoneSetting; readonly face: FaceSetting; readonly source: DerivedSource }
type Made = Wanted & MadeFace & { readonly text: ZoneText }

/** Adds the faces that are made from others to `all`, each after the one that it is made from. */
function* deriveFaces(
  options: MakeOptions,
  all: Map<FaceSetting, FaceFile>,
): Generator<void, Map<FaceSetting, FaceFile>> {
  const { settings, rules } = options
  const derived = new Map<FaceSetting, FaceFile>()
  let wanted = settings.zones.flatMap((zone) =>
    zone.faces.flatMap((face) => (face.source.kind === 'derived' ? [{ zone, face, source: face.source }] : [])),
  )
  while (wanted.length > 0) {
    const ready = wanted.filter((one) => all.has(originOf(one)))
    const made: { readonly one: Wanted; readonly made: Made | undefined }[] = []
    for (const one of ready) {
      made.push({ one, made: make(one, options, all) })
      yield
    }
    for (const view of settings.views.keys()) {
      const here = made.flatMap(({ one, made }) => (one.face.view === view && made ? [made] : []))
      yield* dropDangling(here, membersOf(options, view, all))
    }
    for (const { one, made: result } of made) {
      const file = result
        ? finishDraft(result.draft, { problems: [], text: result.text }, rules)
        : sourceRefused(one, all)
      all.set(one.face, file)
      derived.set(one.face, file)
      yield
    }
    wanted = wanted.filter((one) => !ready.includes(one))
  }
  return derived
}

function originOf({ zone, source }: Wanted): FaceSetting {
  return zone.faces.find(({ view }) => view === source.from)!
}

/** Undefined where the face that it is made from has errors, or was signed elsewhere. */
function make(one: Wanted, options: MakeOptions, all: ReadonlyMap<FaceSetting, FaceFile>): Made | undefined {
  const { settings } = options
  const { face, source } = one
  const { from, rules } = source
  const { subject, problems } = all.get(originOf(one))!
  if (subject === undefined || hasError(problems)) return undefined
  if (sealOf(subject.zone) === 'RRSIG') return undefined
  const text = ZoneText.over(subject.text)
  const gateways = settings.mail?.gateways.find(({ view }) => view === face.view)?.names ?? []
  const last = lastLine(subject.zone)
  const made = ({ text: rule, place }: DeriveRule) => text.borrower(text, last, `${rule} (${place.file}:${place.line})`)
  const draft = new Draft(subject.zone)
  derive(draft, rules, { gateways, made })
  return { ...one, draft, around: new ZoneSet(membersOf(options, from, all)), text }
}

function sourceRefused(one: Wanted, all: ReadonlyMap<FaceSetting, FaceFile>): FaceFile {
  const { place } = one.source
  if (!hasError(all.get(originOf(one))!.problems)) {
    const signed = saying(say('source-signed'), say('make-face-before'))
    return { problems: [{ rule: SIGNED_ELSEWHERE, severity: 'error', ...signed, place }] }
  }
  const refused = saying(say('source-refused'), say('mend-source'))
  return { problems: [{ rule: 'source-refused', severity: 'error', ...refused, place }] }
}

/** What is served of the zones of a view, as far as they are known. */
function membersOf(options: MakeOptions, view: number, all: ReadonlyMap<FaceSetting, FaceFile>): Member[] {
  return options.settings.zones.flatMap((zone) => {
    const face = zone.faces.find((face) => face.view === view)
    return face && all.has(face) ? [{ apex: zone.origin, zone: servedOf(zone, face, all, options)?.zone }] : []
  })
}
