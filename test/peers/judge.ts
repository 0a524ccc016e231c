// Who is alone: fields in which all peers that have a say agree with each other and not with us.

import { differences } from './differences.ts'
import type { Outcome } from './field.ts'
import { type Field, fields } from './reply.ts'

export type Fault = { readonly outcome: Outcome; readonly field: Field; readonly ours: string; readonly theirs: string }

/** Faults, but for the differences that have a reason. */
export function faultsOf(outcome: Outcome): Fault[] {
  return fields.flatMap((field) => {
    const ours = outcome.ours[field]
    const [theirs, ...others] = opinions(outcome, field).values()
    if (ours === undefined || theirs === undefined || others.length === 0 || theirs === ours) return []
    if (others.some((other) => other !== theirs)) return []
    if (differences.some((d) => d.fields.includes(field) && d.applies(outcome, theirs))) return []
    return [{ outcome, field, ours, theirs }]
  })
}

export function opinions({ peers }: Outcome, field: Field): Map<string, string> {
  return new Map([...peers].flatMap(([name, reply]) => (reply[field] === undefined ? [] : [[name, reply[field]]])))
}

/** How often, by field, everybody agrees, or who else than us thinks like us; of the pairs that two peers or more answered. */
export class Tally {
  readonly #counts = new Map<string, number>()
  pairs = 0

  add(outcome: Outcome): void {
    if (outcome.peers.size < 2) return
    this.pairs++
    this.#count(`asked: ${[...outcome.peers.keys()].join(', ')}`)
    this.#count(`our rcode: ${outcome.ours.rcode}`)
    for (const field of fields) {
      const ours = outcome.ours[field]
      if (ours === undefined) continue
      const peers = [...opinions(outcome, field)]
      if (peers.length < 2) continue
      const like = peers.filter(([, value]) => value === ours).map(([name]) => name)
      const same = like.length === peers.length
      const others = peers.filter(([, value]) => value !== ours)
      const split = new Set(others.map(([, value]) => value)).size
      const key = same
        ? `${field}: all agree`
        : `${field}: we are with ${like.join(' and ') || 'nobody'}, against ${others.map(([name]) => name).join(split > 1 ? ' / ' : ' and ')}`
      this.#count(key)
    }
  }

  #count(key: string): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1)
  }

  lines(): string[] {
    return [...this.#counts].sort().map(([key, count]) => `${key}: ${count}`)
  }
}
