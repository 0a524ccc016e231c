// Reports what a layer asks for in vain: that is how two faces of a zone begin to drift apart.

import { MAX_NAME } from '../../dns/name.ts'
import { nameText } from '../../dns/name-text.ts'
import type { Said } from '../../dns/said.ts'
import { Type, typeName } from '../../dns/types.ts'
import type { ZoneBuilder } from '../../zone/builder.ts'
import { writeNodeName } from '../../zone/names.ts'
import type { Hidden, LayeredRecords } from './layers.ts'
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

export function addsToNothing(layers: LayeredRecords, r: number): Miss {
  return {
    rule: 'adds-to-nothing',
    message: say('adds-to-nothing', told(layers, r)),
    fix: say('correct-or-plain-line'),
    line: layers.builder.line[r]!,
  }
}

/**
 * The misses of one name where a layer gives the records `own`, by type. A name that only one layer has is no miss: that is what views are
 * for.
 */
export function missesAt(
  layers: LayeredRecords,
  own: ReadonlyMap<number, readonly number[]>,
  below: ReadonlyMap<number, readonly number[]>,
): Miss[] {
  const given = [...own].flatMap(([type, rows]) => {
    const instead = rows.filter((r) => !layers.isAdded(r))
    return instead.length > 0 ? [{ type, rows: instead, first: instead[0]! }] : []
  })
  // In the order of their lines.
  return given
    .sort((a, b) => a.first - b.first)
    .flatMap(({ type, rows, first }) => {
      const replaced = below.get(type)
      if (replaced) return isSame(layers.builder, rows, replaced) ? [replacesSame(layers, first, replaced[0]!)] : []
      const swapsAlias = type === Type.CNAME || below.has(Type.CNAME)
      return swapsAlias || isElsewhere(layers, first) ? [] : [replacesNothing(layers, first)]
    })
}

function replacesNothing(layers: LayeredRecords, r: number): Miss {
  return {
    rule: 'replaces-nothing',
    message: say('replaces-nothing', told(layers, r)),
    fix: say('correct-or-add'),
    line: layers.builder.line[r]!,
  }
}

function replacesSame(layers: LayeredRecords, r: number, other: number): Miss {
  return {
    rule: 'replaces-same',
    message: say('replaces-same', told(layers, r)),
    fix: say('delete-same'),
    line: layers.builder.line[r]!,
    other: layers.builder.line[other]!,
  }
}

function told(layers: LayeredRecords, r: number): { readonly name: string; readonly type: string } {
  return { name: nameText(nameAt(layers, r)), type: typeName(layers.builder.type[r]! & 0xffff) }
}

/** Valid until the next call. */
function nameAt({ builder, spellings }: LayeredRecords, r: number): Uint8Array {
  const spelled = spellings.get(r)
  if (spelled) return spelled
  writeNodeName(builder.names, builder.ownerNode[r]!, name)
  return name
}

const name = new Uint8Array(MAX_NAME)

function isSame({ ttl, data, heap }: ZoneBuilder, a: readonly number[], b: readonly number[]): boolean {
  const texts = (rows: readonly number[]) =>
    rows
      .map((r) => {
        const at = data[r]!
        const end = at + 2 + ((heap.bytes[at]! << 8) | heap.bytes[at + 1]!)
        return `${ttl[r]} ${Buffer.from(heap.bytes.subarray(at, end)).toString('latin1')}`
      })
      .sort()
      .join('\n')
  return a.length === b.length && texts(a) === texts(b)
}

/** Whether lines for another view give a record of the same name and type. */
function isElsewhere(layers: LayeredRecords, r: number): boolean {
  return layers.isElsewhere(nameAt(layers, r), layers.builder.type[r]!)
}
