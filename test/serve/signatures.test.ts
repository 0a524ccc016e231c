// Signed requests: a valid key picks the view, whatever the address; a bad one gets its error and nothing of any view.

import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { put16 } from '../../src/dns/big-endian.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Rcode, rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { findTsig } from '../../src/wire/tsig/record.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { verifying } from '../../src/wire/tsig/stream.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf, type Janus, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const OTHER = 'NoTCJU+DMqFWywaPyxSijrDEA/eC3nK0xi3AMEZuPVk='
const head = '@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'
const long = Array.from({ length: 60 }, (_, i) => `long A 10.0.0.${i}\n`).join('')
const files = {
  'inside.zone': `$TTL 60\n${head}who A 10.0.0.1\n${long}`,
  'outside.zone': `$TTL 60\n${head}who A 192.0.2.25\n`,
  'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.2:0", view: external}]
edns-buffer-size: 1232
views: {internal: [127.0.0.9], external: [any]}
zones:
  example.com: {internal: inside.zone, external: outside.zone}
tsig:
  inside: {view: internal, from: [127.0.0.0/8]}
  Outside.key: {view: external}
  both: {views: [internal, external], from: [127.0.0.0/8]}
  away: {view: internal, from: [192.0.2.0/24]}
  cut: {view: internal, from: [127.0.0.0/8]}
transfers:
  - {key: inside}
  - {from: [127.0.0.3/32], views: [external]}
`,
}

const algorithms: { readonly [name: string]: string } = { cut: 'hmac-sha512-256', both: 'hmac-sha1' }

function started(t: Tap): Promise<Janus> {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  for (const name of ['inside', 'Outside.key', 'both', 'away', 'cut']) {
    const text = `key "${name}" { algorithm ${algorithms[name] ?? 'hmac-sha256'}; secret "${SECRET}"; };\n`
    writeFileSync(join(folder, 'keys', 'tsig', `${name}.key`), text, { mode: 0o600 })
  }
  return serve(t, folder)
}
type Tap = Parameters<typeof serve>[0]
const key = (name: string, secret = SECRET, algorithm = algorithms[name] ?? 'hmac-sha256') =>
  tsigKey(algorithm, name, secret)
const now = () => Math.floor(Date.now() / 1000)

t.test('the key picks the view, from every address, listener and transport; a bad one none', async (t) => {
  const janus = await started(t)
  const cases: readonly (readonly [string, TsigKey | undefined, string, string])[] = [
    ['no key', undefined, '127.0.0.1', '192.0.2.25'],
    ['no key', undefined, '127.0.0.9', '10.0.0.1'],
    ['a key of the inside', key('inside'), '127.0.0.1', '10.0.0.1'],
    ['its name in capitals', key('INSIDE'), '127.0.0.1', '10.0.0.1'],
    ['a key of the outside', key('outside.key'), '127.0.0.9', '192.0.2.25'],
    ['a key of both, at home in the second', key('both'), '127.0.0.1', '192.0.2.25'],
    ['a key of both, at home in the first', key('both'), '127.0.0.9', '10.0.0.1'],
    ['a key that is cut', key('cut'), '127.0.0.1', '10.0.0.1'],
    ['a key from where it may not be used', key('away'), '127.0.0.9', 'REFUSED'],
    ['a key with another secret', key('inside', OTHER), '127.0.0.9', 'NOTAUTH BADSIG'],
    ['a key with another algorithm', key('inside', SECRET, 'hmac-sha512'), '127.0.0.9', 'NOTAUTH BADKEY'],
    ['a key that nobody has', key('nobody'), '127.0.0.9', 'NOTAUTH BADKEY'],
  ]
  for (const [name, signer, from, wanted] of cases)
    for (const transport of ['udp', 'tcp'] as const)
      t.equal(await asked(t, janus, { signer, from, transport }), wanted, `${name}, ${from}, ${transport}`)
  await t.test('a listener of one view gives way to the key', async (t) => {
    const to = '127.0.0.2'
    t.equal(await asked(t, janus, { signer: undefined, from: '127.0.0.9', transport: 'udp', to }), '192.0.2.25')
    t.equal(await asked(t, janus, { signer: key('inside'), from: '127.0.0.1', transport: 'udp', to }), '10.0.0.1')
  })
  await t.test('every opcode is answered under a signature, NOTIMP and FORMERR too', async (t) => {
    for (const opcode of [0, 2, 4, 5, 6, 9])
      for (const transport of ['udp', 'tcp'] as const) {
        const flags = opcode << 11
        const told = await asked(t, janus, { signer: key('inside'), from: '127.0.0.1', transport, flags })
        t.notMatch(told, /unsigned/, `opcode ${opcode} over ${transport}: ${told}`)
        const bad = await asked(t, janus, { signer: key('inside', OTHER), from: '127.0.0.9', transport, flags })
        t.equal(bad, 'NOTAUTH BADSIG', `opcode ${opcode} over ${transport}`)
      }
  })
  await t.test('what does not fit with its signature: TC, the question and the signature', async (t) => {
    const message = signRequest(key('inside'), queryFor('long.example.com. A'), now())
    const answer = await exchange(t, message.message, { port: janus.port(), from: '127.0.0.1', transport: 'udp' })
    const { flags, answer: records, additional, questions, rcode } = readMessage(answer)!
    t.match(
      { tc: flags & 0x0200, rcode, records, additional: additional.length, questions: questions.length },
      {
        tc: 0x0200,
        rcode: 0,
        records: [],
        additional: 1,
        questions: 1,
      },
    )
    t.equal(verifying(key('inside'), message.mac, now).take(answer), 'good')
    t.ok(answer.length <= 512)
  })
  await t.test('clocks and lengths: BADTIME is signed with both times, and so is BADTRUNC', async (t) => {
    for (const off of [-301, 301]) {
      const late = signRequest(key('inside'), queryFor('who.example.com. A'), now() + off)
      const answer = await exchange(t, late.message, { port: janus.port(), from: '127.0.0.1', transport: 'udp' })
      const told = verifying(key('inside'), late.mac, () => now() + off).take(answer)
      t.match(told, { error: 'badtime', told: true, proven: true })
      t.equal(readMessage(answer)!.rcode, Rcode.NOTAUTH)
    }
    for (const [octets, wanted] of [
      [32, '10.0.0.1'],
      [31, 'NOTAUTH BADTRUNC'],
      [16, 'NOTAUTH BADTRUNC'],
      [15, 'FORMERR'],
      [1, 'FORMERR'],
      [0, 'NOTAUTH BADSIG'],
    ] as const)
      t.equal(await asked(t, janus, { signer: key('inside'), from: '127.0.0.1', transport: 'udp', octets }), wanted)
  })
  await t.test('a transfer needs the key where a rule names one, and every message of it is signed', async (t) => {
    const whole = (signer: TsigKey | undefined, from: string) => fetched(t, janus, signer, from)
    t.match(await whole(key('inside'), '127.0.0.1'), /10\.0\.0\.1/)
    t.equal(await whole(undefined, '127.0.0.9'), 'REFUSED')
    t.equal(await whole(key('both'), '127.0.0.9'), 'REFUSED')
    t.equal(await whole(key('away'), '127.0.0.9'), 'REFUSED')
    t.equal(await whole(key('inside', OTHER), '127.0.0.9'), 'NOTAUTH')
    t.match(await whole(undefined, '127.0.0.3'), /192\.0\.2\.25/)
    t.match(await whole(key('outside.key'), '127.0.0.3'), /192\.0\.2\.25/)
  })
  await t.test('no secret is in what the server writes', async (t) => {
    t.notOk(`${JSON.stringify(janus.log)}${janus.stderr}`.includes(SECRET.slice(0, 12)))
  })
})

t.test('a key without a file is made at the start, and one that takes its place counts from a reload on', async (t) => {
  const folder = folderOf(t, files)
  const janus = await serve(t, folder)
  const path = (name: string) => join(folder, 'keys', 'tsig', `${name}.key`)
  t.equal(statSync(path('inside')).mode & 0o777, 0o600)
  t.equal(statSync(join(folder, 'keys')).mode & 0o777, 0o700)
  const secretIn = (file: string) => /secret "([^"]+)"/.exec(readFileSync(file, 'utf8'))![1]!
  const first = key('inside', secretIn(path('inside')))
  t.equal(await asked(t, janus, { signer: first, from: '127.0.0.1', transport: 'udp' }), '10.0.0.1')
  const text = readFileSync(path('inside'), 'utf8')
    .replace('"inside"', '"inside.2"')
    .replace(secretIn(path('inside')), OTHER)
  writeFileSync(path('inside.2'), text, { mode: 0o600 })
  const next = key('inside.2', OTHER)
  t.equal(await asked(t, janus, { signer: next, from: '127.0.0.1', transport: 'udp' }), 'NOTAUTH BADKEY')
  t.match(await command('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
  for (const signer of [first, next])
    t.equal(await asked(t, janus, { signer, from: '127.0.0.1', transport: 'udp' }), '10.0.0.1')
  t.match(await fetched(t, janus, next, '127.0.0.1'), /10\.0\.0\.1/, 'rules name the key, whichever of its files it is')
  rmSync(path('inside'))
  t.match(await command('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
  t.equal(await asked(t, janus, { signer: first, from: '127.0.0.1', transport: 'udp' }), 'NOTAUTH BADKEY')
  t.equal(await asked(t, janus, { signer: next, from: '127.0.0.1', transport: 'udp' }), '10.0.0.1')
  rmSync(path('inside.2'))
  t.match(await command('reload', '--config', join(folder, 'janus.yaml')), { code: 0 })
  t.equal(await asked(t, janus, { signer: next, from: '127.0.0.1', transport: 'udp' }), '10.0.0.1', 'as it was read')
  await janus.logged('a TSIG key works, but something is wrong with it')
})

type Asked = {
  readonly signer: TsigKey | undefined
  readonly from: string
  readonly transport: 'udp' | 'tcp'
  readonly to?: string
  readonly flags?: number
  /** That are sent of the MAC. */
  readonly octets?: number
}

/** The address, or the rcode with the error of the TSIG record; `unsigned` where that should not be. */
async function asked(
  t: Tap,
  janus: Janus,
  { signer, from, transport, to = '127.0.0.1', flags = 0, octets }: Asked,
): Promise<string> {
  const query = queryFor('who.example.com. A', { flags })
  const signed = signer && signRequest(signer, query, now())
  const message =
    signed === undefined ? query : octets === undefined ? signed.message : shortened(signed.message, octets)
  const answer = await exchange(t, message, { to, port: janus.port(to), from, transport })
  const { rcode, answer: records } = readMessage(answer)!
  const told = rcode === Rcode.NOERROR ? [...records[0]!.rdata].join('.') : rcodeName(rcode)
  const found = findTsig(answer)
  if (signer === undefined || signed === undefined) return found.kind === 'none' ? told : `${told} signed`
  if (found.kind !== 'found') return rcode === Rcode.FORMERR ? told : `${told} unsigned`
  const mac = octets === undefined ? signed.mac : signed.mac.subarray(0, octets)
  const result = verifying(signer, mac, now).take(answer)
  if (result === 'good') return told
  if (typeof result === 'object' && result.told) return `${told} ${result.error.toUpperCase()}`
  return `${told} unsigned`
}

/** The text of the octets of all messages, or the rcode. */
async function fetched(t: Tap, janus: Janus, signer: TsigKey | undefined, from: string): Promise<string> {
  const query = queryFor('example.com. AXFR')
  const signed = signer && signRequest(signer, query, now())
  const client = new TcpClient(t, janus.port(), { from })
  client.ask(signed?.message ?? query)
  await client.receive(1)
  const message = readMessage(client.answers[0]!)!
  client.socket.destroy()
  if (message.rcode !== Rcode.NOERROR) return rcodeName(message.rcode)
  if (signer && signed) {
    const verifier = verifying(signer, signed.mac, now)
    for (const answer of client.answers) t.equal(verifier.take(answer), 'good')
    t.ok(verifier.end())
  }
  return message.answer.map(({ rdata }) => [...rdata].join('.')).join(' ')
}

/** With less of the MAC. */
function shortened(message: Uint8Array, octets: number): Uint8Array {
  const found = findTsig(message)
  if (found.kind !== 'found') throw new Error('unsigned')
  const { macAt, macLength } = found.tsig
  const out = new Uint8Array(Buffer.concat([message.subarray(0, macAt + octets), message.subarray(macAt + macLength)]))
  put16(out, macAt - 2, octets)
  const lengthAt = out.length - (nameFromText('hmac-sha256.').length + 16 + octets) - 2
  put16(out, lengthAt, nameFromText('hmac-sha256.').length + 16 + octets)
  return out
}

t.test('a key that cannot be made is told with its place, and the zones are served all the same', async (t) => {
  const config = `keys: blocked/keys\n${files['janus.yaml']}`
  const folder = folderOf(t, { ...files, 'janus.yaml': config, blocked: 'a file' })
  const janus = await serve(t, folder)
  const line = await janus.logged('a TSIG key cannot be used: requests signed with it get BADKEY')
  t.match(line, {
    key: 'inside',
    at: /janus\.yaml:8:3$/,
    reason: /^cannot write blocked\/keys\/tsig\/inside\.key as user \S+: /,
    fix: /set "keys"/,
  })
  t.equal(await asked(t, janus, { signer: undefined, from: '127.0.0.9', transport: 'udp' }), '10.0.0.1')
  t.equal(await asked(t, janus, { signer: key('inside'), from: '127.0.0.9', transport: 'udp' }), 'NOTAUTH BADKEY')
})
