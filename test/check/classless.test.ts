// RFC 2317: a zone for part of a network names an address through an alias; forward and reverse agree through it, both ways.

import t from 'tap'
import { brief, heading, problemsOfView } from './harness.ts'

const soa = [
  '@ 1h SOA ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
  '@ 1h NS ns.example.com.',
  '@ 1h NS ns.example.net.',
]

function rulesFound(hosts: readonly string[], child: readonly string[]): string[] {
  const problems = problemsOfView({
    'example.com.': [...heading, ...hosts, ''].join('\n'),
    '2.0.192.in-addr.arpa.': [
      ...soa,
      '53 1h PTR ns.example.com.',
      '128/26 1h NS ns.example.com.',
      '128/26 1h NS ns.example.net.',
      '$GENERATE 129-131 $ 1h CNAME $.128/26',
      '',
    ].join('\n'),
    '128/26.2.0.192.in-addr.arpa.': [...soa, ...child, ''].join('\n'),
  })
  return problems
    .filter(({ severity, rule }) => severity !== 'info' && /^ptr-|^classless/.test(rule))
    .map((problem) => `${problem.place.file} ${brief(problem)}`)
}

const names = ['129', '130', '131'].map((label, i) => `${label} 1h PTR host${'abc'[i]}.example.com.`)
const hosts = ['129', '130', '131'].map((octet, i) => `host${'abc'[i]} A 192.0.2.${octet}`)

t.test('a name behind the alias is the name of the address', async (t) => {
  t.strictSame(rulesFound(hosts, names), [])
})

t.test('an address without a name behind the alias is found', async (t) => {
  const found = rulesFound(hosts, names.slice(0, 2))
  t.strictSame(found, ['example.com.zone 9:9 ptr-missing'])
})

t.test('a name behind the alias that has another address is found', async (t) => {
  const found = rulesFound([...hosts.slice(0, 2), 'hostc A 192.0.2.53'], names)
  t.match(
    found.filter((one) => one.startsWith('128')),
    ['128/26.2.0.192.in-addr.arpa.zone 6:12 ptr-without-address'],
  )
})
