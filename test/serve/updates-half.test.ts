// A message that a key sends to two views, of which one refuses it, at each step at which one can: neither is changed, in memory or on
// the disk, the answer says why, and who sends it again is answered the same.

import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import { readMessage } from '../../src/wire/message.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { verifying } from '../../src/wire/tsig/stream.ts'
import { queryFor, summary } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { tsigKey } from '../support/tsig.ts'
import { updateMessage } from '../support/update-message.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const FROM = { internal: '127.0.0.1', external: '127.0.0.2' } as const
const key = tsigKey('hmac-sha256', 'both', SECRET)

type View = keyof typeof FROM

const plain = '$TTL 300\n@ SOA ns host 10 3600 900 604800 60\n@ NS ns\nns A 198.51.100.1\nwww A 198.51.100.2\n'

/** What makes the one view refuse what the other takes. */
const peculiar = `${plain}there A 198.51.100.3
alias CNAME www
other NS ns.sub
ns.sub A 198.51.100.4
mixed A 198.51.100.5
mixed MX 10 www
mail MX 10 mx
mx A 198.51.100.6
owned CNAME www
`

/** The peculiar view is first or second of the two. */
function filesOf(odd: View, even: View, order: readonly View[]) {
  const views = { internal: '[127.0.0.1]', external: '[any]' }
  return {
    'odd.zone': peculiar,
    'even.zone': `${plain}mixed A 198.51.100.5\nmx A 198.51.100.6\n`,
    'signed.zone': `${plain}@ RRSIG SOA 13 2 60 20361231000000 20260101000000 1 signed.example. AAAA\n`,
    'keys/tsig/both.key': `key "both" { algorithm hmac-sha256; secret "${SECRET}"; };\n`,
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
views: {internal: ${views.internal}, external: ${views.external}}
zones:
  example.com: {${order.map((view) => `${view}: ${view === odd ? 'odd' : 'even'}.zone`).join(', ')}}
  signed.example: {${order.map((view) => `${view}: ${view === odd ? 'signed' : 'even'}.zone`).join(', ')}}
  broken.example: {${order.map((view) => `${view}: ${view === odd ? 'missing' : 'even'}.zone`).join(', ')}}
  primary.example: {${order.map((view) => `${view}: ${view === odd ? '{primary: gone}' : 'even.zone'}`).join(', ')}}
primaries: {gone: {address: ["127.0.0.1:1"]}}
canaries: [{from: ${FROM[odd]}, ask: www.example.com. A, expect: 198.51.100.2}]
tsig: {both: {views: [${order.join(', ')}], from: [127.0.0.0/8]}}
updates:
  - {key: both, zones: [example.com, signed.example, broken.example, primary.example], names: ["*"], types: [A, TXT, NS, CNAME]}
  - {key: both, zones: [example.com], names: [m], types: [MX]}
  - {key: both, zones: [example.com], names: [mixed], types: [MX], views: [${even}]}
  - {key: both, zones: [example.com], names: [only], types: [AAAA], views: [${even}]}
`,
  }
}

type Case = {
  readonly step: string
  readonly zone?: string
  readonly lines: readonly string[]
  readonly rcode: string
  readonly only?: View
}

const cases: readonly Case[] = [
  {
    step: 'prerequisite: a name that is there',
    lines: ['prereq nxdomain there', 'add n 60 A 198.51.100.9'],
    rcode: 'YXDOMAIN',
  },
  {
    step: 'prerequisite: an rrset that is another',
    lines: ['prereq nxrrset there A', 'add n 60 A 198.51.100.9'],
    rcode: 'YXRRSET',
  },
  {
    step: 'policy: a type that its rule gives to one view',
    lines: ['add n 60 A 198.51.100.9', 'add only 60 AAAA 2001:db8::1'],
    rcode: 'REFUSED',
  },
  {
    step: 'policy: a type that is deleted with its name',
    lines: ['add n 60 A 198.51.100.9', 'delete mixed'],
    rcode: 'REFUSED',
  },
  {
    step: 'rule: MX at an alias',
    lines: ['add n 60 A 198.51.100.9', 'add alias 60 A 198.51.100.9', 'add m 60 MX 10 alias'],
    rcode: 'REFUSED',
  },
  {
    step: 'rule: a mail server loses its address',
    lines: ['add n 60 A 198.51.100.9', 'delete mx A'],
    rcode: 'REFUSED',
  },
  { step: 'leak: a private address', lines: ['add n 60 A 10.0.0.9'], rcode: 'REFUSED', only: 'external' },
  { step: 'canary', lines: ['add n 60 A 198.51.100.9', 'add www 60 A 198.51.100.77'], rcode: 'REFUSED' },
  { step: 'signed elsewhere', zone: 'signed.example', lines: ['add n 60 A 198.51.100.9'], rcode: 'REFUSED' },
  { step: 'a primary has it', zone: 'primary.example', lines: ['add n 60 A 198.51.100.9'], rcode: 'NOTAUTH' },
  { step: 'nothing is served of it', zone: 'broken.example', lines: ['add n 60 A 198.51.100.9'], rcode: 'SERVFAIL' },
]

let id = 0

function signed(zone: string, lines: readonly string[]) {
  return signRequest(key, updateMessage(`${zone}.`, lines, { id: ++id }), Math.floor(Date.now() / 1000))
}

async function rcodeOf(t: Test, site: Site, { message, mac }: ReturnType<typeof signed>): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'udp' } as const
  const answer = await exchange(t, message, way)
  t.equal(verifying(key, mac, () => Math.floor(Date.now() / 1000)).take(answer), 'good', 'the answer is signed')
  return rcodeName(answer[3]! & 0xf)
}

async function asked(t: Test, site: Site, question: string, view: View): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from: FROM[view], transport: 'udp' } as const
  return summary(readMessage(await exchange(t, queryFor(question), way))!)
}

/** All that is served of the zone, and all that the disk has of layers. */
function everything(site: Site, zone: string): unknown {
  const origin = nameFromText(`${zone}.`)
  const { dynamic } = site.server
  const served = (view: View) => {
    const judged = dynamic!.face({ view, origin })?.judged
    return judged && [printZone(judged.zone, view), [...judged.layer.each()]]
  }
  return [served('internal'), served('external'), readFileSync(join(site.folder, 'state/kept/layers'), 'latin1')]
}

const orders: readonly (readonly [View, View])[] = [
  ['internal', 'external'],
  ['external', 'internal'],
]

for (const order of orders)
  for (const odd of order) {
    const even = order.find((view) => view !== odd)!
    t.test(`of ${order.join(' and ')} the ${odd} view refuses`, async (t) => {
      const folder = folderOf(t, filesOf(odd, even, order))
      chmodSync(join(folder, 'keys'), 0o700)
      chmodSync(join(folder, 'keys/tsig'), 0o700)
      chmodSync(join(folder, 'keys/tsig/both.key'), 0o600)
      const site = new Site(folder)
      await site.start()
      t.teardown(() => site.stop())
      const before = ['add before 60 TXT "kept"']
      t.equal(await rcodeOf(t, site, signed('example.com', before)), 'NOERROR')
      for (const { step, zone = 'example.com', lines, rcode, only } of cases) {
        if (only !== undefined && only !== odd) continue
        const was = everything(site, zone)
        const message = signed(zone, lines)
        for (const time of ['first', 'again']) {
          t.equal(await rcodeOf(t, site, message), rcode, `${step}: ${time}`)
          t.strictSame(everything(site, zone), was, `${step}: nothing half, ${time}`)
        }
      }

      const was = everything(site, 'example.com')
      const { layers } = site.server.dynamic!
      const keep = layers.keep.bind(layers)
      layers.keep = () => Promise.reject(new Error('ENOSPC: no space left on device'))
      const message = signed('example.com', ['prereq nxdomain late', 'add late 60 A 198.51.100.8'])
      for (const time of ['first', 'again']) {
        t.equal(await rcodeOf(t, site, message), 'SERVFAIL', `a full disk: ${time}`)
        t.strictSame(everything(site, 'example.com'), was, `a full disk: nothing half, ${time}`)
      }
      layers.keep = keep
      for (const time of ['once there is room', 'and again']) t.equal(await rcodeOf(t, site, message), 'NOERROR', time)
      for (const view of order) t.equal(await asked(t, site, 'late.example.com A', view), '198.51.100.8', view)

      const served = await Promise.all(order.map((view) => asked(t, site, 'before.example.com TXT', view)))
      t.same(served, ['"kept"', '"kept"'])
      await site.restart()
      for (const view of order) {
        t.equal(await asked(t, site, 'late.example.com A', view), '198.51.100.8', `${view}, after a restart`)
        t.equal(await asked(t, site, 'n.example.com A', view), 'NXDOMAIN', `${view}, after a restart`)
      }
    })
  }
