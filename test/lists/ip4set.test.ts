// Lists of IPv4 addresses: which are listed, with what, and what the names above and below them are.

import { join } from 'node:path'
import t from 'tap'
import { summary } from '../support/ask.ts'
import { LIST, readListOf, SOA, serverOf } from '../support/list.ts'

const dir = t.testdir({
  list: `${SOA}$1 the network
:127.0.0.2:listed: $
192.0.2.0/24
!192.0.2.77
192.0.2.78 :3:own text
192.0.2.79 :4
192.0.2.80 :5:
192.0.2.81 $1 of $, for $$1
192.0.2.82 :2:one
192.0.2.82 :3:two
10.1.0.0/16 ; all of it
10.2.0.0/16
10.2.3/24 :6:deeper
198.51.100.1-5
203.0-203.1
203.2.0.250-203.2.1.4
8.8.8.8:9:no blank
`,
})
const { subject, problems } = readListOf([{ path: join(dir, 'list'), format: 'ip4set' }])
const server = serverOf(subject!.zone)
const ask = (question: string, options = {}) => summary(server.ask(question, { origin: LIST, ...options }))

t.test('the list is read without a finding', async (t) => t.same(problems, []))

const answers: Readonly<Record<string, string>> = {
  '1.2.0.192 A': '127.0.0.2',
  '1.2.0.192 TXT': '"listed: 192.0.2.1"',
  '1.2.0.192 AAAA': 'NODATA',
  '77.2.0.192 A': 'NXDOMAIN',
  '78.2.0.192 A': '127.0.0.3',
  '78.2.0.192 TXT': '"own text"',
  '79.2.0.192 A': '127.0.0.4',
  '79.2.0.192 TXT': '"listed: 192.0.2.79"',
  '80.2.0.192 A': '127.0.0.5',
  '80.2.0.192 TXT': 'NODATA',
  '81.2.0.192 TXT': '"the network of 192.0.2.81, for $1"',
  '82.2.0.192 A': '127.0.0.2 127.0.0.3',
  '82.2.0.192 TXT': '"one" "two"',
  '2.0.192 A': 'NODATA',
  '0.192 TXT': 'NODATA',
  '192 A': 'NODATA',
  '191 A': 'NXDOMAIN',
  'x.1.2.0.192 A': 'NXDOMAIN',
  '1.02.0.192 A': 'NXDOMAIN',
  'one.2.0.192 A': 'NXDOMAIN',
  '256.2.0.192 A': 'NXDOMAIN',
  '9.9.1.10 A': '127.0.0.2',
  '9.1.10 A': '127.0.0.2',
  '1.10 A': 'NODATA',
  'deep.er.9.9.1.10 A': '127.0.0.2',
  '9.3.2.10 A': '127.0.0.6',
  '3.2.10 A': 'NODATA',
  '9.4.2.10 TXT': '"listed: 10.2.4.9"',
  '4.2.10 A': 'NODATA',
  '1.100.51.198 A': '127.0.0.2',
  '5.100.51.198 A': '127.0.0.2',
  '0.100.51.198 A': 'NXDOMAIN',
  '6.100.51.198 A': 'NXDOMAIN',
  '255.255.1.203 A': '127.0.0.2',
  '0.0.2.203 A': 'NXDOMAIN',
  '249.0.2.203 A': 'NXDOMAIN',
  '250.0.2.203 A': '127.0.0.2',
  '4.1.2.203 A': '127.0.0.2',
  '5.1.2.203 A': 'NXDOMAIN',
  '8.8.8.8 TXT': '"no blank"',
  '2.0.0.127 A': '127.0.0.2',
  '1.0.0.127 A': 'NXDOMAIN',
  '0.127 A': 'NODATA',
  'BL.EXAMPLE. A': 'NODATA',
  'bl.example. NS': 'ns.example.',
}

for (const [stream, times] of [
  [false, 'asked the first time and again'],
  [true, 'over a stream'],
] as const)
  t.test(`addresses, names above them and below them, ${times}`, async (t) => {
    for (let round = 0; round < 2; round++)
      for (const [question, answer] of Object.entries(answers)) t.equal(ask(question, { stream }), answer, question)
  })

t.test('ANY over UDP gets the address, over a stream all', async (t) => {
  t.equal(ask('1.2.0.192 ANY'), '127.0.0.2')
  t.equal(ask('1.2.0.192 ANY', { stream: true }), '"listed: 192.0.2.1" 127.0.0.2')
})

t.test('answers that are alike but for the name have the name that was asked for', async (t) => {
  for (const name of ['1.2.0.192', '2.2.0.192', '200.200.1.10', '9.1.10'])
    t.equal(server.ask(`${name} A`, { origin: LIST }).answer[0]!.name.length, name.length + 1 + LIST.length + 1, name)
})

t.test('what is not listed may be kept for a short time', async (t) => {
  t.same(
    server.ask('9.9.9.9 A', { origin: LIST }).authority.map(({ ttl }) => ttl),
    [10],
  )
})
