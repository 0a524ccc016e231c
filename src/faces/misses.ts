// Tells what a layer asks for in vain: this is how two faces of a zone begin to drift apart.

import { nameText } from '../dns/name-text.ts'
import { typeName } from '../dns/types.ts'
import { elsewhereKey, type Hidden, type LayerRecord, setKey } from './layers.ts'

export type Miss = {
  readonly rule: 'adds-to-nothing' | 'hides-nothing' | 'replaces-nothing' | 'replaces-same'
  readonly message: string
  readonly fix: string
  readonly line: number
  /** The line below. */
  readonly other?: number
}

export function hidesNothing({ name, below, type, line }: Hidden): Miss {
  const what = `${type === 0 ? '' : `${typeName(type)} of `}"${nameText(name)}"${below ? ' and what lies below it' : ''}`
  return {
    rule: 'hides-nothing',
    message: `nothing to hide: the layer below has no ${what}`,
    fix: 'correct the name, or delete the line',
    line,
  }
}

export function addsToNothing({ owner, type, line }: LayerRecord): Miss {
  return {
    rule: 'adds-to-nothing',
    message: `nothing to add ${typeName(type)} to: the layer below has no "${nameText(owner)}"`,
    fix: 'correct the name, or write a plain line for a new name',
    line,
  }
}

/** Of one name, of which a layer gives the records `own`. A name that only one layer has is what views are for. */
export function missesAt(
  own: readonly LayerRecord[],
  below: readonly LayerRecord[],
  elsewhere: ReadonlySet<string>,
): Miss[] {
  const sets = Map.groupBy(below, setKey)
  const given = Map.groupBy(
    own.filter((record) => !record.added),
    setKey,
  )
  return [...given].flatMap(([key, records]) => {
    const first = records[0]!
    const replaced = sets.get(key)
    if (replaced) return isSame(records, replaced) ? [replacesSame(first, replaced[0]!)] : []
    const swapsAlias = first.type === CNAME || sets.has(CNAME)
    return swapsAlias || elsewhere.has(elsewhereKey(first)) ? [] : [replacesNothing(first)]
  })
}

function replacesNothing({ owner, type, line }: LayerRecord): Miss {
  return {
    rule: 'replaces-nothing',
    message: `nothing to replace: the layer below has "${nameText(owner)}", but no ${typeName(type)} there`,
    fix: 'correct the name, or write $ADD before the line where something new is meant',
    line,
  }
}

function replacesSame({ owner, type, line }: LayerRecord, other: LayerRecord): Miss {
  return {
    rule: 'replaces-same',
    message: `the ${typeName(type)} of "${nameText(owner)}" takes the place of the very same one`,
    fix: 'delete it: it would stay behind when the one below changes',
    line,
    other: other.line,
  }
}

function isSame(a: readonly LayerRecord[], b: readonly LayerRecord[]): boolean {
  const texts = (records: readonly LayerRecord[]) =>
    records
      .map(({ ttl, rdata }) => `${ttl} ${rdata}`)
      .sort()
      .join('\n')
  return texts(a) === texts(b)
}

const CNAME = 5
