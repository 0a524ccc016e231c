// Times of signatures are 32 bits of seconds that go round (RFC 4034 §3.1.5): each is the nearest to now that has them.

import t from 'tap'
import { timeNear } from '../../src/check/signatures.ts'
import { heading, problemsOf } from './harness.ts'

const LAP = 2 ** 32

t.test('of the times that have the same 32 bits the nearest is meant', async (t) => {
  const cases: [now: number, time: number][] = [
    [0, 1],
    [1_767_355_200, 1_767_355_201],
    [1_767_355_200, 1_767_355_200 + 2 ** 31 - 1],
    [LAP - 10, LAP + 10],
    [LAP + 10, LAP - 10],
    [LAP + 3_000_000_000, LAP + 2_999_999_999],
    [2 * LAP + 5, 2 * LAP - 5],
  ]
  for (const [now, time] of cases) t.equal(timeNear(now, time % LAP), time, `${time} seen from ${now}`)
})

t.test('a signature that ends after 2106 can be read, and ends where circular arithmetic puts it', async (t) => {
  const cases: [expiration: string, inception: string, found: readonly string[]][] = [
    ['20440101000000', '20260101000000', []],
    ['21080101000000', '20260101000000', ['rrsig-expired']],
    ['20260110000000', '19700101000000', []],
    ['20260110000000', '21050101000000', []],
    ['20260110000000', '20260103000000', ['rrsig-early']],
    ['20260104000000', '20260101000000', ['rrsig-soon']],
  ]
  for (const [expiration, inception, found] of cases) {
    const line = `www RRSIG A 13 3 3600 ${expiration} ${inception} 1 example.com. AAAA`
    const rules = problemsOf([...heading, 'www A 192.0.2.10', line, ''].join('\n')).map(({ rule }) => rule)
    t.strictSame(
      rules.filter((rule) => /^rrsig-(early|expired|soon)$|^bad/.test(rule)),
      found,
      `${inception} to ${expiration}`,
    )
  }
})
