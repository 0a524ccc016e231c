// The named.conf of a campus, of a hundred lines, which named takes without a word: what the import makes of every statement about other
// servers, what it says of the others, and that Janus takes the result.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { installed } from '../../peers/process.ts'
import { folderOf, janus, run } from '../../support/janus.ts'

const campus = join(import.meta.dirname, 'campus')
const read = (name: string) => readFileSync(join(campus, name), 'utf8')
const zone = '$TTL 1h\n@ SOA ns1 root 1 1h 15m 1w 5m\n@ NS ns1\n@ NS ns2.other.example.\nns1 A 192.0.2.2\n'
const checker = installed('named-checkconf')

t.test('a campus comes over', { skip: !checker && 'BIND is not installed' }, async (t) => {
  const files = ['internal', 'external', 'reverse', 'acme', 'signed'].map((name) => [`${name}.zone`, zone])
  const folder = folderOf(t, { ...Object.fromEntries(files), 'named.conf': read('named.conf') })
  t.match(await run(checker!, ['named.conf'], folder), { code: 0, stdout: '', stderr: '' })
  const at = join(folder, 'new')
  const imported = await janus('import', join(folder, 'named.conf'), '-o', at)
  t.equal(imported.code, 1, 'something is left to do')
  t.equal(imported.stdout.replaceAll(`${folder}/`, ''), read('said.txt'))
  t.equal(readFileSync(join(at, 'janus.yaml'), 'utf8'), read('janus.yaml'))
  t.same(readdirSync(join(at, 'keys/tsig')).sort(), ['hidden.key', 'ns2-external.key', 'ns2-internal.key'])
  const checked = await janus('check', '--config', join(at, 'janus.yaml'))
  t.equal(checked.code, 0, checked.stdout)
  t.notMatch(checked.stdout, 'error')
})
