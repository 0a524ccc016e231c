// Makes a candidate ready before anybody gets an answer from it: its faces get the changes that the state folder keeps for them, and
// serials that nobody knows with another content.

import type { Logger } from 'pino'
import type { FaceChange } from '../answer/freshness.ts'
import type { FaceName } from '../store/change.ts'
import type { Comparing } from '../store/comparing.ts'
import type { Folding } from '../store/folding.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { Generations, type Veil } from '../store/generation/generations.ts'
import type { History } from '../store/history.ts'
import type { House } from '../store/house.ts'
import { Store } from '../store/store.ts'
import { Succession } from '../store/succession.ts'
import type { MakeElsewhere } from '../supply/pipeline.ts'
import { isForeign, isMade } from '../text/config/sources.ts'
import { beginSerials } from './begin-serials.ts'
import { type BeforeShown, editionsOf } from './editions.ts'
import { faceOf } from './face-places.ts'
import type { FetchedCopies } from './fetched-copies.ts'
import { formerSerials } from './former-copies.ts'
import { type Kept, tellOver } from './kept.ts'
import { LateDynamic } from './late-dynamic.ts'
import { withMade } from './made-faces.ts'
import { Withheld } from './withheld.ts'

export type BeginOptions = {
  readonly kept: Kept
  readonly comparing: Comparing
  readonly folding: Folding
  readonly history: Pick<History, 'add' | 'drop'>
  readonly log: Logger
  readonly make: MakeElsewhere
  /** Told of faces that are others than before. */
  readonly onEditions: (faces: readonly FaceChange[]) => void
  readonly beforeShown?: BeforeShown
  readonly veil?: Veil
  /** The copies of primaries' zones; undefined where the configuration has none. */
  readonly copies?: Pick<FetchedCopies, 'wasShown'> | undefined
}

export type Begun = {
  readonly generations: Generations
  readonly house: House
  readonly store: Store
  readonly succession: Succession
  readonly dynamic: LateDynamic
  readonly withheld: Withheld
}

export async function beginFaces(
  candidate: Candidate,
  { kept, comparing, folding, history, log, make, onEditions, beforeShown, veil, copies }: BeginOptions,
): Promise<Begun> {
  const { fold } = folding
  const generations = new Generations(candidate)
  if (veil) generations.veil = veil
  const onFault = (reason: string) =>
    log.error({ reason }, 'a change failed because of a bug in Janus: report it with this line')
  const succession = new Succession({ record: kept.serials, comparing, fold, history, onFault })
  const house = editionsOf(generations, onEditions, beforeShown)
  const store = new Store({
    ...{ house, journal: kept.journal, fold, comparing, history, onFault },
    keepJoint: (records) => dynamic.keep(records),
  })
  const isFetched = (name: FaceName) => {
    const face = faceOf(candidate, name)?.face
    return face !== undefined && isForeign(face)
  }
  await store.restore(tellOver(log, isFetched))
  const withheld = new Withheld()
  const withhold = async () => {
    if (copies) await (await import('./kept-looks.ts')).withholdTelling({ generations, copies, withheld, log })
  }
  const dynamic = new LateDynamic({ kept, store, house, generations, fold, comparing, audit: kept.audit, log })
  await dynamic.openFor(candidate.settings)
  await dynamic.opened?.restore()
  // By now the inside has the names that machines gave it. No face may be made of a zone that must not be shown.
  await withhold()
  await succession.learn(dynamic.last)
  await succession.learn(await formerSerials(candidate, log))
  const making = { make, comparing, overlay: dynamic.overlay }
  await beginSerials({
    ...{ generations, store, succession, chains: kept.journal.chains, log },
    withMade: (candidate) => withMade(candidate, undefined, making),
  })
  dynamic.opened?.settled()
  // Faces that were made since may give the inside more names, which a copy may tell.
  if (candidate.settings.zones.some(({ faces }) => faces.some(isMade))) await withhold()
  return { generations, house, store, succession, dynamic, withheld }
}
