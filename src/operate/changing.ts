// Does the work of the verb `change`: finds the faces that are meant, asks whether the actor may, and makes the change. It loads the rules of
// updates and of zonecheck, without which commands start that only need the verb's row.

import { sameName } from '../dns/name.ts'
import { nameText } from '../dns/name-text.ts'
import { Rcode } from '../dns/rcodes.ts'
import type { Said } from '../dns/said.ts'
import { whyFindings } from '../serve/desk/updates.ts'
import type { ChangedFace } from '../serve/dynamic.ts'
import type { Outcome } from '../store/change.ts'
import type { LoadedFace } from '../supply/load.ts'
import type { LanguageName } from '../text/findings/wording.ts'
import type { JudgedFace } from '../update/judge.ts'
import { judgeSets, whyNotHis } from '../update/judge-sets.ts'
import { refusal, type UpdateRefusal } from '../update/refusal.ts'
import { say } from '../update/says.ts'
import type { SetChange } from '../update/set-change.ts'
import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import { whyOccluded } from './occluded-change.ts'
import { mayEnd, readChanges, speakers } from './rrset-changes.ts'
import { say as sayOf } from './says.ts'
import type { Asked } from './verb.ts'
import type { WrittenSet } from './written-set.ts'
import { isMeant } from './zone-meant.ts'

type ZoneChange = {
  readonly zone: string
  readonly views?: readonly string[] | undefined
  readonly rrsets: readonly WrittenSet[]
}

export type ChangeRequest = ZoneChange & {
  readonly also?: readonly ZoneChange[] | undefined
  readonly trial?: boolean | undefined
  readonly lease?: number | undefined
}

/** One face, and its changes. */
type Meant = { readonly face: LoadedFace; readonly changes: readonly SetChange[] }

export async function changeSets(asked: Asked, { also = [], trial = false, lease, ...first }: ChangeRequest) {
  const zones = [first, ...also].map((one, i) => zoneMeant(asked, one, i === 0 ? '' : `also[${i - 1}].`))
  const meant = zones.flat()
  const twice = meant.find(({ face }, i) => meant.findIndex((one) => one.face === face) !== i)
  if (twice !== undefined)
    throw new VerbError(
      'bad-request',
      sayOf('change-zone-twice', { zone: quoted(nameText(twice.face.origin)) }),
      'also',
    )
  // A REPLACE by no records removes, and leaves nothing that could end.
  const mayEndOf = ({ changes }: Meant) =>
    changes.some(({ kind, type, records }) => mayEnd(kind, type) && (kind !== 'REPLACE' || records.length > 0))
  if (lease !== undefined && !meant.some(mayEndOf)) throw new VerbError('bad-change', sayOf('change-no-lease'), 'lease')
  const records = await changed(asked, meant, { isTrial: trial, lease })
  const [{ zone, views }, ...others] = zones.map(told) as [ReturnType<typeof told>, ...ReturnType<typeof told>[]]
  return {
    ...{ zone, views, records },
    ...(others.length > 0 && { also: others }),
    ...(trial && { trial: true as const }),
  }
}

function told(faces: readonly Meant[]): { readonly zone: string; readonly views: string[] } {
  return { zone: nameText(faces[0]!.face.origin), views: faces.map(({ face }) => face.face.viewName) }
}

/** `field`: prefix of the fields that an error names. */
function zoneMeant(asked: Asked, { zone, views, rrsets }: ZoneChange, field: string): Meant[] {
  const faces = facesMeant(asked, zone, views, field)
  const names = faces.map(({ face }) => face.viewName)
  const strange = rrsets.flatMap(({ views = [] }) => views).find((view) => !names.includes(view))
  if (strange !== undefined)
    throw new VerbError('bad-request', sayOf('change-strange-view', { view: quoted(strange) }), `${field}rrsets`)
  return faces.map((face) => {
    const changes = readChanges(rrsets.filter(isFor(face.face.viewName)), languageOf(asked))
    for (const one of changes) {
      const why = whyNotHis(one, face.origin, asked.sight.whole)
      if (why !== undefined)
        throw new VerbError(
          'forbidden',
          sayOf('change-refused', { why: speakers[languageOf(asked)].text(why) }),
          `${field}rrsets`,
        )
    }
    return { face, changes }
  })
}

/** Why a record would be occluded in the zone as it is when the change has its turn: another request may have made or removed a cut. */
function whyHidden(
  { operated: { server }, sight }: Asked,
  { view, zone }: JudgedFace,
  changes: readonly SetChange[],
): Said | undefined {
  const zones = server.current.candidate.loaded.views.find(({ name }) => name === view)?.zones
  return zones && whyOccluded(changes, { zone, zones, isSeen: (name) => sight.face({ zone: name, view }) })
}

/** An rrset that names no views is for all of the request's. */
function isFor(view: string): (set: WrittenSet) => boolean {
  return ({ views }) => views === undefined || views.includes(view)
}

function facesMeant(
  { operated: { server }, sight }: Asked,
  zone: string,
  views: readonly string[] | undefined,
  field: string,
): readonly LoadedFace[] {
  const seen = server.current.candidate.loaded.faces.filter(
    ({ name, face }) => isMeant(name, zone) && sight.face({ zone: name, view: face.viewName }),
  )
  const meant = views === undefined ? seen : seen.filter(({ face }) => views.includes(face.viewName))
  const missing = views?.find((view) => !meant.some(({ face }) => face.viewName === view))
  if (meant.length === 0 || missing !== undefined)
    throw new VerbError('no-zone', sayOf('not-seen-zone', { zone: quoted(zone) }), `${field}zone`)
  if (views === undefined && meant.length > 1) {
    const names = meant.map(({ face }) => face.viewName).join(', ')
    throw new VerbError(
      'several-faces',
      sayOf('change-which-views', { zone: quoted(zone), views: names }),
      `${field}views`,
    )
  }
  return meant
}

/** Resolves when the change is on the disk and served, with the number of records that it added and removed. */
async function changed(
  asked: Asked,
  meant: readonly Meant[],
  { isTrial, lease }: { readonly isTrial: boolean; readonly lease: number | undefined },
): Promise<number> {
  const { operated, actor, begin } = asked
  const dynamic = await operated.server.openDynamic()
  const changes = new Map<ChangedFace, readonly SetChange[]>()
  for (const { face, changes: own } of meant) {
    const name = { view: face.face.viewName, origin: face.origin }
    changes.set(changeable(asked, dynamic.face(name)), own)
  }
  const faces = [...changes.keys()]
  const all = [...changes.values()].flat()
  const octets = all.reduce((sum, { records }) => records.reduce((all, { length }) => all + length + 256, sum), 256)
  begin()
  const by = { key: undefined, address: actor.who }
  const judge = (face: JudgedFace, now: number) => {
    const meant = faces.find(({ name }) => name.view === face.view && sameName(name.origin, 0, face.zone.apex, 0))!
    const own = changes.get(meant)!
    const hidden = whyHidden(asked, face, own)
    return hidden === undefined ? judgeSets(own, face, { by, now, lease }) : refusal(Rcode.REFUSED, hidden)
  }
  const { outcome, refused, records } = await dynamic.changeBy(faces, octets, judge, isTrial)
  if (refused !== undefined) throw refusedAs(asked, refused)
  if (outcome.kind !== 'accepted') throw failure(outcome, asked)
  return records
}

function changeable(asked: Asked, face: ChangedFace | undefined): ChangedFace {
  if (face === undefined) throw new VerbError('no-zone', sayOf('change-zone-gone'), 'zone')
  const { kind, name } = face
  const about = { zone: nameText(name.origin), view: name.view }
  if (kind === 'primary') throw refusedAs(asked, { why: say('update-of-primarys', about) })
  if (kind === 'list') throw refusedAs(asked, { why: say('update-of-list', about) })
  if (kind === 'nothing')
    throw new VerbError('not-kept', speakers[languageOf(asked)].text(say('update-not-served', about)), 'zone')
  return face
}

function refusedAs(asked: Asked, { why }: Pick<UpdateRefusal, 'why'>): VerbError {
  return new VerbError('bad-change', sayOf('change-refused', { why: speakers[languageOf(asked)].text(why) }), 'rrsets')
}

function languageOf({ operated: { language = 'en' } }: Asked): LanguageName {
  return language
}

/** The error for an outcome. A finding may quote other views: an actor who does not see all of them is told only the rule. */
function failure(outcome: Exclude<Outcome, { kind: 'accepted' }>, asked: Asked): VerbError {
  const { operated, sight } = asked
  switch (outcome.kind) {
    case 'findings': {
      const rules = speakers[languageOf(asked)].text(whyFindings(outcome))
      const told = sight.whole ? operated.tell(outcome.findings) : []
      const why = [rules, ...told.map(({ message }) => message)].join('; ')
      return new VerbError('bad-change', sayOf('change-refused', { why }), 'rrsets', sight.whole ? told : undefined)
    }
    case 'canaries':
      return refusedAs(asked, { why: say('update-canaries') })
    case 'busy':
      return new VerbError('busy', sayOf('change-busy'))
    case 'failed':
      return new VerbError('not-kept', sayOf('change-failed', { reason: outcome.reason }))
    default:
      return new VerbError('not-kept', sayOf('change-refused', { why: outcome.kind }))
  }
}
