// Messages that change zones, over real sockets: which views, who may, what lasts, and what is answered.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { put16 } from '../../src/dns/big-endian.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { verifying } from '../../src/wire/tsig/stream.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { Waiting } from '../support/fair-time.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'
import { updateMessage, type Written } from '../support/update-message.ts'
import { Primary } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

type Tap = Parameters<typeof serve>[0]

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const zone = (address: string) =>
  `$TTL 300\n@ SOA ns host 10 3600 900 604800 60\n@ NS ns\nns A ${address}\nwww A ${address}\n`
const files = {
  'inside.zone': zone('10.0.0.1'),
  'outside.zone': zone('192.0.2.1'),
  'only.zone': zone('10.0.0.1'),
  'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.2:0", view: external}]
workers: 1
views: {internal: [127.0.0.1, 127.0.0.3], external: [any]}
zones:
  example.com: {internal: inside.zone, external: outside.zone}
  only.example: {internal: only.zone}
tsig:
  both: {views: [internal, external], from: [127.0.0.0/8]}
  inside: {view: internal, from: [127.0.0.0/8]}
  outside: {view: external}
  half: {views: [internal, external]}
  www.example.com: {view: internal, from: [127.0.0.0/8]}
updates:
  - {key: both, zones: [example.com], names: ["_acme-challenge.*"], types: [TXT], lease: 1h, max-lease: 2h}
  - {key: both, zones: [example.com], names: ["*"], types: [A, AAAA]}
  - {key: inside, zones: [example.com, only.example]}
  - {key: outside, zones: [example.com]}
  - {key: www.example.com, zones: [example.com], names: [self]}
  - {from: [127.0.0.3], zones: [example.com], names: ["*.dhcp"]}
  - {key: half, zones: [example.com], views: [internal]}
  - {key: both, zones: [example.com], names: [timed], types: [TXT], views: [internal], max-lease: 10m}
  - {key: both, zones: [example.com], names: [timed], types: [TXT], views: [external], max-lease: 1h}
`,
}

async function started(t: Tap): Promise<{ readonly folder: string; readonly janus: Janus }> {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  for (const name of ['both', 'inside', 'outside', 'half', 'www.example.com']) {
    const text = `key "${name}" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
    writeFileSync(join(folder, 'keys', 'tsig', `${name}.key`), text, { mode: 0o600 })
  }
  return { folder, janus: await serve(t, folder) }
}

let id = 0

type Sent = Written & {
  readonly key?: string
  readonly zone?: string
  readonly from?: string
  readonly transport?: 'udp' | 'tcp'
}

type Got = {
  readonly rcode: string
  readonly octets: Uint8Array
  readonly options: readonly (readonly [number, string])[]
}

/** The answer, whose signature is verified where there is a key. */
async function send(t: Tap, { port }: { port: number }, lines: readonly string[], sent: Sent = {}): Promise<Got> {
  return sendOctets(t, { port }, updateMessage(sent.zone ?? 'example.com.', lines, { id: ++id, ...sent }), sent)
}

async function sendOctets(t: Tap, { port }: { port: number }, message: Uint8Array, sent: Sent): Promise<Got> {
  const { key, from = '127.0.0.1', transport = 'udp' } = sent
  const way = { port, from, transport }
  if (key === undefined) return gotOf(await exchange(t, message, way))
  const now = () => Math.floor(Date.now() / 1000)
  const tsig = tsigKey('hmac-sha256', key, SECRET)
  const { message: octets, mac } = signRequest(tsig, message, now())
  const answer = await exchange(t, octets, way)
  const verified = verifying(tsig, mac, now).take(answer)
  t.equal(verified, 'good', 'the answer is signed')
  return gotOf(answer)
}

function gotOf(octets: Uint8Array): Got {
  const read = readMessage(octets)!
  const options = (read.opt?.options ?? []).map(({ code, data }) => [code, Buffer.from(data).toString('hex')] as const)
  return { rcode: rcodeName(read.rcode), octets, options }
}

/** What the view of the address has: texts, or the rcode. */
async function ask(t: Tap, janus: Janus, question: string, from = '127.0.0.1'): Promise<string> {
  const [name, type] = question.split(' ') as [string, string]
  const answer = readMessage(
    await exchange(t, queryFor(`${name} ${type}`), { port: janus.port(), from, transport: 'udp' }),
  )!
  if (answer.answer.length === 0) return rcodeName(answer.rcode)
  return answer.answer
    .map(({ type, rdata }) => (type === 1 ? rdata.join('.') : Buffer.from(rdata.subarray(1)).toString()))
    .sort()
    .join(' ')
}

async function serial(t: Tap, janus: Janus): Promise<number> {
  const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' as const }
  const [soa] = readMessage(await exchange(t, queryFor('example.com. SOA'), way))!.answer
  return Buffer.from(soa!.rdata).readUInt32BE(soa!.rdata.length - 20)
}

const OUT = '127.0.0.9'

// They change names of their own.
const { janus } = await started(t)

t.test('a key changes each of its views that has the zone, all or none', async (t) => {
  const port = { port: janus.port() }
  t.equal(
    (await send(t, port, ['add _acme-challenge.www 60 TXT "a"', 'add _acme-challenge 60 TXT "b"'], { key: 'both' }))
      .rcode,
    'NOERROR',
  )
  for (const from of ['127.0.0.1', OUT]) {
    t.equal(await ask(t, janus, '_acme-challenge.www.example.com. TXT', from), 'a')
    t.equal(await ask(t, janus, '_acme-challenge.example.com. TXT', from), 'b')
  }
  t.equal((await send(t, port, ['add new 60 A 10.0.0.9'], { key: 'inside' })).rcode, 'NOERROR')
  t.equal(await ask(t, janus, 'new.example.com. A'), '10.0.0.9')
  t.equal(await ask(t, janus, 'new.example.com. A', OUT), 'NXDOMAIN')
  // Of two faces one does not have what must be there.
  t.equal(
    (await send(t, port, ['prereq yxdomain new', 'add other 60 A 198.51.100.1'], { key: 'both' })).rcode,
    'NXDOMAIN',
  )
  t.equal(await ask(t, janus, 'other.example.com. A'), 'NXDOMAIN')
  // Strangers would see an address of the inside, so that the inside does not get it either.
  t.equal((await send(t, port, ['add other 60 A 10.0.0.10'], { key: 'both' })).rcode, 'REFUSED')
  t.equal(await ask(t, janus, 'other.example.com. A'), 'NXDOMAIN')
  const leak = await janus.logged('an update is refused')
  t.equal(leak.why, 'everybody would see inside data: address-private')
  t.equal((await send(t, port, ['add other 60 A 198.51.100.1'], { key: 'both' })).rcode, 'NOERROR')
  t.equal(await ask(t, janus, 'other.example.com. A', OUT), '198.51.100.1')
})

t.test('who may do what', async (t) => {
  const udp = 'udp' as const
  const tcp = 'tcp' as const
  const cases: readonly (readonly [string, Sent, readonly string[], string])[] = [
    ['a key, a type that its rule does not name', { key: 'both' }, ['add _acme-challenge 60 MX 1 www'], 'REFUSED'],
    ['denied in one record', { key: 'both' }, ['add _acme-challenge 60 TXT "a"', 'add www 60 TXT "a"'], 'REFUSED'],
    ['its own name', { key: 'www.example.com' }, ['add www 60 A 10.0.0.2'], 'NOERROR'],
    ['another name', { key: 'www.example.com' }, ['add ns 60 A 10.0.0.2'], 'REFUSED'],
    ['a type that no rule means by itself', { key: 'inside' }, ['add sub 60 NS ns'], 'REFUSED'],
    ['a name with such a type is not deleted', { key: 'inside' }, ['delete @ NS'], 'REFUSED'],
    ['the zone has no such face', { key: 'outside', zone: 'only.example.' }, ['add x 60 A 192.0.2.7'], 'NOTAUTH'],
    ['a zone of nobody', { key: 'inside', zone: 'nobody.example.' }, ['add x 60 A 192.0.2.7'], 'NOTAUTH'],
    ['the zone above', { key: 'inside', zone: 'com.' }, ['add x 60 A 192.0.2.7'], 'NOTAUTH'],
    ['a name of the zone', { key: 'inside', zone: 'www.example.com.' }, ['add x 60 A 192.0.2.7'], 'NOTAUTH'],
    ['another class', { key: 'inside', class: 3 }, ['add x 60 A 192.0.2.7'], 'NOTAUTH'],
    ['a question of another type', { key: 'inside', type: 1 }, ['add x 60 A 192.0.2.7'], 'FORMERR'],
    ['nobody', { transport: tcp }, ['add x 60 A 192.0.2.7'], 'REFUSED'],
    ['an address alone, by TCP', { from: '127.0.0.3', transport: tcp }, ['add x.dhcp 60 A 10.0.0.7'], 'NOERROR'],
    ['an address alone, by UDP', { from: '127.0.0.3', transport: udp }, ['add y.dhcp 60 A 10.0.0.7'], 'REFUSED'],
    ['an address alone, another name', { from: '127.0.0.3', transport: tcp }, ['add y 60 A 10.0.0.7'], 'REFUSED'],
    ['MX to nowhere', { key: 'inside' }, ['add www 60 MX 1 nowhere'], 'REFUSED'],
    ['a wildcard MX', { key: 'inside' }, ['add *.www 60 MX 1 ns'], 'REFUSED'],
    ['MX to a CNAME', { key: 'inside' }, ['add c 60 CNAME www', 'add m 60 MX 1 c'], 'REFUSED'],
    ['a name server loses its address', { key: 'inside' }, ['delete ns A'], 'REFUSED'],
    ['a key whose rules are for one of its views', { key: 'half' }, ['add half 60 A 10.0.0.7'], 'NOERROR'],
    ['nothing at all', { key: 'inside' }, [], 'NOERROR'],
    ['a mail server comes', { key: 'inside' }, ['add m 60 MX 1 mx', 'add mx 60 A 10.0.0.25'], 'NOERROR'],
    ['its last address goes', { key: 'inside' }, ['delete mx A'], 'REFUSED'],
    ['it becomes an alias', { key: 'inside' }, ['delete mx A', 'add mx 60 CNAME www'], 'REFUSED'],
    ['it gets another address', { key: 'inside' }, ['delete mx A', 'add mx 60 A 10.0.0.26'], 'NOERROR'],
    ['it goes with the MX', { key: 'inside' }, ['delete m MX', 'delete mx A'], 'NOERROR'],
    // Who may change nothing learns nothing.
    ['a question of nobody about what there is', { transport: tcp }, ['prereq yxdomain nobody'], 'REFUSED'],
    ['and about what there is not', { transport: tcp }, ['prereq nxdomain www'], 'REFUSED'],
    ['of a key for other names', { key: 'www.example.com' }, ['prereq nxdomain ns'], 'YXDOMAIN'],
    ['of an address by UDP', { from: '127.0.0.3', transport: udp }, ['prereq nxdomain www'], 'REFUSED'],
  ]
  for (const [what, sent, lines, rcode] of cases)
    t.equal((await send(t, { port: janus.port() }, lines, sent)).rcode, rcode, what)
})

t.test('an address alone by UDP shows by a cookie that it is his', async (t) => {
  const port = { port: janus.port() }
  const mine = Buffer.from('2464c4abcf10c957', 'hex')
  const cookie = (data: Uint8Array) => Buffer.concat([Uint8Array.of(0, 10, 0, data.length), data])
  const add = async (name: string, from: string, data: Uint8Array) => {
    const { rcode, options } = await send(t, port, [`add ${name}.dhcp 60 A 10.0.0.7`], { from, opt: cookie(data) })
    return { rcode, given: Buffer.from(options.find(([code]) => code === 10)?.[1] ?? '', 'hex') }
  }
  const first = await add('c1', '127.0.0.3', mine)
  t.match(first, { rcode: 'REFUSED', given: { length: 24 } }, 'who begins is refused, and given one')
  t.equal(await ask(t, janus, 'c1.dhcp.example.com A'), 'NXDOMAIN')
  t.equal((await add('c1', '127.0.0.3', first.given)).rcode, 'NOERROR')
  t.equal(await ask(t, janus, 'c1.dhcp.example.com A'), '10.0.0.7')
  const others = await add('c2', '127.0.0.1', mine)
  const forged = Buffer.concat([mine, Buffer.alloc(16, 7)])
  for (const data of [others.given, forged, Buffer.concat([first.given.subarray(0, 23), Uint8Array.of(0)])])
    t.equal((await add('c2', '127.0.0.3', data)).rcode, 'REFUSED', data.toString('hex'))
  t.equal((await add('c2', '127.0.0.3', mine.subarray(0, 7))).rcode, 'FORMERR')
  t.equal(await ask(t, janus, 'c2.dhcp.example.com A'), 'NXDOMAIN')
})

t.test('answers: the zone section, 512 octets, the lease, and the same again', async (t) => {
  const port = { port: janus.port() }
  const leases: readonly (readonly [readonly number[], string])[] = [
    [[600], '00000258'],
    [[90_000], '00001c20'], // the longest is two hours
    [[600, 7200], '0000025800001c20'],
    [[0], '00000001'],
  ]
  for (const [lease, granted] of leases) {
    const { rcode, options } = await send(t, port, ['add _acme-challenge 60 TXT "a"'], { key: 'both', lease })
    t.equal(rcode, 'NOERROR')
    t.strictSame(options, [[2, granted]], `asked for ${lease}`)
  }
  const timed = await send(t, port, ['add timed 60 TXT "a"'], { key: 'both', lease: [7200] })
  t.strictSame(timed.options, [[2, '00000258']], 'of two views with different ones, the shorter')
  const odd = await send(t, port, ['add _acme-challenge 60 TXT "a"'], {
    key: 'both',
    opt: Uint8Array.of(0, 2, 0, 3, 0, 0, 1),
  })
  t.equal(odd.rcode, 'FORMERR')
  const refused = await send(t, port, ['add www 60 TXT "a"'], { key: 'both', opt: new Uint8Array(0) })
  t.strictSame(refused.options, [[15, '0012']])
  const plain = await send(t, port, ['add n 60 A 10.0.0.7'], { key: 'inside' })
  t.equal(plain.octets[5], 1, 'the zone comes back')
  t.ok(plain.octets.length <= 512)
  // Sent again because the answer was lost: what was not there is there now, and yet it is the same answer.
  const key = tsigKey('hmac-sha256', 'inside', SECRET)
  const once = signRequest(
    key,
    updateMessage('example.com.', ['prereq nxdomain again', 'add again 60 A 10.0.0.7'], { id: 77 }),
    Math.floor(Date.now() / 1000),
  )
  const way = { ...port, from: '127.0.0.1', transport: 'udp' as const }
  const answers = [await exchange(t, once.message, way), await exchange(t, once.message, way)]
  t.strictSame(
    answers.map((octets) => gotOf(octets).rcode),
    ['NOERROR', 'NOERROR'],
  )
  // Passed on with another ID, or with the key in capitals, it is signed as well: who recorded it cannot have it done again.
  const renumbered = once.message.slice()
  put16(renumbered, 0, 78)
  const capitals = Buffer.from(
    Buffer.from(once.message).toString('latin1').replace('\x06inside', '\x06INSIDE'),
    'latin1',
  )
  t.notSame(capitals, once.message)
  for (const recorded of [renumbered, capitals]) {
    const octets = await exchange(t, recorded, way)
    t.equal(gotOf(octets).rcode, 'NOERROR', 'the same answer')
    t.strictSame([...octets.slice(0, 2)], [...recorded.slice(0, 2)], 'to whoever asks now')
  }
  const other = await send(t, port, ['prereq nxdomain again', 'add again 60 A 10.0.0.7'], { key: 'inside' })
  t.equal(other.rcode, 'YXDOMAIN', 'another message is another message')
  const message = updateMessage('example.com.', ['add again 60 A 10.0.0.8'], { id: 5 })
  put16(message, 6, 9)
  t.equal((await sendOctets(t, port, message, {})).rcode, 'FORMERR', 'fewer records than it says')
})

t.test('a kill, a reload and a rollback leave what messages have changed', async (t) => {
  const { folder, janus } = await started(t)
  const port = { port: janus.port() }
  await send(t, port, ['add new 60 A 10.0.0.9', 'delete www A'], { key: 'inside' })
  await send(t, port, ['add _acme-challenge 60 TXT "a"'], { key: 'both' })
  const seen = async (janus: Janus) => [
    await ask(t, janus, 'new.example.com. A'),
    await ask(t, janus, 'www.example.com. A'),
    await ask(t, janus, '_acme-challenge.example.com. TXT'),
    await ask(t, janus, '_acme-challenge.example.com. TXT', OUT),
    await ask(t, janus, 'extra.example.com. A'),
  ]
  const changed = ['10.0.0.9', 'NXDOMAIN', 'a', 'a']
  t.strictSame(await seen(janus), [...changed, 'NXDOMAIN'])
  janus.signal('SIGKILL')
  await janus.ended
  const again = await serve(t, folder)
  t.strictSame(await seen(again), [...changed, 'NXDOMAIN'], 'after a kill')
  writeFileSync(join(folder, 'inside.zone'), `${zone('10.0.0.1')}extra A 10.0.0.20\n`)
  again.signal('SIGHUP')
  await again.logged('reloaded')
  t.strictSame(await seen(again), [...changed, '10.0.0.20'], 'after a reload')
  // The file has a CNAME where a message has added an address: the file is right.
  writeFileSync(join(folder, 'inside.zone'), `${zone('10.0.0.1')}new CNAME ns\n`)
  again.signal('SIGHUP')
  const dropped = await again.logged('records that messages added or hid do not fit the zone any more, and are dropped')
  t.equal(dropped.name, 'new.example.com.')
  await again.logged('reloaded', 2)
  t.strictSame((await seen(again)).slice(1), [...changed.slice(1), 'NXDOMAIN'], 'what fits stays')
})

t.test('of changes that race for a name none is lost, and each has its place in one order', async (t) => {
  const { folder, janus } = await started(t)
  const port = { port: janus.port() }
  const before = await serial(t, janus)
  const hosts = Array.from({ length: 24 }, (_, i) => i + 1)
  const ways = ['udp', 'tcp'] as const
  const adding = hosts.map((host) =>
    send(t, port, [`add race 60 A 10.0.1.${host}`], { key: 'inside', transport: ways[host % 2]! }),
  )
  // Another source for the zone comes in the middle of it.
  writeFileSync(join(folder, 'inside.zone'), `${zone('10.0.0.1')}extra A 10.0.0.20\n`)
  janus.signal('SIGHUP')
  const winners = hosts.map((host) =>
    send(t, port, ['prereq nxdomain lock', `add lock 60 A 10.0.2.${host}`], {
      key: 'inside',
      transport: ways[host % 2]!,
    }),
  )
  for (const { rcode } of await Promise.all(adding)) t.equal(rcode, 'NOERROR')
  const rcodes = (await Promise.all(winners)).map(({ rcode }) => rcode)
  t.equal(rcodes.filter((rcode) => rcode === 'NOERROR').length, 1, 'one of them finds the name free')
  t.equal(rcodes.filter((rcode) => rcode === 'YXDOMAIN').length, 23)
  await janus.logged('reloaded')
  const seen = async (janus: Janus) => [
    await ask(t, janus, 'race.example.com. A'),
    await ask(t, janus, 'lock.example.com. A'),
    await ask(t, janus, 'extra.example.com. A'),
  ]
  const wanted = [
    hosts
      .map((host) => `10.0.1.${host}`)
      .sort()
      .join(' '),
    `10.0.2.${rcodes.indexOf('NOERROR') + 1}`,
    '10.0.0.20',
  ]
  t.strictSame(await seen(janus), wanted)
  const steps = (await serial(t, janus)) - before
  t.ok(steps >= 1 && steps <= 26, `counted up for each change, or once for those that are served together: ${steps}`)
  janus.signal('SIGKILL')
  await janus.ended
  t.strictSame(await seen(await serve(t, folder)), wanted, 'after a kill')
})

t.test('over the zone of a primary nothing lies of what messages have changed before', async (t) => {
  const { folder, janus } = await started(t)
  await send(t, { port: janus.port() }, ['add new 60 A 10.0.0.9', 'add short 60 A 10.0.0.9'], { key: 'inside' })
  const primary = await Primary.start(() =>
    messagesOf(['@ SOA ns host 2000 1d 2h 4w 1h', '@ NS ns', 'ns A 10.0.0.1', '@ SOA ns host 2000 1d 2h 4w 1h']),
  )
  t.teardown(() => primary.close())
  const own = files['janus.yaml']
  const followed = own
    .replace('{internal: inside.zone, external', '{internal: {primary: hidden}, external')
    .replace('zones: [example.com, only.example]', 'zones: [only.example]')
    .replace(/ {2}- \{(key: www|from|.*views: \[internal\]).*\n/g, '')
    .replace('tsig:', `primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}\ntsig:`)
  writeFileSync(join(folder, 'janus.yaml'), followed)
  janus.signal('SIGTERM')
  await janus.ended
  const seen = async (janus: Janus) => [
    await ask(t, janus, 'ns.example.com. A'),
    await ask(t, janus, 'new.example.com. A'),
  ]
  const first = await serve(t, folder)
  await first.logged('a zone has come from its primary')
  t.strictSame(await seen(first), ['10.0.0.1', 'NXDOMAIN'])
  const refused = await send(t, { port: first.port() }, ['add new 60 A 10.0.0.9'], { key: 'inside' })
  t.equal(refused.rcode, 'NOTAUTH')
  first.signal('SIGTERM')
  await first.ended
  const again = await serve(t, folder)
  t.strictSame(await seen(again), ['10.0.0.1', 'NXDOMAIN'], 'after a start with its copy')
  writeFileSync(join(folder, 'janus.yaml'), own)
  again.signal('SIGHUP')
  await again.logged('reloaded')
  t.strictSame(await seen(again), ['10.0.0.1', '10.0.0.9'], 'the file is the source again, and the layer lies over it')
})

t.test('a record ends by itself, and its TTL is never above what is left', async (t) => {
  const { folder, janus } = await started(t)
  const port = { port: janus.port() }
  // The lease begins at some moment between these two.
  const sent = Date.now()
  await send(t, port, ['add short 3600 A 10.0.0.9'], { key: 'inside', lease: [3] })
  const begun = Date.now()
  await send(t, port, ['add long 3600 A 10.0.0.9'], { key: 'inside', lease: [3600] })
  let running = janus
  let waiting = new Waiting(running.process.pid!)
  let isRestarted = false
  for (;;) {
    const asked = Date.now()
    const octets = await exchange(t, queryFor('short.example.com. A'), {
      port: running.port(),
      from: '127.0.0.1',
      transport: 'udp',
    })
    const [record] = readMessage(octets)!.answer
    const left = begun + 3000 - Date.now()
    if (record === undefined) {
      t.ok(sent + 3000 - Date.now() < 50, `not before its end: ${left} ms`)
      break
    }
    // Who has to wait for a core takes each step later by so much, and not by more.
    const waited = waiting.milliseconds
    const over = record.ttl * 1000 - Math.max(begun + 3000 - asked, 0)
    if (over > 600 + waited) t.fail(`${record.ttl} s, ${over} ms more than were left`)
    if (asked - begun - 3000 >= 1000 + waited) t.fail('more than a second late')
    if (!isRestarted) {
      isRestarted = true
      running.signal('SIGKILL')
      await running.ended
      running = await serve(t, folder)
      waiting = new Waiting(running.process.pid!)
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  t.equal(await ask(t, running, 'long.example.com. A'), '10.0.0.9')
})
