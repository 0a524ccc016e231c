// ldns-signzone and dnssec-signzone sign zones, we serve them, and real validators judge them: unbound with the zones' keys as
// trust anchors, and delv. What is there, what is not, wildcards, delegations: all secure, or insecure where the zone says so
// (RFC 4035 §5, RFC 5155 §8 and §9.2).

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { listen } from '../../src/net/listen.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { installed } from '../peers/process.ts'
import { canSign, type Manner, manners, Signer } from '../peers/signer.ts'
import { TestServer } from '../support/ask.ts'
import { testLimits } from '../support/tcp-limits.ts'
import { Unbound } from '../support/unbound.ts'
import { soleView, zoneOf } from '../support/zones.ts'

const exec = promisify(execFile)

function parentZone(origin: string, ds: string): string {
  return `
${origin}. 300 IN SOA ns.${origin}. hostmaster.${origin}. 1 7200 900 604800 60
${origin}. 300 IN NS ns.${origin}.
ns.${origin}. 300 IN A 127.0.0.1
www.${origin}. 300 IN A 192.0.2.1
www.${origin}. 300 IN AAAA 2001:db8::1
www.${origin}. 300 IN MX 10 mx.${origin}.
mx.${origin}. 300 IN A 192.0.2.25
*.wild.${origin}. 300 IN TXT "somebody"
stop.wild.${origin}. 300 IN A 192.0.2.2
a.b.ent.${origin}. 300 IN A 192.0.2.3
alias.${origin}. 300 IN CNAME www.${origin}.
towild.${origin}. 300 IN CNAME x.wild.${origin}.
tochild.${origin}. 300 IN CNAME host.secure.${origin}.
*.aliases.${origin}. 300 IN CNAME www.${origin}.
d.${origin}. 300 IN DNAME t.${origin}.
x.t.${origin}. 300 IN A 192.0.2.4
secure.${origin}. 300 IN NS ns.secure.${origin}.
ns.secure.${origin}. 300 IN A 127.0.0.1
insecure.${origin}. 300 IN NS ns.insecure.${origin}.
ns.insecure.${origin}. 300 IN A 127.0.0.1
below.insecure2.${origin}. 300 IN NS ns.elsewhere.test.
below.*.out.${origin}. 300 IN NS ns.elsewhere.test.
a.below.*.in.${origin}. 300 IN A 192.0.2.5
${ds}
`.trimStart()
}

function childZone(origin: string): string {
  return `
${origin}. 300 IN SOA ns.${origin}. hostmaster.${origin}. 1 7200 900 604800 60
${origin}. 300 IN NS ns.${origin}.
ns.${origin}. 300 IN A 127.0.0.1
host.${origin}. 300 IN A 192.0.2.9
`.trimStart()
}

type Status = 'secure' | 'insecure'
type Case = {
  readonly ask: string
  readonly rcode?: 'NXDOMAIN'
  readonly status: Status
  /** A record with opt-out that covers the next closer name proves nothing of it (RFC 5155 §9.2). */
  readonly optOut?: Status
  /** ldns-signzone sets the flag, but keeps unsigned delegations in the chain. */
  readonly optOutByLdns?: Status
  readonly why: string
}

const cases: readonly Case[] = [
  { ask: 'www A', status: 'secure', why: 'an answer' },
  { ask: 'www MX', status: 'secure', why: 'an answer with additional records' },
  { ask: '@ SOA', status: 'secure', why: 'the apex' },
  { ask: '@ DNSKEY', status: 'secure', why: 'the keys' },
  { ask: 'www TXT', status: 'secure', why: 'NODATA' },
  { ask: '@ TXT', status: 'secure', why: 'NODATA at the apex' },
  { ask: 'missing A', rcode: 'NXDOMAIN', status: 'secure', optOut: 'insecure', why: 'NXDOMAIN' },
  { ask: 'a.missing A', rcode: 'NXDOMAIN', status: 'secure', optOut: 'insecure', why: 'NXDOMAIN deeper down' },
  { ask: 'x.www A', rcode: 'NXDOMAIN', status: 'secure', optOut: 'insecure', why: 'NXDOMAIN below a name' },
  { ask: 'zzz A', rcode: 'NXDOMAIN', status: 'secure', optOut: 'insecure', why: 'NXDOMAIN behind the last name' },
  {
    ask: 'x.stop.wild TXT',
    rcode: 'NXDOMAIN',
    status: 'secure',
    optOut: 'insecure',
    why: 'a wildcard that is stopped',
  },
  { ask: 'x.wild TXT', status: 'secure', optOut: 'insecure', why: 'a wildcard' },
  { ask: 'x.y.wild TXT', status: 'secure', optOut: 'insecure', why: 'a wildcard over two labels' },
  { ask: '*.wild TXT', status: 'secure', why: 'the wildcard itself' },
  { ask: 'x.wild A', status: 'secure', optOut: 'insecure', why: 'NODATA at a wildcard' },
  { ask: '*.wild A', status: 'secure', why: 'NODATA at the wildcard itself' },
  { ask: 'ent A', status: 'secure', why: 'an empty non-terminal' },
  { ask: 'b.ent A', status: 'secure', why: 'an empty non-terminal below another' },
  { ask: 'wild A', status: 'secure', why: 'an empty non-terminal above a wildcard' },
  { ask: 'x.in A', status: 'secure', optOut: 'insecure', why: 'a wildcard that is an empty non-terminal' },
  { ask: 'x.out A', status: 'secure', optOut: 'insecure', why: 'the same, above an unsigned delegation' },
  { ask: 'alias A', status: 'secure', why: 'an alias' },
  { ask: 'alias TXT', status: 'secure', why: 'an alias to NODATA' },
  { ask: 'towild TXT', status: 'secure', optOut: 'insecure', why: 'an alias to a wildcard' },
  { ask: 'x.aliases A', status: 'secure', optOut: 'insecure', why: 'a wildcard alias' },
  { ask: 'x.aliases TXT', status: 'secure', optOut: 'insecure', why: 'a wildcard alias to NODATA' },
  { ask: 'tochild A', status: 'secure', why: 'an alias into a signed zone below' },
  { ask: 'x.d A', status: 'secure', why: 'a DNAME with the CNAME that it stands for, which has no signature' },
  { ask: 'y.d A', rcode: 'NXDOMAIN', status: 'secure', optOut: 'insecure', why: 'a DNAME to nothing' },
  { ask: 'd DNAME', status: 'secure', why: 'the DNAME itself' },
  { ask: 'secure DS', status: 'secure', why: 'DS at the cut' },
  { ask: 'host.secure A', status: 'secure', why: 'a signed zone below' },
  { ask: 'no.secure A', rcode: 'NXDOMAIN', status: 'secure', why: 'NXDOMAIN in a signed zone below' },
  { ask: 'insecure DS', status: 'secure', optOut: 'insecure', optOutByLdns: 'secure', why: 'no DS at the cut' },
  { ask: 'host.insecure A', status: 'insecure', why: 'an unsigned zone below' },
  { ask: 'no.insecure A', rcode: 'NXDOMAIN', status: 'insecure', why: 'NXDOMAIN in an unsigned zone below' },
]

const delvCases = cases.filter(({ ask }) => !/secure|tochild/.test(ask))
const needed = ['unbound', 'delv'].every(installed) && canSign

t.test(
  'validators find our answers secure',
  { skip: !needed && 'unbound, delv or the signing tools are missing', timeout: 600_000 },
  async (t) => {
    const signer = await Signer.create()
    t.teardown(() => signer.close())
    const world = await signedZones(signer)
    const server = new TestServer(soleView(new ZoneSet(world.members)))
    const transport = await listen([{ address: '127.0.0.1', port: 0, view: -1 }], server.responder.respond, {
      tcp: testLimits,
    })
    t.teardown(() => transport.close())
    const { port } = transport.bound[0]!
    const resolver = await Unbound.start(t, {
      port,
      zones: world.parents.flatMap(([, origin]) => [origin, `secure.${origin}`, `insecure.${origin}`]),
      anchors: world.parents.map(([, origin]) => signer.dnskey(origin)),
      // Each answer is to be one of ours.
      asksAlways: true,
    })

    for (const [manner, origin] of world.parents) {
      t.test(`unbound, ${manner.tool}, ${manner.chain}`, async (t) => {
        const answers = await resolver.askAll(cases.map(({ ask }) => questionIn(origin, ask)))
        cases.forEach((row, i) => {
          const wanted = `${row.rcode ?? 'NOERROR'}${expected(row, manner) === 'secure' ? ' secure' : ''}`
          t.equal(answers[i], wanted, `${row.ask}: ${row.why}`)
        })
      })

      // One process a question: one tool's zones will do.
      if (manner.tool === 'ldns-signzone') continue
      t.test(`delv, ${manner.tool}, ${manner.chain}`, async (t) => {
        const anchors = anchorFile(t, signer, origin)
        const verdicts = await Promise.all(delvCases.map(({ ask }) => delv(port, anchors, origin, ask)))
        delvCases.forEach((row, i) => {
          const wanted = expected(row, manner) === 'secure' ? /fully validated/ : /fully validated|unsigned/
          t.match(verdicts[i], wanted, `${row.ask}: ${row.why}`)
        })
      })
    }
  },
)

function expected({ status, optOut, optOutByLdns }: Case, { tool, chain }: Manner): Status {
  if (chain !== 'NSEC3 opt-out') return status
  return (tool === 'ldns-signzone' ? optOutByLdns : undefined) ?? optOut ?? status
}

type World = {
  readonly members: { readonly apex: Uint8Array; readonly zone: ReturnType<typeof zoneOf> }[]
  readonly parents: (readonly [Manner, string])[]
}

/** One parent for each way of signing, each with a signed and an unsigned zone below it. */
async function signedZones(signer: Signer): Promise<World> {
  const world: World = { members: [], parents: [] }
  for (const [i, manner] of manners.entries()) {
    const origin = `n${i}.test`
    const child = `secure.${origin}`
    const texts: [string, string | undefined][] = [
      [origin, await signer.sign(origin, parentZone(origin, await signer.ds(child)), manner)],
      [child, await signer.sign(child, childZone(child), { ...manner, chain: 'NSEC' })],
      [`insecure.${origin}`, childZone(`insecure.${origin}`)],
    ]
    for (const [name, text] of texts)
      world.members.push({ apex: nameFromText(`${name}.`), zone: zoneOf(`${name}.`, text!) })
    world.parents.push([manner, origin])
  }
  return world
}

/** `www A` there, in whole names. */
function questionIn(origin: string, ask: string): string {
  return ask.startsWith('@ ') ? ask.replace('@', origin) : ask.replace(' ', `.${origin} `)
}

function anchorFile(t: { teardown(end: () => void): void }, signer: Signer, origin: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'janus-anchor-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const [, , , flags, protocol, algorithm, ...key] = signer.dnskey(origin).split(/\s+/)
  const file = join(folder, 'anchors')
  writeFileSync(
    file,
    `trust-anchors { "${origin}." static-key ${flags} ${protocol} ${algorithm} "${key.join('')}"; };\n`,
  )
  return file
}

async function delv(port: number, anchors: string, origin: string, ask: string): Promise<string> {
  const [name, type] = ask.split(' ') as [string, string]
  const full = name === '@' ? `${origin}.` : `${name}.${origin}.`
  const args = ['@127.0.0.1', '-p', String(port), '-a', anchors, `+root=${origin}.`, '+nocrypto', full, type]
  const { stdout, stderr } = await exec(installed('delv')!, args).catch((error) => error)
  return `${stdout}${stderr}`
}
