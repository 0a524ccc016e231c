import t from 'tap'
import { DURATION, milliseconds } from '../../../src/text/config/duration.ts'
import { guess } from '../../../src/text/config/guess.ts'

t.test('durations are read with their units', async (t) => {
  const cases: [text: string, milliseconds: number | undefined][] = [
    ['10s', 10_000],
    ['2m', 120_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1m1ms', 60_001],
    ['1w2d', 777_600_000],
    ['10', undefined],
    ['s', undefined],
    ['1.5s', undefined],
    ['-1s', undefined],
    ['10 s', undefined],
    ['', undefined],
  ]
  for (const [text, wanted] of cases) t.equal(DURATION.test(text) ? milliseconds(text) : undefined, wanted, text)
})

t.test('a misspelt word is guessed only if it is near', async (t) => {
  const known = ['listen', 'views', 'zones', 'edns-buffer-size']
  const cases: [word: string, near: string | undefined][] = [
    ['zone', 'zones'],
    ['Zones', 'zones'],
    ['vews', 'views'],
    ['edns_buffer_size', 'edns-buffer-size'],
    ['lsiten', 'listen'],
    ['allow-query', undefined],
    ['x', undefined],
    ['', undefined],
    ['z'.repeat(100_000), undefined],
  ]
  for (const [word, near] of cases) t.equal(guess(word, known), near, word.slice(0, 20))
})
