// The file of the control socket takes the place of an old one, and of nothing else.

import { readFileSync, statSync } from 'node:fs'
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
  const path = join(folderOf(t, {}), 'control.sock')
  const { server: old } = await open(path)
  const before = statSync(path).ino
  const { server } = await open(path)
  t.teardown(() => {
    old.close()
    server.close()
  })
  t.ok(statSync(path).isSocket())
  t.not(statSync(path).ino, before)
})
