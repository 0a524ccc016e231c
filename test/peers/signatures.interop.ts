// Signed requests between us and others: dig, kdig and nsupdate verify our answers; BIND, NSD and Knot are asked what we are asked,
// and where one answers otherwise, the table says so and we do as RFC 8945 §5.2 has it.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { get16, put16 } from '../../src/dns/big-endian.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { algorithmNames } from '../../src/wire/tsig/algorithms.ts'
import { findTsig } from '../../src/wire/tsig/record.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { verifying } from '../../src/wire/tsig/stream.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, missing, run as ran, serve } from '../support/janus.ts'
import { tsigKey } from '../support/tsig.ts'
import { knotServer } from './knot-conf.ts'
import { nsdServer } from './nsd-conf.ts'
import { installed, type RunningServer, run } from './process.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const WRONG = 'NoTCJU+DMqFWywaPyxSijrDEA/eC3nK0xi3AMEZuPVk='
const zone = (address: string) =>
  `$TTL 60\n@ SOA ns hostmaster 7 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\nwho A ${address}\n${'x'.repeat(50)} TXT ${'"y" '.repeat(20)}\n`
const algorithms = [...algorithmNames, 'hmac-sha256-128', 'hmac-sha384-192', 'hmac-sha512-256', 'hmac-sha1-80']

async function janusWith(t: Tap, keys: readonly (readonly [name: string, algorithm: string])[]) {
  const folder = folderOf(t, {
    'inside.zone': zone('10.0.0.1'),
    'outside.zone': zone('192.0.2.25'),
    // A port that Linux gives to no client: nsupdate would share it, and ask itself.
    'janus.yaml': `listen: ["127.0.0.1:${await freePort()}"]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {internal: inside.zone, external: outside.zone}}
tsig:
${keys.map(([name]) => `  ${name}: {view: internal, from: [127.0.0.0/8]}\n`).join('')}transfers:
${keys.map(([name]) => `  - {key: ${name}}\n`).join('')}`,
  })
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  for (const [name, algorithm] of keys)
    writeFileSync(
      join(folder, 'keys', 'tsig', `${name}.key`),
      `key "${name}" { algorithm ${algorithm}; secret "${SECRET}"; };\n`,
      { mode: 0o600 },
    )
  return { folder, janus: await serve(t, folder) }
}
type Tap = Parameters<typeof serve>[0]

t.test(
  'dig verifies every algorithm, over UDP and TCP, and whole transfers',
  { skip: await missing('dig') },
  async (t) => {
    const { janus, folder } = await janusWith(
      t,
      algorithms.map((algorithm) => [`k-${algorithm}`, algorithm]),
    )
    for (const algorithm of algorithms) {
      const file = join(folder, 'keys', 'tsig', `k-${algorithm}.key`)
      for (const words of [['who.example.com'], ['+tcp', 'who.example.com'], ['example.com', 'AXFR']]) {
        const { stdout, stderr } = await ran('dig', [
          '+time=30',
          '-p',
          `${janus.port()}`,
          '@127.0.0.1',
          '-k',
          file,
          ...words,
        ])
        t.match(stdout, /who\.example\.com\.\s+60\s+IN\s+A\s+10\.0\.0\.1/, `${algorithm} ${words}`)
        t.match(stdout, /TSIG\s+\S+ \d+ 300 \d+ \S+( \S+)? \d+ NOERROR 0/, `${algorithm} ${words}: it is signed`)
        t.notMatch(
          `${stdout}${stderr}`,
          /could.?n.t verify|tsig verify failure|BADSIG|BADKEY/i,
          `${algorithm} ${words}`,
        )
      }
    }
    const { stdout } = await ran('dig', [
      '-p',
      `${janus.port()}`,
      '@127.0.0.1',
      '-y',
      `hmac-sha256:nobody:${SECRET}`,
      'who.example.com',
    ])
    t.match(stdout, /status: NOTAUTH[\s\S]*BADKEY/)
  },
)

t.test('kdig does too', { skip: await missing('kdig') }, async (t) => {
  const { janus } = await janusWith(
    t,
    algorithmNames.map((algorithm) => [`k-${algorithm}`, algorithm]),
  )
  for (const algorithm of algorithmNames)
    for (const words of [['who.example.com'], ['+tcp', 'who.example.com'], ['example.com', 'AXFR']]) {
      const key = `${algorithm}:k-${algorithm}:${SECRET}`
      const { stdout, stderr } = await ran('kdig', ['-p', `${janus.port()}`, '@127.0.0.1', '-y', key, ...words])
      t.match(stdout, /who\.example\.com\.\s+60\s+IN\s+A\s+10\.0\.0\.1/, `${algorithm} ${words}`)
      t.notMatch(`${stdout}${stderr}`, /failed to verify|;; WARNING|;; ERROR/, `${algorithm} ${words}`)
    }
})

t.test(
  'nsupdate is told under a signature that there are no updates',
  { skip: await missing('nsupdate') },
  async (t) => {
    const { janus } = await janusWith(t, [['k', 'hmac-sha256']])
    const lines = `server 127.0.0.1 ${janus.port()}\nzone example.com\nupdate add new.example.com 60 A 192.0.2.9\nsend\n`
    const told = async (secret: string) => {
      const { stderr } = await ran('sh', ['-c', `printf '%s' '${lines}' | nsupdate -t 60 -y hmac-sha256:k:${secret}`])
      return stderr
    }
    t.match(await told(SECRET), /NOTIMP/)
    t.match(await told(WRONG), /NOTAUTH\(BADSIG\)|BADSIG/)
  },
)

/** What each server says: rcode, TSIG error, and how the answer is signed. */
const ways = [
  'good',
  'bad key',
  'bad MAC',
  'late',
  'late, bad MAC',
  '16 octets of 32',
  '8 of 32',
  'other algorithm',
] as const
type Way = (typeof ways)[number]
const wanted: { readonly [way in Way]: string } = {
  good: 'NOERROR signed',
  'bad key': 'NOTAUTH BADKEY',
  'bad MAC': 'NOTAUTH BADSIG',
  late: 'NOTAUTH BADTIME signed',
  'late, bad MAC': 'NOTAUTH BADSIG',
  '16 octets of 32': 'NOTAUTH BADTRUNC signed',
  '8 of 32': 'FORMERR',
  'other algorithm': 'NOTAUTH BADKEY',
}
/** RFC 8945 §5.2 has it as we do. */
const others: { readonly [server: string]: { readonly [way in Way]?: string } } = {
  BIND: { '8 of 32': 'FORMERR BADSIG' },
  NSD: {
    late: 'NOTAUTH BADTIME',
    'late, bad MAC': 'NOTAUTH BADTIME',
    '16 octets of 32': 'NOTAUTH BADSIG',
    '8 of 32': 'NOTAUTH BADSIG',
    'other algorithm': 'NOERROR signed',
  },
  Knot: { '16 octets of 32': 'NOTAUTH BADSIG', '8 of 32': 'NOTAUTH BADSIG' },
}

t.test('errors are those of RFC 8945, and others differ where the table says so', async (t) => {
  const { janus } = await janusWith(t, [['k', 'hmac-sha256']])
  for (const way of ways) t.equal(await told(t, janus.port(), way), wanted[way], `Janus: ${way}`)
  for (const [name, program, setup] of [
    ['BIND', 'named', bind],
    ['NSD', 'nsd', nsd],
    ['Knot', 'knotd', knot],
  ] as const) {
    const path = installed(program)
    await t.test(name, { skip: path === undefined && `${name} is not installed` }, async (t) => {
      const server = await run((port, folder) => ({ program: path!, ...setup(port, folder) }))
      t.teardown(() => server.stop())
      await answering(t, server)
      for (const way of ways) t.equal(await told(t, server.port, way), others[name]?.[way] ?? wanted[way], way)
    })
  }
})

async function answering(t: Tap, server: RunningServer): Promise<void> {
  for (;;) {
    const found = await exchange(t, queryFor('who.example.com. A'), {
      port: server.port,
      from: '127.0.0.1',
      transport: 'tcp',
    }).catch(() => undefined)
    if (found !== undefined && (found[3]! & 0xf) === 0) return
    if (server.hasEnded()) throw new Error(server.log())
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

async function told(t: Tap, port: number, way: Way): Promise<string> {
  const now = Math.floor(Date.now() / 1000) - (way.startsWith('late') ? 4000 : 0)
  const name = way === 'bad key' ? 'nobody' : 'k'
  const key = tsigKey(
    way === 'other algorithm' ? 'hmac-sha512' : 'hmac-sha256',
    name,
    way.includes('bad MAC') ? WRONG : SECRET,
  )
  const signed = signRequest(key, queryFor('who.example.com. A'), now)
  const octets = way === '16 octets of 32' ? 16 : way === '8 of 32' ? 8 : undefined
  const message = octets === undefined ? signed.message : shortened(signed.message, octets)
  const answer = await exchange(t, message, { port, from: '127.0.0.1', transport: 'udp' })
  const rcode = rcodeName(get16(answer, 2) & 0xf)
  const found = findTsig(answer)
  if (found.kind !== 'found') return rcode
  const mac = octets === undefined ? signed.mac : signed.mac.subarray(0, octets)
  const result = verifying(key, mac, () => now).take(answer)
  if (result === 'good') return `${rcode} signed`
  if (typeof result === 'object' && result.told)
    return `${rcode} ${result.error.toUpperCase()}${result.proven ? ' signed' : ''}`
  return `${rcode} NOERROR`
}

function shortened(message: Uint8Array, octets: number): Uint8Array {
  const found = findTsig(message)
  if (found.kind !== 'found') throw new Error('unsigned')
  const { macAt, macLength } = found.tsig
  const out = new Uint8Array(Buffer.concat([message.subarray(0, macAt + octets), message.subarray(macAt + macLength)]))
  put16(out, macAt - 2, octets)
  const length = nameFromText('hmac-sha256.').length + 16 + octets
  put16(out, out.length - length - 2, length)
  return out
}

function bind(port: number, folder: string) {
  const conf = `
key "k" { algorithm hmac-sha256; secret "${SECRET}"; };
options {
  directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no;
};
controls { };
zone "example.com" { type primary; file "zone"; };
`
  return {
    files: { 'named.conf': conf, zone: zone('10.0.0.1') },
    args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
  }
}

function nsd(port: number, folder: string) {
  const conf = `
${nsdServer(port, folder)}remote-control:
  control-enable: no
key:
  name: "k"
  algorithm: hmac-sha256
  secret: "${SECRET}"
zone:
  name: "example.com"
  zonefile: "zone"
  provide-xfr: 127.0.0.0/8 k
`
  return { files: { 'nsd.conf': conf, zone: zone('10.0.0.1') }, args: ['-d', '-c', `${folder}/nsd.conf`] }
}

function knot(port: number, folder: string) {
  const conf = `
${knotServer(port, folder)}key:
  - id: k
    algorithm: hmac-sha256
    secret: ${SECRET}
acl:
  - id: all
    key: k
    action: transfer
zone:
  - domain: "example.com"
    storage: "${folder}"
    file: zone
    acl: all
`
  return { files: { 'knot.conf': conf, zone: zone('10.0.0.1') }, args: ['-c', `${folder}/knot.conf`] }
}
