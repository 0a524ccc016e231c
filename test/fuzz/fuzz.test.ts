// A short run of each target; `npm run fuzz` runs them at length.

import t from 'tap'
import { wrongWith } from './check-answer.ts'
import { fuzz } from './run.ts'

const cases = { udp: 20_000, tcp: 3_000, zone: 5_000, stream: 5_000, update: 3_000 } as const

for (const target of Object.keys(cases) as (keyof typeof cases)[])
  t.test(
    `${cases[target]} mutated cases of ${target}: nothing is thrown, nothing hangs, nothing is wrong`,
    async (t) => {
      const { failures, outcomes } = await fuzz(target, { seed: 1, count: cases[target] })
      t.same(failures, [])
      t.ok(Object.keys(outcomes).length > 2, `they get somewhere: ${Object.keys(outcomes)}`)
    },
  )

t.test('what is wrong with an answer is seen', async (t) => {
  const answer = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const query = answer('1234 0000 0001 0000 0000 0000 00 0006 0001')
  t.equal(wrongWith(query, answer(''), false), undefined)
  t.equal(wrongWith(query.subarray(0, 11), answer('00'), false), 'an answer to what is no message')
  t.equal(wrongWith(answer('1234 8000 0000 0000 0000 0000'), query, false), 'an answer to an answer')
  t.equal(wrongWith(query, answer('1235 8000 0000 0000 0000 0000'), false), 'another ID')
  t.equal(wrongWith(query, answer('1234 8080 0000 0000 0000 0000'), false), 'wrong QR, opcode, RA, Z or CD')
  t.equal(wrongWith(query, answer('1234 8000 0001 0000 0000 0000'), false), 'not a well-formed message')
  t.equal(wrongWith(query, answer('1234 8001 0000 0000 0000 0000'), false), undefined)
})
