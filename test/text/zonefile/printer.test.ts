import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Type } from '../../../src/dns/types.ts'
import { originLine, recordLine, relativeText } from '../../../src/text/zonefile/printer.ts'
import { readText } from './harness.ts'

t.test('a record is one line that repeats everything', async (t) => {
  const record = { owner: nameFromText('WWW.example.com.'), ttl: 60, type: Type.A, rdata: Uint8Array.of(192, 0, 2, 1) }
  t.equal(recordLine(record), 'WWW.example.com. 60 IN A 192.0.2.1')
  t.equal(recordLine(record, nameFromText('EXAMPLE.com.')), 'WWW 60 IN A 192.0.2.1')
  t.equal(recordLine(record, nameFromText('example.net.')), 'WWW.example.com. 60 IN A 192.0.2.1')
  const inside = {
    ...record,
    owner: Uint8Array.of(9, ...record.owner),
    ownerAt: 1,
    rdata: Uint8Array.of(0, 192, 0, 2, 1, 0),
  }
  t.equal(recordLine({ ...inside, from: 1, to: 5 }), 'WWW.example.com. 60 IN A 192.0.2.1')
  t.equal(recordLine({ ...record, type: 65280 }), 'WWW.example.com. 60 IN TYPE65280 \\# 4 C0000201')
})

t.test('a name is written relative to the origin where it lies below it', async (t) => {
  const cases = [
    ['example.com.', 'example.com.', '@'],
    ['a.example.com.', 'example.com.', 'a'],
    ['a.b.example.com.', 'example.com.', 'a.b'],
    ['a.example.com.', '.', 'a.example.com'],
    ['.', '.', '@'],
    ['.', 'example.com.', '.'],
    ['a\\.example.com.', 'example.com.', 'a\\.example.com.'],
    ['\\@.example.com.', 'example.com.', '\\@'],
    ['\\$TTL.example.com.', 'example.com.', '\\$TTL'],
    ['\\032a.example.com.', 'example.com.', '\\032a'],
  ] as const
  for (const [name, origin, text] of cases) {
    t.equal(relativeText(nameFromText(name), 0, nameFromText(origin)), text, `${name} in ${origin}`)
  }
})

t.test('what is printed relative to an origin reads back as it was', async (t) => {
  const lines = ['a', '@', '\\@', '\\$TTL', '\\"', '\\;', '\\(', '*', '\\032', 'a\\.b', '\\000', 'IN', '60'].map(
    (owner) => `${owner} 60 IN TXT "x"`,
  )
  const { records, problems } = readText([originLine(nameFromText('example.net.')), ...lines].join('\n'))
  t.same(problems, [])
  const again = readText(records.join('\n'))
  t.same(again.records, records)
  t.equal(records.length, lines.length)
})
