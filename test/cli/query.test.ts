// `janus query` against the real server, and against peers that behave badly.

import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import t, { type Test } from 'tap'
import { freePort } from '../support/free-port.ts'
import { folderOf, janus, serve } from '../support/janus.ts'

const soa = '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60'
const long = Array.from({ length: 40 }, (_, i) => `many 300 IN TXT "${'x'.repeat(60)} ${i}"`).join('\n')
const files = {
  'janus.yaml':
    'listen: ["127.0.0.1:0", "[::1]:0"]\nworkers: 1\nviews: {here: [127.0.0.1, "::1"]}\nzones: {example.com: example.com.zone}\n',
  'example.com.zone': `${soa}
@ 300 IN NS ns
ns 300 IN A 192.0.2.2
@ 300 IN MX 10 mail
mail 300 IN A 192.0.2.25
mail 300 IN AAAA 2001:db8::25
all 300 IN TXT "one \\"two\\"" "three"
all 300 IN CAA 0 issue "ca.example.net"
all 300 IN SVCB 1 . port=53
all 300 IN TYPE65280 \\# 2 0102
_imaps._tcp 300 IN SRV 0 1 993 mail
${long}
`,
}

const untimed = (text: string) => text.replace(/\d+ octets in \d+ ms/g, 'N octets in N ms')

t.test('an answer is printed as a zone file has it', async (t) => {
  const server = await serve(t, folderOf(t, files))
  const at = `127.0.0.1:${server.port('127')}`
  const ask = async (...words: string[]) => untimed((await janus('query', `@${at}`, ...words)).stdout)

  t.equal(
    await ask('example.com', 'MX'),
    `;; example.com. MX: NOERROR, authoritative; ${at} over UDP, N octets in N ms
;; answer
example.com. 300 IN MX 10 mail.example.com.
;; additional
mail.example.com. 300 IN A 192.0.2.25
mail.example.com. 300 IN AAAA 2001:db8::25
`,
  )
  const records = async (...words: string[]) => (await ask(...words)).split('\n').filter((line) => /^[^;]/.test(line))
  t.same(await records('all.example.com', 'TXT'), ['all.example.com. 300 IN TXT "one \\"two\\"" "three"'])
  t.same(await records('all.example.com', 'caa'), ['all.example.com. 300 IN CAA 0 issue "ca.example.net"'])
  t.same(await records('all.example.com', 'SVCB'), ['all.example.com. 300 IN SVCB 1 . port=53'])
  t.same(await records('all.example.com', 'TYPE65280'), ['all.example.com. 300 IN TYPE65280 \\# 2 0102'])
  t.same(
    (await records('_imaps._tcp.example.com', 'SRV'))[0],
    '_imaps._tcp.example.com. 300 IN SRV 0 1 993 mail.example.com.',
  )
  t.same(await records('mail.example.com'), ['mail.example.com. 300 IN A 192.0.2.25'], 'A where no type is given')

  t.match(await ask('many.example.com', 'TXT'), /over TCP/, 'what does not fit comes over TCP')
  t.equal((await records('many.example.com', 'TXT')).length, 40)
  t.match(await ask('example.com', 'MX', '--tcp'), /over TCP/)
  const six = await janus('query', `@[::1]:${server.port('[')}`, 'example.com', 'MX')
  t.match(six, { code: 0, stdout: /10 mail\.example\.com/ }, 'over IPv6')
  const six4 = await janus('query', `@[::1]:${server.port('[')}`, 'example.com', 'MX', '--tcp')
  t.match(six4, { code: 0, stdout: /over TCP/ }, 'over IPv6 and TCP')
})

t.test('the exit code says whether there was an answer, an error or nothing', async (t) => {
  const server = await serve(t, folderOf(t, files))
  const at = `@127.0.0.1:${server.port('127')}`
  const cases: [string[], number, RegExp][] = [
    [[at, 'example.com', 'MX'], 0, /NOERROR/],
    [[at, 'mail.example.com', 'MX'], 0, /NOERROR/],
    [[at, 'none.example.com', 'MX'], 1, /NXDOMAIN/],
    [[at, 'example.net', 'MX'], 1, /REFUSED/],
    [[at, '.', 'NS'], 1, /^;; \. NS: REFUSED/],
    [[at, 'EXAMPLE.com', 'ns'], 0, /EXAMPLE\.com\. NS: NOERROR/],
    [[at, 'a..b'], 2, /cannot ask for "a\.\.b": it is no domain name: it has an empty label/],
    [[at, 'a', 'NONE'], 2, /cannot ask for "NONE": it is no type/],
    [[at, 'a\\.b.example.com'], 2, /a label has a dot in it/],
    [['@ns.example.com', 'a'], 2, /cannot use "@ns\.example\.com" as a server/],
    [['@127.0.0.1:99999', 'a'], 2, /cannot use/],
    [['example.com', 'MX', 'extra'], 2, /one name and one type/],
    [['--config', 'none.yaml'], 2, /none\.yaml:1:1: error: cannot open the configuration/],
  ]
  for (const [words, code, said] of cases) {
    const { stdout, stderr, code: got } = await janus('query', ...words)
    t.equal(got, code, words.join(' '))
    t.match(code === 2 ? stderr : stdout, said)
    t.notMatch(stderr, /^ +at /m, 'no stack trace')
  }
})

t.test('without words it asks the server of the configuration for its first zone', async (t) => {
  const port = await freePort()
  const folder = folderOf(t, { ...files, 'janus.yaml': files['janus.yaml'].replace('127.0.0.1:0', `0.0.0.0:${port}`) })
  await serve(t, folder)
  const { code, stdout } = await janus('query', '--config', `${folder}/janus.yaml`)
  t.equal(code, 0)
  t.match(stdout, new RegExp(`^;; example\\.com\\. SOA: NOERROR, authoritative; 127\\.0\\.0\\.1:${port} over UDP`))
})

t.test('nobody there: one sentence, exit code 2', async (t) => {
  const port = await freePort()
  for (const more of [[], ['--tcp']]) {
    const { code, stdout, stderr } = await janus('query', `@127.0.0.1:${port}`, 'example.com', ...more)
    t.equal(code, 2)
    t.equal(stdout, '')
    t.equal(stderr, `janus: cannot ask 127.0.0.1:${port} for example.com. A: no program listens on that port\n`)
  }
})

t.test('what is no answer to the question is passed over, and then there is none', async (t) => {
  const socket = createSocket('udp4')
  t.teardown(() => socket.close())
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  socket.on('message', (query, { port, address }) => {
    const reply = Buffer.from(query)
    const send = (message: Buffer) => socket.send(message, port, address)
    send(Buffer.alloc(3))
    send(reply)
    reply[2]! |= 0x80
    send(Buffer.concat([Uint8Array.of(reply[0]! ^ 1), reply.subarray(1)]))
    reply[7] = 1
    send(reply)
  })
  const { code, stderr } = await janus('query', `@127.0.0.1:${socket.address().port}`, 'example.com')
  t.equal(code, 2)
  t.match(stderr, /no answer in time/)
})

t.test('a TCP server that closes at once', async (t) => {
  const server = createServer((socket) => socket.end())
  t.teardown(() => server.close())
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  const { code, stderr } = await janus('query', `@127.0.0.1:${port}`, 'example.com', '--tcp')
  t.equal(code, 2)
  t.match(stderr, /it closed the connection/)
})

t.test('--help teaches', async (t: Test) => {
  const { code, stdout } = await janus('query', '--help')
  t.equal(code, 0)
  for (const said of ['@server', '--tcp', '--config', 'Exit code']) t.match(stdout, said)
})
