// Keys of tickets last a day (RFC 9325 §3.4): then nobody comes back by an earlier one, to whichever thread he comes, and all else goes on.

import { connect } from 'node:tls'
import t from 'tap'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { answersOf, askOverTls } from '../support/tls-client.ts'

const DAY = 86_400_000
const question = queryFor('ns.univ.example. A')
const framed = Buffer.concat([Buffer.from([0, question.length]), question])

/** What is to happen each day; nobody waits for so long. */
const daily: (() => void)[] = []
const { setInterval: usual } = globalThis
t.before(() => {
  globalThis.setInterval = ((work: () => void, after: number, ...more: unknown[]) => {
    if (after === DAY) daily.push(work)
    return Reflect.apply(usual, undefined, [work, after, ...more])
  }) as typeof setInterval
})
t.teardown(() => {
  globalThis.setInterval = usual
})

t.test('a day ends', async (t) => {
  const site = new Site(
    folderOf(t, {
      'univ.zone': '$TTL 300\n@ SOA ns hostmaster 7 1h 10m 1d 1m\n  NS ns\nns A 192.0.2.1\n',
      'janus.yaml': `listen: [{address: "127.0.0.1:0", tls: {}}, {address: "127.0.0.1:0", https: {}}]
workers: 2
tcp: {handshakes-per-network: 0, idle-timeout: 10m}
views: {outside: [any]}
zones: {univ.example: univ.zone}
`,
    }),
  )
  t.teardown(() => site.stop())
  await site.start()
  const [{ port }] = site.server.bound as unknown as [{ port: number }]
  const versions = ['TLSv1.2', 'TLSv1.3'] as const
  const asked = (maxVersion: (typeof versions)[number], session?: Buffer) =>
    askOverTls(t, port, [question], { maxVersion, ...(session && { session }) })
  /** Of twenty connections, which the system gives to both threads, how many took the session up. */
  const takenUp = async (version: (typeof versions)[number], session: Buffer) => {
    let count = 0
    for (let i = 0; i < 20; i++) {
      const { reused, answers } = await asked(version, session)
      t.equal(readMessage(answers[0]!)?.answer.length, 1)
      if (reused) count++
    }
    return count
  }
  const open = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  t.teardown(() => open.destroy())
  await new Promise((resolve) => open.once('secureConnect', resolve))
  t.equal(daily.length, 1)
  const shown = (await asked('TLSv1.3')).fingerprint
  for (let day = 0; day < 2; day++)
    for (const version of versions) {
      const { session } = await asked(version)
      t.equal(await takenUp(version, session!), 20, `${version}, day ${day}: both threads have the keys`)
      daily[0]!()
      // Threads hear of it in their own time.
      while ((await takenUp(version, session!)) > 0) await new Promise((resolve) => setTimeout(resolve, 20))
      const next = await asked(version)
      t.equal(next.fingerprint, shown, 'the certificate is the same')
      t.equal(await takenUp(version, next.session!), 20, `${version}, day ${day}: and those of the next day`)
    }
  const answers = answersOf(open, 1)
  open.write(framed)
  t.equal((await answers).length, 1, 'who is there already notices nothing')
})
