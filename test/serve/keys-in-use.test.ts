// With which of two keys Janus signs while one takes the other's place, over restarts too.

import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import t from 'tap'
import { makeKeyFile } from '../../src/keys/key-file.ts'
import { KeysInUse } from '../../src/serve/keys-in-use.ts'
import { folderOf } from '../support/janus.ts'

const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }

t.test('which keys others use is known after a restart, and not of a file that was written since', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': '' })
  const text = 'ns2.internal'
  const file = join(folder, 'keys', 'tsig', `${text}.key`)
  const wanted = { text, views: ['internal'], file, shown: `keys/tsig/${text}.key` }
  const second = wanted.file.replace('.key', '.2.key')
  makeKeyFile(wanted.file, 'ns2.internal')
  makeKeyFile(second, 'ns2.internal.2')
  const started = () => {
    const keys = new KeysInUse(pino({ enabled: false }), join(folder, 'state'))
    keys.use({ tsig: [{ ...wanted, place }] })
    return keys
  }
  const signs = ({ keyring }: KeysInUse) => keyring().signingKey('ns2.internal')?.current
  const first = started()
  t.equal(signs(first), 'ns2.internal')
  first.noteUse(first.keyring().of('ns2.internal')[1]!, Date.now() + 1)
  t.equal(signs(first), 'ns2.internal.2')
  t.equal(signs(started()), 'ns2.internal.2')
  rmSync(second)
  makeKeyFile(second, 'ns2.internal.2')
  utimesSync(second, Date.now() / 1000 + 9, Date.now() / 1000 + 9)
  first.use({ tsig: [{ ...wanted, place }] })
  t.equal(signs(first), 'ns2.internal', 'another secret under the same name, at a reload')
  t.equal(signs(started()), 'ns2.internal', 'and at a start')
  const kept = join(folder, 'state', 'kept')
  for (const damaged of ['', 'janus key-uses 1\nns2.internal.2\n\0\0 x\n', 'ns2.internal.2 2999-01-01T00:00:00Z\n']) {
    writeFileSync(join(kept, 'key-uses'), damaged)
    t.equal(signs(started()), 'ns2.internal', JSON.stringify(damaged))
  }
  writeFileSync(join(kept, 'key-uses'), 'janus key-uses 2\n')
  const older = started()
  older.noteUse(older.keyring().of('ns2.internal')[1]!, Date.now())
  t.equal(signs(older), 'ns2.internal.2')
  t.equal(readFileSync(join(kept, 'key-uses'), 'utf8'), 'janus key-uses 2\n', 'what a newer Janus wrote stays')
})
