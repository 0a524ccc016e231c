// Keys of zones come in from other signers, go out for the safe, and the parent is told of them.

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readBindState } from '../../../src/sign/keys/bind-state.ts'
import { addZoneKeys, drawKeys, readZoneKeys } from '../../../src/sign/keys/key-folder.ts'
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
    text: /^; .*\n.* IN DS 55648 13 2 [0-9A-F]{64}\n.* DNSKEY 257 3 13 Goj/,
  })
  t.match(await run(folder, 'export', 'univ.example', '--to', 'safe'), { code: 0 })
  const files = readdirSync(join(folder, 'safe'))
  t.equal(files.length, 3)
  for (const file of files) t.equal(statSync(join(folder, 'safe', file)).mode & 0o777, 0o600)
  t.match(readFileSync(join(folder, 'safe/Kuniv.example.+013+55648.private'), 'utf8'), /GU6SnQ/)
  t.match(
    await run(folder, 'export', 'univ.example', '--to', 'safe'),
    { code: 1, text: /cannot write safe\/K\S+: it exists already, .* name an empty folder/ },
    'nothing is overwritten',
  )
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), {
    code: 1,
    text: /has already had a key with the tag 55648/,
  })
})

t.test('a key whose file is lost comes back out of the copy, and its roll goes on', async (t) => {
  const folder = t.testdir({ 'janus.yaml': CONFIG, 'K.private': PRIVATE, 'K.key': PUBLIC('univ.example.') })
  await run(folder, 'import', 'univ.example', 'K.private')
  await run(folder, 'export', 'univ.example', '--to', 'safe')
  const kept = join(folder, 'keys/zone/univ.example')
  const [record, key] = ['keys.json', '13-55648.pem'].map((file) => readFileSync(join(kept, file), 'utf8'))
  const copies = ['safe/Kuniv.example.+013+55648.private', 'safe/Kuniv.example.+013+55648.pem']
  const losses: readonly (readonly [what: string, lose: (path: string) => void])[] = [
    ['gone', (path) => rmSync(path)],
    ['damaged', (path) => writeFileSync(path, 'nothing')],
    ['open to others', (path) => chmodSync(path, 0o644)],
  ]
  for (const [i, [what, lose]] of losses.entries()) {
    const path = join(kept, '13-55648.pem')
    lose(path)
    t.equal(readZoneKeys(kept).kind, 'faulty', what)
    const copy = copies[i % copies.length]!
    t.match(await run(folder, 'import', 'univ.example', copy), {
      code: 0,
      text: /^restored key 55648 from safe.*\nrun: janus reload/,
    })
    t.equal(readFileSync(path, 'utf8'), key, what)
    t.equal(statSync(path).mode & 0o777, 0o600)
    t.equal(readFileSync(join(kept, 'keys.json'), 'utf8'), record, 'what is on record is as it was')
  }
  rmSync(join(kept, '13-55648.pem'))
  writeFileSync(join(folder, 'other.private'), PRIVATE.replace('GU6S', 'GU6T'))
  t.match(
    await run(folder, 'import', 'univ.example', 'other.private'),
    { code: 1, text: /the keys of univ\.example\. cannot be used: \S*13-55648\.pem is gone\n/ },
    'another key is none of these',
  )
  // The tag is a sum: two words of the key that change places leave it as it is.
  const told = JSON.parse(record!) as { keys: [{ dnskey: string }] }
  const dnskey = Buffer.from(told.keys[0].dnskey, 'base64')
  const twin = Buffer.concat([dnskey.subarray(0, 4), dnskey.subarray(6, 8), dnskey.subarray(4, 6), dnskey.subarray(8)])
  told.keys[0].dnskey = twin.toString('base64')
  writeFileSync(join(kept, 'keys.json'), JSON.stringify(told))
  t.match(
    await run(folder, 'import', 'univ.example', copies[0]!),
    { code: 1, text: /cannot be used/ },
    'nor is one with the same tag',
  )
})

t.test(
  'the name that BIND gave a file says which flags its key has, and where the file beside it is of another key',
  async (t) => {
    const ksk = 'Kuniv.example.+013+55648'
    const zsk = 'Kuniv.example.+013+55647'
    const cases: readonly (readonly [what: string, files: Record<string, string>, code: number, told: RegExp])[] = [
      ['a KSK without .key', { [`${ksk}.private`]: PRIVATE }, 0, /tag 55648, csk\n/],
      ['a ZSK without .key', { [`${zsk}.private`]: PRIVATE }, 1, /it is a ZSK, and no KSK of algorithm 13/],
      [
        'a ZSK with the .key of a KSK',
        { [`${zsk}.private`]: PRIVATE, [`${zsk}.key`]: PUBLIC('univ.example.') },
        1,
        /by its name the key has the tag 55647, and it has 55648/,
      ],
      ['a name of another key', { 'Kuniv.example.+013+00001.private': PRIVATE }, 1, /the tag 1, and it has 55648/],
      [
        'a revoked key',
        { 'Kuniv.example.+013+55776.private': PRIVATE, 'Kuniv.example.+013+55776.key': PUBLIC('univ.example.', 385) },
        1,
        /it is revoked/,
      ],
      [
        'a revoked key of any name',
        { 'K.private': PRIVATE, 'K.key': PUBLIC('univ.example.', 385) },
        1,
        /it is revoked/,
      ],
    ]
    for (const [i, [what, files, code, told]] of cases.entries()) {
      const folder = t.testdir({ [String(i)]: { 'janus.yaml': CONFIG, ...files } })
      const file = Object.keys(files)[0]!
      t.match(await run(join(folder, String(i)), 'import', 'univ.example', file), { code, text: told }, what)
    }
  },
)

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
    { file: 'text.private', text: /not a private key/ },
    { file: 'absent.private', text: /cannot read absent\.private/ },
    { file: '.', text: /cannot read \./ },
  ]
  for (const { file, text } of cases)
    t.match(await run(folder, 'import', 'univ.example', file), { code: 1, text }, file)
  t.match(await run(folder, 'import', 'univ.example', 'alone.private', '--role', 'zsk'), {
    code: 1,
    text: /is a ZSK, and no KSK of algorithm 13 is there: import the KSK/,
  })
  t.match(await run(folder, 'import', 'plain.example', 'K.private'), { code: 1, text: /not signed/ })
  t.match(await run(folder, 'import', 'a..b', 'K.private'), { code: 1 })
  t.same(readZoneKeys(join(folder, 'keys/zone/univ.example')), { kind: 'none' })
  writeFileSync(join(folder, 'janus.yaml'), 'sign: {x: true}')
  t.match(await run(folder, 'ds', 'x'), { code: 2 })
})

const STATE = (lines: string) => `; This is the state of key 55648, for univ.example.
Algorithm: 13
Length: 256
Lifetime: 0
Generated: 20260101120000 (Thu Jan  1 12:00:00 2026)
${lines}`

t.test('a key of BIND goes on from where its .state says that it is', async (t) => {
  const folder = t.testdir({
    'janus.yaml': CONFIG,
    'K.private': PRIVATE,
    'K.key': PUBLIC('univ.example.'),
    'K.state':
      STATE('Predecessor: 7\nKSK: yes\nZSK: yes\nDNSKEYChange: 20260102000000\nDNSKEYState: omnipresent\n') +
      'ZRRSIGState: rumoured\nKRRSIGState: OMNIPRESENT\nDSState: unretentive\nGoalState: hidden\n',
  })
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), {
    code: 0,
    text: /tag 55648, csk\nkey 55648 continues from/,
  })
  const read = readZoneKeys(join(folder, 'keys/zone/univ.example'))
  const noon = Date.UTC(2026, 0, 1, 12) / 1000
  t.match(read, {
    keys: [{ use: { isPublished: true, signsKeys: true, signsData: true, isNamed: false } }],
    record: {
      keys: [
        {
          ...{ role: 'csk', isWanted: false, replaces: [7] },
          records: {
            dnskey: { state: 'omnipresent', since: noon + 43_200 },
            krrsig: { state: 'omnipresent', since: noon },
            zrrsig: { state: 'rumoured', since: noon },
            ds: { state: 'unretentive', since: noon },
          },
        },
      ],
    },
  })
})

t.test('states of BIND are read as they are written, and others are not guessed at', (t) => {
  const cases: readonly (readonly [what: string, text: string, found: unknown])[] = [
    ['never run', STATE('KSK: yes\nZSK: no\n'), undefined],
    [
      'of another algorithm',
      STATE('KSK: yes\nDNSKEYState: hidden\n').replace('13', '8'),
      /not the state of a key of algorithm 13/,
    ],
    ['of no role', STATE('KSK: no\nZSK: no\nDNSKEYState: hidden\n'), /does not say what the key signs/],
    ['as dnssec-settime writes it', STATE('DNSKEYState: hidden\n'), { role: 'ksk' }],
    ['an unknown state', STATE('KSK: yes\nDNSKEYState: everywhere\n'), /DNSKEYState "everywhere" is not known/],
    ['empty', '', /not the state of a key/],
    ['a ZSK', STATE('KSK: no\nZSK: yes\nDNSKEYState: omnipresent\nDSState: NA\n'), { role: 'zsk', isWanted: true }],
    [
      'what a role never has',
      STATE('KSK: yes\nZSK: no\nDNSKEYState: omnipresent\nZRRSIGState: omnipresent\nDSState: NA\n'),
      { role: 'ksk', records: { zrrsig: { state: 'hidden' }, ds: { state: 'hidden' } } },
    ],
    ['with the ends of lines of Windows', STATE('KSK: yes\r\nZSK: yes\r\nDNSKEYState: hidden\r\n'), { role: 'csk' }],
  ]
  for (const [what, text, found] of cases) {
    const read = readBindState(text, { algorithm: 13, role: 'ksk' })
    if (found === undefined) t.equal(read, undefined, what)
    else t.match(read, found, what)
  }
  t.end()
})

t.test('keys that an earlier version has served are in service beside one that is imported', async (t) => {
  const folder = t.testdir({ 'janus.yaml': CONFIG, 'K.private': PRIVATE, 'K.key': PUBLIC('univ.example.') })
  const [old] = drawKeys(['csk'], 13, [])
  const of = join(folder, 'keys/zone/univ.example')
  const { keys, tags } = addZoneKeys(of, undefined, [old!], { now: new Date('2026-01-01') })
  const bare = keys.map(({ isWanted: _, dnskey: _1, ...key }) => key)
  writeFileSync(join(of, 'keys.json'), JSON.stringify({ version: 1, keys: bare, tags }), { mode: 0o600 })
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), { code: 0 })
  t.match(readZoneKeys(of), {
    keys: [
      { tag: old!.tag, use: { isPublished: true, signsData: true } },
      { tag: 55648, use: { isPublished: false, signsData: false, signsKeys: false } },
    ],
  })
})

t.test('copies of zones with any name have names that BIND gives them', async (t) => {
  // dnssec-keygen 9.20 names its files so.
  const zones: readonly (readonly [zone: string, file: string])[] = [
    ['1/26.2.0.192.in-addr.arpa', 'K1%2F26.2.0.192.in-addr.arpa.+013+55648'],
    ['A\\000b.example', 'Ka%00b.example.+013+55648'],
    ['a\\.b_c.example', 'Ka%2Eb_c.example.+013+55648'],
    ['\\195\\156Z.example', 'K%C3%9Cz.example.+013+55648'],
    ['.', 'K.+013+55648'],
  ]
  const names = zones.map(([zone]) => `'${zone}': z.zone\n`)
  const signed = zones.map(([zone]) => `  '${zone}': {parents: []}\n`).join('')
  const folder = t.testdir({
    'janus.yaml': `zones:\n  ${names.join('  ')}sign:\n${signed}`,
    'K.private': PRIVATE,
  })
  for (const [zone, file] of zones) {
    t.match(await run(folder, 'import', zone, 'K.private'), { code: 0 }, zone)
    t.match(await run(folder, 'export', zone, '--to', 'safe'), { code: 0 }, zone)
    for (const ending of ['private', 'key', 'pem']) t.ok(existsSync(join(folder, `safe/${file}.${ending}`)), file)
    rmSync(join(folder, 'keys'), { recursive: true })
    t.match(await run(folder, 'import', zone, `safe/${file}.private`), { code: 0, text: /tag 55648, csk/ }, zone)
  }
})

t.test('half a copy is none: what was written before the disk took no more is taken back', async (t) => {
  const folder = t.testdir({ 'janus.yaml': CONFIG, 'K.private': PRIVATE, 'K.key': PUBLIC('univ.example.'), safe: {} })
  t.match(await run(folder, 'import', 'univ.example', 'K.private'), { code: 0 })
  const inTheWay = join(folder, 'safe/Kuniv.example.+013+55648.pem')
  writeFileSync(inTheWay, '')
  t.match(await run(folder, 'export', 'univ.example', '--to', 'safe'), { code: 1, text: /cannot write/ })
  t.same(readdirSync(join(folder, 'safe')), ['Kuniv.example.+013+55648.pem'])
  rmSync(inTheWay)
  t.match(await run(folder, 'export', 'univ.example', '--to', 'safe'), { code: 0 })
})
