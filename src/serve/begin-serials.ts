// Sees to it at the start that no face gets a serial that somebody may know with another content.

import type { Logger } from 'pino'
import { nameText } from '../dns/name-text.ts'
import { isNewerSerial } from '../dns/serial.ts'
import { faceKey } from '../store/change.ts'
import type { Candidate } from '../store/generation/candidate.ts'
import { missedSaid } from '../store/generation/changes.ts'
import type { Generations } from '../store/generation/generations.ts'
import type { Chain } from '../store/journal.ts'
import { english } from '../store/says.ts'
import { nextSerial } from '../store/serials.ts'
import type { Store } from '../store/store.ts'
import type { Missed, Succession } from '../store/succession.ts'
import { whyOf } from '../system/why.ts'
import { isForeign, isMade } from '../text/config/sources.ts'
import { serialAfter, serialChange } from '../zone/soa-serial.ts'
import { servedOf } from './face-places.ts'

type Beginning = {
  readonly generations: Generations
  readonly store: Store
  readonly succession: Succession
  /** The accepted changes that the journal keeps, by face. */
  readonly chains: ReadonlyMap<string, Chain>
  /** Makes the candidate's faces that are made of others. */
  readonly withMade: (candidate: Candidate) => Promise<Candidate>
  readonly log: Logger
}

export async function beginSerials(beginning: Beginning): Promise<void> {
  const { generations, store, succession, chains, withMade, log } = beginning
  await succession.learn([...chains.values()].flatMap(serialsOf))
  const edited = store.edited.map(faceKey)
  const settle = async (candidate: Candidate, others: readonly string[]) => {
    const following = await succession.settle(undefined, candidate, { edited: new Set([...edited, ...others]) })
    // A failed record stops no start: whoever asks has no use for a server that does not start.
    await succession.record(following).catch((error: unknown) => tellUnrecorded(log, error))
    generations.begin(following.candidate)
    succession.done(following)
    logMissed(log, following.missed)
  }
  const { candidate } = generations.current
  const [made, own] = [true, false].map((which) => keysOf(candidate, which))
  await settle(candidate, made!)
  // A made face takes its serial from the faces that it is made of: these come first.
  if (made!.length > 0) await settle(await withMade(generations.current.candidate), own!)
  await raiseEdited(beginning)
}

function keysOf({ loaded }: Candidate, made: boolean): readonly string[] {
  return loaded.faces.flatMap(({ origin, face }) =>
    isMade(face) === made ? [faceKey({ view: face.viewName, origin })] : [],
  )
}

/** The serials that the changes led to. */
function serialsOf({ name, changes }: Chain): { readonly name: Chain['name']; readonly serial: number }[] {
  return changes.map(serialAfter).flatMap((serial) => (serial === undefined ? [] : [{ name, serial }]))
}

/** Raises faces that the journal has changed, where secondaries may have a newer serial: something else was served in between. */
async function raiseEdited({ generations, store, succession, log }: Beginning): Promise<void> {
  const { faces } = generations.current.candidate.loaded
  const others = new Set(
    faces.flatMap(({ origin, face }) =>
      isForeign(face) || face.serial === 'source' ? [faceKey({ view: face.viewName, origin })] : [],
    ),
  )
  for (const name of store.edited) {
    // Such a face takes its serials from its primary or its file: a serial above these would miss what comes next.
    if (others.has(faceKey(name))) continue
    const last = succession.last(name)
    const served = servedOf(generations, name)
    if (last === undefined || served === undefined || !isNewerSerial(last.serial, served.serial)) continue
    const changes = serialChange(served, nextSerial(last.serial))
    const outcome = await store.accept({ face: name, changes })
    if (outcome.kind !== 'accepted')
      log.error(
        { zone: nameText(name.origin), view: name.view, outcome: outcome.kind },
        'the serial of a zone cannot be raised',
      )
  }
}

/** Of faces whose serials tell no secondary that they have changed. */
export function logMissed(log: Logger, missed: readonly Missed[]): void {
  for (const one of missed) log.warn({ view: one.name.view, serial: one.from }, english.text(missedSaid(one)))
}

function tellUnrecorded(log: Logger, error: unknown): void {
  log.error(
    { reason: whyOf(error) },
    'the record of serials cannot be written: after the next start a zone may get a serial that a secondary has already seen',
  )
}
