// Which configuration a command takes when nobody names one, and what it says of one that it cannot read.

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { inEnglish } from '../../../src/supply/english.ts'
import { findConfig, loadFound } from '../../../src/text/config/find.ts'
import { folderOf, run, unprivileged } from '../../support/janus.ts'
import { janusProgram as program } from '../../support/program.ts'

t.test('janus.yaml of the current folder comes first, and is named where there is none at all', async (t) => {
  const before = process.cwd()
  t.teardown(() => process.chdir(before))
  process.chdir(t.testdir({ 'janus.yaml': '' }))
  t.equal(findConfig(), './janus.yaml')
  process.chdir(t.testdir({ empty: {} }))
  t.match(findConfig(), /^(\.\/janus\.yaml|\/etc\/janus\/janus\.yaml)$/)
  if (findConfig() === './janus.yaml')
    t.match(inEnglish(loadFound().problems), [
      { message: 'cannot find a configuration: tried ./janus.yaml and /etc/janus/janus.yaml', fix: /--config FILE/ },
    ])
  t.match(inEnglish(loadFound('./janus.yaml').problems), [
    { message: 'cannot open the configuration: there is no such file' },
  ])
})

const nobody = await unprivileged()
const skip = typeof nobody === 'string' ? nobody : process.getuid?.() !== 0 && 'only root can become another user'

t.test('who may not read it is told who is to let him', { skip }, async (t) => {
  const folder = folderOf(t, {})
  const closed = join(folder, 'closed')
  mkdirSync(closed)
  writeFileSync(join(closed, 'janus.yaml'), '')
  writeFileSync(join(folder, 'janus.yaml'), '')
  chmodSync(closed, 0o750)
  chmodSync(join(folder, 'janus.yaml'), 0o640)
  const said = async (path: string) => {
    const [file, ...args] = nobody as readonly string[]
    const { code, stderr } = await run(file!, [...args, program, 'serve', '--config', join(folder, path)])
    t.equal(code, 2)
    return stderr
  }
  t.match(
    await said('closed/janus.yaml'),
    /fix: let the user nobody enter the folder .*\/closed, which is root:root 0750\n/,
  )
  t.match(await said('janus.yaml'), /fix: let the user nobody read .*\/janus\.yaml, which is root:root 0640\n/)
})
