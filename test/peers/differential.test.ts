// Zones and questions made up by chance, loaded into and asked of BIND, NSD, Knot DNS and us. Where the peers agree and we
// do not, the smallest zones and the question that show it are printed.
//
//   PEER_PAIRS   zone-question pairs to compare (2,000 by default)
//   PEER_SEED    the seed of an earlier run

import fc from 'fast-check'
import t from 'tap'
import { inquiries } from '../support/world.ts'
import { questionLine, worldText } from '../support/world-text.ts'
import { askAll, installedPeers } from './field.ts'
import { type Fault, faultsOf, Tally } from './judge.ts'
import { rebased, shrink } from './shrink.ts'

const pairs = Number(process.env.PEER_PAIRS ?? 2000)
const seed = Number(process.env.PEER_SEED ?? Date.now() % 0x7fffffff)
const QUESTIONS = 40
const WORLDS_PER_BATCH = 100
/** More of them say nothing new. */
const MAX_SHOWN = 5

t.test(
  'what the peers agree on, we answer too',
  { skip: installedPeers.length < 2 && 'peers are not installed', timeout: 3600_000 },
  async (t) => {
    t.comment(`seed ${seed}, peers ${installedPeers.map(({ name }) => name).join(', ')}`)
    const tally = new Tally()
    const faults = new Map<string, Fault>()
    let faulty = 0
    for (let batch = 0; tally.pairs < pairs; batch++) {
      const worlds = Math.min(WORLDS_PER_BATCH, Math.ceil((pairs - tally.pairs) / QUESTIONS))
      const sample = fc.sample(inquiries({ min: QUESTIONS, max: QUESTIONS }), { seed: seed + batch, numRuns: worlds })
      for (const outcome of await askAll(rebased(sample))) {
        tally.add(outcome)
        for (const fault of faultsOf(outcome)) {
          faulty++
          const kind = `${fault.field} ${outcome.question.type} ${fault.ours.slice(0, 3)} ${fault.theirs.slice(0, 3)}`
          if (!faults.has(kind)) faults.set(kind, fault)
        }
      }
      if (faults.size >= MAX_SHOWN) break
    }
    for (const line of [`${tally.pairs} pairs`, ...tally.lines()]) t.comment(line)
    for (const fault of [...faults.values()].slice(0, MAX_SHOWN)) {
      const { outcome, field, ours, theirs } = await shrink(fault, {})
      t.fail(`${field} of ${questionLine(outcome.question)}`, {
        zones: worldText(outcome.inquiry.world),
        peers: [...outcome.peers.keys()].join(', '),
        ours,
        theirs,
      })
    }
    t.equal(faulty, 0, `of ${tally.pairs} pairs none where only we differ`)
  },
)
