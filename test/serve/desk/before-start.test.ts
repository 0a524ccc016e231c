// A message that was recorded before a server was killed does nothing when it comes again after the next start, to zones and to lists;
// and a clock that was wrong at the start holds up nobody for long.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { rcodeName } from '../../../src/dns/rcodes.ts'
import { isFromBefore } from '../../../src/serve/desk/before-start.ts'
import { signRequest } from '../../../src/wire/tsig/sign.ts'
import { queryFor } from '../../support/ask.ts'
import { exchange } from '../../support/exchange.ts'
import { folderOf, type Janus, serve } from '../../support/janus.ts'
import { tsigKey } from '../../support/tsig.ts'
import { updateMessage } from '../../support/update-message.ts'

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const files = {
  'a.zone': '$TTL 300\n@ SOA ns host 10 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n',
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
zones: {example.com: a.zone}
tsig: {machine: {views: [default]}}
lists: {pop.example: {leases: 10m, writers: [machine]}}
updates: [{key: machine, zones: [example.com]}]
`,
}
const key = tsigKey('hmac-sha256', 'machine', SECRET)

const rcodeOf = (answer: Uint8Array) => rcodeName(answer[3]! & 0xf)

function signed(zone: string, lines: readonly string[], secondsAgo = 0): Uint8Array {
  const now = Math.floor(Date.now() / 1000)
  return signRequest(key, updateMessage(zone, lines, { id: 7 }), now - secondsAgo).message
}

t.test('what was done before a kill is not done again', async (t) => {
  const folder = folderOf(t, files)
  mkdirSync(join(folder, 'keys', 'tsig'), { recursive: true, mode: 0o700 })
  chmodSync(join(folder, 'keys'), 0o700)
  const text = `key "machine" { algorithm hmac-sha256; secret "${SECRET}"; };\n`
  writeFileSync(join(folder, 'keys', 'tsig', 'machine.key'), text, { mode: 0o600 })
  const way = (server: Janus) => ({ port: server.port(), from: '127.0.0.1', transport: 'udp' as const })
  let server = await serve(t, folder)
  const send = async (message: Uint8Array) => rcodeOf(await exchange(t, message, way(server)))
  const ask = async (question: string) => rcodeOf(await exchange(t, queryFor(question), way(server)))

  const cases = [
    { zone: 'example.com.', add: 'add www 300 A 192.0.2.7', gone: 'delete www', question: 'www.example.com A' },
    {
      zone: 'pop.example.',
      add: 'add 7.2.0.192 300 A 127.0.0.2',
      gone: 'delete 7.2.0.192',
      question: '7.2.0.192.pop.example A',
    },
  ]
  const recorded = cases.map(({ zone, add }) => signed(zone, [add]))
  for (const [i, { zone, gone, question }] of cases.entries()) {
    t.equal(await send(recorded[i]!), 'NOERROR', `${question}: it comes`)
    t.equal(await send(signed(zone, [gone])), 'NOERROR')
    t.equal(await ask(question), 'NXDOMAIN', `${question}: and goes`)
  }
  server.signal('SIGKILL')
  await server.ended
  // Nobody starts a server in the second in which it was killed.
  while (Math.floor(Date.now() / 1000) <= timeOf(recorded[1]!)) await new Promise((resolve) => setTimeout(resolve, 20))
  server = await serve(t, folder)
  for (const [i, { zone, add, question }] of cases.entries()) {
    t.equal(await send(recorded[i]!), 'SERVFAIL', `${question}: the recorded message comes again`)
    t.equal(await ask(question), 'NXDOMAIN', `${question}: and does nothing`)
    t.equal(await send(signed(zone, [add])), 'NOERROR', `${question}: who signs anew is served`)
    t.equal(await ask(question), 'NOERROR')
  }
  t.match(await server.logged('an update could not be committed'), { why: /signed before this server started/ })
})

/** Seconds of its signature: the record has two octets of fudge, and lies at the end with 32 octets of MAC and six behind that. */
function timeOf(message: Uint8Array): number {
  return Buffer.from(message).readUInt32BE(message.length - 6 - 32 - 2 - 2 - 4)
}

t.test('only what was signed before the start, and only as long as that could hold', async (t) => {
  const cases = [
    { signed: 999, ago: 0, before: true },
    { signed: 1000, ago: 0, before: false },
    { signed: 1001, ago: 0, before: false },
    { signed: 999, ago: 599_999, before: true },
    { signed: 999, ago: 600_000, before: false },
  ]
  for (const { signed, ago, before } of cases)
    t.equal(
      isFromBefore(signed, { at: 1000, ago: () => ago }),
      before,
      `signed at ${signed}, ${ago} ms after the start`,
    )
})
