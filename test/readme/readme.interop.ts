// README.md and both start pages: their examples, their links, and what README.md says of commands.

import { join } from 'node:path'
import t from 'tap'
import { loadConfig } from '../../src/text/config/load.ts'
import { run } from '../support/janus.ts'
import { checkout, testPage, textOf } from './page.ts'

for (const page of ['README.md', 'docs/README.md', 'docs/README.ja.md']) testPage(page)

t.test('npm start is what the page says it is', async (t) => {
  const { scripts } = JSON.parse(textOf('package.json'))
  t.equal(scripts.start, 'node src/cli/janus.js serve --config zones/janus.yaml')
  t.match(loadConfig(join(checkout, 'zones/janus.yaml')).settings?.listen, [
    { address: '127.0.0.1', port: 5300 },
    { address: '::1', port: 5300 },
  ])
})

t.test('every command has its line', async (t) => {
  const { stdout } = await run(process.execPath, [join(checkout, 'src/cli/janus.js'), '--help'])
  const commands = [
    ...stdout
      .split('\nCommands:\n')[1]!
      .split('\n\n')[0]!
      .matchAll(/^ {2}([a-z][\w-]*)/gm),
  ].map(([, name]) => name!)
  for (const command of commands.filter((name) => name !== 'help'))
    t.match(textOf('README.md'), `| \`janus ${command}\` |`)
})
