// At a start, searches the copies of primaries' zones that a public view would show, unless they were found fit for everybody by the present
// configuration: the view may have become public while no server ran. Copies that would tell of our inside are withheld before any answer.

import type { Logger } from 'pino'
import type { Candidate } from '../store/generation/candidate.ts'
import type { Generations } from '../store/generation/generations.ts'
import { inEnglish } from '../supply/english.ts'
import type { LoadedFace } from '../supply/load.ts'
import { inSlices, type Sliced } from '../supply/slices.ts'
import { isForeign } from '../text/config/sources.ts'
import { fold } from '../zone/fold.ts'
import { leakScene } from './editions.ts'
import { type PlaceInSettings, placeIn } from './face-places.ts'
import type { FetchedCopies } from './fetched-copies.ts'
import { leaksBefore } from './foreign-harm.ts'
import { measureWord } from './measure.ts'
import type { Withheld, WithheldFace } from './withheld.ts'

export type KeptLooks = {
  readonly generations: Generations
  readonly copies: Pick<FetchedCopies, 'wasShown'>
  readonly withheld: Withheld
  readonly log: Pick<Logger, 'error'>
}

/** Withholds the copies that tell of the inside. Call it again when zones were added: copies may tell of these too. */
export async function withholdTelling({ generations, copies, withheld, log }: KeptLooks): Promise<void> {
  const { candidate, generation } = generations.current
  const telling = await inSlices(tellingIn(candidate, copies))
  if (telling.length === 0) return
  for (const { at, face, ...one } of telling) {
    withheld.add(one)
    const { source, viewName: view } = face.face
    log.error(
      {
        ...{ zone: face.name, view, serial: face.served!.serial },
        ...(source.kind === 'primary' && { primary: source.primary }),
        findings: inEnglish(one.findings).map(({ message, rule }) => `${message} [${rule}]`),
      },
      WITHHELD,
    )
  }
  generations.edit(
    telling.map(({ at, name }) => {
      const slot = generation.views.findIndex((view) => view.name === name.view)
      return { at: { ...at, slot }, zone: undefined, isBase: true }
    }),
  )
}

const WITHHELD =
  'the copy of a zone is withheld, for it would tell everybody of the inside: its names get SERVFAIL. Mend it at the primary, or let "allowed-leaks" have what may be shown, and reload'

type Telling = WithheldFace & { readonly at: PlaceInSettings; readonly face: LoadedFace }

function* tellingIn(candidate: Candidate, copies: KeptLooks['copies']): Sliced<readonly Telling[]> {
  const { settings, loaded } = candidate
  const telling: Telling[] = []
  for (const one of loaded.faces) {
    const { face, origin, zone, served, lines, view } = one
    if (!isForeign(face) || served === undefined || !settings.views[view]!.public) continue
    yield
    const name = { view: face.viewName, origin }
    if (copies.wasShown(name, served.serial, measureWord(settings, view))) continue
    const at = placeIn(candidate, name)
    if (at === undefined) continue
    const findings = findingsOf(candidate, at, served)
    if (findings.length > 0) telling.push({ name, at, face: one, copy: { zone, served, lines }, findings })
  }
  return telling
}

function findingsOf(candidate: Candidate, at: PlaceInSettings, served: NonNullable<LoadedFace['served']>) {
  const { views } = candidate.loaded
  if (served.isFirst) return leaksBefore(leakScene(candidate, views, at), undefined, served)
  // Rules that look at a whole zone look at its image, which has records of other editions too: so they get an image of this edition alone.
  const whole = fold(served)
  const own = views[at.view]!
  const zones = own.zones.with(new Map([[at.member, whole]]))
  return leaksBefore(leakScene(candidate, views.with(at.view, { ...own, zones }), at), undefined, whole)
}
