// The retry time that is proposed is below the refresh time, however short that is.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

/** What is written in place of a retry time as long as the refresh time. */
function proposed(time: string): string | undefined {
  const text = heading.join('\n').replace('1d 2h', `${time} ${time}`)
  const told = problemsOf(`${text}\n`).find(({ rule }) => rule === 'soa-retry')
  return told?.fix?.match(/such as (\S+)/)?.[1]
}

t.test('a quarter of the refresh time is proposed, in whole minutes where it has some', async (t) => {
  const cases: [string, string | undefined][] = [
    ['1d', '6h'],
    ['1h', '15m'],
    ['5m', '1m'],
    ['4m', '1m'],
    ['3m', '45s'],
    ['1m', '15s'],
    ['2s', '1s'],
    ['1s', undefined],
    ['0', undefined],
  ]
  for (const [time, better] of cases) t.equal(proposed(time), better, time)
})
