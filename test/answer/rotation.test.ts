// Equal preferences share the load: records change their order from answer to answer, and never their data.

import t from 'tap'
import { recordText, TestServer } from '../support/ask.ts'
import { generationOf } from '../support/zones.ts'

const zone = `
$TTL 3600
@      SOA ns hostmaster 1 7200 900 604800 300
@      NS  ns
ns     A   192.0.2.53
mx     A   192.0.2.1
mx     A   192.0.2.2
mx     A   192.0.2.3
@      MX  10 mx
@      MX  10 mx2
@      MX  20 mx3
mx2    A   192.0.2.4
*.wild A   192.0.2.5
*.wild A   192.0.2.6
`
const server = new TestServer(generationOf({ any: { clients: ['any'], zones: { 'example.com': zone } } }))

function orders(question: string, stream: boolean): string[][] {
  return Array.from({ length: 12 }, () => server.ask(question, { stream }).answer.map(recordText))
}

const questions = [
  ['mx.example.com A', 3],
  ['example.com MX', 3],
  ['host.wild.example.com A', 2],
] as const

for (const [question, records] of questions)
  for (const stream of [false, true])
    t.test(
      `each record of ${question} comes first as often as the others, over ${stream ? 'TCP' : 'UDP'}`,
      async (t) => {
        const seen = orders(question, stream)
        const firsts = Map.groupBy(seen, (order) => order[0]!)
        t.equal(firsts.size, records)
        for (const [first, answers] of firsts) t.equal(answers.length, 12 / records, first)
        const sets = new Set(seen.map((order) => order.toSorted().join('\n')))
        t.equal(sets.size, 1, 'the set is the same every time')
      },
    )

t.test('preferences come as they are in the zone', async (t) => {
  const [order] = orders('example.com MX', false)
  t.same(order!.toSorted(), [
    'example.com. 3600 MX 10 mx.example.com.',
    'example.com. 3600 MX 10 mx2.example.com.',
    'example.com. 3600 MX 20 mx3.example.com.',
  ])
})

t.test('addresses in the additional section take turns as well', async (t) => {
  const firsts = new Set(
    Array.from({ length: 12 }, () => {
      const { additional } = server.ask('example.com MX')
      return recordText(additional.find((record) => recordText(record).startsWith('mx.'))!)
    }),
  )
  t.equal(firsts.size, 3)
})
