// Messages that are made once for all who fetch a zone: each client gets, octet for octet, what would have been made for him alone.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { RenderedZones } from '../../src/serve/desk/rendered.ts'
import type { Envelope, Messages } from '../../src/serve/desk/transfer-message.ts'
import { zoneMessages } from '../../src/serve/desk/zone-messages.ts'
import { Option } from '../../src/wire/edns.ts'
import { Query } from '../../src/wire/query.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { queryFor } from '../support/ask.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { soleView, zoneOf, zoneSetOf } from '../support/zones.ts'

const plain: Envelope = { udpSize: 1232, reserved: 0 }
const hosts = Array.from({ length: 3000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`).join('')
const text = `$TTL 60\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n`

type Asked = { readonly id: number; readonly rd: boolean; readonly type: string; readonly edns?: number }

/** `expire`: it asks for the EXPIRE option. */
function queryOf(name: string, { id, rd, type, edns, expire }: Asked & { readonly expire?: boolean }): Query {
  const given = queryFor(`${name} ${type}`, { flags: rd ? 0x0100 : 0, ...(edns !== undefined && { edns }) })
  const bytes = expire && edns !== undefined ? Buffer.concat([given, Uint8Array.of(0, Option.EXPIRE, 0, 0)]) : given
  if (expire && edns !== undefined) bytes[given.length - 1] = 4
  bytes.set([id >> 8, id & 255])
  const query = new Query()
  query.read(bytes, 0, bytes.length)
  return query
}

function all(messages: Messages): string[] {
  const parts: string[] = []
  for (;;) {
    const { done, value } = messages.next()
    if (done) return [...parts, value === undefined ? 'whole' : `stops at ${value.type}`]
    parts.push(Buffer.from(value).toString('hex'))
  }
}

const asked = fc.record({
  id: fc.integer({ min: 0, max: 0xffff }),
  rd: fc.boolean(),
  type: fc.constantFrom('AXFR', 'IXFR'),
  edns: fc.constantFrom(512, 1232, 4096, 65535),
  expire: fc.boolean(),
})
const envelopes = fc.record({
  udpSize: fc.constantFrom(512, 1232, 4096),
  reserved: fc.constantFrom(0, 61, 610, 1013, 1024, 2000),
  expire: fc.integer({ min: 0, max: 0xffffffff }),
})
const withoutEdns = asked.map(({ edns: _, ...rest }) => rest)

const large = zoneOf('example.com.', text + hosts)

t.test('each client gets what would have been made for him, whoever else fetches the zone', async () => {
  fc.assert(
    fc.property(
      inquiries({ min: 1, max: 1 }),
      fc.array(fc.tuple(fc.oneof(asked, withoutEdns), envelopes), { minLength: 1, maxLength: 4 }),
      fc.boolean(),
      ({ world }, clients, isLarge) => {
        const [{ origin, records }] = world.zones as [(typeof world.zones)[number]]
        const name = isLarge ? 'example.com.' : labelsText(origin)
        const zone = isLarge ? large : zoneOf(name, zoneText({ origin, records }))
        const rendered = new RenderedZones()
        // All at once: they take turns.
        const streams = clients.map(([one, envelope]) => rendered.messages(zone, queryOf(name, one), envelope))
        const got = streams.map((): string[] => [])
        for (let open = streams.length; open > 0; ) {
          open = 0
          for (const [i, stream] of streams.entries()) {
            const { done, value } = stream.next()
            if (!done) got[i]!.push(Buffer.from(value).toString('hex'))
            if (!done) open++
          }
        }
        for (const [i, [one, envelope]] of clients.entries()) {
          const alone = all(zoneMessages(zone, queryOf(name, one), envelope))
          if (alone.join() !== [...got[i]!, 'whole'].join()) throw new Error(`client ${i} got something else`)
        }
      },
    ),
    { numRuns: 150 },
  )
})

t.test('names in the answer are spelled as the question is, as they are where it is made for him alone', async (t) => {
  const zone = zoneOf('example.com.', text)
  const rendered = new RenderedZones()
  for (const name of ['example.com.', 'EXAMPLE.com.', 'example.COM.']) {
    const query = queryOf(name, { id: 1, rd: false, type: 'AXFR' })
    t.same(all(rendered.messages(zone, query, plain)), all(zoneMessages(zone, query, plain)), name)
  }
})

/** With one record of so many octets, of a type that nobody knows, behind some that leave less room. */
function zoneWith(octets: number): Zone {
  const builder = new ZoneBuilder(nameFromText('example.com.'))
  const add = (owner: string, type: number, rdata: Uint8Array) => {
    builder.owner(nameFromText(owner), 0)
    builder.record(type, 60, rdata, rdata.length, 0)
  }
  const ns = nameFromText('ns.example.com.')
  add('example.com.', 6, Buffer.concat([ns, ns, new Uint8Array(20).fill(1)]))
  add('example.com.', 2, ns)
  add('a.example.com.', 65280, new Uint8Array(16_000))
  add('big.example.com.', 65280, new Uint8Array(octets))
  return builder.finish()
}

t.test('records that fill a message by themselves come as they would otherwise, or end it alike', async (t) => {
  const query = queryOf('example.com.', { id: 1, rd: false, type: 'AXFR', edns: 1232 })
  for (const octets of [39_000, 40_000, 40_001, 48_000, 49_300, 50_000, 64_000, 64_500, 65_400, 65_535])
    for (const reserved of [0, 61]) {
      const [zone, envelope] = [zoneWith(octets), { udpSize: 1232, reserved }]
      const alone = all(zoneMessages(zone, query, envelope))
      const rendered = new RenderedZones()
      for (const client of [1, 2]) t.same(all(rendered.messages(zone, query, envelope)), alone, `${octets}, ${client}`)
    }
})

t.test('what is kept is bounded and told, and goes with the edition that it is of', async (t) => {
  const [one, two, other] = [1, 2, 3].map((i) => zoneOf(`z${i}.example.`, text + hosts)) as [Zone, Zone, Zone]
  const size = (() => {
    const rendered = new RenderedZones()
    fetchOf(rendered, one, 'z1.example.')
    return rendered.octets
  })()
  t.ok(size > all(zoneMessages(one, queryOf('z1.example.', axfr), plain)).join('').length / 2, 'no less than it takes')
  const rendered = new RenderedZones(2 * size + 100)
  for (const [zone, name] of [
    [one, 'z1.example.'],
    [two, 'z2.example.'],
    [one, 'z1.example.'],
    [other, 'z3.example.'],
  ] as const)
    fetchOf(rendered, zone, name)
  t.equal(rendered.octets, 2 * size)
  t.equal(new RenderedZones(size - 1).octets, 0)
  const small = new RenderedZones(size - 1)
  fetchOf(small, one, 'z1.example.')
  t.equal(small.octets, 0, 'a zone that is larger than all room is made for each')
  const roomy = new RenderedZones(size)
  fetchOf(roomy, fold(one, USUAL_ROOM), 'z1.example.')
  t.equal(roomy.octets, size, 'room for changes is in no message')
  const set = zoneSetOf({ 'z1.example.': text })
  const generation = soleView(set)
  rendered.keepServed({ ...generation, views: [{ name: 'x', zones: set.with(new Map([[0, one]])) }] })
  t.equal(rendered.octets, size)
  rendered.keepServed(generation)
  t.equal(rendered.octets, 0)
})

t.test('who is under way when the edition goes gets all of it, and holds nothing that lies behind', async (t) => {
  const name = 'example.com.'
  const query = queryOf(name, { id: 1, rd: false, type: 'AXFR' })
  const alone = all(zoneMessages(large, query, plain))
  t.ok(alone.length > 3)
  const { views, ...generation } = soleView(zoneSetOf({ 'z1.example.': text }))
  for (const gone of ['served no more', 'put out by another']) {
    const rendered = new RenderedZones(gone === 'served no more' ? undefined : large.heap.length + 12 * large.records)
    const begun = [0, 1, 3].map((taken) => {
      const stream = rendered.messages(large, query, plain)
      const got = Array.from({ length: taken }, () => Buffer.from(stream.next().value as Uint8Array).toString('hex'))
      return { taken, got, stream }
    })
    if (gone === 'served no more') rendered.keepServed({ ...generation, views })
    else fetchOf(rendered, zoneOf('z2.example.', text), 'z2.example.')
    for (const { taken, got, stream } of begun) t.same([...got, ...all(stream)], alone, `${gone}, after ${taken}`)
  }
})

const axfr: Asked = { id: 1, rd: false, type: 'AXFR' }

function fetchOf(rendered: RenderedZones, zone: Zone, name: string): void {
  all(rendered.messages(zone, queryOf(name, axfr), plain))
}
