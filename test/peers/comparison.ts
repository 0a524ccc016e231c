// Asks until enough pairs are compared, and reports the smallest zones and questions in which only we differ.
//
//   PEER_PAIRS   zone-question pairs to compare (2,000 by default)
//   PEER_SEED    the seed of an earlier run, or `random`; the same pairs every time by default

import type { Test } from 'tap'
import fc from '../support/properties.ts'
import { type Inquiry, inquiries } from '../support/world.ts'
import { questionLine, worldText } from '../support/world-text.ts'
import { askAll, type BatchOptions, installedPeers } from './field.ts'
import { type Fault, faultsOf, Tally } from './judge.ts'
import { rebased, shrink } from './shrink.ts'

export type Batch = { readonly inquiries: readonly Inquiry[]; readonly options: BatchOptions }

const pairs = Number(process.env.PEER_PAIRS ?? 2000)
const { PEER_SEED = '20261122' } = process.env
const seed = PEER_SEED === 'random' ? Date.now() % 0x7fffffff : Number(PEER_SEED)
const QUESTIONS = 40
const WORLDS_PER_BATCH = 100
/** More of them say nothing new. */
const MAX_SHOWN = 5

export const comparison = {
  skip: installedPeers.length < 2 && 'of BIND, NSD and Knot DNS two are needed',
  timeout: 3_600_000,
}

/** `prepare` makes worlds ready to be loaded. */
export async function compare(t: Test, prepare: (worlds: readonly Inquiry[]) => Promise<Batch>): Promise<void> {
  t.comment(`seed ${seed}, peers ${installedPeers.map(({ name }) => name).join(', ')}`)
  const tally = new Tally()
  const faults = new Map<string, Fault & { options: BatchOptions }>()
  let faulty = 0
  for (let batch = 0; tally.pairs < pairs && faults.size < MAX_SHOWN; batch++) {
    const worlds = Math.min(WORLDS_PER_BATCH, Math.ceil((pairs - tally.pairs) / QUESTIONS))
    const sample = fc.sample(inquiries({ min: QUESTIONS, max: QUESTIONS }), { seed: seed + batch, numRuns: worlds })
    const { inquiries: ready, options } = await prepare(rebased(sample))
    for (const outcome of await askAll(ready, options)) {
      tally.add(outcome)
      for (const fault of faultsOf(outcome)) {
        faulty++
        const kind = `${fault.field} ${outcome.question.type} ${outcome.ours.rcode}`
        if (!faults.has(kind)) faults.set(kind, { ...fault, options })
      }
    }
  }
  for (const line of [`${tally.pairs} pairs`, ...tally.lines()]) t.comment(line)
  for (const fault of [...faults.values()].slice(0, MAX_SHOWN)) {
    const { outcome, field, ours, theirs } = await shrink(fault, prepare)
    t.fail(`${field} of ${questionLine(outcome.question)}`, {
      zones: worldText(outcome.inquiry.world),
      peers: [...outcome.peers.keys()].join(', '),
      ours,
      theirs,
    })
  }
  t.equal(faulty, 0, `of ${tally.pairs} pairs there is none in which only we differ`)
}
