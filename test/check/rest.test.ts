// zonecheck tells some of many findings of one kind, and how many there are besides.

import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { cutFindings } from '../../src/check/rest.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { inWords, messageOf } from '../support/english.ts'
import { heading } from './harness.ts'

function problems(count: number, rule: string, file: string): Problem[] {
  const place = { file, column: 1, length: 1 }
  return Array.from({ length: count }, (_, i) => ({
    rule,
    severity: 'warning',
    said: { message: { code: 'm' } },
    place: { ...place, line: i + 1 },
  }))
}

t.test('a hundred of each rule in each file are told, and one for all others', async (t) => {
  const many = problems(250, 'ttl-long', 'a.zone')
  const few = [...problems(100, 'ttl-long', 'b.zone'), ...problems(7, 'host-name', 'a.zone')]
  const cut = cutFindings([...many, ...few])
  t.strictSame(cut.slice(0, 100), many.slice(0, 100))
  t.match(inWords([cut[100]!])[0], { message: '… and 150 more of the same kind', place: { line: 101 }, others: 150 })
  t.strictSame(cut.slice(101), few)
})

t.test('what was counted before is counted on', async (t) => {
  const rest = { ...problems(1, 'ttl-long', 'a.zone')[0]!, others: 30 }
  const cut = cutFindings([...problems(110, 'ttl-long', 'a.zone'), rest])
  t.equal(cut.length, 101)
  t.match(inWords([cut.at(-1)!])[0], { message: '… and 40 more of the same kind', others: 40 })
  const few = [...problems(100, 'ttl-long', 'a.zone'), rest]
  t.strictSame(cutFindings(few), few)
})

t.test('findings that are held for a baseline or for comments are bounded', async (t) => {
  const records = Array.from({ length: 10_300 }, (_, i) => `h${i} 8w A 192.0.2.1`)
  const found = (lines: readonly string[], sifted: boolean) => {
    const source = textSource('main.zone', [...heading, ...lines, ''].join('\n'))
    if ('rule' in source) throw new Error(messageOf(source))
    const rules = rulesFor('zonecheck', {}, sifted)
    const read = readZone(source, { origin: nameFromText('example.com.'), rules })
    return read.problems.filter(({ rule }) => rule === 'ttl-long')
  }
  const plain = found(records, false)
  t.equal(plain.length, 101)
  t.equal(plain.at(-1)!.others, 10_200)
  for (const held of [found(records, true), found([...records, '; zonecheck-ignore: x'], false)]) {
    t.equal(held.length, 10_001)
    t.match(inWords([held.at(-1)!])[0], { message: '… and 300 more of the same kind', others: 300 })
  }
})
