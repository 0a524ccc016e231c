// Objects that hold a row: whoever walks over it finds an array, which is put together when he asks. Who changes a few of its things, or
// asks for one, does not.

import { Row } from './row.ts'

type Rows<T> = { readonly [K in keyof T]: T[K] extends readonly (infer One)[] ? One : never }

/** An object has one row at the most. */
const rows = new WeakMap<object, Row<unknown>>()

/** The row under this key, which is always the same of the object. */
export function rowIn<T extends object, K extends keyof T>(object: T, key: K): Row<Rows<T>[K]> {
  const known = rows.get(object) as Row<Rows<T>[K]> | undefined
  if (known !== undefined) return known
  const row = Row.of(object[key] as readonly Rows<T>[K][])
  rows.set(object, row)
  return row
}

/** The same object but for the row under this key, and what else is another. */
export function withRow<T extends object, K extends keyof T>(
  object: T,
  key: K,
  row: Row<Rows<T>[K]>,
  others: Partial<Omit<T, K>> = {},
): T {
  const made = Object.defineProperties({}, Object.getOwnPropertyDescriptors(object))
  Object.assign(made, others)
  // Of its own, so that whoever copies all that it has takes the array.
  Object.defineProperty(made, key, { enumerable: true, configurable: true, get: () => row.all })
  rows.set(made, row)
  return made as T
}
