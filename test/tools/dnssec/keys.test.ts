// Keys of zones come in from other signers, go out for the safe, and the parent is told of them.

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readZoneKeys } from '../../../src/sign/keys/key-folder.ts'
import { run as runProgram } from '../../support/janus.ts'
import { janusProgram } from '../../support/program.ts'

const CONFIG = `
zones: {univ.example: z.zone, plain.example: z.zone}
sign: {univ.example: {parents: []}}
`
/** RFC 6605 §6.1, as BIND would have it for our zone. */
const PRIVATE = `Private-key-format: v1.3
Algorithm: 13 (ECDSAP256SHA256)
PrivateKey: GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=
`
const PUBLIC = (owner: string, flags = 257) =>
  `; a key\n${owner} IN DNSKEY ${flags} 3 13 GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==\n`

async function run(folder: string, ...args: string[]): Promise<{ readonly code: number; readonly text: string }> {
  const { stdout, stderr, code } = await runProgram(process.execPath, [janusProgram, 'dnssec', ...args], folder)
  return { code, text: stdout + stderr }
}

t.test('a key of BIND is taken, named to the parent, and copied out again', async (t) => {
  const folder = t.testdir({ 'janus.yaml': CONFIG, 'K.private': PRIVATE, 'K.key': PUBLIC('univ.example.') })
  t.match(await run(folder, 'ds', 'univ.example'), { code: 1, text: /has no keys yet/ })
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), {
    code: 0,
    text: /tag 55648, csk\nrun: janus reload/,
  })
  const read = readZoneKeys(join(folder, 'keys/zone/univ.example'))
  t.match(read.kind === 'good' && read.keys, [{ role: 'csk', algorithm: 13, tag: 55648 }])
  t.match(await run(folder, 'ds', 'univ.example'), {
    code: 0,
    text: /IN DS 55648 13 2 [0-9A-F]{64}\n.* DNSKEY 257 3 13 Goj/,
  })
  t.match(await run(folder, 'export', 'univ.example', '--to', 'safe'), { code: 0 })
  const files = readdirSync(join(folder, 'safe'))
  t.equal(files.length, 3)
  for (const file of files) t.equal(statSync(join(folder, 'safe', file)).mode & 0o777, 0o600)
  t.match(readFileSync(join(folder, 'safe/Kuniv.example.+013+55648.private'), 'utf8'), /GU6SnQ/)
  t.match(
    await run(folder, 'export', 'univ.example', '--to', 'safe'),
    { code: 1, text: /cannot write/ },
    'nothing is overwritten',
  )
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), {
    code: 1,
    text: /has had a key with the tag 55648/,
  })
})

t.test('what is no key of the zone is not taken, and then no other either', async (t) => {
  const folder = t.testdir({
    'janus.yaml': CONFIG,
    'K.private': PRIVATE,
    'K.key': PUBLIC('other.example.'),
    'alone.private': PRIVATE,
    'old.private': PRIVATE.replaceAll('13', '5'),
    'text.private': 'hello',
  })
  const cases = [
    { file: 'K.private', text: /is a key of other\.example\.|は/ },
    { file: 'old.private', text: /must not be used for signing/ },
    { file: 'text.private', text: /no private key/ },
    { file: 'absent.private', text: /cannot read absent\.private/ },
    { file: '.', text: /cannot read \./ },
  ]
  for (const { file, text } of cases)
    t.match(await run(folder, 'import', 'univ.example', file), { code: 1, text }, file)
  t.match(await run(folder, 'import', 'univ.example', 'alone.private', '--role', 'zsk'), {
    code: 1,
    text: /signs no keys, and nothing else of algorithm 13 does: give the KSK/,
  })
  t.match(await run(folder, 'import', 'plain.example', 'K.private'), { code: 1, text: /not signed/ })
  t.match(await run(folder, 'import', 'a..b', 'K.private'), { code: 1 })
  t.same(readZoneKeys(join(folder, 'keys/zone/univ.example')), { kind: 'none' })
  writeFileSync(join(folder, 'janus.yaml'), 'sign: {x: true}')
  t.match(await run(folder, 'ds', 'x'), { code: 2 })
})
