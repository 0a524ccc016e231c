// Objects that hold a row. Code that walks over all items gets an array, which the first walk puts together. Code that changes a few items,
// or asks for one, does not pay for that.

import { Row } from './row.ts'

type Rows<T> = { readonly [K in keyof T]: T[K] extends readonly (infer One)[] ? One : never }

/** The row of each object: an object has at most one. */
const rows = new WeakMap<object, Row<unknown>>()

/** The object's row. `key` has to be the same each time. */
export function rowIn<T extends object, K extends keyof T>(object: T, key: K): Row<Rows<T>[K]> {
  const known = rows.get(object) as Row<Rows<T>[K]> | undefined
  if (known !== undefined) return known
  const row = Row.of(object[key] as readonly Rows<T>[K][])
  rows.set(object, row)
  return row
}

/** A copy of the object with another row under the key, and with the other changes. */
export function withRow<T extends object, K extends keyof T>(
  object: T,
  key: K,
  row: Row<Rows<T>[K]>,
  others: Partial<Omit<T, K>> = {},
): T {
  const made = Object.defineProperties({}, Object.getOwnPropertyDescriptors(object))
  Object.assign(made, others)
  // An own property, so that a copy of all properties takes the array.
  Object.defineProperty(made, key, { enumerable: true, configurable: true, get: () => row.all })
  rows.set(made, row)
  return made as T
}
