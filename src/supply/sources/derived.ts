// A face made of another view's face by rules, with what then leads to nowhere taken out.

import { hasError } from '../../check/read-zone.ts'
import type { ZoneSetting } from '../../text/config/settings.ts'
import type { DerivedSource, DeriveRule, FaceSetting } from '../../text/config/sources.ts'
import { saying } from '../../text/findings/told.ts'
import { ZoneText } from '../../text/zonefile/zone-text.ts'
import { sealOf } from '../../zone/seal.ts'
import { type Member, ZoneSet } from '../../zone/zone-set.ts'
import { dropDangling, type MadeFace } from '../faces/dangling.ts'
import { derive } from '../faces/derive.ts'
import { Draft, finishDraft, lastLine } from '../faces/draft.ts'
import { say } from '../faces/says.ts'
import { type MakeOptions, servedOf } from '../faces/served.ts'
import { SIGNED_ELSEWHERE } from '../faces/signed-elsewhere.ts'
import type { ReadZone } from '../read-zone.ts'

/** Adds the faces that are made from others to `all`, each after the one that it is made from. */
export function* deriveFaces(options: MakeOptions, all: Map<FaceSetting, ReadZone>): Generator<void, void> {
  const { settings, rules } = options
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
      yield
    }
    wanted = wanted.filter((one) => !ready.includes(one))
  }
}

type Wanted = { readonly zone: ZoneSetting; readonly face: FaceSetting; readonly source: DerivedSource }
type Made = Wanted & MadeFace & { readonly text: ZoneText }

function originOf({ zone, source }: Wanted): FaceSetting {
  return zone.faces.find(({ view }) => view === source.from)!
}

/** Undefined where the face that it is made from has errors, or was signed elsewhere. */
function make(one: Wanted, options: MakeOptions, all: ReadonlyMap<FaceSetting, ReadZone>): Made | undefined {
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

function sourceRefused(one: Wanted, all: ReadonlyMap<FaceSetting, ReadZone>): ReadZone {
  const { place } = one.source
  if (!hasError(all.get(originOf(one))!.problems)) {
    const signed = saying(say('source-signed'), say('make-face-before'))
    return { problems: [{ rule: SIGNED_ELSEWHERE, severity: 'error', ...signed, place }] }
  }
  const refused = saying(say('source-refused'), say('mend-source'))
  return { problems: [{ rule: 'source-refused', severity: 'error', ...refused, place }] }
}

/** What is served of the zones of a view, as far as they are known. */
function membersOf(options: MakeOptions, view: number, all: ReadonlyMap<FaceSetting, ReadZone>): Member[] {
  return options.settings.zones.flatMap((zone) => {
    const face = zone.faces.find((face) => face.view === view)
    return face && all.has(face) ? [{ apex: zone.origin, zone: servedOf(zone, face, all, options)?.zone }] : []
  })
}
