// Says what the schema has for one place of the configuration: which keys may stand there, what a key means, which values it takes.

import type { Said } from '../../dns/said.ts'
import { type ConfigKey, configKeys, holdsOf } from './holds.ts'
import { defaultOf, descriptionOf } from './reference.ts'
import { configSchema } from './schema.ts'
import type { Shape } from './shape.ts'
import { type Holds, saidOf } from './words.ts'

/** Keys from the top; ITEM for each list on the way. */
export type KeyPath = readonly string[]

export const ITEM = '[]'

export type KeyFacts = {
  readonly key: string
  /** What the value must be; undefined where the schema does not say. */
  readonly form: Said | undefined
  /** `required`, or ``default `…` ``. */
  readonly default: string | undefined
  readonly description: string
}

/** The keys that may stand in the map at the path, without names that people choose. */
export function keysIn(path: KeyPath): KeyFacts[] {
  const facts = new Map<string, KeyFacts>()
  for (const { type, entries } of shapesAt(path))
    if (type === 'strict_object')
      for (const [key, shape] of Object.entries(entries!)) facts.set(key, facts.get(key) ?? factsOf(key, shape))
  return [...facts.values()]
}

/** What the schema says of the key at the path; for a name that somebody chose, what it says of the map. */
export function keyAt(path: KeyPath): KeyFacts | undefined {
  for (let end = path.length; end > 0; end--) {
    const key = path[end - 1]!
    const above = shapesAt(path.slice(0, end - 1))
    const shape = above.map((one) => below(one, key)).find((one) => one !== undefined)
    if (shape !== undefined && descriptionOf(shape) !== '') return factsOf(key, shape)
  }
  return undefined
}

/** When a change of what stands at the path takes effect. */
export function holdsAt([key]: KeyPath): Holds | undefined {
  return configKeys.includes(key as ConfigKey) ? holdsOf(key as ConfigKey) : undefined
}

/** Words that the value at the path may be, and codes of the forms that it may have. */
export function valuesAt(path: KeyPath): { readonly words: readonly string[]; readonly forms: readonly string[] } {
  const shapes = shapesAt(path)
  const words = shapes.flatMap(({ type, options }) => {
    if (type === 'boolean') return ['true', 'false']
    return type === 'picklist' ? (options ?? []).filter((one) => typeof one !== 'object').map(String) : []
  })
  const forms = shapes.flatMap(({ message }) => saidOf(message)?.code ?? [])
  return { words: [...new Set(words)], forms: [...new Set(forms)] }
}

/** The shapes that the path admits, each choice of a union by itself. */
function shapesAt(path: KeyPath): Shape[] {
  let shapes = choices(configSchema as Shape)
  for (const key of path) shapes = shapes.flatMap((shape) => choices(below(shape, key)))
  return shapes
}

function choices(shape: Shape | undefined): Shape[] {
  if (shape === undefined) return []
  if (shape.wrapped) return choices(shape.wrapped)
  if (shape.type !== 'union') return [shape]
  return (shape.options ?? []).flatMap((option) => (typeof option === 'object' ? choices(option) : []))
}

function below({ type, entries, item, value }: Shape, key: string): Shape | undefined {
  if (type === 'strict_object') return Object.hasOwn(entries!, key) ? entries![key] : undefined
  if (type === 'array') return key === ITEM ? item : undefined
  return type === 'record' && key !== ITEM ? value : undefined
}

function factsOf(key: string, shape: Shape): KeyFacts {
  const bare = (one: Shape): Shape => (one.wrapped ? bare(one.wrapped) : one)
  return { key, form: saidOf(bare(shape).message), default: defaultOf(shape), description: descriptionOf(shape) }
}
