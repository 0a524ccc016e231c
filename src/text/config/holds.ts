// When a change of each option takes effect, as its row in the schema says; and which options differ between two readings of
// the configuration.

import * as v from 'valibot'
import { configSchema } from './schema.ts'
import type { Shape } from './shape.ts'
import type { Holds } from './words.ts'

export type ConfigKey = keyof typeof configSchema.entries

/** The value of each option, for comparison: as written, or as Janus understood it. */
export type OptionValues = { readonly [key in ConfigKey]?: unknown }

export const configKeys = Object.keys(configSchema.entries) as readonly ConfigKey[]

export function holdsOf(key: ConfigKey): Holds {
  const shape: Shape = configSchema.entries[key]
  return v.getMetadata(shape.wrapped ?? shape).holds as Holds
}

/** The options with these `holds` whose values differ, in the order of the schema. */
export function changedOptions(before: OptionValues, after: OptionValues, holds: Holds): ConfigKey[] {
  return configKeys.filter((key) => holdsOf(key) === holds && differ(before[key], after[key]))
}

function differ(a: unknown, b: unknown): boolean {
  return a !== b && textOf(a) !== textOf(b)
}

/** A text that is the same for options with the same values. */
export function optionsText(options: OptionValues): string {
  return textOf(options)
}

/** Leaves places out: where something stands in the file is no part of its value. */
function textOf(value: unknown): string {
  return JSON.stringify(value, (key, part: unknown) => (key === 'place' && isPlace(part) ? undefined : part)) ?? ''
}

/** Whether it is a Place: a view or a server may be named "place" too. */
function isPlace(part: unknown): boolean {
  return typeof part === 'object' && part !== null && 'file' in part && 'line' in part && 'column' in part
}
