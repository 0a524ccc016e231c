// What an operator or a program may do wrong with updates and lists, as one table: what is said, the exit code or rcode, and what stays.
// (A torn record, one of a newer version and a full disk: dynamic-bad-input.test.ts.)

import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor, summary } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

const CONFIG = `listen: ["127.0.0.1:0"]
workers: 1
udp: portable
views: {inside: [any]}
tsig: {acme: {view: inside}}
zones: {a.example: a.zone}
lists:
  bl.example: {files: [list], format: ip4set, max-entries: 3, leases: 5m, max: 10m}
  pop.example: {leases: 10m, max: 1h, writers: [acme], views: [inside]}
updates:
  - {from: [127.0.0.1], zones: [a.example], proof: off}
`
const files = {
  'janus.yaml': CONFIG,
  'a.zone': '$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n',
  list: '10.0.0.1\n10.0.0.2\n',
}
const bomb = () => Buffer.concat(new Array<Buffer>(300).fill(gzipSync(Buffer.alloc(1 << 20, '\n'))))
const rule = (text: string) => `${CONFIG}  - ${text}\n`
const list = (text: string) => CONFIG.replace('updates:', `  ${text}\nupdates:`)

/** What is written before the command; undefined takes the file away. */
type Wrong = {
  readonly what: string
  readonly file?: readonly [string, string | Buffer | undefined]
  readonly says: RegExp
}

/** A reload refuses the whole configuration, or the one list; the check says why. */
const reloaded: readonly Wrong[] = [
  {
    what: 'an unknown key',
    file: ['janus.yaml', rule('{key: acne, zones: [a.example]}')],
    says: /cannot find the key "acne"/,
  },
  {
    what: 'a zone that is not served',
    file: ['janus.yaml', rule('{key: acme, zones: [b.example]}')],
    says: /there is no such zone/,
  },
  {
    what: 'a name outside of the zone',
    file: ['janus.yaml', rule('{key: acme, zones: [a.example], names: [www.b.example.]}')],
    says: /it lies in none of the zones of this rule/,
  },
  {
    what: 'a lease over the longest',
    file: ['janus.yaml', rule('{key: acme, zones: [a.example], lease: 2h, max-lease: 1h}')],
    says: /max-lease/,
  },
  { what: 'a list and a zone of one name', file: ['janus.yaml', list('a.example: {leases: 1h}')], says: /a\.example/ },
  {
    what: 'an unknown format',
    file: ['janus.yaml', list('c.example: {files: [list], format: ip4sets}')],
    says: /ip4sets/,
  },
  { what: 'a list file that is missing', file: ['list', undefined], says: /no such file/ },
  { what: 'an empty one', file: ['list', ''], says: /the file lists nothing/ },
  {
    what: 'one over the limit',
    file: ['list', '10.0.0.1\n10.0.0.2\n10.0.0.3\n10.0.0.4\n'],
    says: /more than 3|max-entries/,
  },
  { what: 'a gzip bomb', file: ['list', bomb()], says: /it unpacks to more than/ },
]

type Command = { readonly what: string; readonly args: readonly string[]; readonly code: number; readonly says: RegExp }

const commands: readonly Command[] = [
  {
    what: 'for no time',
    args: ['pop.example', '192.0.2.7', '--for', '0'],
    code: 1,
    says: /for no time: give at least 1s/,
  },
  {
    what: 'for less than none',
    args: ['pop.example', '192.0.2.7', '--for', '-1m'],
    code: 1,
    says: /cannot use "-1m" as the time/,
  },
  {
    what: 'for longer than the longest',
    args: ['pop.example', '192.0.2.8', '--for', '2h'],
    code: 0,
    says: /it is listed for 1h, the longest/,
  },
  {
    what: 'the wrong family',
    args: ['bl.example', '2001:db8::1'],
    code: 1,
    says: /the files of bl\.example hold ip4set/,
  },
  { what: 'no address', args: ['pop.example', '10.0.0.300'], code: 1, says: /it is not an address/ },
  { what: 'a prefix', args: ['pop.example', '192.0.2.0/24'], code: 1, says: /single addresses and names/ },
  { what: 'what no list may have', args: ['pop.example', '127.0.0.1'], code: 1, says: /RFC 5782/ },
  { what: 'no such list', args: ['nobody.example', '192.0.2.7'], code: 1, says: /there is no list "nobody\.example"/ },
  {
    what: 'a code outside of 127/8',
    args: ['pop.example', '192.0.2.7', '--code', '10.0.0.1'],
    code: 1,
    says: /within 127\.0\.0\.0\/8/,
  },
]

/** Messages without a key, from an address that may change a.example. */
const messages = [
  {
    what: 'a writer of a list without a key',
    zone: 'pop.example',
    line: 'add 7.2.0.192 60 A 127.0.0.2',
    rcode: 'REFUSED',
  },
  { what: 'a list that has no writers', zone: 'bl.example', line: 'add 7.2.0.192 60 A 127.0.0.2', rcode: 'REFUSED' },
  {
    what: 'a name outside of the zone',
    zone: 'a.example',
    line: 'add www.b.example. 60 A 192.0.2.7',
    rcode: 'NOTZONE',
  },
  { what: 'a zone that is not served', zone: 'b.example', line: 'add www 60 A 192.0.2.7', rcode: 'NOTAUTH' },
  {
    what: 'a type that no rule gives',
    zone: 'a.example',
    line: `add x 60 DS 1 8 2 ${'0a'.repeat(32)}`,
    rcode: 'REFUSED',
  },
  { what: 'what a load would refuse', zone: 'a.example', line: 'add x 60 MX 10 nobody', rcode: 'REFUSED' },
] as const

t.test('each mistake is told, and what was good stays', async (t) => {
  const folder = folderOf(t, files)
  const config = ['--config', join(folder, 'janus.yaml')]
  const server = await serve(t, folder)
  const way = { port: server.port(), from: '127.0.0.1', transport: 'tcp' } as const
  const ask = async (question: string) => summary(readMessage(await exchange(t, queryFor(question), way))!)
  const add = (args: readonly string[]) => command('list', 'add', ...args, ...config)
  t.equal((await add(['pop.example', '192.0.2.9'])).code, 0)
  let id = 0
  const rcode = async (zone: string, line: string) =>
    rcodeName((await exchange(t, updateMessage(zone, [line], { id: ++id }), way))[3]! & 0xf)
  t.equal(await rcode('a.example', 'add www 60 A 192.0.2.7'), 'NOERROR')
  const stays = async (what: string) => {
    const answers = [
      'www.a.example A',
      '2.0.0.10.bl.example A',
      '9.2.0.192.pop.example A',
      '7.2.0.192.pop.example A',
      'x.a.example MX',
    ]
    t.same(
      await Promise.all(answers.map(ask)),
      ['192.0.2.7', '127.0.0.2', '127.0.0.2', 'NXDOMAIN', 'NXDOMAIN'],
      `${what}: what was good stays`,
    )
  }
  for (const { what, file: [name, content] = ['', undefined], says } of reloaded) {
    if (content === undefined) rmSync(join(folder, name))
    else writeFileSync(join(folder, name), content)
    const checked = await command('check', ...config)
    // 2: something cannot be read.
    t.equal(checked.code, name === 'list' && content !== undefined ? 1 : 2, `${what}: check`)
    t.match(checked.stdout + checked.stderr, says, what)
    t.equal((await command('reload', ...config)).code, 1, `${what}: reload`)
    await stays(what)
    writeFileSync(join(folder, name), files[name as keyof typeof files])
  }
  for (const { what, args, code, says } of commands) {
    const ran = await add(args)
    t.equal(ran.code, code, what)
    t.match(ran.stdout + ran.stderr, says, what)
    await stays(what)
  }
  for (const { what, zone, line, rcode: expected } of messages) {
    t.equal(await rcode(zone, line), expected, what)
    await stays(what)
  }
})
