// The parameters that a check puts into the texts of its row.

import type { Parameter, Parameters } from '../dns/said.ts'

/** A parameter may be undefined only where the text does not have it. */
export type Params = Readonly<Record<string, Parameter | undefined>>

export function definedOnly(params: Params): Parameters {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, Parameter] => entry[1] !== undefined),
  )
}

/** The names of the parameters in a text, sorted. */
export function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}
