// Tells what a layer asks for in vain: this is how two faces of a zone begin to drift apart.

import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { typeName } from '../../dns/types.ts'
import { elsewhereKey, type Hidden, type LayerRecord, setKey } from './layer-records.ts'
import { say } from './says.ts'

export type Miss = {
  readonly rule: 'adds-to-nothing' | 'hides-nothing' | 'replaces-nothing' | 'replaces-same'
  readonly message: Said
  readonly fix: Said
  readonly line: number
  /** The line below. */
  readonly other?: number
}

export function hidesNothing({ name, below, type, line }: Hidden): Miss {
  return {
    rule: 'hides-nothing',
    message: hidesWhat(nameText(name), below, type),
    fix: say('correct-or-delete'),
    line,
  }
}

function hidesWhat(name: string, below: boolean, type: number): Said {
  if (type === 0) return say(below ? 'hides-nothing-below' : 'hides-nothing', { name })
  return say('hides-no-type', {
    what: say(below ? 'type-of-names-below' : 'type-of-name', { type: typeName(type), name }),
  })
}

export function addsToNothing({ owner, type, line }: LayerRecord): Miss {
  return {
    rule: 'adds-to-nothing',
    message: say('adds-to-nothing', { type: typeName(type), name: nameText(owner) }),
    fix: say('correct-or-plain-line'),
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
    message: say('replaces-nothing', { name: nameText(owner), type: typeName(type) }),
    fix: say('correct-or-add'),
    line,
  }
}

function replacesSame({ owner, type, line }: LayerRecord, other: LayerRecord): Miss {
  return {
    rule: 'replaces-same',
    message: say('replaces-same', { type: typeName(type), name: nameText(owner) }),
    fix: say('delete-same'),
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
