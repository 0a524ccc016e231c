// `--format badge`, as a pipeline runs it: one line of JSON on standard output, and the exit code of every other format.

import { join } from 'node:path'
import t from 'tap'
import { folderOf, run } from '../support/janus.ts'
import { janusProgram, zonecheckProgram } from '../support/program.ts'

const good = '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 5m\n NS ns\n NS ns.example.net.\nns A 192.0.2.1\n'
const site = {
  'example.com.zone': `${good}a 8w A 192.0.2.2\nb 8w A 192.0.2.3\n`,
  'example.org.zone': `${good}a A 192.0.2\n`,
  'janus.yaml': 'listen: ["127.0.0.1:0"]\nzones: {example.com: example.com.zone}\n',
}

t.test('it counts what is shown, and --max hides nothing from it', async (t) => {
  const folder = folderOf(t, site)
  const rows: readonly [words: string, message: string, color: string, code: number][] = [
    ['example.com.zone', '2 warnings', 'yellow', 0],
    ['--strict example.com.zone', '2 warnings', 'yellow', 1],
    ['--max 0 example.com.zone', '2 warnings', 'yellow', 0],
    ['--quiet example.com.zone', 'no problems', 'brightgreen', 0],
    ['--rule ttl-long=error example.com.zone', '2 errors', 'red', 1],
    ['--lang ja example.com.zone', '警告 2 件', 'yellow', 0],
    ['example.com.zone example.org.zone', '1 error, 2 warnings', 'red', 1],
    ['no-such.zone', '1 error', 'red', 2],
  ]
  for (const [words, message, color, code] of rows) {
    const ran = await run(process.execPath, [zonecheckProgram, '--format', 'badge', ...words.split(' ')], folder)
    t.match(JSON.parse(ran.stdout), { schemaVersion: 1, message, color }, words)
    t.match(ran.stdout, /^[^\n]*\n$/, words)
    t.equal(ran.code, code, words)
  }
})

t.test('janus check writes it for all views, and counts what is wrong with the configuration', async (t) => {
  const folder = folderOf(t, { ...site, 'broken.yaml': 'listen: [\n' })
  const check = (file: string) =>
    run(process.execPath, [janusProgram, 'check', '--format', 'badge', '--config', join(folder, file)], folder)
  t.match(JSON.parse((await check('janus.yaml')).stdout), { label: 'zones', color: 'yellow' })
  const broken = await check('broken.yaml')
  t.equal(broken.code, 2)
  t.match(JSON.parse(broken.stdout), { message: /^\d+ errors?$/, color: 'red', isError: true })
})
