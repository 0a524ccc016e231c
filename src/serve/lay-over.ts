// Lays a layer over what a source gives: all of it where that makes a zone that may be served, else as much as does.

import type { Fold } from '../store/folding.ts'
import { type LayerSet, ownerKey } from '../update/entry.ts'
import { changesOver, type Unfit, unfitSets, withoutSet } from '../update/over.ts'
import { say } from '../update/says.ts'
import type { Changeset } from '../zone/changeset.ts'
import { Editor } from '../zone/editor.ts'
import { roomFor } from '../zone/room.ts'
import { Zone } from '../zone/zone.ts'
import type { IsGood } from './carried.ts'

export type LayOver = {
  readonly base: Zone
  readonly sets: readonly LayerSet[]
  readonly now: number
  readonly fold: Fold
  readonly isGood: IsGood
}

/** Gives the edition, and the parts of the layer that are not in it and are to be dropped. */
export async function layOver(over: LayOver): Promise<{ readonly edition: Zone; readonly unfit: readonly Unfit[] }> {
  const { base, sets, now, fold, isGood } = over
  const unfit = unfitSets(base, sets, now)
  const left = new Map(unfit.map(({ set }) => [keyOf(set), set]))
  const fitting = sets.map((set) => left.get(keyOf(set)) ?? set)
  const changes = changesOver(base, fitting, now)
  if (isNothing(changes)) return { edition: base, unfit }
  const editor = await editorOf(base, changes, fold)
  const edition = edited(editor, changes)
  if (isGood(edition, editor.changed)) return { edition, unfit }
  const few = layOwners(await editorOf(base, changes, fold), fitting, over)
  return { edition: few.edition, unfit: [...unfit, ...few.unfit] }
}

async function editorOf(base: Zone, changes: Changeset, fold: Fold): Promise<Editor> {
  const { zone, children } = await fold(base, roomFor(base, changes))
  return new Editor(zone, children)
}

/** Lays owner by owner, and tries the rest again as long as one more is good: a record may lead to another owner of the layer. */
function layOwners(
  editor: Editor,
  sets: readonly LayerSet[],
  { now, isGood }: LayOver,
): { readonly edition: Zone; readonly unfit: readonly Unfit[] } {
  let waiting = [...Map.groupBy(sets, ({ owner }) => ownerKey(owner)).values()]
  for (;;) {
    const left = waiting.filter((own) => {
      const changes = changesOver(editor.newest, own, now)
      if (isNothing(changes)) return false
      if (isGood(edited(editor, changes), editor.changed)) return false
      editor.discard()
      return true
    })
    if (left.length === waiting.length || left.length === 0)
      return { edition: editor.newest, unfit: left.flat().map((set) => withoutSet(set, say('layer-findings'))) }
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
