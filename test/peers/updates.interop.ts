// The same random messages that change a zone, to BIND, Knot and Janus: all three answer the same, and have the same zone afterwards, but
// for the TTLs of Knot (docs/conformance.md says why). `UPDATE_SEED` and `UPDATE_COUNT` choose other messages.

import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { TcpClient } from '../net/harness.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'
import { run, type Setup } from './process.ts'
import { peerKinds } from './servers.ts'
import { transferred } from './transferred.ts'

const ZONE = `$TTL 300
@ SOA ns.example. hostmaster.example. 1 3600 900 604800 60
@ NS ns.example.
ns A 192.0.2.1
a A 192.0.2.2
a TXT "a"
c.b A 192.0.2.3
alias CNAME target.invalid.
`

const CONFIG = `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
state: state
zones: {example: a.zone}
tcp: {idle-timeout: 10m}
updates: [{from: [127.0.0.1/32], zones: [example], types: [A, AAAA, CNAME, MX, NS, TXT]}]
transfers: [{from: [127.0.0.1/32]}]
`

const COUNT = Number(process.env.UPDATE_COUNT ?? 2000)
const SEED = Number(process.env.UPDATE_SEED ?? 1)

/** At a wildcard, Janus refuses the one as a load does, and BIND passes over the other. */
const BARE: ReadonlySet<string> = new Set(['MX', 'NS'])

/** In seconds: none ends while others, which know no leases, are asked. */
const DAY = 86_400

/** One message after the other, each always the same for a seed (Park and Miller). */
function* messages(
  seed: number,
): Generator<{ readonly lines: string[]; readonly lease: readonly number[] | undefined }> {
  let state = seed
  const below = (limit: number) => {
    state = (state * 48_271) % 0x7fffffff
    return state % limit
  }
  const one = <T>(list: readonly T[]): T => list[below(list.length)]!
  const name = () => one(['@', 'a', 'b', 'c.b', 'alias', '*.w', 'n', 'N', 'x.alias'])
  const types = ['A', 'TXT', 'CNAME', 'AAAA', 'MX', 'NS'] as const
  const named = () => {
    const [owner, type] = [name(), one(types)]
    return [BARE.has(type) && owner.startsWith('*') ? 'n' : owner, type] as const
  }
  const rdata = (type: string) =>
    ({
      A: one(['192.0.2.2', '192.0.2.3', '192.0.2.4']),
      TXT: one(['"a"', '"A"', '"b"']),
      CNAME: one(['target.invalid.', 'other.invalid.']),
      AAAA: one(['2001:db8::1', '2001:db8::2']),
      // With addresses, whatever becomes of the zone: what a load refuses is refused by Janus alone.
      MX: one(['10 mx.invalid.', '10 MX.invalid.', '20 mx.invalid.', '10 ns.example.']),
      NS: one(['ns.example.', 'ns2.invalid.', 'NS2.invalid.']),
    })[type]!
  const change = () => {
    const [owner, type] = named()
    const add = `add ${owner} ${one([60, 300])} ${type} ${rdata(type)}`
    return one([add, add, add, `delete ${owner} ${type} ${rdata(type)}`, `delete ${owner} ${type}`, `delete ${owner}`])
  }
  const prerequisite = () => {
    const [owner, type] = named()
    return `prereq ${one([`yxdomain ${owner}`, `nxdomain ${owner}`, `yxrrset ${owner} ${type}`, `nxrrset ${owner} ${type}`, `yxrrset ${owner} ${type} ${rdata(type)}`])}`
  }
  for (;;)
    yield {
      lines: [
        ...withoutTwice(Array.from({ length: one([0, 0, 0, 1, 2]) }, prerequisite)),
        ...Array.from({ length: one([0, 1, 1, 2, 3]) }, change),
      ],
      lease: one([undefined, undefined, undefined, [DAY], [DAY, 2 * DAY]]),
    }
}

/** BIND compares a rrset with a list, so with one record stated twice it is another (docs/conformance.md). */
function withoutTwice(lines: readonly string[]): string[] {
  const sameFor = (line: string) => (line.includes(' TXT ') ? line.replace(' N ', ' n ') : line.toLowerCase())
  return [...new Map(lines.map((line) => [sameFor(line), line])).values()]
}

/** The peers' configurations, with leave to change and to fetch, and with patience for a machine that is busy between two messages. */
function changeable(name: string, { files, ...setup }: Setup): Setup {
  const [file, text] = Object.entries(files).find(([name]) => name.endsWith('.conf'))!
  const open =
    name === 'BIND'
      ? text
          .replace('tcp-clients 1000;', 'tcp-clients 1000; tcp-idle-timeout 1200;')
          .replace('type primary;', 'type primary; allow-update { 127.0.0.1; }; allow-transfer { 127.0.0.1; };')
      : text
          .replace(/^server:/m, 'server:\n  tcp-idle-timeout: 600')
          .replace(/^zone:/m, 'acl:\n  - id: all\n    address: 127.0.0.1\n    action: [update, transfer]\nzone:')
          .replace('- domain: "example"', '- domain: "example"\n    acl: all')
  return { ...setup, files: { ...files, [file]: open } }
}

type Server = { readonly name: string; readonly port: number; readonly client: TcpClient }

async function startAll(t: Test): Promise<{ readonly servers: readonly Server[]; readonly site: Site }> {
  const servers: Server[] = []
  for (const { name, program, setup } of peerKinds) {
    if (program === undefined || name === 'NSD') continue
    const peer = await run((port, folder) =>
      changeable(name, setup(program, [{ origin: 'example', text: ZONE }], port, folder)),
    )
    t.teardown(() => peer.stop())
    while (!(await transferred(t, peer.port, 'example', '127.0.0.1').catch(() => [''])).some(Boolean))
      if (peer.hasEnded()) throw new Error(peer.log())
    servers.push({ name, port: peer.port, client: new TcpClient(t, peer.port) })
  }
  const site = new Site(folderOf(t, { 'janus.yaml': CONFIG, 'a.zone': ZONE }))
  await site.start()
  t.teardown(() => site.stop())
  const { port } = site.server.bound[0]!
  return { servers: [...servers, { name: 'Janus', port, client: new TcpClient(t, port) }], site }
}

async function rcodeOf({ client }: Server, message: Uint8Array): Promise<string> {
  const count = client.answers.length + 1
  client.ask(message)
  await client.receive(count)
  const answer = client.answers[count - 1]
  return answer === undefined ? 'no answer' : rcodeName(answer[3]! & 0xf)
}

/** Knot keeps the TTL that a rrset has had. */
function withoutTtl(record: string): string {
  return record.replace(/ \d+ /, ' ')
}

const missing = peerKinds.filter(({ name, program }) => name !== 'NSD' && program === undefined)
const skip = missing.length > 0 ? `${missing.map(({ name }) => name).join(', ')} not installed` : false

t.test(`${COUNT} messages, seed ${SEED}`, { skip }, async (t) => {
  const { servers, site } = await startAll(t)
  const zones = async () =>
    Promise.all(servers.map(async ({ port }) => (await transferred(t, port, 'example', '127.0.0.1')).slice(1)))
  let id = 0
  for (const { lines, lease } of messages(SEED)) {
    if (++id > COUNT) break
    const message = updateMessage('example.', lines, { id: id % 0x10000, ...(lease && { lease }) })
    const rcodes = await Promise.all(servers.map((server) => rcodeOf(server, message)))
    const told = `${id}: ${lines.join(' | ')}: ${servers.map(({ name }, i) => `${name} ${rcodes[i]}`).join(', ')}`
    if (new Set(rcodes).size > 1) {
      t.fail(`${told}; ${site.said.at(-1) ?? ''}`)
      break
    }
    if (id % 50 > 0 && id < COUNT) continue
    const [bind, knot, janus] = await zones()
    t.same(janus, bind, `${told}; the zone of Janus and BIND`)
    t.same(janus!.map(withoutTtl).sort(), knot!.map(withoutTtl).sort(), `${told}; the zone of Janus and Knot`)
    if (JSON.stringify(janus) !== JSON.stringify(bind)) break
  }
})
