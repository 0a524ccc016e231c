// Lays a layer over what a source gives: all of it where that makes a zone that may be served, else as much as does. It withholds what would
// tell everybody of the inside: that stays in the layer, and is laid over again when it may be shown.

import type { Fold } from '../store/folding.ts'
import type { Problem } from '../text/findings/problem.ts'
import { type LayerSet, ownerKey } from '../update/entry.ts'
import { changesOver, type Unfit, unfitSets, withoutSet } from '../update/over.ts'
import { say } from '../update/says.ts'
import type { Changeset } from '../zone/changeset.ts'
import { Editor } from '../zone/editor.ts'
import { roomFor } from '../zone/room.ts'
import { Zone } from '../zone/zone.ts'
import type { Judge } from './carried.ts'

export type LayOver = {
  readonly base: Zone
  readonly sets: readonly LayerSet[]
  readonly now: number
  readonly fold: Fold
  readonly judge: Judge
}

/** The reasons why an edition must not be served. */
export type Found = { readonly errors: readonly Problem[]; readonly leaks: readonly Problem[] }

/** `unfit`: parts of the layer that are not in the edition and are to be dropped. `withheld`: parts that are not in it and stay. */
export type Laid = {
  readonly edition: Zone
  readonly unfit: readonly Unfit[]
  readonly withheld: readonly LayerSet[]
  /** What the withheld parts would tell. */
  readonly leaks: readonly Problem[]
}

export async function layOver(over: LayOver): Promise<Laid> {
  const { base, sets, now, fold, judge } = over
  const unfit = unfitSets(base, sets, now)
  const left = new Map(unfit.map(({ set }) => [keyOf(set), set]))
  const fitting = sets.map((set) => left.get(keyOf(set)) ?? set)
  const changes = changesOver(base, fitting, now)
  if (isNothing(changes)) return { edition: base, unfit, withheld: [], leaks: [] }
  const editor = await editorOf(base, changes, fold)
  const edition = edited(editor, changes)
  if (isGood(judge(edition, editor.changed))) return { edition, unfit, withheld: [], leaks: [] }
  const few = layOwners(await editorOf(base, changes, fold), fitting, over)
  return { ...few, unfit: [...unfit, ...few.unfit] }
}

function isGood({ errors, leaks }: Found): boolean {
  return errors.length + leaks.length === 0
}

async function editorOf(base: Zone, changes: Changeset, fold: Fold): Promise<Editor> {
  const { zone, children } = await fold(base, roomFor(base, changes))
  return new Editor(zone, children)
}

/**
 * Lays owner by owner, and tries the rest again as long as one more is good: a record may lead to another owner of the layer. Where one
 * is withheld, the others that are left may need it: so they are withheld too, and not dropped.
 */
function layOwners(editor: Editor, sets: readonly LayerSet[], { now, judge }: LayOver): Laid {
  let waiting = [...Map.groupBy(sets, ({ owner }) => ownerKey(owner)).values()]
  for (;;) {
    const leaks: Problem[] = []
    const left = waiting.filter((own) => {
      const changes = changesOver(editor.newest, own, now)
      if (isNothing(changes)) return false
      const found = judge(edited(editor, changes), editor.changed)
      if (isGood(found)) return false
      leaks.push(...found.leaks)
      editor.discard()
      return true
    })
    if (left.length === waiting.length || left.length === 0) {
      const rest = left.flat()
      if (leaks.length > 0) return { edition: editor.newest, unfit: [], withheld: rest, leaks }
      const unfit = rest.map((set) => withoutSet(set, say('layer-findings')))
      return { edition: editor.newest, unfit, withheld: [], leaks }
    }
    waiting = left
  }
}

function edited(editor: Editor, changes: Changeset): Zone {
  const edition = editor.edit(changes)
  if (edition instanceof Zone) return edition
  throw new Error(`a layer does not fit its zone: ${edition.kind}`)
}

function keyOf({ owner, type }: LayerSet): string {
  return `${type} ${ownerKey(owner)}`
}

function isNothing({ removed, added }: Changeset): boolean {
  return removed.count + added.count === 0
}
