// The file of the control socket takes the place of an old one, and of nothing else.

import { once } from 'node:events'
import { readFileSync, renameSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { openControlSocket } from '../../../src/operate/control/socket.ts'
import type { Operated } from '../../../src/operate/operated.ts'
import { folderOf } from '../../support/janus.ts'

const open = (path: string) => openControlSocket({ path, group: undefined }, {} as Operated)

t.test('a file that is no socket stays', async (t) => {
  const path = join(folderOf(t, { 'a.zone': 'precious' }), 'a.zone')
  await t.rejects(open(path), { message: /^another file is there; name another path/ })
  t.equal(readFileSync(path, 'utf8'), 'precious')
})

t.test('the socket of a server that is gone is replaced', async (t) => {
  const folder = folderOf(t, {})
  const [path, elsewhere] = [join(folder, 'control.sock'), join(folder, 'moved.sock')]
  const { server: old } = await open(elsewhere)
  // What it would take away with it has another name by then.
  renameSync(elsewhere, path)
  await new Promise((resolve) => old.close(resolve))
  t.ok(statSync(path).isSocket())
  await t.rejects(once(connect(path), 'connect'), { code: 'ECONNREFUSED' })
  const { server } = await open(path)
  t.teardown(() => server.close())
  const asking = connect(path)
  t.teardown(() => asking.destroy())
  await once(asking, 'connect')
  t.ok(statSync(path).isSocket())
})

t.test('the socket of a server that is there is left to it', async (t) => {
  const path = join(folderOf(t, {}), 'control.sock')
  const { server } = await open(path)
  t.teardown(() => server.close())
  const before = statSync(path).ino
  await t.rejects(open(path), /another program listens there; end it, or name another path with "control: {socket: …}"/)
  t.equal(statSync(path).ino, before)
})
