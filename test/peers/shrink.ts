// The smallest world in which a fault still shows: tries every world with one record less, all at once in one batch.

import { type Inquiry, rebase, smaller } from '../support/world.ts'
import type { Batch } from './comparison.ts'
import { askAll } from './field.ts'
import { type Fault, faultsOf } from './judge.ts'

const MAX_ROUNDS = 30

export async function shrink(fault: Fault, prepare: (worlds: readonly Inquiry[]) => Promise<Batch>): Promise<Fault> {
  let smallest = fault
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { inquiry, question } = smallest.outcome
    const candidates = smaller(inquiry.world).map((world, i) => rebase({ world, questions: [question] }, baseLabel(i)))
    if (candidates.length === 0) return smallest
    const { inquiries, options } = await prepare(candidates)
    const outcomes = await askAll(inquiries, options)
    const found = outcomes
      .flatMap(faultsOf)
      .find((other) => other.field === fault.field && other.outcome.peers.size === fault.outcome.peers.size)
    if (found === undefined) return smallest
    smallest = found
  }
  return smallest
}

/** As long as the bases of worlds are. */
export function baseLabel(i: number): string {
  return `z${String(i).padStart(5, '0')}`
}

export function rebased(inquiries: readonly Inquiry[]): Inquiry[] {
  return inquiries.map((inquiry, i) => rebase(inquiry, baseLabel(i)))
}
