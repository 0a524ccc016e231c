// What readers of manual pages say of ours.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { manualPages } from '../../packaging/manual/build.ts'
import { folderOf, missing, run } from '../support/janus.ts'

t.test('mandoc finds nothing wrong', { skip: await missing('mandoc') }, async (t) => {
  const folder = folderOf(t, {})
  for (const [name, text] of await manualPages(0)) {
    const file = join(folder, name)
    writeFileSync(file, text)
    const { stdout } = await run('mandoc', ['-T', 'lint', '-W', 'style', file])
    // The pages that it refers to are not installed.
    const found = stdout.split('\n').filter((line) => line !== '' && !line.includes('referenced manual not found'))
    t.strictSame(found, [], name)
  }
})

t.test('man shows a page', { skip: await missing('man', 'groff') }, async (t) => {
  const folder = folderOf(t, {})
  const pages = await manualPages(0)
  writeFileSync(join(folder, 'janus-explain.1'), pages.get('janus-explain.1')!)
  const { stdout, stderr, code } = await run('env', [
    'MANWIDTH=80',
    'man',
    '--warnings',
    '-l',
    join(folder, 'janus-explain.1'),
  ])
  t.equal(code, 0)
  t.equal(stderr, '')
  // A letter printed twice is bold.
  t.match(stdout.replaceAll(/.[\b]/g, ''), /janus explain \[-c \| --config file\]/)
})
