// Makes a face of another view's face by rules, and drops records that then lead nowhere.

import { hasError } from '../../check/read-zone.ts'
import type { DeriveRule, FaceSetting } from '../../text/config/sources.ts'
import { saying } from '../../text/findings/told.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { ConsultedZones } from '../../zone/consulted-zones.ts'
import { sealOf } from '../../zone/seal.ts'
import type { Member } from '../../zone/zone-set.ts'
import type { Asked } from '../faces/asked.ts'
import { dropDangling, type MadeFace } from '../faces/dangling.ts'
import { derive } from '../faces/derive.ts'
import { Draft, finishDraft, lastLine } from '../faces/draft.ts'
import { say } from '../faces/says.ts'
import { type Level, type MakeOptions, servedOf } from '../faces/served.ts'
import { SIGNED_ELSEWHERE } from '../faces/signed-elsewhere.ts'
import { type Derived, derivedLevels } from '../order.ts'
import type { ReadZone } from '../read-zone.ts'

/** Adds the derived faces to `all`, level by level. */
export function* deriveFaces(options: MakeOptions, all: Map<FaceSetting, ReadZone>): Generator<void, void> {
  const { settings, rules, only } = options
  if (only?.kind === 'completed') return
  // With `only` the faces are of one level, and the caller has put all others into `all`.
  const levels = only ? [derivedLevels(settings.zones).flat().filter(isWanted(only))] : derivedLevels(settings.zones)
  for (const level of levels) {
    const behind = new Map<number, ConsultedZones>()
    const drafts: Made[] = []
    for (const one of level) {
      const draft = draftOf(one, options, all, behind)
      if (draft) drafts.push(draft)
      // Names lead to its last good version.
      else all.set(one.face, sourceRefused(one, all))
      yield
    }
    const asked = new Map<Made, Asked>()
    for (const view of settings.views.keys()) {
      const here = drafts.filter(({ face }) => face.view === view)
      const found = yield* dropDangling(here, membersOf(options, view, all))
      for (const [i, made] of here.entries()) asked.set(made, found[i]!)
    }
    for (const draft of drafts) {
      all.set(draft.face, finished(draft, asked.get(draft)!, rules))
      yield
    }
  }
}

function isWanted({ faces }: Level): (one: Derived) => boolean {
  const wanted = new Set(faces)
  return ({ face }) => wanted.has(face)
}

function finished({ draft, text }: Made, asked: Asked, rules: MakeOptions['rules']): ReadZone {
  const read = finishDraft(draft, { problems: [], text }, rules)
  return read.subject ? { ...read, asked } : read
}

type Made = Derived & MadeFace & { readonly text: ZoneText }

function originOf({ zone, source }: Derived): FaceSetting {
  return zone.faces.find(({ view }) => view === source.from)!
}

/** The draft of a face; undefined where the face behind it has errors, or was signed elsewhere. `behind`: zones by view. */
function draftOf(
  one: Derived,
  options: MakeOptions,
  all: ReadonlyMap<FaceSetting, ReadZone>,
  behind: Map<number, ConsultedZones>,
): Made | undefined {
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
  const around = behind.get(from) ?? new ConsultedZones(membersOf(options, from, all))
  behind.set(from, around)
  return { ...one, draft, around, text }
}

function sourceRefused(one: Derived, all: ReadonlyMap<FaceSetting, ReadZone>): ReadZone {
  const { place } = one.source
  if (!hasError(all.get(originOf(one))!.problems)) {
    const signed = saying(say('source-signed'), say('make-face-before'))
    return { problems: [{ rule: SIGNED_ELSEWHERE, severity: 'error', ...signed, place }] }
  }
  const refused = saying(say('source-refused'), say('mend-source'))
  return { problems: [{ rule: 'source-refused', severity: 'error', ...refused, place }] }
}

/** The served zones of a view, as far as `all` has them. */
function membersOf(options: MakeOptions, view: number, all: ReadonlyMap<FaceSetting, ReadZone>): Member[] {
  return options.settings.zones.flatMap((zone) => {
    const face = zone.faces.find((face) => face.view === view)
    return face && all.has(face) ? [{ apex: zone.origin, zone: servedOf(zone, face, all, options)?.zone }] : []
  })
}
