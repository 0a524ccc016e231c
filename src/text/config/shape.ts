// Lays the schema over the tree. Reports everything that does not fit at its place, and leaves it out, so that the rest can still be
// checked.

import * as v from 'valibot'
import type { Said } from '../../dns/said.ts'
import { guess } from './guess.ts'
import { say } from './says.ts'
import type { SourceText } from './source-text.ts'
import type { Entry, Tree } from './tree.ts'
import { saidOf } from './words.ts'

/** The members of a valibot schema that we walk; its type says which of them it has. */
export type Shape = v.GenericSchema & {
  readonly message?: unknown
  readonly wrapped?: Shape
  readonly options?: readonly (Shape | string | number)[]
  readonly entries?: { readonly [key: string]: Shape }
  readonly item?: Shape
  readonly value?: Shape
}

/** A key in quotes, or the whole. */
type Name = string | Said

/** The part of the tree that fits, or undefined where nothing of it does. `name` is what messages call it. */
export function fit(
  source: SourceText,
  tree: Tree,
  shape: Shape,
  name: Name = say('the-configuration'),
): Tree | undefined {
  switch (shape.type) {
    case 'optional':
      return fit(source, tree, shape.wrapped!, name)
    case 'union': {
      const option = optionsOf(shape).find((option) => kindOf(option) === tree.kind)
      if (option === undefined || isBareAddress(source, tree, shape)) return misfit(source, tree, shape, name)
      return fit(source, tree, option, name)
    }
    case 'array':
      if (tree.kind !== 'list') return misfit(source, tree, shape, name)
      return { ...tree, items: fitting(tree.items, (item) => fit(source, item, shape.item!, name)) }
    case 'record':
      if (tree.kind !== 'map') return misfit(source, tree, shape, name)
      return { ...tree, entries: fittingEntries(source, tree, (entry) => fitEntry(source, entry, shape.value!)) }
    case 'strict_object':
      if (tree.kind !== 'map') return misfit(source, tree, shape, name)
      return fitMap(source, tree, shape.entries!, name)
    default: {
      const fits = tree.kind === 'scalar' && v.safeParse(shape, tree.value).success
      return fits ? tree : misfit(source, tree, shape, name)
    }
  }
}

function fitMap(
  source: SourceText,
  tree: Tree & { kind: 'map' },
  shapes: { readonly [key: string]: Shape },
  name: Name,
): Tree | undefined {
  const entries = fittingEntries(source, tree, (entry) => {
    if (Object.hasOwn(shapes, entry.key)) return fitEntry(source, entry, shapes[entry.key]!)
    return unknownKey(source, entry, Object.keys(shapes))
  })
  const missing = Object.keys(shapes).filter(
    (key) => shapes[key]!.type !== 'optional' && !tree.entries.some((entry) => entry.key === key),
  )
  for (const key of missing)
    if (!source.misspelt.has(key)) source.report('missing-key', tree.span, say('key-missing', { name, key }))
  const whole = Object.keys(shapes).every(
    (key) => shapes[key]!.type === 'optional' || entries.some((entry) => entry.key === key),
  )
  return whole ? { ...tree, entries } : undefined
}

function fitEntry(source: SourceText, entry: Entry, shape: Shape): Entry | undefined {
  if (unusable.has(entry.key)) {
    source.report('unknown-key', entry.keySpan, say('key-unusable', { key: entry.key }))
    return undefined
  }
  if (entry.key === MERGE) return mergeKey(source, entry.keySpan)
  const value = fit(source, entry.value, shape, `"${entry.key}"`)
  return value && { ...entry, value }
}

/** Words that mean something to JavaScript itself: valibot leaves them out of a record in silence. */
const unusable = new Set(['__proto__', 'prototype', 'constructor'])

const MERGE = '<<'

function mergeKey(source: SourceText, span: Entry['keySpan']): undefined {
  const fix = say('write-keys-out')
  source.report('unknown-key', span, say('merge-key'), { fix })
  return undefined
}

function unknownKey(source: SourceText, { key, keySpan }: Entry, known: readonly string[]): undefined {
  if (key === MERGE) return mergeKey(source, keySpan)
  const near = guess(key, known)
  if (near) source.misspelt.add(near)
  const fix = near ? say('guess-quoted', { guess: near }) : say('known-here', { keys: known.join(', ') })
  source.report('unknown-key', keySpan, say('key-unknown-here', { key }), { fix })
  return undefined
}

function misfit(source: SourceText, tree: Tree, shape: Shape, name: Name): undefined {
  const message = say('misfit', { name, wanted: saidOf(shape.message) ?? String(shape.message), told: told(tree) })
  const fix = mend(source, tree, shape)
  source.report('wrong-type', tree.span, message, fix ? { fix } : {})
  return undefined
}

function told(tree: Tree): Said {
  if (tree.kind !== 'scalar') return say(tree.kind === 'list' ? 'is-list' : 'is-map')
  if (tree.value === null) return say('is-empty')
  return typeof tree.value === 'string'
    ? say('is-text', { value: tree.value })
    : say('is-other', { value: String(tree.value) })
}

/** The likely repair: quotes around an address, brackets around a single value where a list belongs, true or false, a unit. */
function mend(source: SourceText, tree: Tree, shape: Shape): Said | undefined {
  const written = source.slice(tree.span).trim()
  if (written.includes('\n') || written.length > 100) return undefined
  if (isBareAddress(source, tree, shape)) return say('quote-value', { value: written })
  if (tree.kind !== 'scalar' || tree.value === null) return undefined
  if (wants(shape, 'array')) return say('write-list', { value: written })
  if (shape.type === 'boolean') return booleans[String(tree.value).toLowerCase()]
  const unitForgotten = typeof tree.value === 'number' && !accepts(shape, written) && accepts(shape, `${written}s`)
  return unitForgotten ? say('give-unit', { value: written }) : undefined
}

const booleans: { readonly [word: string]: Said } = {
  yes: say('write-true'),
  on: say('write-true'),
  no: say('write-false'),
  off: say('write-false'),
}

/** `fe80::` and `[::1]:53` without quotes are maps to YAML. */
function isBareAddress(source: SourceText, tree: Tree, shape: Shape): boolean {
  return tree.kind === 'map' && wants(shape, 'string') && /^[[\]0-9a-f:.]+ *$/i.test(source.slice(tree.span))
}

function accepts(shape: Shape, text: string): boolean {
  return wants(shape, 'string') && v.safeParse(shape, text).success
}

function wants(shape: Shape, type: string): boolean {
  return shape.type === type || optionsOf(shape).some((option) => wants(option, type))
}

/** The shapes of a union; a picklist has options too, but words or numbers. */
function optionsOf(shape: Shape): Shape[] {
  return (shape.options ?? []).filter((option) => typeof option === 'object')
}

function kindOf(shape: Shape): Tree['kind'] {
  if (shape.type === 'array') return 'list'
  return shape.type === 'record' || shape.type === 'strict_object' ? 'map' : 'scalar'
}

function fittingEntries(
  source: SourceText,
  { entries, span }: Tree & { kind: 'map' },
  fit: (entry: Entry) => Entry | undefined,
): Entry[] {
  return fitting(entries, (entry) => {
    const fits = fit(entry)
    if (fits === undefined) source.drop(span, entry.key)
    return fits
  })
}

function fitting<T>(list: readonly T[], fit: (item: T) => T | undefined): T[] {
  return list.map(fit).filter((item) => item !== undefined)
}
