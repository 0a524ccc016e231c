// Texts of rules: what a check puts into the words of its row.

import type { Parameter, Parameters } from '../dns/said.ts'

/** What is undefined is in none of the texts that are said. */
export type Params = Readonly<Record<string, Parameter | undefined>>

export function definedOnly(params: Params): Parameters {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, Parameter] => entry[1] !== undefined),
  )
}

/** The parameters that the text has, sorted. */
export function parameters(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!))].sort()
}
