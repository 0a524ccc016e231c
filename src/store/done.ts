// Changes that wait for the store, the editions that the store made of them, and the journal's entries for these.

import type { Changeset } from '../zone/changeset.ts'
import type { NameMark } from '../zone/touched.ts'
import type { Zone } from '../zone/zone.ts'
import type { FaceName, JointChange, Outcome, Plan, Told } from './change.ts'
import type { EditedFace } from './edited-face.ts'
import type { Entry } from './journal.ts'
import { netChanges } from './net-changes.ts'

export type Pending = {
  readonly faces: readonly FaceName[]
  readonly plan: JointChange['plan']
  /** The result does not go into the journal. */
  readonly isJoint: boolean
  readonly resolve: (outcome: Outcome) => void
  /** Its changes to faces whose image has no room. */
  readonly wanted: Map<EditedFace<Pending>, Changeset>
  /** How often it has waited for a new image. */
  folds: number
}

/** A new edition of one face. */
export type Made = {
  readonly face: EditedFace<Pending>
  readonly before: Zone
  readonly edition: Zone
  readonly changes: Changeset
  /** As in Plan. */
  readonly told: Told | undefined
  readonly digest: string | undefined
  /** As in Published. */
  readonly names: readonly NameMark[] | undefined
}

/** The result of one waiting change. `made`: the faces that changed. */
export type Done = {
  readonly pending: Pending
  readonly plan: Plan
  readonly made: readonly Made[]
  readonly serial: number
}

export function namesOf(made: readonly Made[]): readonly NameMark[] | undefined {
  const all = made.map(({ names }) => names)
  return all.every((names) => names !== undefined) ? all.flat() : undefined
}

/** Joins editions with the same serial: nobody hears of the steps in between. */
export function versionsOf(made: readonly Made[]): readonly Made[] {
  const runs: Made[][] = []
  for (const one of made) {
    const goesOn = one.edition.serial === one.before.serial && (one.told ?? runs.at(-1)?.at(-1)?.told) === undefined
    if (goesOn && runs.length > 0) runs.at(-1)!.push(one)
    else runs.push([one])
  }
  return runs.map((run) =>
    run.length === 1
      ? run[0]!
      : { ...run.at(-1)!, before: run[0]!.before, changes: netChanges(run.map(({ changes }) => changes)) },
  )
}

/** For a face that is new to the journal, an entry comes first that says where its changes begin. */
export function entriesOf(done: readonly Done[]): Entry[] {
  const begun = new Set<EditedFace<Pending>>()
  return done
    .flatMap(({ made }) => made)
    .flatMap(({ changes, face }) => {
      const { name, begin } = face
      const entry = { name, changes }
      if (begin === undefined || begun.has(face)) return [entry]
      begun.add(face)
      return [{ name, ...begin }, entry]
    })
}

/** Undoes the last edition first. */
export function takeBack(made: readonly Made[], plan: Plan): void {
  for (const { face } of made.toReversed()) face.discard()
  plan.undo?.()
}

export function sizeOf({ removed, added }: Changeset): number {
  return removed.size + added.size
}
