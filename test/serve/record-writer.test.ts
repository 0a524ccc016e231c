// Records one behind the other, as transfers have them: what is read is what was written, octet by octet, whatever names have in common.

import t from 'tap'
import { put16 } from '../../src/dns/big-endian.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { RecordWriter } from '../../src/serve/desk/record-writer.ts'
import { readMessage } from '../../src/wire/message.ts'
import fc from '../support/properties.ts'

type Row = { readonly owner: Uint8Array; readonly type: number; readonly rdata: Uint8Array }

const APEX = nameFromText('Example.com.')
const QUESTION = Buffer.concat([APEX, Buffer.of(0, 252, 0, 1)])

/** Labels that are easily taken for others: in another case, and with octets inside that look like the end of a name. */
const label = fc.constantFrom(
  ...['a', 'A', 'b', 'ns1', 'ns2', 'com', 'x'.repeat(63)].map((text) => Buffer.from(text)),
  Buffer.from('\x01a\x07example\x03com\x00', 'latin1'),
  Buffer.from('\x03com\x00', 'latin1'),
  Buffer.from('\x00\xc0\x0c', 'latin1'),
)
const ends = [APEX, nameFromText('example.com.'), nameFromText('com.'), nameFromText('example.net.'), nameFromText('.')]
const name = fc
  .tuple(fc.array(label, { maxLength: 3 }), fc.constantFrom(...ends))
  .map(([labels, end]) => Buffer.concat([...labels.flatMap((one) => [Buffer.of(one.length), one]), end]))
  .filter(({ length }) => length <= 255)
const row: fc.Arbitrary<Row> = fc.oneof(
  fc.record({ owner: name, type: fc.constant(Type.A), rdata: fc.constant(Buffer.of(192, 0, 2, 1)) }),
  fc.record({ owner: name, type: fc.constantFrom(Type.NS, Type.CNAME, Type.PTR), rdata: name }),
  fc.record({
    owner: name,
    type: fc.constant(Type.MX),
    rdata: name.map((host) => Buffer.concat([Buffer.of(0, 10), host])),
  }),
  // Not to be compressed (RFC 3597 §4).
  fc.record({
    owner: name,
    type: fc.constant(Type.SRV),
    rdata: name.map((host) => Buffer.concat([Buffer.alloc(6), host])),
  }),
  fc.record({
    owner: name,
    type: fc.constant(Type.SOA),
    rdata: fc.tuple(name, name).map(([m, r]) => Buffer.concat([m, r, Buffer.alloc(20, 7)])),
  }),
  fc.record({
    owner: name,
    type: fc.constant(65_280),
    rdata: fc.integer({ max: 9_000, min: 0 }).map((n) => Buffer.alloc(n, 1)),
  }),
)

/** Each owner twice where `twice` says so: the second time as the one before. */
function written(rows: readonly Row[], limit: number, question: boolean): { message: Uint8Array; taken: Row[] } {
  const out = new Uint8Array(0xffff).fill(0xc0)
  const writer = new RecordWriter()
  const taken: Row[] = []
  // What a message before has left in it is not pointed to.
  for (const isLast of [false, true]) {
    writer.begin(out, limit)
    taken.length = 0
    if (question) writer.question(QUESTION, 0, QUESTION.length)
    let before: Uint8Array | undefined
    for (const one of rows) {
      const isSame = before !== undefined && Buffer.compare(before, one.owner) === 0
      const { length } = writer
      if (writer.record(one.owner, 0, isSame, one.type, 60, one.rdata, 0, one.rdata.length)) {
        taken.push(one)
        before = one.owner
      } else if (writer.length !== length) throw new Error('something was written of what did not fit')
      if (writer.length > limit) throw new Error('past the limit')
    }
    if (!isLast) rows = [...rows].reverse()
  }
  out.fill(0, 0, 12)
  put16(out, 2, 0x8400)
  put16(out, 4, question ? 1 : 0)
  put16(out, 6, taken.length)
  return { message: out.slice(0, writer.length), taken }
}

t.test('what is read is what was written', async () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 60 }),
      fc.constantFrom(600, 40_000, 0xffff),
      fc.boolean(),
      (rows, limit, question) => {
        const { message, taken } = written(rows, limit, question)
        const read = readMessage(message)
        if (read === undefined) throw new Error('no well-formed message')
        const text = (one: { type: number; rdata: Uint8Array }, owner: Uint8Array) =>
          `${Buffer.from(owner).toString('hex')} ${one.type} ${Buffer.from(one.rdata).toString('hex')}`
        const got = read.answer.map((one) => text(one, one.name.slice(0)))
        const wanted = taken.map((one) => text(one, one.owner))
        if (got.join('\n') !== wanted.join('\n')) throw new Error('another record was read')
      },
    ),
    { numRuns: 600 },
  )
})

t.test('names that records have in common are written once', async (t) => {
  const of = (owner: string, type: number, target: string, prefix = 0) => ({
    owner: nameFromText(owner),
    type,
    rdata: Buffer.concat([Buffer.alloc(prefix), nameFromText(target)]),
  })
  const { message } = written(
    [
      of('sub1.Example.com.', Type.NS, 'ns1.provider.net.'),
      of('sub1.Example.com.', Type.NS, 'ns2.provider.net.'),
      of('sub2.Example.com.', Type.NS, 'ns1.provider.net.'),
      of('sub2.Example.com.', Type.NS, 'ns2.provider.net.'),
      of('h.Example.com.', Type.MX, 'h.Example.com.', 2),
      of('h.Example.com.', Type.MX, 'mail.h.Example.com.', 2),
    ].reverse(),
    0xffff,
    true,
  )
  const fixed = 12 + QUESTION.length + 6 * 10
  const names = ['sub1', 'ns1', 'sub2', 'h', 'mail'].reduce((sum, one) => sum + 1 + one.length, 0)
  // The rest are pointers: six to owners or what lies above, six to targets; one target is written in full, one in part.
  t.equal(message.length, fixed + names + 'provider.net'.length + 2 + 'ns2'.length + 1 + 2 * 2 + 11 * 2)
})
