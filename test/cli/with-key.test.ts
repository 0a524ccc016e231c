// `janus query --key` and `janus explain --key`: the key decides the view, and what is not signed by it counts for nothing.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { janus as command, folderOf, serve } from '../support/janus.ts'

const zone = (view: string) => `$TTL 60\n@ SOA ns h 7 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\nwho TXT "${view}"\n`
const keyText = (name: string, octet: string) =>
  `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${Buffer.alloc(32, octet).toString('base64')}";\n};\n`

function campus(t: Test): string {
  const folder = folderOf(t, {
    'in.zone': zone('internal'),
    'out.zone': zone('external'),
    'keys/tsig/inner.key': keyText('inner', 'a'),
    'keys/tsig/both.key': keyText('both', 'b'),
    'keys/tsig/far.key': keyText('far', 'c'),
    'wrong.key': keyText('inner', 'x'),
    'stranger.key': keyText('stranger', 'y'),
    'open.key': keyText('inner', 'a'),
    'broken.key': 'key "inner" {\n\talgorithm hmac-sha256;\n\tsecret "???";\n};\n',
    'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
tsig:
  inner: {view: internal}
  both: {views: [internal, external]}
  far: {view: internal, from: [192.0.2.0/24]}
zones: {example.com: {internal: in.zone, external: out.zone}}
`,
  })
  for (const file of ['inner', 'both', 'far'].map((name) => `keys/tsig/${name}`).concat('wrong', 'stranger', 'broken'))
    chmodSync(join(folder, `${file}.key`), 0o600)
  for (const its of ['keys', 'keys/tsig']) chmodSync(join(folder, its), 0o700)
  chmodSync(join(folder, 'open.key'), 0o644)
  return folder
}

const asked: { title: string; key?: string; tcp?: true; code: number; stdout?: RegExp; stderr?: RegExp }[] = [
  { title: 'without a key the address decides', code: 0, stdout: /"external"/ },
  { title: 'a key shows its view', key: 'keys/tsig/inner.key', code: 0, stdout: /"internal"/ },
  { title: 'over TCP too', key: 'keys/tsig/inner.key', tcp: true, code: 0, stdout: /"internal"/ },
  { title: "a key of several views shows the address's own", key: 'keys/tsig/both.key', code: 0, stdout: /"external"/ },
  { title: 'a key is used from elsewhere', key: 'keys/tsig/far.key', code: 1, stdout: /REFUSED/ },
  { title: 'another secret', key: 'wrong.key', code: 2, stderr: /does not take the signature \(BADSIG\): compare/ },
  { title: 'another secret, over TCP', key: 'wrong.key', tcp: true, code: 2, stderr: /\(BADSIG\)/ },
  { title: 'a key that the server has not', key: 'stranger.key', code: 2, stderr: /\(BADKEY\)/ },
  { title: 'a file that others may read', key: 'open.key', code: 2, stderr: /its mode is 0644.*chmod 600/ },
  { title: 'a file that is no key', key: 'broken.key', code: 2, stderr: /broken\.key:3:9: its secret is not base64/ },
  { title: 'no file', key: 'none.key', code: 2, stderr: /none\.key: No such file/ },
]

t.test('janus query signs by the key of a file', async (t) => {
  const folder = campus(t)
  const server = await serve(t, folder)
  for (const { title, key, tcp, ...wanted } of asked) {
    const words = [...(key ? ['--key', join(folder, key)] : []), ...(tcp ? ['--tcp'] : [])]
    t.match(await command('query', `@127.0.0.1:${server.port()}`, 'who.example.com', 'TXT', ...words), wanted, title)
  }
})

t.test('an answer that is not signed is none, whoever sent it', async (t) => {
  const folder = campus(t)
  const forger = createSocket('udp4')
  forger.on('message', (message, { address, port }) => {
    const answer = Buffer.from(message.subarray(0, 12 + 'who.example.com'.length + 2 + 4))
    answer.writeUInt16BE(0x8400, 2)
    answer.writeUInt16BE(0, 10)
    forger.send(answer, port, address)
    forger.send(Buffer.alloc(3), port, address)
  })
  forger.bind(0, '127.0.0.1')
  await once(forger, 'listening')
  t.teardown(() => forger.close())
  const at = `@127.0.0.1:${forger.address().port}`
  const key = join(folder, 'keys/tsig/inner.key')
  t.match(await command('query', at, 'who.example.com', 'TXT', '--key', key), {
    code: 2,
    stderr: /it is not signed|is not signed/,
  })
})

t.test('janus explain shows that the key picks the view', async (t) => {
  const folder = campus(t)
  const explained = (address: string, key: string, ...more: string[]) =>
    command('explain', address, 'who.example.com', 'TXT', '--key', key, '--config', join(folder, 'janus.yaml'), ...more)
  const cases: [address: string, key: string, says: RegExp][] = [
    [
      '203.0.113.9',
      'INNER.',
      /view {6}internal, by the key inner \(.*janus\.yaml:5\)\n.*it shows internal\n.*not by the address\n[\s\S]*"internal"/,
    ],
    ['10.1.2.3', 'both', /view {6}internal, by the key both[\s\S]*"internal"/],
    ['203.0.113.9', 'both', /view {6}external, by the key both/],
    [
      '10.1.2.3',
      'far',
      /view {6}none, by the key far[\s\S]*from 192\.0\.2\.0\/24[\s\S]*REFUSED: the key may not be used from there/,
    ],
    ['192.0.2.7', 'far', /view {6}internal, by the key far/],
    ['10.1.2.3', 'none', /NOTAUTH with BADKEY/],
  ]
  for (const [address, key, says] of cases)
    t.match(await explained(address, key), { code: 0, stdout: says }, `${key} from ${address}`)
  const { stdout } = await explained('203.0.113.9', 'inner', '--json')
  t.match(JSON.parse(stdout), { key: { name: 'inner', view: 'internal', state: 'good' }, answer: { view: 'internal' } })
  writeFileSync(join(folder, 'keys/tsig/inner.key'), 'secret')
  t.notMatch((await explained('10.1.2.3', 'inner')).stdout, /secret/)
})
