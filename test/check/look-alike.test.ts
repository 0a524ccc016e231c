// Which names readers take for one another, and which only seem so.

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

function found(records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter(({ rule }) => rule === 'look-alike')
    .map(({ message }) => message)
}

t.test('owners', async (t) => {
  const cases: [string, string, boolean][] = [
    ['mail', 'mai1', true],
    ['MAIL', 'mai1', true],
    ['h0st', 'host', true],
    ['modem', 'modern', true],
    ['www', 'vvww', true],
    ['a.dept', 'b.dept', false],
    ['a.dept0', 'a.depto', false],
    ['mail', 'mali', false],
    ['h10', 'h11', false],
  ]
  for (const [one, other, alike] of cases)
    t.equal(found([`${one} A 192.0.2.1`, `${other} A 192.0.2.2`]).length, alike ? 1 : 0, `${one} ${other}`)
})

t.test('targets that do not exist', async (t) => {
  for (const record of ['MX 10 mai1', 'SRV 0 0 25 mai1', 'CNAME mai1', 'NS mai1'])
    t.match(found(['mail A 192.0.2.1', `sub ${record}`]), [/"mail\.example\.com\.", which looks like it/], record)
  t.strictSame(found(['mail A 192.0.2.1', 'sub MX 10 mail', 'sub2 MX 10 mai1.example.net.']), [])
})

t.test('names of which thousands are alike in a part are told apart', async (t) => {
  t.strictSame(found(Array.from({ length: 5000 }, (_, i) => `h${i}ol0 A 192.0.2.1`)), [])
})

t.test('of thousands that look alike each is told once, beside the first', async (t) => {
  const names = Array.from({ length: 4096 }, (_, i) => i.toString(2).padStart(12, '0').replaceAll('1', 'o'))
  const messages = found([...names.map((name) => `${name} A 192.0.2.1`), 'www CNAME oooooooooooz'])
  t.match(messages[0], /^"00000000000o\..*" looks like "000000000000\./)
  t.equal(messages.at(-1), '… and 3995 more of the same kind')
})

t.test('an alias of the name that it looks like is there on purpose', async (t) => {
  t.strictSame(found(['0365 CNAME o365', 'o365 A 192.0.2.1']), [])
  t.strictSame(found(['o365 A 192.0.2.1', '0365 CNAME o365.example.com.']), [])
  t.equal(found(['o365 A 192.0.2.1', '0365 CNAME o365.example.net.']).length, 1)
  t.strictSame(found(['0365 CNAME o365']), [])
})

t.test('names without records are no rivals', async (t) => {
  t.strictSame(found(['a.h0st A 192.0.2.1', 'host A 192.0.2.2']), [])
  t.equal(found(['a.h0st A 192.0.2.1', 'host A 192.0.2.2', 'h0st A 192.0.2.3']).length, 1)
})
