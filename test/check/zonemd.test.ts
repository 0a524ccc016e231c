// Digests of a zone beside each other: one of each kind counts, and zonecheck goes once through a file full of them.

import t from 'tap'
import { brief, heading, problemsOf } from './harness.ts'

const FITS = '3AB9E0A83768BD2EC7A0ECE5B08AB335E1D982345D1920A24F24C22DD53EBAC0D08FCC36CBD628A338B1EA274C705AFA'
const WRONG = 'A1'.repeat(48)

const cases: { readonly lines: readonly string[]; readonly found: readonly string[]; readonly why: string }[] = [
  { lines: [`1 1 ${FITS}`], found: [], why: 'it fits' },
  { lines: [`1 1 ${FITS}`, `1 240 ${WRONG}`], found: [], why: 'another kind, which nobody can verify' },
  { lines: [`1 1 ${FITS}`, `241 1 ${'E1'.repeat(20)}`], found: [], why: 'RFC 8976 A.3: a scheme of one’s own' },
  { lines: [`1 1 ${FITS}`, `1 1 ${WRONG}`], found: ['8:21 zonemd-digest'], why: 'RFC 8976 §2.2: each kind once' },
  {
    lines: [`1 1 ${WRONG}`, `1 1 ${FITS}`],
    found: ['7:25 zonemd-digest', '8:21 zonemd-digest'],
    why: 'the first does not fit either',
  },
]

for (const { lines, found, why } of cases)
  t.test(why, async (t) => {
    const text = [...heading, ...lines.map((line) => `@ ZONEMD 2026010101 ${line}`)].join('\n')
    t.strictSame(problemsOf(`${text}\n`).map(brief), found)
  })

t.test('thousands of digests of one kind take one pass over the zone', async (t) => {
  const digests = Array.from({ length: 3000 }, (_, i) => `@ ZONEMD 2026010101 1 1 ${i.toString(16).padStart(96, '0')}`)
  const hosts = Array.from({ length: 3000 }, (_, i) => `h${i} A 192.0.2.${i % 256}`)
  const rules = problemsOf(`${[...heading, ...digests, ...hosts].join('\n')}\n`).map(({ rule }) => rule)
  t.strictSame([...new Set(rules)], ['rrset-too-large', 'zonemd-digest'])
})
