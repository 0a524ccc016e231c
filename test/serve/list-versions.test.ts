// Lists whose entries come and go, at secondaries: each change is another version, sent as the difference; a Janus that asks under its
// key knows when entries end, and ends them when nobody reaches the primary any more.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { optionOf } from '../../src/transfer/entry-ends-option.ts'
import { requestMessage } from '../../src/transfer/request.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'
import { campus } from '../support/small-campus.ts'

const KEY =
  'key "ns2.internal" {\n\talgorithm hmac-sha256;\n\tsecret "c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA==";\n};\n'
const APEX = nameFromText('pop.univ.example.')

const primaryOf = (port: number, secondary: number, lists: string) =>
  campus(`http: {listen: ["127.0.0.1:0"], token-file: token}
keys: keys
lists: ${lists}
secondaries: {ns2: {address: ["127.0.0.1:${secondary}"], views: [internal]}}
transfers: [{from: [127.0.0.1]}]
`)
    ['janus.yaml']!.toString()
    .replace('127.0.0.1:0"]\nworkers: 2', `127.0.0.1:${port}"]\nworkers: 1`)

const secondaryOf = (port: number, primary: number) => `listen: ["127.0.0.1:${port}"]
workers: 1
state: state
views: {internal: [any]}
keys: keys
tsig: {ns2.internal: {view: internal}}
primaries: {hidden: {address: ["127.0.0.1:${primary}"], key: ns2.internal}}
transfers: [{from: [127.0.0.1]}]
zones: {pop.univ.example: {internal: {primary: hidden}}}
`

function withKey(t: Test, files: Record<string, string>): string {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  writeFileSync(join(folder, 'keys', 'tsig', 'ns2.internal.key'), KEY, { mode: 0o600 })
  return folder
}

async function started(t: Test, lists: string, more: Record<string, string> = {}) {
  const [port, other] = [await freePort(), await freePort()]
  const { 'janus.yaml': _, ...zones } = campus()
  const folder = withKey(t, { ...zones, ...more, 'janus.yaml': primaryOf(port, other, lists), token: 'secret\n' })
  const primary = await serve(t, folder)
  const { listen } = await primary.logged('HTTP is served')
  const put = async (entry: string, seconds: number, method = 'PUT') => {
    const url = `http://${(listen as string[])[0]}/api/janus/v1/lists/pop.univ.example/${entry}?for=${seconds}`
    const { status } = await fetch(method === 'PUT' ? url : url.replace(/\?.*/, ''), {
      method,
      headers: { authorization: 'Bearer secret' },
    })
    t.equal(status, 200, `${method} ${entry}`)
  }
  return { folder, primary, port, other, put }
}

async function transfer(t: Test, port: number, serial?: number): Promise<string[]> {
  const type = serial === undefined ? Type.AXFR : Type.IXFR
  const asked = requestMessage({
    ...{ id: 7, apex: APEX, type, edns: true, stream: true, ends: true },
    ...(serial !== undefined && { serial }),
  })
  const message = await exchange(t, asked, { port, from: '127.0.0.1', transport: 'tcp' })
  t.equal(optionOf(message, 65_282), undefined, 'who does not sign is told no ends')
  return readMessage(message)!.answer.map(({ name, type, ttl, rdata }) => {
    const data = type === Type.SOA ? serialOf(rdata) : type === Type.A ? [...rdata].join('.') : `${rdata.length}`
    return `${nameText(name).replace('.pop.univ.example.', '')} ${type === Type.A ? ttl : ''} ${typeName(type)} ${data}`
  })
}

const serialOf = (rdata: Uint8Array) => Buffer.from(rdata).readUInt32BE(rdata.length - 20)

async function serialAt(t: Test, port: number): Promise<number> {
  const message = await exchange(t, queryFor('pop.univ.example SOA'), { port, from: '127.0.0.1', transport: 'udp' })
  const [soa] = readMessage(message)!.answer
  return soa === undefined ? -1 : serialOf(soa.rdata)
}

async function isListed(t: Test, port: number, name: string): Promise<boolean> {
  const asked = queryFor(`${name}.pop.univ.example A`)
  const message = await exchange(t, asked, { port, from: '127.0.0.1', transport: 'udp' })
  return readMessage(message)!.answer.length > 0
}

async function until(test: () => Promise<boolean>, why: string): Promise<void> {
  for (const end = Date.now() + 60_000; !(await test()); await wait(50))
    if (Date.now() > end) throw new Error(`it never came to: ${why}`)
}

t.test('entries that come and go are another serial, and go out as the difference', async (t) => {
  const { port, other, put, primary, folder } = await started(t, '{pop.univ.example: {leases: 10m}}')
  const first = await serialAt(t, port)
  const begun = performance.now()
  await put('192.0.2.7', 600)
  await until(async () => (await serialAt(t, port)) === first + 1, 'the next serial')
  t.same(await transfer(t, port, first), [
    `pop.univ.example.  SOA ${first + 1}`,
    `pop.univ.example.  SOA ${first}`,
    `pop.univ.example.  SOA ${first + 1}`,
    '7.2.0.192 30 A 127.0.0.2',
    `pop.univ.example.  SOA ${first + 1}`,
  ])
  await put('192.0.2.7', 600)
  await put('192.0.2.7', 0, 'DELETE')
  await put('2001:db8::1', 600)
  await put('192.0.2.9', 1)
  await until(async () => {
    const steps = (await transfer(t, port, first)).join('\n')
    // It has come, and has gone.
    return steps.split('9.2.0.192').length === 3
  }, 'the end of 192.0.2.9 is a step')
  const last = await serialAt(t, port)
  const seconds = (performance.now() - begun) / 1000
  t.ok(last - first <= Math.floor(seconds) + 2, `${last - first} versions in ${seconds} s: one a second`)
  const whole = await transfer(t, port)
  t.same(
    whole.filter((line) => line.includes(' A ')).map((line) => line.replaceAll('0.', '')),
    ['1.8.b.d.1.2 30 A 127.2'],
  )
  t.equal(whole[0], `pop.univ.example.  SOA ${last}`)
  primary.signal('SIGKILL')
  await primary.ended
  const again = await serve(t, folder)
  const restarted = await serialAt(t, port)
  t.ok(restarted > last, 'who knows what has ended meanwhile')
  writeFileSync(join(folder, 'janus.yaml'), primaryOf(port, other, '{pop.univ.example: {leases: 10m, ttl: 20s}}'))
  again.signal('SIGHUP')
  await again.logged('reloaded')
  t.equal(await serialAt(t, port), restarted + 1, 'another TTL of entries is another version')
  t.ok(
    (await transfer(t, port, restarted)).includes(
      `${whole.find((line) => line.includes(' A '))}`.replace(' 30 ', ' 20 '),
    ),
  )
})

t.test('a Janus that follows one has the difference, and ends entries itself when the primary is dead', async (t) => {
  const { port, other, put, primary } = await started(t, '{pop.univ.example: {leases: 10m}}')
  const folder = withKey(t, { 'janus.yaml': secondaryOf(other, port) })
  let secondary: Janus = await serve(t, folder)
  await until(async () => (await serialAt(t, other)) > 0, 'the zone has come')
  await put('192.0.2.7', 600)
  await until(() => isListed(t, other, '7.2.0.192'), 'an entry that was added')
  t.equal((await secondary.logged('a zone has come from its primary', 2)).by, 'IXFR')
  await put('192.0.2.7', 0, 'DELETE')
  await until(async () => !(await isListed(t, other, '7.2.0.192')), 'one that was taken off')
  await put('192.0.2.8', 600)
  await put('192.0.2.9', 3)
  const sent = Date.now()
  await put('192.0.2.9', 6)
  const ends = Date.now() + 6000
  await until(async () => (await isListed(t, other, '9.2.0.192')) || Date.now() > ends, 'both')
  await until(async () => (await serialAt(t, other)) === (await serialAt(t, port)), 'the newest version')
  // An entry may end between the two looks.
  const areSame = async () => isDeepStrictEqual(await transfer(t, other), await transfer(t, port))
  await until(areSame, 'the same, for ends are no part of what it passes on')
  primary.signal('SIGKILL')
  await primary.ended
  secondary.signal('SIGKILL')
  await secondary.ended
  secondary = await serve(t, folder)
  t.ok((await isListed(t, other, '9.2.0.192')) || Date.now() > ends, 'it is there until its end')
  await until(async () => !(await isListed(t, other, '9.2.0.192')), 'its end')
  t.ok(Date.now() >= sent + 5900, 'it does not end before')
  t.ok(await isListed(t, other, '8.2.0.192'), 'the other one stays')
})
