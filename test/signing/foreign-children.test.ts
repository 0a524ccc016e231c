// A zone that another server serves and signs, below one that is signed here: its DS is taken from its CDS records, in each view that
// delegates it, when it sends a NOTIFY or when its time has come, and never so that its chain breaks.

import { createSocket, type RemoteInfo } from 'node:dgram'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { dnssec } from '../../src/operate/verbs/dnssec.ts'
import { dnssecWithdraw } from '../../src/operate/verbs/dnssec-withdraw.ts'
import { type KeyRecord, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { dsBy } from '../../src/sign/zone-key.ts'
import { tellServer } from '../../src/signing/ask-server.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import { SerialRecord } from '../../src/store/serial-record.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf, janus } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { setAhead } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'
import { updateMessage } from '../support/update-message.ts'

const HOUR = 3600
const UNIV = 'univ.example.'
const DEPT = 'dept.univ.example.'
const HEAD = '$TTL 300\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n'
/** `port`: of the upper server, which wants to be told. */
const upper = (port: number, more = '') =>
  `${HEAD}dept 600 NS ns.dept\nns.dept A 127.0.0.1\n*._dsync DSYNC CDS NOTIFY ${port} ns\n${more}`
const upperConfig = (children: string) => `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [10.0.0.0/8], external: [any], elsewhere: [192.0.2.0/24]}
zones: {univ.example: {internal: in.zone, external: in.zone, elsewhere: other.zone}}
sign: {univ.example: {parents: []${children}}}
`

t.afterEach(() => setAhead(undefined))

type Pair = { readonly above: Site; readonly below: Site; readonly port: number; readonly belowPort: number }

async function pair(t: Test): Promise<Pair> {
  const above = new Site(folderOf(t, { 'janus.yaml': upperConfig(''), 'in.zone': upper(1), 'other.zone': HEAD }))
  t.teardown(() => above.stop())
  await above.start()
  const { port } = above.server.bound[0]!
  above.write('in.zone', upper(port))
  const below = new Site(
    folderOf(t, {
      'dept.zone': `${HEAD}www A 192.0.2.7\n`,
      'janus.yaml': `
listen: ["127.0.0.1:0"]
views: {campus: [any]}
zones: {dept.univ.example: dept.zone}
sign: {dept.univ.example: {parents: ["127.0.0.1:${port}"]}}
`,
    }),
  )
  t.teardown(() => below.stop())
  await below.start()
  const belowPort = below.server.bound[0]!.port
  await until('the first keys below', () => below.server.signing!.status.every(({ face }) => face.signed !== undefined))
  await until('the keys are seen', () => isSeen(below))
  // Caches know of them then.
  setAhead(3 * HOUR)
  await below.reload()
  await until('CDS records', () => recordsIn(shown(below, DEPT), nameFromText(DEPT), Type.CDS).length > 0)
  return { above, below, port, belowPort }
}

const recordIn = (below: Site): KeyRecord =>
  JSON.parse(readFileSync(join(below.folder, 'keys/zone', DEPT.slice(0, -1), 'keys.json'), 'utf8'))

/** Everybody was seen with all that is awaited. */
function isSeen(below: Site): boolean {
  return recordIn(below).keys.every(({ records }) =>
    Object.values(records ?? { none: { state: 'rumoured', seen: undefined } }).every(
      ({ state, seen }) => state === 'omnipresent' || state === 'hidden' || seen !== undefined,
    ),
  )
}

function shown(site: Site, zone: string, view?: string): Zone {
  const { views } = site.server.current.generation
  const { zones } = view === undefined ? views[0]! : views.find(({ name }) => name === view)!
  return zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(zone)) === 0)!.zone!
}

const tagOf = (ds: Uint8Array) => (ds[0]! << 8) | ds[1]!
/** By view: tags of the DS. */
const ds = ({ above }: Pair) =>
  ['internal', 'external', 'elsewhere'].map((view) =>
    recordsIn(shown(above, UNIV, view), nameFromText(DEPT), Type.DS)
      .map(tagOf)
      .join(),
  )
const recordOf = ({ below }: Pair): KeyRecord => recordIn(below)
const tags = (pair: Pair) => recordOf(pair).keys.map(({ tag }) => tag)
const statusOf = ({ above }: Pair) =>
  above.server.signing!.status.flatMap(({ face, children }) =>
    children.map(({ child, state, why }) => `${face.name.view} ${child} ${state}${why ? ` ${why.code}` : ''}`),
  )

function fault({ above }: Pair): string | undefined {
  const read = readZoneKeys(join(above.folder, 'keys/zone/univ.example'))
  const now = Math.floor(Date.now() / 1000)
  return ['internal', 'external', 'elsewhere']
    .map((view) => faultOf(shown(above, UNIV, view), read.kind === 'good' ? read.keys : [], now, 1))
    .find((one) => one)
}

async function later(site: Site, hours: number): Promise<void> {
  setAhead(hours * HOUR)
  await site.reload()
}

async function follow(pair: Pair, more = '', file = ''): Promise<void> {
  const { above, port, belowPort } = pair
  above.write('in.zone', upper(port, file))
  above.write(
    'janus.yaml',
    upperConfig(`, children: {dept.univ.example: {servers: ["127.0.0.1:${belowPort}"]${more}}}`),
  )
  await above.reload()
  await until('a look', () => statusOf(pair).every((line) => !line.includes('unknown')))
}

t.test('a child that others sign rolls its key, and nobody above has to do anything', async (t) => {
  const both = await pair(t)
  const { above, below, port } = both
  const [first] = tags(both)
  await follow(both)
  t.same(
    statusOf(both),
    ['internal', 'external'].map((view) => `${view} ${DEPT} failed child-first`),
    'the first DS is written by somebody; where it is not delegated, it is nothing',
  )
  const line = recordsIn(shown(below, DEPT), nameFromText(DEPT), Type.CDS)[0]!
  const written = `dept DS ${first} 13 2 ${Buffer.from(line.subarray(4)).toString('hex')}\n`
  await follow(both, '', written)
  t.same(ds(both), [`${first}`, `${first}`, ''])
  await until('the same is wanted', () => statusOf(both).every((one) => one.endsWith('current')))

  // Who else is to be asked from now on is asked at the reload that says so.
  await follow({ ...both, belowPort: 1 }, '', written)
  await until('nobody listens there', () => statusOf(both).every((one) => one.endsWith('failed child-unasked')))
  await follow(both, '', written)
  await until('an answer', () => statusOf(both).every((one) => one.endsWith('current')))

  // The child sees its DS, rolls, and tells whom the DSYNC above names.
  await later(below, 4)
  await until('the DS is seen', () => recordOf(both).keys[0]!.records!.ds.seen !== undefined)
  await later(below, 40)
  await until('the DS is everywhere', () => recordOf(both).keys[0]!.records!.ds.state === 'omnipresent')
  const roll = { verb: 'dnssec-roll', options: { zone: 'dept.univ.example' } }
  t.match((await told(operatedOf(below.server), everybody, roll)).result, { state: 'begun' })
  await until('the second key', () => tags(both).length === 2)
  const second = tags(both).find((tag) => tag !== first)!
  await until('it is seen', () => isSeen(below))
  t.same(ds(both), [`${first}`, `${first}`, ''], 'nobody asks for the second yet')
  await later(below, 45)
  await until('the DS of the second', () => ds(both).join() === `${second},${second},`)
  t.equal(fault(both), undefined)
  await until('it is told', () => statusOf(both).every((one) => one.endsWith('current')))

  await above.restart()
  t.same(ds(both), [`${second}`, `${second}`, ''], 'what was taken is kept')
  t.equal(above.server.bound.length, 1)

  // A delegation that is lost by mistake, and brought back: the DS of the file is that of a key that the child has no more.
  above.write('in.zone', HEAD)
  await above.reload()
  t.same([ds(both), statusOf(both)], [['', '', ''], []], 'what is not delegated has nothing')
  t.equal(fault(both), undefined)
  await follow(both, '', written)
  t.same(ds(both), [`${second}`, `${second}`, ''], 'it is as it was')
  t.equal(fault(both), undefined)

  // Who has changed what, and where a record comes from.
  const trail = (await told(operatedOf(above.server), everybody, { verb: 'audit', options: { what: 'ds' } })).result
  t.match(
    trail,
    ['internal', 'external'].map((view) => ({
      ...{ who: DEPT, way: 'cds', zone: UNIV, views: [view] },
      detail: { before: [first], tags: [second] },
    })),
  )
  const asked = { verb: 'explain', options: { address: '10.0.0.1', name: 'dept.univ.example', type: 'DS' } }
  t.match((await told(operatedOf(above.server), everybody, asked)).result, {
    answer: { sections: { answer: [{ how: /^made here, from the CDS records of dept\.univ\.example\., taken 20/ }] } },
  })
  t.match((await told(operatedOf(above.server, { language: 'ja' }), everybody, asked)).result, {
    answer: {
      sections: {
        answer: [{ how: /^ここで作られています: dept\.univ\.example\. の CDS レコードから 20\S+ に取り込まれました$/ }],
      },
    },
  })

  // A reload that comes to nothing gives nothing up.
  const { put } = SerialRecord.prototype
  SerialRecord.prototype.put = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  above.write('in.zone', upper(port, `dept DS 1 13 2 ${'A1'.repeat(32)}\n`))
  await above.reload().catch(() => {})
  SerialRecord.prototype.put = put
  t.same(ds(both), [`${second}`, `${second}`, ''])
  await follow(both, '', written)
  t.same(ds(both), [`${second}`, `${second}`, ''])

  // What somebody writes into the source is believed, and what the child says then is held against it.
  await follow(both, '', `dept DS 1 13 2 ${'A1'.repeat(32)}\n`)
  t.same(ds(both), ['1', '1', ''])
  await until('it is refused', () => statusOf(both).every((one) => one.endsWith('failed child-keys-unproven')))
  const lines = (await told(operatedOf(above.server), everybody, { verb: 'dnssec', options: {} })).result
  const text = dnssec.told(lines)!.text({ colour: false })
  t.match(text, /dept\.univ\.example\. +internal +failed +1 .*no key that the DS names has signed the keys/)
  t.notOk(dnssec.told(lines)!.good, 'somebody has to see to it')
  const japanese = { verb: 'dnssec', options: {} }
  const inJapanese = await told(operatedOf(above.server, { language: 'ja' }), everybody, japanese)
  t.match(JSON.stringify(inJapanese.result), /DS の指す鍵で署名されていません/)
  t.ok(port > 0)
})

t.test('a child that wants to be unsigned is, also when it is delegated once more', async (t) => {
  const both = await pair(t)
  const { above, below } = both
  const [first] = tags(both)
  const line = recordsIn(shown(below, DEPT), nameFromText(DEPT), Type.CDS)[0]!
  const written = `dept DS ${first} 13 2 ${Buffer.from(line.subarray(4)).toString('hex')}\n`
  await follow(both, '', written)
  t.same(ds(both), [`${first}`, `${first}`, ''])
  await later(below, 40)
  below.write('janus.yaml', readFileSync(join(below.folder, 'janus.yaml'), 'utf8').replace(/^sign:.*$/m, ''))
  await below.reload()
  const withdraw = { verb: 'dnssec-withdraw', options: { zone: 'dept.univ.example' } }
  const asked = await told(operatedOf(below.server), everybody, withdraw)
  t.match(dnssecWithdraw.told(asked.result)!.text({ colour: false }), /DS/)
  await until('the CDS that asks for none', () =>
    recordsIn(shown(below, DEPT), nameFromText(DEPT), Type.CDS).every((cds) => cds[2] === 0),
  )
  const { port } = above.server.bound[0]!
  const answer = await tellServer(
    { address: '127.0.0.1', family: 4, port },
    { name: nameFromText(DEPT), type: Type.CDS },
  )
  t.match(answer, { rcode: 0 })
  await until('no DS', () => ds(both).join() === ',,')
  t.equal(fault(both), undefined)
  await until('it is told', () => statusOf(both).every((one) => one.endsWith('current')))
  await above.restart()
  t.same(ds(both), ['', '', ''])

  // Nobody follows it any more: what was taken holds, until the source says something else.
  above.write('janus.yaml', upperConfig(''))
  await above.reload()
  t.same(statusOf(both), [`internal ${DEPT} unknown child-kept`, `external ${DEPT} unknown child-kept`])
  t.same(ds(both), ['', '', ''])
  // Where the zone above is not signed, its source has the DS; and so it has when that is signed again.
  const unsigned = 'unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: 2099-01-01}]\n'
  above.write('janus.yaml', `${upperConfig('')}${unsigned}`)
  await above.reload()
  t.same(statusOf(both), [`external ${DEPT} unknown child-kept`])
  above.write('janus.yaml', upperConfig(''))
  await above.reload()
  t.same(ds(both), [`${first}`, '', ''])
  above.write('in.zone', HEAD)
  await above.reload()
  t.same(statusOf(both), [])
  above.write('in.zone', upper(1, written))
  await above.reload()
  t.same(ds(both), [`${first}`, '', ''], 'what is delegated again is as it was')
  t.equal(fault(both), undefined)
})

t.test('what was taken and is not served yet is nothing to judge by', async (t) => {
  const both = await pair(t)
  const { above, below } = both
  const written = by384(both)
  const keys = join(above.folder, 'keys/zone/univ.example')
  const [file] = readdirSync(keys).filter((name) => name.endsWith('.pem'))
  const key = readFileSync(join(keys, file!))
  above.write('in.zone', upper(both.port, written))
  await above.reload()
  rmSync(join(keys, file!))
  await follow(both, '', written)
  await until('the DS is taken', () => statusOf(both).every((one) => one.endsWith('current')))
  await above.reload()
  await until('it is not served', () => statusOf(both).every((one) => one.endsWith('failed child-unserved')))
  writeFileSync(join(keys, file!), key, { mode: 0o600 })
  await above.reload()
  await until('it is', () => statusOf(both).every((one) => one.endsWith('current')))
  t.same(digestsOf(both), [2, 2])
  t.equal(fault(both), undefined)
  t.ok(below.isRunning)
})

/** The DS of the key below, by another digest than its CDS records have. */
function by384({ below }: Pair): string {
  const [first] = recordIn(below).keys
  const [dnskey] = recordsIn(shown(below, DEPT), nameFromText(DEPT), Type.DNSKEY)
  const ds = dsBy(4, nameFromText(DEPT), { ...first!, dnskey: dnskey! })!
  return `dept DS ${first!.tag} 13 4 ${Buffer.from(ds.subarray(4)).toString('hex')}\n`
}

const digestsOf = ({ above }: Pair) =>
  ['internal', 'external'].flatMap((view) =>
    recordsIn(shown(above, UNIV, view), nameFromText(DEPT), Type.DS).map((one) => one[3]),
  )

/** A server that keeps everybody waiting at first, and then says what another one does. */
async function relayTo(t: Test, port: number) {
  const [door, asked] = [createSocket('udp4'), createSocket('udp4')]
  let isOpen = false
  let newest: { readonly query: Buffer; readonly from: RemoteInfo } | undefined
  const clients = new Map<number, RemoteInfo>()
  const pass = () => {
    if (!isOpen || newest === undefined) return
    const { query, from } = newest
    clients.set(query.readUInt16BE(0), from)
    asked.send(query, port, '127.0.0.1')
  }
  door.on('message', (query, from) => {
    newest = { query, from }
    pass()
  })
  asked.on('message', (answer) => {
    const { port: to, address } = clients.get(answer.readUInt16BE(0))!
    door.send(answer, to, address)
  })
  t.teardown(() => {
    door.close()
    asked.close()
  })
  await new Promise<void>((resolve) => door.bind(0, '127.0.0.1', resolve))
  return {
    port: door.address().port,
    /** The last question, however often it was sent. */
    asked: () => newest?.query.toString('hex'),
    open(): void {
      isOpen = true
      pass()
    },
    hold(): void {
      isOpen = false
    },
  }
}

t.test('what was asked before the zone above had other servers there is not taken', async (t) => {
  const both = await pair(t)
  const { above, port, belowPort } = both
  const written = by384(both)
  const digests = () => digestsOf(both)
  const relay = await relayTo(t, belowPort)
  const children = `, children: {dept.univ.example: {servers: ["127.0.0.1:${relay.port}"]}}`
  above.write('in.zone', upper(port, written))
  above.write('janus.yaml', upperConfig(children))
  await above.reload()
  await until('a question', () => relay.asked() !== undefined)
  for (let change = 1; ; change++) {
    const before = relay.asked()
    above.write('in.zone', upper(port, written).replaceAll(/\bns\.dept\b/g, `ns${change}.dept`))
    await above.reload()
    if (relay.asked() === before) break
    // Nobody waits for an answer for longer than six seconds. Where a reload took them, somebody asks anew, and waits for the next one.
    if (change === 20) t.fail('each reload takes longer than a question')
  }
  relay.open()
  await until('an end', () => statusOf(both).every((one) => one.endsWith('failed child-above-changed')))
  relay.hold()
  t.same(digests(), [4, 4])

  t.equal(fault(both), undefined)
})

t.test('what an update delegates is followed from then on', async (t) => {
  const both = await pair(t)
  const { above, port, belowPort } = both
  const children = `, children: {"*.univ.example": {servers: ["127.0.0.1:${belowPort}"]}}`
  const updates = 'updates: [{from: [127.0.0.1/32], zones: [univ.example], types: [NS, A]}]\n'
  above.write('in.zone', upper(port).replace(/^dept.*\n/m, ''))
  above.write('janus.yaml', `${upperConfig(children)}${updates}`)
  await above.reload()
  t.same(statusOf(both), [])
  const message = updateMessage(UNIV, ['add dept 600 NS ns.dept.univ.example.'])
  const answer = await exchange(t, message, { port: above.server.bound[0]!.port, from: '127.0.0.1', transport: 'tcp' })
  t.equal(answer[3]! & 0xf, 0)
  await until('a look', () => statusOf(both).join() === `internal ${DEPT} failed child-first`)
  t.equal(fault(both), undefined)
})

t.test('a NOTIFY for what nobody follows is not ours', async (t) => {
  const both = await pair(t)
  await follow(both)
  const server = { address: '127.0.0.1', family: 4 as const, port: both.above.server.bound[0]!.port }
  const notify = async (name: string, type: number) => {
    const answer = await tellServer(server, { name: nameFromText(name), type })
    return 'code' in answer ? answer.code : answer.rcode
  }
  t.equal(await notify(DEPT, Type.CDS), 0)
  t.equal(await notify('DEPT.univ.example.', Type.CDS), 0)
  t.equal(await notify(DEPT, Type.SOA), 4)
  t.equal(await notify('other.univ.example.', Type.CDS), 4)
  t.equal(await notify(UNIV, Type.CDS), 4)
})

t.test('the first DS comes by what all servers say of it in zones that are signed', async (t) => {
  const { above, below, belowPort } = await pair(t)
  const first = recordIn(below).keys[0]!.tag
  // What somebody is told to write there by hand.
  const own = ['--config', join(below.folder, 'janus.yaml')]
  const printed = await janus('dnssec', 'ds', 'dept.univ.example', ...own, '--signal', 'ns.host.example')
  const [cds, cdnskey] = printed.stdout
    .split('\n')
    .flatMap((line) => (line.startsWith('_dsboot.') ? [`${line}\n`] : []))
  if (cds === undefined || cdnskey === undefined) throw new Error(printed.stderr)
  const inside = ' NS ns.dept\nns.dept A 127.0.0.1\n'
  const outside = ' NS ns.host.example.\n NS ns.dept\nns.dept A 127.0.0.1\n'
  const config = `
listen: ["127.0.0.1:0"]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: in.zone, host.example: {external: host.zone}}
sign:
  host.example: {parents: []}
  univ.example: {parents: [], children: {"*.univ.example": {first: signal, servers: ["127.0.0.1:${belowPort}"]}}}
`
  above.write('janus.yaml', config)
  const cases: readonly (readonly [what: string, delegation: string, host: string, want: string])[] = [
    ['all servers are inside of it', inside, cds + cdnskey, 'failed child-signal-none'],
    ['nobody says anything', outside, '', 'failed child-signal-unproven'],
    ['another key is told', outside, cds.replace(`CDS ${first}`, 'CDS 1') + cdnskey, 'failed child-signal-differs'],
    ['one of two is told', outside, cds, 'failed child-signal-differs'],
    ['it lies below a cut', outside, `${cds}${cdnskey}ns NS ns.example.net.\n`, 'failed child-signal-unproven'],
    ['both are told', outside, cds + cdnskey, 'current'],
  ]
  for (const [what, delegation, host, want] of cases) {
    above.write('in.zone', `${HEAD}dept 600${delegation}`)
    above.write(
      'host.zone',
      `${HEAD.replace('ns A 127.0.0.1\n', host.includes('ns NS') ? '' : 'ns A 127.0.0.1\n')}${host}`,
    )
    await above.reload()
    const lines = () => above.server.signing!.status.flatMap(({ children }) => children)
    await until(
      () => `${what}: ${JSON.stringify(lines())}`,
      () =>
        lines().length === 2 &&
        lines().every(({ state, why }) => `${state}${why === undefined ? '' : ` ${why.code}`}` === want),
    )
    const there = () =>
      ['internal', 'external'].map((view) =>
        recordsIn(shown(above, UNIV, view), nameFromText(DEPT), Type.DS)
          .map(tagOf)
          .join(),
      )
    // What is taken is put in by the next signing.
    if (want === 'current') await until('the DS', () => there().every((one) => one === `${first}`))
    else t.same(there(), ['', ''], what)
  }
})
