// How often NSEC3 hashes a name anew: one rule tells each range of numbers, at the stages where it matters.

import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { heading, problemsOf } from './harness.ts'

const cases: [iterations: number, atZonecheck: string[], atLoad: string[]][] = [
  [0, [], []],
  [1, ['warning nsec3-iterations'], []],
  [50, ['warning nsec3-iterations'], []],
  [51, ['warning nsec3-iterations-many'], ['warning nsec3-iterations-many']],
  [500, ['warning nsec3-iterations-many'], ['warning nsec3-iterations-many']],
  [501, ['error nsec3-iterations-limit'], ['error nsec3-iterations-limit']],
  [65535, ['error nsec3-iterations-limit'], ['error nsec3-iterations-limit']],
]

for (const [iterations, atZonecheck, atLoad] of cases)
  t.test(`${iterations} more rounds of hashing`, async (t) => {
    const text = [...heading, `@ NSEC3PARAM 1 0 ${iterations} -`, ''].join('\n')
    const found = (stage: 'zonecheck' | 'load') =>
      problemsOf(text, { rules: rulesFor(stage) }).map(({ severity, rule }) => `${severity} ${rule}`)
    t.strictSame(found('zonecheck'), atZonecheck)
    t.strictSame(found('load'), atLoad)
  })
