// `janus query` by every door, against the server of docs/doors.md, and `janus explain --via`, which says the same beforehand.

import { chmodSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { exchangeByDoor } from '../../src/cli/query-doors.ts'
import { exchange } from '../../src/cli/query-exchange.ts'
import { replyText } from '../../src/cli/query-text.ts'
import { isPlain, readWords } from '../../src/cli/query-words.ts'
import { folderOf, type Janus, janus, serve } from '../support/janus.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/doors.md'), 'utf8')
const many = Array.from({ length: 40 }, (_, i) => `many TXT "${'x'.repeat(60)} ${i}"`).join('\n')
const zone = (address: string) =>
  `$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 60\n  NS ns\nns A ${address}\na\\.b A ${address}\n${many}\n`

const site = {
  'inside.zone': zone('10.0.0.1'),
  'outside.zone': zone('192.0.2.1'),
  'keys/tsig/inner.key': `key "inner" {\n\talgorithm hmac-sha256;\n\tsecret "${Buffer.alloc(32, 'a').toString('base64')}";\n};\n`,
  'janus.yaml': `listen:
  - 127.0.0.1:0
  - {address: "127.0.0.1:0", tls: {}}
  - {address: "127.0.0.1:0", https: {}}
  - {address: "127.0.0.1:0", proxy: [127.0.0.5]}
  - {address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5]}
  - {address: "127.0.0.1:0", https: {}, proxy: [127.0.0.5]}
  - {address: "127.0.0.1:0", tls: {}, proxy: [127.0.0.5], proxy-inside-tls: true}
identity: gw1
workers: 1
cookies: false
ecs-from: [127.0.0.7]
tsig: {inner: {view: inside}}
views:
  inside: {clients: [127.0.0.1/32, 10.0.0.0/8]}
  outside: [any]
zones: {univ.example: {inside: inside.zone, outside: outside.zone}}
`,
}

const DOORS = ['plain', 'tls', 'https', 'proxy', 'tls-proxy', 'https-proxy', 'inside-tls'] as const

function campus(t: Test): string {
  const folder = folderOf(t, site)
  for (const its of ['keys', 'keys/tsig']) chmodSync(join(folder, its), 0o700)
  chmodSync(join(folder, 'keys/tsig/inner.key'), 0o600)
  return folder
}

const endpoint = (server: Janus, door: (typeof DOORS)[number]) => `@${server.listen[DOORS.indexOf(door)]}`

function told({ stdout, stderr }: { stdout: string; stderr: string }): string {
  if (/ A 10\.0\.0\.1$/m.test(stdout)) return 'inside'
  if (/ A 192\.0\.2\.1$/m.test(stdout)) return 'outside'
  return /: ([A-Z]{4,})/.exec(stdout)?.[1] ?? stderr.replace(/^.*: /s, '').trim()
}

const FLAGS = ['tls', 'https', 'tcp', 'proxyInsideTls', 'dnssec', 'chaos']

/** As the command does, without a process for each. */
async function query(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const options: Record<string, string | true> = {}
  const plain: string[] = []
  for (let i = 0; i < words.length; i++) {
    const name = words[i]!.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
    if (!words[i]!.startsWith('--')) plain.push(words[i]!)
    else options[name] = FLAGS.includes(name) || words[++i]!
  }
  const request = readWords(plain, options)
  if (typeof request === 'string') return { code: 2, stdout: '', stderr: request }
  const reply = await (isPlain(request) ? exchange(request) : exchangeByDoor(request))
  if (typeof reply === 'string') return { code: 2, stdout: '', stderr: reply }
  return { code: reply.told.rcode === 0 ? 0 : 1, stdout: replyText(request, reply), stderr: '' }
}

t.test('each door gives the view that it says', async (t) => {
  const folder = campus(t)
  const server = await serve(t, folder)
  const key = join(folder, 'keys/tsig/inner.key')
  const rows: readonly (readonly [door: (typeof DOORS)[number], words: string, told: string])[] = [
    ['tls', '--tls', 'inside'],
    ['tls', '--tls --from 127.0.0.9', 'outside'],
    ['tls', `--tls --from 127.0.0.9 --key ${key}`, 'inside'],
    ['tls', '--tls --from 127.0.0.9 --subnet 127.0.0.1', 'outside'],
    ['tls', '--tls --from 127.0.0.7 --subnet 127.0.0.1', 'inside'],
    ['https', '--https', 'inside'],
    ['https', '--https --from 127.0.0.9', 'outside'],
    ['https', `--https --from 127.0.0.9 --key ${key}`, 'inside'],
    ['https', '--https --from 127.0.0.7 --subnet 10.1.0.0/16', 'inside'],
    ['plain', '--from 127.0.0.7 --subnet 10.1.0.0/16', 'inside'],
    ['plain', '--from 127.0.0.7 --subnet 10.0.0.0/7', 'outside'],
    ['plain', '--from 127.0.0.7 --subnet 0.0.0.0/0', 'outside'],
    ['plain', '--from 127.0.0.7 --subnet 2001:db8::/48', 'outside'],
    ['plain', '--from 127.0.0.7 --subnet 10.1.0.0/16 --tcp', 'inside'],
    ['proxy', '--from 127.0.0.5 --proxy 10.1.2.3', 'inside'],
    ['proxy', '--from 127.0.0.5 --proxy 198.51.100.1', 'outside'],
    ['proxy', '--from 127.0.0.5 --proxy 2001:db8::1', 'outside'],
    ['proxy', '--from 127.0.0.5 --proxy ::ffff:10.1.2.3', 'inside'],
    ['proxy', '--from 127.0.0.5 --proxy ::10.1.2.3', 'outside'],
    ['proxy', '--from 127.0.0.5 --proxy 10.1.2.3 --tcp', 'inside'],
    ['proxy', `--from 127.0.0.5 --proxy 198.51.100.1 --key ${key}`, 'inside'],
    ['proxy', '--from 127.0.0.5 --proxy 127.0.0.7 --subnet 10.0.0.0/8', 'inside'],
    ['proxy', '--from 127.0.0.9 --proxy 10.1.2.3 --tcp', 'it closed the connection'],
    ['tls-proxy', '--tls --from 127.0.0.5 --proxy 10.1.2.3', 'inside'],
    ['https-proxy', '--https --from 127.0.0.5 --proxy 198.51.100.1', 'outside'],
    ['inside-tls', '--tls --from 127.0.0.5 --proxy 10.1.2.3 --proxy-inside-tls', 'inside'],
    ['inside-tls', '--tls --from 127.0.0.5 --proxy 198.51.100.1 --proxy-inside-tls', 'outside'],
    ['inside-tls', '--tls --from 127.0.0.5 --proxy 127.0.0.7 --proxy-inside-tls --subnet 10.0.0.0/8', 'inside'],
    ['inside-tls', `--tls --from 127.0.0.5 --proxy 198.51.100.1 --proxy-inside-tls --key ${key}`, 'inside'],
    ['inside-tls', '--tls --from 127.0.0.9 --proxy 10.1.2.3 --proxy-inside-tls', 'it closed the connection'],
    ['tls-proxy', '--tls --from 127.0.0.5 --proxy 10.1.2.3 --proxy-inside-tls', 'it closed the connection'],
    ['https', '--tls', 'it does not speak this protocol over TLS'],
    ['tls', '--https', 'it does not speak this protocol over TLS'],
  ]
  for (const [door, words, wanted] of rows) {
    const given = await query(endpoint(server, door), 'ns.univ.example', ...words.split(' '))
    if (wanted.includes(' ')) t.equal(given.code, 2, words)
    t.match(told(given), wanted, `${door} ${words}`)
  }
})

t.test('what is printed says by which way, and for whom it is good', async (t) => {
  const server = await serve(t, campus(t))
  const ask = async (door: (typeof DOORS)[number], ...words: string[]) => {
    const { stdout } = await query(endpoint(server, door), ...words)
    return stdout.replace(/127\.0\.0\.1:\d+/, 'SERVER').replace(/\d+ octets in \d+ ms/, 'N octets in N ms')
  }
  t.equal(
    await ask('plain', 'ns.univ.example', '--from', '127.0.0.7', '--subnet', '10.1.0.0/16'),
    `;; ns.univ.example. A: NOERROR, authoritative; SERVER over UDP, for 10.1.0.0/16, N octets in N ms
;; for 10.1.0.0/16, good for all within its first 8 bits
;; answer
ns.univ.example. 300 IN A 10.0.0.1
`,
  )
  t.match(
    await ask('proxy', 'many.univ.example', 'TXT', '--from', '127.0.0.5', '--proxy', '10.1.2.3'),
    /over TCP, as a /,
  )
  t.match(
    await ask('tls', 'a\\.b.univ.example', '--tls'),
    /over TLS, [\s\S]*^a\\\.b\.univ\.example\. 300 IN A 10\.0\.0\.1$/m,
  )
  t.match(await ask('https', 'none.univ.example', '--https'), /: NXDOMAIN, authoritative; SERVER over HTTPS, /)
})

t.test('each door says by what it gives which view', async (t) => {
  const folder = campus(t)
  const server = await serve(t, folder)
  const key = join(folder, 'keys/tsig/inner.key')
  const rows: readonly (readonly [door: (typeof DOORS)[number], words: string, facts: string])[] = [
    ['plain', '', 'door=udp sender=127.0.0.1 by=address prefix=127.0.0.1/32'],
    ['plain', '--tcp', 'door=tcp sender=127.0.0.1 by=address prefix=127.0.0.1/32'],
    ['tls', '--tls', 'door=tls sender=127.0.0.1 by=address prefix=127.0.0.1/32'],
    ['https', '--https', 'door=https sender=127.0.0.1 by=address prefix=127.0.0.1/32'],
    ['tls', `--tls --from 127.0.0.9 --key ${key}`, 'door=tls sender=127.0.0.9 key=inner by=key'],
    [
      'plain',
      '--from 127.0.0.7 --subnet 10.1.0.0/16',
      'door=udp sender=127.0.0.7 subnet=10.1.0.0/16 scope=8 by=subnet prefix=10.0.0.0/8',
    ],
    [
      'inside-tls',
      '--tls --from 127.0.0.5 --proxy 10.1.2.3 --proxy-inside-tls',
      'door=tls sender=127.0.0.5 proxied=10.1.2.3 by=address prefix=10.0.0.0/8',
    ],
  ]
  for (const [door, words, facts] of rows) {
    const more = words === '' ? [] : words.split(' ')
    const { stdout } = await query(endpoint(server, door), 'whoami.janus', 'TXT', '--chaos', ...more)
    const told = [...stdout.matchAll(/"([^"]*)"/g)].map(([, fact]) => fact).join(' ')
    t.equal(told, `${facts} view=inside`, `${door} ${words}`)
  }
  const strangers = await query(
    endpoint(server, 'tls'),
    'whoami.janus',
    'TXT',
    '--chaos',
    '--tls',
    '--from',
    '127.0.0.9',
  )
  t.match(strangers, { code: 1, stdout: /REFUSED/ })
})

t.test('words that make no question', async (t) => {
  const rows: readonly (readonly [words: string[], said: RegExp])[] = [
    [['--tls', '--https'], /choose one of --tcp, --tls and --https/],
    [['--tcp', '--tls'], /choose one of/],
    [['--proxy', '10.0.0.0/8'], /as a proxy: it is not an IPv4 or IPv6 address/],
    [['--subnet', '10.1.2.3/8'], /it is not a network; did you mean 10\.0\.0\.0\/8\?/],
    [['--subnet', 'any'], /it is not a network; write one such as/],
    [['--subnet', ''], /it is not a network/],
    [['--proxy-inside-tls', '--tls'], /write --tls and --proxy ADDRESS/],
    [['--proxy-inside-tls', '--proxy', '10.0.0.1', '--https'], /write --tls and --proxy ADDRESS/],
    [['--proxy', ''], /it is not an IPv4 or IPv6 address/],
  ]
  for (const [words, said] of rows) {
    const { code, stderr } = await query('@127.0.0.1:1', 'ns.univ.example', ...words)
    t.equal(code, 2, words.join(' '))
    t.match(stderr, said)
  }
})

t.test('who says nothing, or goes away, or is not there', async (t) => {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.destroy())
  })
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  for (const way of ['--tls', '--https']) {
    const gone = await query(`@127.0.0.1:${port}`, 'ns.univ.example', way)
    t.equal(gone.code, 2)
    t.match(gone.stderr, /^[^\n]+$/)
    const none = await query('@127.0.0.1:1', 'ns.univ.example', way)
    t.match(none, { code: 2, stderr: /^no program listens on that port$/ })
  }
})

t.test('the page shows lines that work', async (t) => {
  const lines = [...page.matchAll(/^\$ janus query @127\.0\.0\.1:(\d+) (.*)$/gm)]
  t.equal(lines.length, 4)
  const server = await serve(t, campus(t))
  const doors = { 5300: 'plain', 5301: 'proxy', 8853: 'tls', 8443: 'https' } as const
  const views: string[] = []
  for (const [, port, words] of lines) {
    const door = doors[Number(port) as keyof typeof doors]
    views.push(told(await query(endpoint(server, door), ...words!.split(' '))))
  }
  t.same(views, ['inside', 'outside', 'inside', 'inside'])
})

t.test('explain says beforehand what who asks for another gets', async (t) => {
  const folder = campus(t)
  await serve(t, folder)
  const rows: readonly (readonly [address: string, via: string, view: string, said: RegExp])[] = [
    ['10.1.2.3', '127.0.0.7', 'inside', /127\.0\.0\.7 may tell its network .*in 8 bits at least; .*gets outside/],
    ['198.51.100.1', '127.0.0.7', 'outside', /127\.0\.0\.7 may tell its network/],
    ['10.1.2.3', '127.0.0.5', 'inside', /127\.0\.0\.5 is its proxy, at 127\.0\.0\.1:\d+, /],
    ['198.51.100.1', '127.0.0.5', 'outside', /127\.0\.0\.5 is its proxy/],
    ['10.1.2.3', '127.0.0.9', 'outside', /by the address of 127\.0\.0\.9, .*: 10\.1\.2\.3 does not count/],
    ['198.51.100.1', '127.0.0.1', 'inside', /by the address of 127\.0\.0\.1, /],
    ['::10.1.2.3', '127.0.0.5', 'outside', /is its proxy/],
    ['::ffff:10.1.2.3', '127.0.0.5', 'inside', /is its proxy/],
  ]
  for (const [i, [address, via, view, said]] of rows.entries())
    for (const more of i % 2 ? [['--running']] : [[]]) {
      const words = [
        'explain',
        address,
        'ns.univ.example',
        '--via',
        via,
        '--config',
        join(folder, 'janus.yaml'),
        ...more,
      ]
      const { code, stdout } = await janus(...words)
      t.equal(code, 0, words.join(' '))
      t.equal(/^view +(\w+)/m.exec(stdout)?.[1], view, words.join(' '))
      t.match(stdout, said)
      t.match(stdout, `asked by ${via} for a client from `)
    }
  const config = ['--config', join(folder, 'janus.yaml')]
  const signed = await janus(
    'explain',
    '10.1.2.3',
    'ns.univ.example',
    '--via',
    '127.0.0.7',
    '--key',
    'inner',
    ...config,
  )
  t.match(signed.stdout, /does not count/, 'who signs does not speak for others')
  t.match(await janus('explain', '10.1.2.3', 'ns.univ.example', '--via', 'me', ...config), {
    code: 2,
    stderr: 'janus explain: cannot read the sender "me": it is not an IPv4 or IPv6 address\n',
  })
  const { stdout } = await janus('explain', '10.1.2.3', 'ns.univ.example', '--via', '127.0.0.7', '--json', ...config)
  t.match(JSON.parse(stdout).via, { sender: '127.0.0.7', subnet: { scope: 8, shorter: 'outside' } })
})
