// What people and disks do wrong with lists and updates, one after the other, to a server that runs: each is told, nothing is half done,
// and what was good is served on. (What is wrong in the configuration stands in test/text/config/golden: lists.in, updates.in.)

import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import type { ListEntry } from '../../src/lists/live/entry.ts'
import { isSaid, readEntry } from '../../src/lists/live/read-entry.ts'
import { writeRecord } from '../../src/store/log-format.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

const GOOD = '10.0.0.1\n10.0.0.2\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
workers: 1
state: state
zones: {a.example: a.zone}
lists:
  bl.example: {files: [list], format: ip4set, max-entries: 3}
  pop.example: {leases: 10m, max: 1h, max-entries: 3}
updates: [{from: [127.0.0.1], zones: [a.example], proof: off}]
`,
  'a.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  list: GOOD,
}
/** In milliseconds. */
const HOUR = 3_600_000
const POP = nameFromText('pop.example.')

function entryOf(text: string): ListEntry {
  const entry = readEntry(text)
  if (isSaid(entry)) throw new Error(`${text} is no entry`)
  return entry
}

async function started(t: Test): Promise<Site> {
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

async function rcode(t: Test, site: Site, message: Uint8Array): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'tcp' as const }
  return rcodeName((await exchange(t, message, way))[3]! & 0xf)
}

const ask = (t: Test, site: Site, question: string) => rcode(t, site, queryFor(question))

/** Members of a gzip file stand behind each other (RFC 1952 §2.2): a megabyte of line ends, many times over. */
const bomb = () => Buffer.concat(new Array<Buffer>(300).fill(gzipSync(Buffer.alloc(1 << 20, '\n'))))

t.test('a list file that cannot be used: it is told where and why, and the last good list stays', async (t) => {
  const cases: readonly { readonly what: string; readonly list: string | Buffer | undefined; readonly told: RegExp }[] =
    [
      { what: 'missing', list: undefined, told: /list:1:1 .*cannot read.*no such file/ },
      { what: 'empty', list: '', told: /the file lists nothing/ },
      { what: 'comments alone', list: '# 10.0.0.1\n', told: /the file lists nothing/ },
      { what: 'over the limit', list: '10.0.0.1\n10.0.0.2\n10.0.0.3\n10.0.0.4\n', told: /3/ },
      { what: 'everything', list: '0.0.0.0/1\n128.0.0.0/1\n!127.0.0.1\n', told: /list-everything/ },
      { what: '127.0.0.1 in a range', list: '126.255.255.255-127.0.0.5\n', told: /list-test-point/ },
      { what: 'gzip that is cut off', list: gzipSync(GOOD).subarray(0, 20), told: /cannot unpack it/ },
      { what: 'gzip that unpacks to more than may be', list: bomb(), told: /it unpacks to more than/ },
      { what: 'entries of another family alone', list: '2001:db8::1\n', told: /the file lists nothing/ },
      { what: 'octets that are no text', list: Buffer.alloc(4096, 0xff), told: /the file lists nothing/ },
    ]
  const site = await started(t)
  for (const { what, list, told } of cases) {
    const path = join(site.folder, 'list')
    if (list === undefined) rmSync(path)
    else writeFileSync(path, list)
    await site.reload()
    const findings = site.served.find(({ face }) => face.includes('bl.example'))!.findings.join('\n')
    t.match(findings, told, what)
    t.equal(await ask(t, site, '2.0.0.10.bl.example A'), 'NOERROR', `${what}: the last good list`)
    t.equal(await ask(t, site, '9.0.0.10.bl.example A'), 'NXDOMAIN', `${what}: and nothing else`)
    t.equal(await ask(t, site, '1.0.0.127.bl.example A'), 'NXDOMAIN', `${what}: 127.0.0.1 is not listed`)
  }
  writeFileSync(join(site.folder, 'list'), GOOD)
  await site.reload()
  t.same(site.served.find(({ face }) => face.includes('bl.example'))!.findings, [], 'mended')
})

t.test('an entry that is to last for longer than any may', async (t) => {
  const site = await started(t)
  const leases = site.server.leases!
  const entry = entryOf('192.0.2.1')
  const [outcome] = await leases.add(POP, [{ entry, for: 24 * HOUR }], 'test')
  t.match(outcome, { kind: 'added', shortened: true }, 'over the longest: it is granted less, and told')
  const { left } = leases.ends(leases.get(POP, entry)!)
  // At most a second late, and this file may take two minutes.
  t.ok(left <= HOUR + 1000 && left > HOUR - 120_000, `${left} ms are left`)
})

t.test('a disk that takes nothing: SERVFAIL, nothing half, and all goes on when it does again', async (t) => {
  const site = await started(t)
  const { layers } = site.server.dynamic!
  const keep = layers.keep.bind(layers)
  layers.keep = () => Promise.reject(new Error('ENOSPC: no space left on device'))
  const lines = ['add www 60 A 192.0.2.7', 'add mail 60 A 192.0.2.8', 'delete ns AAAA']
  t.equal(await rcode(t, site, updateMessage('a.example.', lines, { id: 1 })), 'SERVFAIL')
  for (const name of ['www', 'mail']) t.equal(await ask(t, site, `${name}.a.example A`), 'NXDOMAIN', name)
  layers.keep = keep
  t.equal(await rcode(t, site, updateMessage('a.example.', lines, { id: 2 })), 'NOERROR')
  for (const name of ['www', 'mail']) t.equal(await ask(t, site, `${name}.a.example A`), 'NOERROR', name)
})

const records = [
  { file: 'layers', what: 'the log of layers', question: 'www.a.example A' },
  { file: 'leases', what: 'the record of list entries', question: '1.2.0.192.pop.example A' },
] as const

for (const { file, what, question } of records) {
  t.test(`${what} that a crash has torn: all that was accepted before is there`, async (t) => {
    const site = await filled(t)
    const path = join(site.folder, 'state/kept', file)
    await site.stop()
    appendFileSync(path, writeRecord(1, Buffer.alloc(99)).subarray(0, 50))
    await site.start()
    t.equal(await ask(t, site, question), 'NOERROR')
    t.match(site.said.join(''), /torn/, 'and it is told')
  })

  t.test(`${what} that a newer version has written: it stays as it is, and files are served`, async (t) => {
    const site = await filled(t)
    const path = join(site.folder, 'state/kept', file)
    await site.stop()
    appendFileSync(path, writeRecord(200, Buffer.from('of tomorrow')))
    const before = readFileSync(path)
    await site.start()
    t.match(site.said.join(''), /a newer version of Janus has written/)
    t.equal(await ask(t, site, question), 'NXDOMAIN')
    t.equal(await ask(t, site, 'ns.a.example A'), 'NOERROR')
    t.equal(await ask(t, site, '1.0.0.10.bl.example A'), 'NOERROR')
    if (file === 'layers')
      t.equal(await rcode(t, site, updateMessage('a.example.', ['add new 60 A 192.0.2.7'])), 'SERVFAIL')
    t.strictSame(readFileSync(path), before)
  })
}

/** With a name and an entry that came while it ran. */
async function filled(t: Test): Promise<Site> {
  const site = await started(t)
  t.equal(await rcode(t, site, updateMessage('a.example.', ['add www 60 A 192.0.2.7'])), 'NOERROR')
  await site.server.leases!.add(POP, [{ entry: entryOf('192.0.2.1'), for: HOUR }], 'test')
  return site
}
