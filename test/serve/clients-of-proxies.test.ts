// For whom a proxy speaks is the client in all that goes by clients: the query log, the metrics, rate limits and the bound of
// handshakes. And answers are padded by the doors where nobody reads along, and by no other.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Bit } from '../../src/wire/header.ts'
import { queryFor } from '../support/ask.ts'
import { askBy, DOORS, type Door, isEncrypted, listenKey, PROXY } from '../support/doors.ts'
import { subnetOption, withOptions } from '../support/edns-options.ts'
import { janus as command, folderOf, type Janus, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'

const zone = '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\n'
const CLIENT = '10.1.2.3'
const proxied = DOORS.filter((door) => door.includes(' '))

function site(more: string, doors: readonly Door[] = DOORS) {
  const folder = folderOf(t, {
    'inside.zone': zone,
    'outside.zone': zone,
    'janus.yaml': `listen: [${doors.map((door) => `{${['address: "127.0.0.1:0"', listenKey(door)].filter(Boolean).join(', ')}}`).join(', ')}]
workers: 1
cookies: false
http: {listen: ["127.0.0.1:0"]}
log: {queries: queries.log}
views: {inside: [127.0.0.0/8], outside: [any]}
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
${more}`,
  })
  return { folder, start: () => serve(t, folder) }
}

const question = (id: number) => {
  const message = queryFor('ns.univ.example. A', { edns: 1232 })
  message.set([id >> 8, id & 255])
  return message
}
const wayTo = (janus: Janus, door: Door, doors: readonly Door[] = DOORS, client = CLIENT) => ({
  ...{ door, client, to: '127.0.0.1' },
  port: Number(janus.listen[doors.indexOf(door)]!.split(':')[1]),
})

async function metric(janus: Janus, name: string): Promise<number> {
  const { listen } = await janus.logged('HTTP is served')
  const text = await (await fetch(`http://${(listen as string[])[0]}/metrics`)).text()
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${name} `))
      ?.slice(name.length + 1) ?? Number.NaN,
  )
}

/** Threads tell what they have counted in their own time. */
async function comesTo(janus: Janus, name: string, wanted: number): Promise<void> {
  let found = Number.NaN
  await until(
    () => `${name} ${wanted}: it is ${found}`,
    async () => {
      found = await metric(janus, name)
      return found >= wanted
    },
  )
  t.equal(found, wanted, name)
}

t.test('the log and the metrics name whom a proxy speaks for', async (t) => {
  const { folder, start } = site('')
  const janus = await start()
  t.equal((await command('query-log', 'on', '--config', join(folder, 'janus.yaml'))).code, 0)
  // A network that a stranger tells decides nothing, and is counted.
  for (const [id, door] of proxied.entries())
    t.equal((await askBy(t, wayTo(janus, door), [withOptions(question(id), subnetOption('127.0.0.0/24'))])).size, 1)
  const by = (transport: string) => `janus_private_clients_total{view="outside",transport="${transport}",proxied="yes"}`
  for (const [transport, count] of [
    ['udp', 1],
    ['tcp', 1],
    ['tls', 2],
    ['https', 1],
  ] as const)
    await comesTo(janus, by(transport), count)
  await comesTo(janus, 'janus_client_subnets_total{reason="sender"}', proxied.length)
  const lines = () =>
    readFileSync(join(folder, 'queries.log'), 'utf8')
      .split('\n')
      .filter((line) => line.includes('ns.univ.example'))
  await until('lines', () => lines().length >= proxied.length)
  t.equal(lines().length, proxied.length)
  t.ok(
    lines().every((line) => line.includes(CLIENT) && !line.includes(PROXY)),
    lines().join(' '),
  )
})

t.test('rate limits count whom a proxy speaks for, and not the proxy', async (t) => {
  const doors = ['proxied udp'] as const
  const janus = await site('rate-limit: {responses-per-second: 1, slip: 1}\n', doors).start()
  const isCut = async (client: string, id: number) => {
    const way = wayTo(janus, 'proxied udp', doors, client)
    const [answer] = (await askBy(t, way, [question(id)])).values()
    return (answer!.readUInt16BE(2) & Bit.TC) !== 0
  }
  let asked = 0
  while (!(await isCut('10.1.2.3', ++asked))) if (asked > 500) break
  t.ok(asked <= 500, 'one client is cut at last')
  t.notOk(await isCut('10.9.9.9', 600), 'and another is not')
})

t.test('a network has so many handshakes, and proxies tell of which', async (t) => {
  const doors = ['proxied tls', 'inside tls'] as const
  const janus = await site('tcp: {handshakes-per-network: 1}\n', doors).start()
  const isShaken = async (door: (typeof doors)[number], client: string) =>
    (await askBy(t, wayTo(janus, door, doors, client), [question(1)])).size === 1
  // At once: who is slow saves up others.
  const shaken = await Promise.all(Array.from({ length: 40 }, (_, i) => isShaken('proxied tls', `10.1.2.${i}`)))
  const refused = shaken.filter((isOne) => !isOne).length
  t.ok(refused > 0, 'one network has had enough')
  t.ok(await isShaken('proxied tls', '10.1.3.1'), 'another has not')
  for (let i = 0; i < 40; i++) if (!(await isShaken('inside tls', CLIENT))) t.fail('the proxy shakes hands for many')
  await comesTo(janus, 'janus_tls_handshakes_total{outcome="refused"}', refused)
})

t.test('answers are padded by the doors where nobody reads along', async (t) => {
  const janus = await site('').start()
  for (const door of DOORS) {
    const client = door.includes(' ') ? CLIENT : '127.0.0.9'
    const answers = await askBy(t, wayTo(janus, door, DOORS, client), [
      withOptions(question(1), [12, Buffer.alloc(64)]),
      question(2),
    ])
    // By which way the client came to a proxy that speaks inside TLS nobody knows.
    const isPadded = isEncrypted(door) && door !== 'inside tls'
    t.same([answers.get(1)!.length, answers.get(2)!.length], [isPadded ? 468 : 60, 60], door)
  }
})
