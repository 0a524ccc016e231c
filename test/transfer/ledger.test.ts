// What is known of each secondary's copy, and for how long it has lacked what is served.

import t from 'tap'
import { Ledger } from '../../src/transfer/ledger.ts'

type Step =
  | { at: number; fetches: number; newerSince?: number }
  | { at: number; changesTo: number }
  | { at: number; told: number }

const cases: { title: string; steps: Step[]; behindSince: number | undefined }[] = [
  {
    title: 'nothing is known of one that has fetched nothing',
    steps: [{ at: 1, changesTo: 2 }],
    behindSince: undefined,
  },
  { title: 'one that has the newest lacks nothing', steps: [{ at: 1, fetches: 5 }], behindSince: undefined },
  {
    title: 'it lacks what came after what it has',
    steps: [
      { at: 1, fetches: 5 },
      { at: 10, changesTo: 6 },
    ],
    behindSince: 10,
  },
  {
    title: 'a zone that changes once a minute does not hide that somebody has not followed for an hour',
    steps: [{ at: 1, fetches: 5 }, ...Array.from({ length: 60 }, (_, i) => ({ at: 60 * (i + 1), changesTo: 6 + i }))],
    behindSince: 60,
  },
  {
    title: 'to know of a change is not to have it',
    steps: [
      { at: 1, fetches: 5 },
      { at: 10, changesTo: 6 },
      { at: 11, told: 6 },
    ],
    behindSince: 10,
  },
  {
    title: 'what was overtaken while it was fetched leaves it behind since then',
    steps: [
      { at: 1, fetches: 5 },
      { at: 10, changesTo: 6 },
      { at: 20, changesTo: 7 },
      { at: 30, fetches: 6, newerSince: 20 },
    ],
    behindSince: 20,
  },
  {
    title: 'a version that comes back under its own serial is no lack',
    steps: [
      { at: 1, fetches: 5 },
      { at: 10, changesTo: 6 },
      { at: 20, changesTo: 5 },
    ],
    behindSince: undefined,
  },
]

for (const { title, steps, behindSince } of cases)
  t.test(title, async (t) => {
    let now = 0
    const ledger = new Ledger(() => now)
    for (const step of steps) {
      now = step.at
      if ('fetches' in step) ledger.fetched('ns2', 'external', 'Example.com.', step.fetches, step.newerSince)
      else if ('told' in step) ledger.told('ns2', 'external', 'example.com.', step.told)
      else ledger.changed('ns2', 'external', 'example.COM.', step.changesTo)
    }
    t.equal(ledger.of('ns2', 'external', 'example.com.')?.behindSince, behindSince)
    t.equal(ledger.of('ns2', 'internal', 'example.com.'), undefined, 'of another view nothing is said')
  })
