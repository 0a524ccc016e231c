// Who may have which zone whole: one predicate over who asks, by which key, and for which face. All that an entry states must hold;
// where none does, nobody may.

import { canonicalKey } from '../../text/config/key-name.ts'
import { matchesName, type NamePattern } from '../../text/config/name-pattern.ts'
import type { Settings } from '../../text/config/settings.ts'
import { covers } from '../../views/matching.ts'
import type { Prefix } from '../../views/prefix.ts'

/** The zone's name is at (bytes, at). `key`: name of the key that signed the request. */
export type Wanted = {
  readonly client: Uint8Array
  readonly key: string | undefined
  readonly view: string
  readonly bytes: Uint8Array
  readonly at: number
}

type Rule = {
  readonly from: readonly Prefix[] | undefined
  readonly zones: readonly NamePattern[] | undefined
  /** Each with the key that it takes, if it takes one; undefined: all, as far as `key` reaches. */
  readonly views: ReadonlyMap<string, string | undefined> | undefined
  readonly key: string | undefined
}

export type TransferSettings = Pick<Settings, 'views' | 'secondaries' | 'transfers'>

export class TransferRules {
  readonly #rules: readonly Rule[]

  constructor({ views, secondaries, transfers }: TransferSettings) {
    this.#rules = [
      ...secondaries.map(
        ({ from, zones, views: its, keys }): Rule => ({
          from,
          zones,
          views: new Map(
            its.map((view) => [views[view]!.name, keys === 'none' ? undefined : canonical(keys.get(view))]),
          ),
          key: undefined,
        }),
      ),
      ...transfers.map(
        ({ from, zones, views: its, key }): Rule => ({
          from,
          zones,
          views: its && new Map(its.map((view) => [view, canonical(key)])),
          key: canonical(key),
        }),
      ),
    ]
  }

  admits(wanted: Wanted): boolean {
    const key = canonical(wanted.key)
    return this.#rules.some((rule) => holds(rule, wanted, key))
  }
}

function canonical(key: string | undefined): string | undefined {
  return key === undefined ? undefined : canonicalKey(key)
}

function holds({ from, zones, views, key }: Rule, wanted: Wanted, by: string | undefined): boolean {
  if (from !== undefined && !from.some((prefix) => covers(prefix, wanted.client))) return false
  if (views !== undefined && !views.has(wanted.view)) return false
  const its = views === undefined ? key : views.get(wanted.view)
  if (its !== undefined && its !== by) return false
  return zones === undefined || zones.some((pattern) => matchesName(pattern, wanted.bytes, wanted.at))
}
