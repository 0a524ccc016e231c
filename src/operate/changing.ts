// What the verb `change` does: which faces are meant, who may, and what became of it. The rules of updates and of zonecheck come with
// it: commands, which only know the verb, start without them.

import { nameText } from '../dns/name-text.ts'
import { whyFindings } from '../serve/desk/updates.ts'
import type { ChangedFace } from '../serve/dynamic.ts'
import type { Outcome } from '../store/change.ts'
import type { LoadedFace } from '../supply/load.ts'
import { judgeSets, whyNotHis } from '../update/judge-sets.ts'
import type { UpdateRefusal } from '../update/refusal.ts'
import { say } from '../update/says.ts'
import type { SetChange } from '../update/set-change.ts'
import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import { english, readChanges } from './rrset-changes.ts'
import type { Asked } from './verb.ts'
import type { WrittenSet } from './written-set.ts'
import { isMeant } from './zone-meant.ts'

export type ChangeRequest = {
  readonly zone: string
  readonly views?: readonly string[] | undefined
  readonly rrsets: readonly WrittenSet[]
}

export async function changeSets(asked: Asked, { zone, views, rrsets }: ChangeRequest) {
  const meant = facesMeant(asked, zone, views)
  const { origin } = meant[0]!
  const changes = readChanges(rrsets)
  for (const one of changes) {
    const why = whyNotHis(one, origin, asked.sight.whole)
    if (why !== undefined) throw new VerbError('forbidden', `cannot change the zone: ${english.text(why)}`, 'rrsets')
  }
  const records = await changed(asked, meant, changes)
  return { zone: nameText(origin), views: meant.map(({ face }) => face.viewName), records }
}

function facesMeant({ operated: { server }, sight }: Asked, zone: string, views: readonly string[] | undefined) {
  const seen = server.current.candidate.loaded.faces.filter(
    ({ name, face }) => isMeant(name, zone) && sight.face({ zone: name, view: face.viewName }),
  )
  const meant = views === undefined ? seen : seen.filter(({ face }) => views.includes(face.viewName))
  const missing = views?.find((view) => !meant.some(({ face }) => face.viewName === view))
  if (meant.length === 0 || missing !== undefined)
    throw new VerbError('no-zone', `cannot find the zone ${quoted(zone)} in a view that you may see`, 'zone')
  if (views === undefined && meant.length > 1) {
    const names = meant.map(({ face }) => face.viewName).join(', ')
    throw new VerbError('several-faces', `cannot change ${quoted(zone)}: name its "views"; there are ${names}`, 'views')
  }
  return meant
}

/** Resolves when it is on the disk, and served. How many records are others. */
async function changed(asked: Asked, meant: readonly LoadedFace[], changes: readonly SetChange[]): Promise<number> {
  const { operated, actor, begin } = asked
  const dynamic = await operated.server.openDynamic()
  const faces = meant.map(({ origin, face }) => changeable(dynamic.face({ view: face.viewName, origin })))
  const octets = changes.reduce((sum, { records }) => records.reduce((all, { length }) => all + length + 256, sum), 256)
  begin()
  const by = { key: undefined, address: actor.who }
  const { outcome, refused, records } = await dynamic.changeBy(faces, octets, (face, now) =>
    judgeSets(changes, face, by, now),
  )
  if (refused !== undefined) throw refusedAs(refused)
  if (outcome.kind !== 'accepted') throw failure(outcome, asked)
  return records
}

function changeable(face: ChangedFace | undefined): ChangedFace {
  if (face === undefined) throw new VerbError('no-zone', 'the zone is not there any more', 'zone')
  const { kind, name } = face
  const about = { zone: nameText(name.origin), view: name.view }
  if (kind === 'primary') throw refusedAs({ why: say('update-of-primarys', about) })
  if (kind === 'list') throw refusedAs({ why: say('update-of-list', about) })
  if (kind === 'nothing') throw new VerbError('not-kept', english.text(say('update-not-served', about)), 'zone')
  return face
}

function refusedAs({ why }: Pick<UpdateRefusal, 'why'>): VerbError {
  return new VerbError('bad-change', `cannot change the zone: ${english.text(why)}`, 'rrsets')
}

/** A finding may quote what stands in other views: who does not see all of them is told which rule it is. */
function failure(outcome: Exclude<Outcome, { kind: 'accepted' }>, { operated, sight }: Asked): VerbError {
  switch (outcome.kind) {
    case 'findings': {
      const rules = english.text(whyFindings(outcome))
      const told = sight.whole ? operated.tell(outcome.findings).map(({ message }) => message) : []
      return new VerbError('bad-change', `cannot change the zone: ${[rules, ...told].join('; ')}`, 'rrsets')
    }
    case 'canaries':
      return refusedAs({ why: say('update-canaries') })
    case 'busy':
      return new VerbError('busy', 'cannot change the zone: too much waits already; ask again')
    case 'failed':
      return new VerbError('not-kept', 'cannot change the zone: it cannot be kept; the log says why')
    default:
      return new VerbError('not-kept', `cannot change the zone: ${outcome.kind}`)
  }
}
