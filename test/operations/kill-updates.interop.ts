// kill -9 under a load of updates, again and again: whatever the client has been told is done is there after the next start.

import t from 'tap'
import { TcpClient } from '../net/harness.ts'
import { transferred } from '../peers/transferred.ts'
import { folderOf, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

const ROUNDS = Number(process.env.KILL_ROUNDS ?? 5)
const ZONE = '$TTL 300\n@ SOA ns hostmaster 1 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n'
const CONFIG = `listen: ["127.0.0.1:0"]
workers: 1
state: state
views: {internal: [127.0.0.0/8], external: [any]}
zones: {example: {internal: a.zone}}
updates: [{from: [127.0.0.1/32], zones: [example]}]
transfers: [{from: [127.0.0.1/32]}]
`
/** Messages that wait for their answers at a time. */
const OUTSTANDING = 32

t.test(`${ROUNDS} rounds of kill -9 under a load of updates`, async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'a.zone': ZONE })
  const done: string[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const server = await serve(t, folder)
    const port = server.port()
    const served = new Set((await transferred(t, port, 'example', '127.0.0.1')).map((record) => record.split(' ')[0]!))
    t.same(
      done.filter((name) => !served.has(`${name}.example.`)),
      [],
      `round ${round}: ${done.length} were answered NOERROR`,
    )
    const client = new TcpClient(t, port)
    // It dies with messages on their way: somewhere in the third batch.
    for (let batch = 0; batch < 3; batch++) {
      const names = Array.from({ length: OUTSTANDING }, (_, i) => `n${round}-${batch}-${i}`)
      for (const [i, name] of names.entries())
        client.ask(updateMessage('example.', [`add ${name} 60 TXT "x"`], { id: batch * OUTSTANDING + i + 1 }))
      await client.receive(batch * OUTSTANDING + (batch < 2 ? OUTSTANDING : 1 + round * 3))
    }
    server.signal('SIGKILL')
    await server.ended
    await client.closed
    for (const answer of client.answers) {
      const id = (answer[0]! << 8) + answer[1]! - 1
      if ((answer[3]! & 0xf) === 0) done.push(`n${round}-${Math.floor(id / OUTSTANDING)}-${id % OUTSTANDING}`)
    }
  }
  t.ok(done.length > ROUNDS * 2 * OUTSTANDING, `${done.length} in all`)
})
