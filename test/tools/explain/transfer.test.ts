// What `janus explain` says of whole zones, of changes and of catalogs is what the server does, whoever asks from wherever by whichever
// key.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { Type } from '../../../src/dns/types.ts'
import { readKeyFile } from '../../../src/keys/key-file.ts'
import { Explaining } from '../../../src/operate/control/explaining.ts'
import { readQuestion } from '../../../src/tools/explain/question.ts'
import { english } from '../../../src/tools/explain/says.ts'
import { explanationText } from '../../../src/tools/explain/text.ts'
import { Bit } from '../../../src/wire/header.ts'
import { readMessage } from '../../../src/wire/message.ts'
import { queryMessage } from '../../../src/wire/query-message.ts'
import type { TsigKey } from '../../../src/wire/tsig/mac.ts'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { TcpClient } from '../../net/harness.ts'
import { janus as command, folderOf } from '../../support/janus.ts'
import { Site } from '../../support/site.ts'

const SERIAL = 7
const zone = `$TTL 60\n@ SOA ns hostmaster ${SERIAL} 1d 1d 4w 1h\n@ NS ns\nns A 192.0.2.1\n`

function siteFolder(t: Test): string {
  return folderOf(t, {
    'a.zone': zone,
    'janus.yaml': `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {}}]
udp: portable
views: {internal: [127.0.0.2, 127.0.0.4], external: [any]}
zones:
  example.com: {internal: a.zone, external: a.zone}
  inside.example.com: {internal: a.zone}
  other.example.com: {external: a.zone}
tsig: {spare: {view: internal, from: [127.0.0.2]}}
secondaries:
  ns2: {address: ["127.0.0.8:1"], views: [internal, external], from: [127.0.0.0/8], notify: false}
  ns3: {address: ["127.0.0.9:1"], views: [internal], notify: false}
  ns4: {address: ["127.0.0.9:2"], views: [external], zones: [other.example.com], notify: false}
catalogs:
  catalog.example: {view: internal, produce: [ns2]}
transfers:
  - {from: [127.0.0.3], views: [external]}
  - {from: [127.0.0.4], views: [internal], tls: required}
  - {key: spare, zones: [example.com]}
`,
  })
}

const sources = ['127.0.0.1', '127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.9']
const keyNames = ['ns2.internal', 'ns2.external', 'ns3.internal', 'ns4.external', 'spare']
const names = [
  'example.com',
  'EXAMPLE.com',
  'inside.example.com',
  'ns.example.com',
  'catalog.example',
  'x.catalog.example',
  'elsewhere.example',
]
const types = ['AXFR', 'IXFR', 'SOA', 'NS'] as const

t.test('five sources by seven keys are told what the server does', async (t) => {
  const site = new Site(siteFolder(t))
  await site.start()
  t.teardown(() => site.stop())
  const { server } = site
  const explaining = new Explaining(server)
  const port = server.bound[0]!.port
  const keyAt = (name: string) => readKeyFile(join(site.folder, 'keys/tsig', `${name}.key`), name).key!
  const keys: [string | undefined, TsigKey | undefined][] = [
    [undefined, undefined],
    ...keyNames.map((name): [string, TsigKey] => [name, keyAt(name)]),
    ['nobody', { ...keyAt('spare'), name: nameFromText('nobody.') }],
  ]
  let asked = 0
  let whole = 0
  for (const from of sources)
    for (const [key, secret] of keys) {
      const client = new TcpClient(t, port, { from })
      let count = 0
      for (const name of names)
        for (const type of types) {
          const words = { address: from, name, type, key, tcp: true }
          const question = readQuestion(words)
          if ('reason' in question) throw new Error(question.reason)
          const { answer, key: use } = await explaining.explain(question, english.text)
          const serial = type === 'IXFR' ? SERIAL : undefined
          const plain = queryMessage(question.name, question.type, false, 1232, serial)
          const signed =
            secret === undefined ? plain : signRequest(secret, plain, Math.floor(Date.now() / 1000)).message
          client.ask(signed)
          await client.receive(++count)
          const got = readMessage(client.answers[count - 1]!)!
          const about = `${name} ${type} from ${from} by ${key ?? 'no key'}`
          const told = answer?.rcode ?? (use?.state === 'unknown' ? 'NOTAUTH' : 'REFUSED')
          asked++
          if (told !== rcodeName(got.rcode)) t.equal(told, rcodeName(got.rcode), about)
          const isAuthoritative = (got.flags & Bit.AA) !== 0
          if (answer !== undefined && answer.authoritative !== isAuthoritative)
            t.equal(answer.authoritative, isAuthoritative, `${about}: AA`)
          if (type !== 'AXFR') continue
          const isWhole = got.rcode === 0 && got.answer.filter((one) => one.type === Type.SOA).length === 2
          if (isWhole) whole++
          const isTold = answer?.transfer?.admitted === true && answer.rcode === 'NOERROR'
          if (isTold !== isWhole) t.equal(isTold, isWhole, `${about}: whole`)
          const entries = answer?.transfer?.entries ?? []
          if (isWhole && !entries.some(({ unmet }) => unmet === undefined)) t.fail(`${about}: no entry is told`)
        }
      client.socket.destroy()
    }
  t.equal(asked, sources.length * 7 * names.length * types.length)
  t.ok(whole > 20 && whole < asked / 8, `${whole} of ${asked} were whole zones`)
})

t.test('the entry that lets somebody have a zone, or what of each does not hold, is told with its line', async (t) => {
  const site = new Site(siteFolder(t))
  await site.start()
  t.teardown(() => site.stop())
  const explaining = new Explaining(site.server)
  const rows: readonly (readonly [words: string, told: readonly RegExp[]])[] = [
    [
      '127.0.0.3 example.com AXFR',
      [
        /^transfer {2}secondaries\.ns2 .*does not: it is not signed by the key$/m,
        /^ +transfers\[0\] \(.*janus\.yaml:16\) lets it have the zone$/m,
      ],
    ],
    [
      '127.0.0.4 example.com AXFR',
      [/transfers\[1\] .*does not: it is not over TLS with ALPN "dot"/, /^answer {4}REFUSED/m],
    ],
    [
      '127.0.0.9 example.com AXFR --key ns2.internal',
      [
        /^view {6}internal, by the key ns2\.internal/m,
        /^transfer {2}secondaries\.ns2 .*lets it have the zone$/m,
        /^answer {4}NOERROR/m,
      ],
    ],
    [
      '127.0.0.2 inside.example.com AXFR --key spare',
      [/transfers\[2\] .*does not: it is for other zones/, /^answer {4}REFUSED/m],
    ],
    ['127.0.0.9 example.com AXFR --key ns4.external', [/secondaries\.ns4 .*does not: it is for other zones/]],
    [
      '127.0.0.9 catalog.example SOA --key ns2.internal',
      [/^catalog {3}catalog\.example\. which is there for this key/m, /^answer {4}NOERROR, authoritative/m],
    ],
    ['127.0.0.9 catalog.example SOA', [/^zone {6}none of this view holds the name/m, /^answer {4}REFUSED/m]],
  ]
  for (const [words, told] of rows) {
    const [address = '', name = '', type, , key] = words.split(' ')
    const question = readQuestion({ address, name, type, key })
    if ('reason' in question) throw new Error(question.reason)
    for (const one of told) t.match(explanationText(await explaining.explain(question, english.text)), one, words)
  }
  // Beside a server that runs, out of the files, whoever asks there.
  const catalog = ['127.0.0.9', 'catalog.example', 'AXFR', '--key', 'ns2.internal', '--json']
  const { stdout } = await command('explain', ...catalog, '--config', join(site.folder, 'janus.yaml'))
  t.match(JSON.parse(stdout).answer, { rcode: 'NOERROR', transfer: { admitted: true, catalog: 'catalog.example.' } })
})
