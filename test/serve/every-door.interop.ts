// Every door with everything that may decide a view: which view each client gets is what design and docs/doors.md say, in the order
// that they give, and the answer has what a server would say that knows nothing but that view.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { addressFromText } from '../../src/dns/address.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { peerAt } from '../../src/net/peer.ts'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { Responder } from '../../src/serve/responder.ts'
import { Bit } from '../../src/wire/header.ts'
import { type Message, readMessage } from '../../src/wire/message.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { defaultOptions, queryFor, recordText } from '../support/ask.ts'
import { askBy, DOORS, type Door, isDatagram, isEncrypted, listenKey } from '../support/doors.ts'
import { type EdnsOption, subnetOption, withOptions } from '../support/edns-options.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import fc from '../support/properties.ts'
import type { TestPair } from '../support/tls-client.ts'
import { tsigKey } from '../support/tsig.ts'
import { generationOf } from '../support/zones.ts'

const VIEWS = ['inside', 'lab', 'outside'] as const
type View = (typeof VIEWS)[number]

/** All that may hold something of a view: data, targets, glue, a cut, aliases, wildcards, and names that only it has. */
const zone = (view: View) => `$TTL 300
@ SOA ns mark-${view} 7 1h 10m 1d 60
@ NS ns
@ MX 10 mark-${view}.univ.example.
ns A 192.0.2.1
where TXT "${view}"
mark-${view} A 192.0.2.2
only-${view} TXT "mark-${view}"
mx MX 10 mark-${view}
srv SRV 0 0 25 mark-${view}
alias CNAME mark-${view}
gone CNAME mark-${view}.example.net.
*.any TXT "mark-${view}"
cut NS mark-${view}.cut
mark-${view}.cut A 192.0.2.3
cut-${view} NS mark-${view}.cut-${view}
mark-${view}.cut-${view} A 192.0.2.4
tree DNAME mark-${view}.example.net.
deep.below.${view} A 192.0.2.5
`
const CLIENTS = { inside: ['127.0.0.1/32', '127.0.0.7/32', '10.0.0.0/8'], lab: ['127.0.0.3/32', '10.9.0.0/16'] }
/** A resolver that is believed is inside itself, which must never count. */
const FROM = { '127.0.0.1': 'inside', '127.0.0.3': 'lab', '127.0.0.9': 'outside', '127.0.0.7': 'resolver' } as const
type From = keyof typeof FROM

const laptop = selfSigned('laptop')
const stranger = selfSigned('stranger')
const CERTIFICATES: Readonly<Record<string, TestPair | undefined>> = { none: undefined, roaming: laptop, stranger }

const SECRET = Buffer.alloc(32, 7).toString('base64')
const own = (name: string) => tsigKey('hmac-sha256', name, SECRET)
const KEYS: Readonly<Record<string, { readonly key?: TsigKey; readonly views?: readonly View[] }>> = {
  none: {},
  inner: { key: own('inner'), views: ['inside'] },
  outer: { key: own('outer'), views: ['outside'] },
  both: { key: own('both'), views: ['lab', 'outside'] },
  unknown: { key: own('unknown') },
  forged: { key: tsigKey('hmac-sha256', 'inner', Buffer.alloc(32, 8).toString('base64')) },
}

const SUBNETS: Readonly<Record<string, { readonly option?: EdnsOption; readonly view: View | 'FORMERR' }>> = {
  none: { view: 'outside' },
  '10.1.0.0/16': { option: subnetOption('10.1.0.0/16'), view: 'inside' },
  '10.9.1.0/24': { option: subnetOption('10.9.1.0/24'), view: 'lab' },
  '198.51.100.0/24': { option: subnetOption('198.51.100.0/24'), view: 'outside' },
  'too short': { option: subnetOption('10.0.0.0/7'), view: 'outside' },
  'over two views': { option: subnetOption('10.8.0.0/15'), view: 'outside' },
  malformed: { option: [8, Buffer.from([0, 1, 24])], view: 'FORMERR' },
}

type Who = {
  readonly door: Door
  readonly tied: View | undefined
  readonly from: From
  readonly certificate: string
}
type Says = { readonly key: string; readonly subnet: string }

/** The order of the documents, and nothing of the code. */
function expected({ door, tied, from, certificate }: Who, { key, subnet }: Says): string {
  const shows = KEYS[key]!
  if (shows.key !== undefined && shows.views === undefined) return 'NOTAUTH'
  const isBelieved = FROM[from] === 'resolver' && shows.key === undefined
  const told = SUBNETS[subnet]!.view
  if (isBelieved && told === 'FORMERR') return 'FORMERR'
  // What a proxy shows inside TLS is not its client's.
  const byCertificate = certificate === 'roaming' && door !== 'inside tls' ? 'inside' : undefined
  const byAddress = FROM[from] === 'resolver' ? 'inside' : FROM[from]
  const without = tied ?? byCertificate ?? (isBelieved ? told : byAddress)
  if (shows.views === undefined) return without
  return shows.views.find((view) => view === without) ?? shows.views[0]!
}

const TIES: readonly (View | undefined)[] = [undefined, 'inside', 'outside']
const LISTENS = [...new Set(DOORS.map(listenKey))]

/** One server for all. */
function campus(): Promise<Janus> {
  const listen = TIES.flatMap((tied, i) =>
    LISTENS.map((door) =>
      [`  - {address: "127.0.1.${i + 1}:0"`, tied && `view: ${tied}`, door].filter(Boolean).join(', ').concat('}'),
    ),
  )
  const keys = Object.entries(KEYS).filter(([, { views }]) => views)
  const secret = (name: string) => `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`
  const folder = folderOf(t, {
    ...Object.fromEntries(VIEWS.map((view) => [`${view}.zone`, zone(view)])),
    ...Object.fromEntries(keys.map(([name]) => [`keys/tsig/${name}.key`, secret(name)])),
    'roaming.crt': laptop.certificate,
    'janus.yaml': `listen:
${listen.join('\n')}
workers: 1
cookies: false
tcp: {handshakes-per-network: 0}
ecs-from: [127.0.0.7]
tsig: {${keys.map(([name, { views }]) => `${name}: {views: [${views}]}`).join(', ')}}
transfers: [${VIEWS.map((view) => `{from: [127.0.0.0/8], views: [${view}]}`)}]
views:
  inside: {clients: [${CLIENTS.inside}], certificates: [roaming.crt]}
  lab: {clients: [${CLIENTS.lab}]}
  outside: {clients: [any]}
zones:
  univ.example: {${VIEWS.map((view) => `${view}: ${view}.zone`)}}
  inner.example: {inside: inside.zone}
  inner.univ.example: {lab: lab.zone}
`,
  })
  for (const its of ['keys', 'keys/tsig']) chmodSync(join(folder, its), 0o700)
  for (const [name] of keys) chmodSync(join(folder, `keys/tsig/${name}.key`), 0o600)
  return serve(t, folder)
}

function messageOf(plain: Uint8Array, { key, subnet }: Says, id: number): Uint8Array {
  const { option } = SUBNETS[subnet]!
  const message = option === undefined ? Uint8Array.from(plain) : withOptions(plain, option)
  message.set([id >> 8, id & 255])
  const by = KEYS[key]!.key
  return by === undefined ? message : signRequest(by, message, Math.floor(Date.now() / 1000)).message
}

const allWho: readonly Who[] = DOORS.flatMap((door) =>
  TIES.flatMap((tied) =>
    (Object.keys(FROM) as From[]).flatMap((from) =>
      Object.keys(isEncrypted(door) ? CERTIFICATES : { none: undefined }).map((certificate) => ({
        ...{ door, tied, from, certificate },
      })),
    ),
  ),
)
const allSays: readonly Says[] = Object.keys(KEYS).flatMap((key) =>
  Object.keys(SUBNETS).map((subnet) => ({ key, subnet })),
)

function ask(t: Test, { door, tied, from, certificate }: Who, messages: readonly Uint8Array[]) {
  const at = TIES.indexOf(tied) * LISTENS.length + LISTENS.indexOf(listenKey(door))
  const [to, port] = janus.listen[at]!.split(':') as [string, string]
  return askBy(t, { door, to, port: Number(port), client: from, pair: CERTIFICATES[certificate] }, messages)
}

const about = (who: Who, says: Says) =>
  `${who.door}${who.tied ? ` of ${who.tied}` : ''} from ${who.from}, certificate ${who.certificate}, key ${says.key}, subnet ${says.subnet}`

/** So many at a time: the desk takes no more questions over HTTPS than it can have at once. */
async function inLanes<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values()
  const lane = async () => {
    for (const one of left) await work(one)
  }
  await Promise.all([lane(), lane()])
}

/** Marks of views that are not this one. */
const foreignMarks = (answer: Uint8Array, view: string) =>
  VIEWS.filter((other) => other !== view && Buffer.from(answer).includes(`mark-${other}`))

const janus = await campus()

t.test('every door × view of the address × client × certificate × key × subnet', async (t) => {
  const question = queryFor('where.univ.example. TXT', { edns: 1232 })
  const wrong: string[] = []
  let asked = 0
  await inLanes(allWho, async (who) => {
    const messages = allSays.map((says, id) => messageOf(question, says, id))
    const answers = await ask(t, who, messages)
    for (const [id, says] of allSays.entries()) {
      asked++
      const answer = answers.get(id)
      const message = answer && readMessage(answer)
      const got = message === undefined ? 'nothing' : viewIn(message)
      if (got !== expected(who, says)) wrong.push(`${about(who, says)}: ${got}, not ${expected(who, says)}`)
      if (answer && foreignMarks(answer, got).length > 0)
        wrong.push(`${about(who, says)}: ${foreignMarks(answer, got)}`)
    }
  })
  t.equal(asked, 9_576)
  t.same(wrong.slice(0, 20), [])
})

function viewIn({ answer, rcode }: Message): string {
  const [record] = answer
  return record === undefined ? rcodeName(rcode) : Buffer.from(record.rdata.subarray(1)).toString()
}

/** One server for each view, which knows no other. */
const alone = Object.fromEntries(
  VIEWS.map((view) => {
    const zones = {
      'univ.example.': zone(view),
      ...(view === 'inside' && { 'inner.example.': zone(view) }),
      ...(view === 'lab' && { 'inner.univ.example.': zone(view) }),
    }
    return [view, new Responder(generationOf({ [view]: { clients: ['any'], zones } }), defaultOptions)]
  }),
)

/** What the server that knows this view alone says, without what is said of the way. */
function saidAlone(view: string, message: Uint8Array, door: Door): string {
  const out = new Uint8Array(0xffff)
  const peer = peerAt(addressFromText('192.0.2.9')!, isDatagram(door) ? 'udp' : 'tcp')
  const length = alone[view]!.respond(message, 0, message.length, peer, out, 0)
  return saidIn(out.subarray(0, length))
}

function saidIn(octets: Uint8Array): string {
  const { rcode, flags, answer, authority, additional } = readMessage(octets)!
  const sections = [answer, authority, additional].map((records) =>
    records
      .filter(({ type }) => type !== TSIG)
      .map(recordText)
      .sort()
      .join('\n'),
  )
  return `${rcodeName(rcode)} ${flags & Bit.AA ? 'AA' : ''}${flags & Bit.TC ? ' TC' : ''}\n${sections.join('\n--\n')}`
}

const TSIG = 250
const NAMES = [
  ...[
    '@',
    'ns',
    'where',
    'mx',
    'srv',
    'alias',
    'gone',
    'x.any',
    'any',
    'cut',
    'x.cut',
    'tree',
    'x.tree',
    'absent',
    'below',
  ],
  ...VIEWS.flatMap((view) => [`mark-${view}`, `only-${view}`, `cut-${view}`, `x.cut-${view}`, `below.${view}`, view]),
].map((name) => (name === '@' ? '' : `${name}.`))
const ZONES = ['univ.example.', 'inner.example.', 'inner.univ.example.']
const TYPES = ['A', 'AAAA', 'TXT', 'MX', 'NS', 'SOA', 'SRV', 'CNAME', 'DNAME', 'DS', 'ANY']

t.test('whatever is asked by whichever door, nobody sees anything of another view', async (t) => {
  const question = fc.record({
    name: fc.constantFrom(...NAMES),
    zone: fc.constantFrom(...ZONES),
    type: fc.constantFrom(...TYPES),
    dnssec: fc.boolean(),
    recursive: fc.boolean(),
    says: fc.constantFrom(...allSays),
  })
  const samples = fc.sample(
    fc.record({ who: fc.constantFrom(...allWho), questions: fc.array(question, { minLength: 25, maxLength: 25 }) }),
    { numRuns: 80, seed: 17 },
  )
  const wrong: string[] = []
  await inLanes(samples, async ({ who, questions }) => {
    const plain = questions.map(({ name, zone, type, dnssec, recursive }) =>
      queryFor(`${name}${zone} ${type}`, { edns: 1232, dnssec, flags: recursive ? 0x0100 : 0 }),
    )
    const messages = questions.map(({ says }, id) => messageOf(plain[id]!, says, id))
    const answers = await ask(t, who, messages)
    for (const [id, { says, name, zone, type }] of questions.entries()) {
      const view = expected(who, says)
      const its = `${about(who, says)}: ${name}${zone} ${type}`
      const answer = answers.get(id)
      if (answer === undefined) wrong.push(`${its}: nothing`)
      else if (!(view in alone)) {
        if (saidIn(answer) !== `${view} \n\n--\n\n--\n`) wrong.push(`${its}: ${saidIn(answer)}`)
      } else if (saidIn(answer) !== saidAlone(view, plain[id]!, who.door))
        wrong.push(`${its}: ${saidIn(answer)}, not ${saidAlone(view, plain[id]!, who.door)}`)
    }
  })
  t.same(wrong.slice(0, 10), [])
})

t.test('whole zones, NOTIFY and UPDATE by every door show nothing of another view', async (t) => {
  const questions = ZONES.flatMap((zone) => [
    queryFor(`${zone} AXFR`, { edns: 1232 }),
    queryFor(`${zone} IXFR`, { edns: 1232 }),
    queryFor(`${zone} SOA`, { edns: 1232, flags: 4 << 11 }),
    queryFor(`${zone} SOA`, { edns: 1232, flags: 5 << 11 }),
  ])
  const says = Object.keys(KEYS).map((key) => ({ key, subnet: 'none' }))
  const wrong: string[] = []
  const given = new Set<string>()
  await inLanes(
    allWho.filter(({ certificate }) => certificate !== 'stranger'),
    async (who) => {
      const all = says.flatMap((one) => questions.map((plain) => ({ one, plain })))
      const answers = await ask(
        t,
        who,
        all.map(({ one, plain }, id) => messageOf(plain, one, id)),
      )
      for (const [id, { one }] of all.entries()) {
        const answer = answers.get(id)
        // Nobody asks for these in another's name: a resolver that is believed is judged by its own address.
        const isResolver = FROM[who.from] === 'resolver' && one.key === 'none'
        const view = isResolver ? (who.tied ?? 'inside') : expected(who, one)
        if (answer === undefined) wrong.push(`${about(who, one)}: nothing`)
        else if (foreignMarks(answer, view).length > 0) wrong.push(`${about(who, one)}: ${foreignMarks(answer, view)}`)
        else if (answer.includes(`mark-${view}`)) given.add(`${who.door} ${view}`)
      }
    },
  )
  t.same(wrong.slice(0, 10), [])
  // They are given where they may be: over TCP and TLS, each view its own.
  for (const door of ['tcp', 'tls', 'proxied tcp', 'proxied tls'])
    for (const view of VIEWS) t.ok(given.has(`${door} ${view}`), `${door} ${view}`)
  for (const door of ['https', 'proxied https'])
    for (const view of VIEWS) t.notOk(given.has(`${door} ${view}`), `${door} ${view}`)
})
