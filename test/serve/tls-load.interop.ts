// TLS while much happens: certificates are replaced, also by those of another algorithm, while clients come back to their sessions; and
// a thousand clients go away in the middle of a handshake.

import { readdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf, missing, serve } from '../support/janus.ts'
import { askOverTls, certificateOf, helloOf } from '../support/tls-client.ts'

const skip = await missing('openssl')
const zone = '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\n'
const question = queryFor('ns.univ.example. A')
const pairs = () => [certificateOf('ns', { newKey: 'rsa:2048' }), certificateOf('ns'), certificateOf('ns')]

async function site(t: Test, tcp = 'handshakes-per-network: 0') {
  const [first] = pairs()
  const folder = folderOf(t, {
    'univ.zone': zone,
    'ns.crt': first!.certificate,
    'ns.key': first!.key,
    'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}]
workers: 1
tcp: {${tcp}}
views: {outside: [any]}
zones: {univ.example: univ.zone}
`,
  })
  return { folder, janus: await serve(t, folder) }
}

t.test(
  'of a thousand clients that come back while certificates change, each finds its session',
  { skip },
  async (t) => {
    const { folder, janus } = await site(t)
    const versions = ['TLSv1.2', 'TLSv1.3'] as const
    const asked = (maxVersion: (typeof versions)[number], session?: Buffer) =>
      askOverTls(t, janus.port(), [question], { maxVersion, ...(session && { session }) })
    const others = pairs()
    const sessions = new Map<string, Buffer>()
    for (const version of versions) sessions.set(version, (await asked(version)).session!)
    const failed: string[] = []
    for (let round = 0; round < 10; round++) {
      const next = others[(round + 1) % others.length]!
      const change = async () => {
        writeFileSync(join(folder, 'ns.key'), next.key)
        writeFileSync(join(folder, 'ns.crt'), next.certificate)
        janus.signal('SIGHUP')
        await janus.logged('clients get another certificate from now on', round + 1)
      }
      const comeBack = async (version: (typeof versions)[number]) => {
        for (let i = 0; i < 50; i++) {
          const { reused, answers } = await asked(version, sessions.get(version))
          if (!reused || answers.length !== 1)
            failed.push(`${version}, round ${round}: ${reused ? 'no answer' : 'new'}`)
        }
      }
      await Promise.all([change(), ...versions.map(comeBack)])
    }
    t.same(failed, [])
  },
)

t.test('a thousand who go away in the middle of a handshake are forgotten', { skip }, async (t) => {
  const { janus } = await site(t)
  const open = () => readdirSync(`/proc/${janus.process.pid}/fd`).length
  await askOverTls(t, janus.port(), [question])
  const before = open()
  const hello = await helloOf()
  const cuts = [0, 1, 5, 20, hello.length - 1, hello.length]
  for (let i = 0; i < 1000; i += 20)
    await Promise.all(
      Array.from(
        { length: 20 },
        (_, k) =>
          new Promise<void>((resolve) => {
            const socket = connect(janus.port(), '127.0.0.1', () => {
              socket.write(hello.subarray(0, cuts[(i + k) % cuts.length]), () =>
                k % 2 ? socket.resetAndDestroy() : socket.destroy(),
              )
            })
            socket.on('error', () => {})
            socket.on('close', () => resolve())
            socket.resume()
          }),
      ),
    )
  const { answers } = await askOverTls(t, janus.port(), [question])
  t.equal(readMessage(answers[0]!)?.answer.length, 1)
  while (open() > before + 5) await new Promise((resolve) => setTimeout(resolve, 50))
  t.same(
    janus.log.filter(({ level }) => level >= 50),
    [],
  )
  janus.signal('SIGTERM')
  t.match(await janus.ended, { code: 0 })
})

t.test(
  'who sends his hello octet by octet, and who sends nothing, is waited for no longer than five seconds',
  { skip },
  async (t) => {
    const { janus } = await site(t)
    const hello = await helloOf()
    const began = Date.now()
    const closed = await Promise.all(
      [true, false].map(
        (drips) =>
          new Promise<number>((resolve) => {
            const socket = connect(janus.port(), '127.0.0.1')
            let sent = 0
            const drip = setInterval(() => drips && socket.write(hello.subarray(sent, ++sent)), 100)
            socket.on('error', () => {})
            socket.on('close', () => {
              clearInterval(drip)
              resolve(Date.now() - began)
            })
            socket.resume()
          }),
      ),
    )
    t.ok(closed.every((took) => took > 4000))
    t.equal((await askOverTls(t, janus.port(), [question])).answers.length, 1)
  },
)
