// The control socket over the real server: whoever is rude to it keeps nobody else from asking.

import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, janus, serve } from '../../support/janus.ts'
import { campus } from '../../support/small-campus.ts'

t.test('who sends more than a request, or stays after the answer, does not keep the socket', async (t) => {
  const folder = folderOf(t, campus())
  await serve(t, folder)
  for (let i = 0; i < 40; i++) {
    const socket = connect({ path: join(folder, 'state/control.sock'), allowHalfOpen: true })
    socket.on('error', () => {})
    t.teardown(() => socket.destroy())
    socket.write(`{"verb":"generations"}\n`)
    await new Promise((resolve) => socket.once('data', resolve))
    if (i % 2 === 0) socket.end('and more')
  }
  t.match(await janus('status', '--config', join(folder, 'janus.yaml')), { code: 0 })
})
