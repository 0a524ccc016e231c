// What `janus check` says of the same mistakes, and by which exit code.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf } from '../support/janus.ts'
import { cases, config, KEY, keyText, zoneText } from './bad-peers.ts'

t.test(
  'each mistake has its exit code: 2 where the configuration cannot be used, and 1 for a warning with --strict',
  async (t) => {
    const port = await freePort()
    const good = config(port)
    const at = (text: string) => text.replace('PORT', String(port))
    const checked = async (text: string, key: string, mode: number, ...words: readonly string[]) => {
      const folder = folderOf(t, {
        [KEY]: key,
        'janus.yaml': text,
        'internal.zone': zoneText('internal'),
        'external.zone': zoneText('external'),
      })
      for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
      chmodSync(join(folder, KEY), mode)
      const { code, stdout } = await command('check', '--config', join(folder, 'janus.yaml'), ...words)
      return { code, stdout: stdout.replaceAll(`${folder}/`, '') }
    }
    t.equal((await checked(good, keyText('backup.internal'), 0o600)).code, 0, 'without a mistake')
    for (const { what, edit, key = keyText('backup.internal'), mode = 0o600, says, isTaken } of cases) {
      const text = edit === undefined ? good : good.replace(edit[0], at(edit[1]))
      const { code, stdout } = await checked(text, key, mode)
      t.ok(stdout.includes(at(says)), `${what}: ${stdout}`)
      t.equal(code, isTaken ? 0 : 2, what)
      if (isTaken) t.equal((await checked(text, key, mode, '--strict')).code, 1, `${what}, by --strict`)
    }
  },
)
