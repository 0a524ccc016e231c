// Parents that want to be told of other CDS records (RFC 9859): who they say is to be told, is; and nobody else.

import { createSocket } from 'node:dgram'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Rcode } from '../../src/dns/rcodes.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { askServer, tellServer } from '../../src/signing/ask-server.ts'
import { isOpenTo, tellParent } from '../../src/signing/dsync.ts'
import { Bit } from '../../src/wire/header.ts'
import { SIGNED_CONFIG, setAhead, startedSite } from '../support/signed-site.ts'
import { until } from '../support/until.ts'

t.afterEach(() => setAhead(undefined))

/** By name and type: rdata of answers. Whatever else it is asked it denies, as the zone `apex`. */
type Parent = {
  readonly port: number
  apex: string
  records: Record<string, readonly Uint8Array[]>
  notifyRcode: number
  isSilent: boolean
  readonly asked: string[]
  /** `univ.example. CDS` */
  readonly told: string[]
}

async function parentOf(t: Test): Promise<Parent> {
  const socket = createSocket('udp4')
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  t.teardown(() => socket.close())
  const { port } = socket.address() as AddressInfo
  const parent: Parent = {
    ...{ port, apex: 'example.', records: {}, notifyRcode: 0, isSilent: false, asked: [], told: [] },
  }
  // A busy machine has a question sent again before its answer is read: it counts once.
  const seen = new Set<string>()
  socket.on('message', (query, from) => {
    const end = query.indexOf(0, 12) + 5
    const question = `${nameText(query.subarray(12, end - 4)).toLowerCase()} ${typeName(query.readUInt16BE(end - 4))}`
    const out = Buffer.from(query.subarray(0, end))
    const isNotify = ((query[2]! >> 3) & 15) === 4
    const whole = query.toString('latin1')
    if (!seen.has(whole)) (isNotify ? parent.told : parent.asked).push(question)
    seen.add(whole)
    if (parent.isSilent && !isNotify) return
    const found = isNotify ? [] : (parent.records[question] ?? [])
    const rcode = isNotify ? parent.notifyRcode : 0
    out.writeUInt16BE(Bit.QR | Bit.AA | (query.readUInt16BE(2) & 0x7800) | rcode, 2)
    out.writeUInt16BE(found.length, 6)
    out.writeUInt16BE(!isNotify && found.length === 0 ? 1 : 0, 8)
    out.writeUInt16BE(0, 10)
    const answers = found.map((rdata) => record(Buffer.from([0xc0, 12]), query.readUInt16BE(end - 4), rdata))
    const soa = record(Buffer.from(nameFromText(parent.apex)), Type.SOA, Buffer.alloc(22))
    socket.send(
      Buffer.concat([out, ...answers, ...(isNotify || found.length > 0 ? [] : [soa])]),
      from.port,
      from.address,
    )
  })
  return parent
}

function record(owner: Uint8Array, type: number, rdata: Uint8Array): Buffer {
  const fixed = Buffer.from([0, type, 0, 1, 0, 0, 0, 60, 0, 0])
  fixed.writeUInt16BE(rdata.length, 8)
  return Buffer.concat([owner, fixed, rdata])
}

const dsync = (port: number, { type = Type.CDS as number, scheme = 1, target = 'told.example.' } = {}) =>
  Uint8Array.of(type >> 8, type & 255, scheme, port >> 8, port & 255, ...nameFromText(target))

const HERE = Uint8Array.of(127, 0, 0, 1)

const cases: readonly {
  readonly what: string
  readonly zone?: string
  readonly apex?: string
  readonly records: (port: number) => Record<string, readonly Uint8Array[]>
  readonly rcode?: number
  readonly asked: readonly string[]
  readonly told: readonly string[]
  readonly error?: string
}[] = [
  {
    what: 'at the name of the zone',
    records: (port) => ({ 'univ._dsync.example. DSYNC': [dsync(port)], 'told.example. A': [HERE] }),
    asked: ['univ._dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: ['univ.example. CDS'],
  },
  {
    what: 'for all zones below',
    records: (port) => ({ '_dsync.example. DSYNC': [dsync(port)], 'told.example. A': [HERE] }),
    asked: ['univ._dsync.example. DSYNC', '_dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: ['univ.example. CDS'],
  },
  {
    what: 'where the parent is further above',
    zone: 'a.b.example.',
    records: (port) => ({ 'a.b._dsync.example. DSYNC': [dsync(port)], 'told.example. A': [HERE] }),
    asked: ['a._dsync.b.example. DSYNC', 'a.b._dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: ['a.b.example. CDS'],
  },
  {
    what: 'nobody wants to be told',
    records: () => ({}),
    asked: ['univ._dsync.example. DSYNC', '_dsync.example. DSYNC'],
    told: [],
  },
  {
    what: 'of other records, in another way, or at no port',
    records: (port) => ({
      'univ._dsync.example. DSYNC': [dsync(port, { type: Type.CSYNC }), dsync(port, { scheme: 128 }), dsync(0)],
    }),
    asked: ['univ._dsync.example. DSYNC'],
    told: [],
  },
  {
    what: 'cut off',
    records: () => ({ 'univ._dsync.example. DSYNC': [Uint8Array.of(0, 59, 1)] }),
    asked: ['univ._dsync.example. DSYNC'],
    told: [],
  },
  {
    what: 'a server of the zone itself answers',
    apex: 'univ.example.',
    records: () => ({}),
    asked: ['univ._dsync.example. DSYNC'],
    told: [],
  },
  {
    what: 'who is told does not take it',
    records: (port) => ({ 'univ._dsync.example. DSYNC': [dsync(port)], 'told.example. A': [HERE] }),
    rcode: Rcode.REFUSED,
    asked: ['univ._dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: ['univ.example. CDS'],
    error: 'told-says',
  },
  {
    what: 'one many times',
    records: (port) => ({
      'univ._dsync.example. DSYNC': Array(20).fill(dsync(port)),
      'told.example. A': Array(20).fill(HERE),
    }),
    asked: ['univ._dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: ['univ.example. CDS'],
  },
  {
    what: 'more than anybody needs',
    records: (port) => ({
      'univ._dsync.example. DSYNC': Array.from({ length: 20 }, (_, i) => dsync(port, { target: `t${i}.example.` })),
      ...Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`t${i}.example. A`, [HERE]])),
    }),
    asked: ['univ._dsync.example. DSYNC', ...[0, 1, 2, 3].flatMap((i) => [`t${i}.example. A`, `t${i}.example. AAAA`])],
    told: Array(4).fill('univ.example. CDS'),
  },
  ...[
    [255, 255, 255, 255],
    [0, 0, 0, 0],
    [224, 0, 0, 1],
  ].map((octets) => ({
    what: `at ${octets.join('.')}, which is nobody`,
    records: (port: number) => ({
      'univ._dsync.example. DSYNC': [dsync(port)],
      'told.example. A': [Uint8Array.from(octets)],
    }),
    asked: ['univ._dsync.example. DSYNC', 'told.example. A', 'told.example. AAAA'],
    told: [],
    error: 'told-nowhere',
  })),
]

t.test('the parent is asked who is to be told, and they are', async (t) => {
  const parent = await parentOf(t)
  for (const { what, zone = 'univ.example.', apex = 'example.', records, rcode = 0, asked, told, error } of cases) {
    Object.assign(parent, { apex, records: records(parent.port), notifyRcode: rcode })
    parent.asked.length = 0
    parent.told.length = 0
    const found = await tellParent(nameFromText(zone), [{ address: '127.0.0.1', family: 4, port: parent.port }])
    t.same(parent.asked.sort(), [...asked].sort(), `${what}: asked`)
    t.same(parent.told, told, `${what}: told`)
    if (error !== undefined) t.match(found, [{ error: { code: error } }], what)
    else if (told.length > 0)
      t.same(
        found?.map((one) => one.error),
        told.map(() => undefined),
        what,
      )
  }
})

t.test('a parent leads us to nobody who is nearer to us than itself', (t) => {
  const cases: readonly (readonly [parent: string, target: string, isOpen: boolean])[] = [
    ['198.41.0.4', '199.7.91.13', true],
    ['198.41.0.4', '2001:500:2d::d', true],
    ['198.41.0.4', '127.0.0.1', false],
    ['198.41.0.4', '::1', false],
    ['198.41.0.4', '::ffff:127.0.0.1', false],
    ['198.41.0.4', '10.0.0.1', false],
    ['198.41.0.4', '169.254.169.254', false],
    ['198.41.0.4', 'fe80::1', false],
    ['2001:500:2d::d', 'fd00::1', false],
    ['198.41.0.4', '224.0.0.251', false],
    ['198.41.0.4', '255.255.255.255', false],
    ['10.0.0.53', '10.0.0.1', true],
    ['10.0.0.53', 'fd00::1', true],
    ['10.0.0.53', '199.7.91.13', true],
    ['10.0.0.53', '127.0.0.1', false],
    ['127.0.0.1', '::1', true],
    ['127.0.0.1', '10.0.0.1', true],
  ]
  for (const [parent, target, isOpen] of cases) t.equal(isOpenTo(parent, target), isOpen, `${parent} to ${target}`)
  t.end()
})

t.test('a server to which no route leads is one that cannot be asked', async (t) => {
  // No socket of this kind may send there: the same as without a route.
  const server = { address: '255.255.255.255', family: 4, port: 9 } as const
  const question = { name: nameFromText('example.'), type: Type.SOA }
  for (const ask of [askServer, tellServer])
    t.match(await ask(server, question), { code: 'ask-failed', parameters: { server: /^255\.255\.255\.255 / } })
})

t.test('a zone whose CDS have come tells its parent once', async (t) => {
  const parent = await parentOf(t)
  parent.records = { 'univ._dsync.example. DSYNC': [dsync(parent.port)], 'told.example. A': [HERE] }
  const mirror = 'secondaries: {ns2: {address: ["127.0.0.1:PORT"], views: [external], key: none, notify: false}}\n'
  const site = await startedSite(t, SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`))
  // It is a server of the zone too, which has what is asked for.
  site.write(
    'janus.yaml',
    `${SIGNED_CONFIG.replace('parents: []', `parents: ["127.0.0.1:${parent.port}"]`)}${mirror.replace('PORT', `${site.server.bound[0]!.port}`)}`,
  )
  const dnskey = () => {
    const [status] = site.server.signing!.status
    return status?.zone.keys.kind === 'good' ? status.zone.keys.record.keys[0]?.records?.dnskey : undefined
  }
  await site.reload()
  await until('a parent', () => dnskey()?.seen !== undefined)
  t.same(parent.told, [], 'not before there are any')
  setAhead(3 * 3600)
  await site.reload()
  await until('a parent', () => parent.told.length > 0)
  t.same(parent.told, ['univ.example. CDS'])
  await site.reload()
  const { length } = parent.asked
  await until('a parent', () => parent.asked.length > length)
  t.same(parent.told, ['univ.example. CDS'], 'and not again')
})
