// A query read in place, message after message by one reader.

import t from 'tap'
import { Kind, Query, Verdict } from '../../src/wire/query.ts'
import { queryFor } from '../support/ask.ts'

t.test('the name of the message before is not looked for in one that has none', async (t) => {
  const query = new Query()
  const asked = queryFor('www.example.com. A')
  query.read(asked, 0, asked.length)
  // Where that name was stand octets among which no name ends.
  const other = new Uint8Array(40).fill(0x3f)
  other.set([0, 7, 0x78, 0, 0, 0, 0, 0, 0, 0, 0, 0])
  t.equal(query.read(other, 0, other.length), Verdict.reject)
  t.equal(query.hasQuestion, false)
  t.ok(query.name.count <= 127)
})

t.test('requests are told apart by opcode, and transfers by their type', async (t) => {
  const query = new Query()
  const table = [
    ['example.com. A', 0, Kind.query],
    ['example.com. AXFR', 0, Kind.transfer],
    ['example.com. IXFR', 0, Kind.transfer],
    ['example.com. SOA', 4, Kind.notify],
    ['example.com. AXFR', 4, Kind.notify],
    ['example.com. SOA', 5, Kind.update],
    ['example.com. SOA', 2, Kind.other],
  ] as const
  for (const [question, opcode, kind] of table) {
    const message = queryFor(question, { flags: opcode << 11 })
    query.read(message, 0, message.length)
    t.equal(query.kind, kind, `${question} by opcode ${opcode}`)
  }
})
