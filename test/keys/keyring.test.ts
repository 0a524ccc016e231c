// Files of keys: made once and for their owner, read only where nobody else can, and used on when one is lost.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import t from 'tap'
import { dropKeyFile } from '../../src/keys/drop-key-file.ts'
import { makeKeyFile, readKeyFile } from '../../src/keys/key-file.ts'
import { readKeyText, writeKeyText } from '../../src/keys/key-text.ts'
import { loadKeyring, type WantedKey } from '../../src/keys/keyring.ts'
import { committedBy } from '../../src/keys/work-tree.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { verifyRequest } from '../../src/wire/tsig/verify.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const wantedIn = (folder: string, text = 'ns2.internal'): WantedKey => ({
  text,
  views: ['internal'],
  file: join(folder, 'keys', 'tsig', `${text}.key`),
  shown: `keys/tsig/${text}.key`,
})

t.test('a key is made once, with a secret of its own, and read back', async (t) => {
  const folder = folderOf(t, {})
  const [one, other] = [wantedIn(folder), wantedIn(folder, 'Other.Key')]
  const { keyring, troubles } = loadKeyring([one, other], { make: true })
  t.same(troubles, [])
  t.equal(keyring.entries.length, 2)
  t.equal(keyring.find(keyring.of('other.key')[0]!.key.name)?.text, 'Other.Key')
  const text = readFileSync(one.file, 'utf8')
  t.not(text.split('\n')[2], readFileSync(other.file, 'utf8').split('\n')[2])
  t.same(readdirSync(join(folder, 'keys', 'tsig')), ['Other.Key.key', 'ns2.internal.key'], 'no draft is left')
  t.throws(() => makeKeyFile(one.file, one.text), { code: 'EEXIST' })
  t.equal(readFileSync(one.file, 'utf8'), text)
  loadKeyring([one], { make: true })
  t.equal(readFileSync(one.file, 'utf8'), text)
  const secret = /secret "([^"]+)"/.exec(text)![1]!
  const hex = Buffer.from(secret, 'base64').toString('hex')
  const shown = inspect(keyring, { depth: 9 }) + JSON.stringify(keyring.entries)
  t.notOk(shown.includes(secret.slice(0, 10)) || shown.includes(hex.slice(0, 10)), 'nothing shows the secret')
})

t.test('nothing is made where nothing should be', async (t) => {
  const folder = folderOf(t, {})
  t.same(loadKeyring([wantedIn(folder)], { make: false }).keyring.entries, [])
  t.notOk(existsSync(join(folder, 'keys')))
})

t.test('a key that cannot be written is told with its file, its user and what to do', async (t) => {
  const folder = folderOf(t, { keys: 'a file in the way' })
  const { keyring, troubles } = loadKeyring([wantedIn(folder)], { make: true })
  t.same(keyring.entries, [])
  t.match(troubles, [
    {
      usable: false,
      message: { code: 'key-cannot-write', parameters: { file: 'keys/tsig/ns2.internal.key' } },
      fix: { code: 'other-keys-folder' },
    },
  ])
})

t.test('a key that others have used is not made anew; one that nobody has used is', async (t) => {
  const folder = folderOf(t, {})
  const [one, other] = [wantedIn(folder), wantedIn(folder, 'ns2')]
  const when = Date.UTC(2026, 10, 1)
  for (const uses of [new Map([['ns2.internal', when]]), new Map([['ns2.internal.7', when]])]) {
    const { keyring, troubles } = loadKeyring([one, other], { make: true, uses })
    t.same(
      keyring.entries.map(({ text }) => text),
      ['ns2'],
      'names of other keys that begin with it do not count',
    )
    t.notOk(existsSync(one.file))
    t.match(troubles, [
      {
        usable: false,
        message: { code: 'key-lost', parameters: { name: 'ns2.internal', when: '2026-11-01T00:00:00.000Z' } },
        fix: { code: 'bring-key-back-or-new' },
      },
    ])
  }
  const { keyring, troubles } = loadKeyring([one], { make: true, uses: new Map([['ns2.internal.x', when]]) })
  t.same([keyring.entries.length, troubles], [1, []])
})

t.test('whatever happens to a file that was read, the key stays', async (t) => {
  const folder = folderOf(t, {})
  const wanted = wantedIn(folder)
  const before = loadKeyring([wanted], { make: true }).keyring
  const text = readFileSync(wanted.file, 'utf8')
  const again = () => loadKeyring([wanted], { make: true, before })
  const spoilt: readonly (readonly [string, () => void])[] = [
    ['gone', () => rmSync(wanted.file)],
    ['empty', () => writeFileSync(wanted.file, '')],
    ['another name', () => writeFileSync(wanted.file, text.replace('ns2', 'ns3'))],
    ['open to others', () => chmodSync(wanted.file, 0o644)],
    ['a folder', () => mkdirSync(wanted.file)],
    ['a link to nowhere', () => symlinkSync(join(folder, 'nowhere'), wanted.file)],
    ['too large', () => writeFileSync(wanted.file, text.padEnd(5000))],
  ]
  for (const [name, spoil] of spoilt) {
    rmSync(wanted.file, { recursive: true, force: true })
    writeFileSync(wanted.file, text, { mode: 0o600 })
    rmSync(name.startsWith('a ') ? wanted.file : join(folder, 'none'), { force: true })
    spoil()
    const { keyring, troubles } = again()
    t.equal(keyring.signingKey('ns2.internal')?.key.secret, before.signingKey('ns2.internal')!.key.secret, name)
    t.match(troubles, [{ usable: true }], name)
  }
})

t.test('Janus signs with the old key until the new one was used, over reloads too', async (t) => {
  const folder = folderOf(t, {})
  const wanted = wantedIn(folder)
  let { keyring } = loadKeyring([wanted], { make: true })
  makeKeyFile(wanted.file.replace('.key', '.2.key'), 'ns2.internal.2')
  makeKeyFile(wanted.file.replace('.key', '.10.key'), 'ns2.internal.10')
  writeFileSync(join(folder, 'keys', 'tsig', 'ns2.internal.x.key'), '')
  const reload = () => {
    keyring = loadKeyring([wanted], { make: true, before: keyring }).keyring
  }
  reload()
  t.same(
    keyring.of('NS2.internal').map(({ current }) => current),
    ['ns2.internal', 'ns2.internal.2', 'ns2.internal.10'],
  )
  t.equal(keyring.ofPeer('ns2', 'internal')?.current, 'ns2.internal')
  keyring.noteUse(keyring.of('ns2.internal')[0]!, 1)
  t.equal(keyring.ofPeer('ns2', 'internal')?.current, 'ns2.internal')
  keyring.noteUse(keyring.of('ns2.internal')[2]!, 2)
  t.equal(keyring.ofPeer('ns2', 'internal')?.current, 'ns2.internal.10')
  reload()
  t.equal(keyring.ofPeer('ns2', 'internal')?.current, 'ns2.internal.10')
  rmSync(wanted.file)
  reload()
  t.notOk(existsSync(wanted.file), 'what was dropped does not come back')
  t.equal(keyring.of('ns2.internal').length, 2)
})

t.test('a file that is no key is told, never thrown; what is written is read', async () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.nat(120), (noise, at) => {
      const text = writeKeyText('k', 'hmac-sha256', new Uint8Array(32))
      const read = readKeyText(text.slice(0, at) + noise + text.slice(at), 'k')
      if (!('secret' in read) && (read.at === undefined || read.at.line < 1 || read.at.column < 1))
        throw new Error('no place')
      const told = JSON.stringify('secret' in read ? '' : read)
      if (told.includes('AAAAAAAA')) throw new Error('the secret is told')
    }),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 64 }), (secret) => {
      const read = readKeyText(writeKeyText('a.b', 'hmac-sha384', secret), 'a.b')
      if (!('secret' in read) || Buffer.compare(read.secret.export(), secret) !== 0) throw new Error('another secret')
    }),
  )
})

t.test('messages of any shape are judged without a fault', async (t) => {
  const folder = folderOf(t, {})
  const { keyring } = loadKeyring([wantedIn(folder)], { make: true })
  const { key } = keyring.of('ns2.internal')[0]!
  const { message } = signRequest(key, queryFor('who.example.com. A', { edns: 1232 }), 1000)
  const find = (name: Uint8Array) => keyring.find(name)?.key
  t.equal(verifyRequest(message, find, 1000).kind, 'good')
  fc.assert(
    fc.property(fc.nat(message.length - 1), fc.nat(255), fc.nat(message.length), (at, octet, length) => {
      const changed = message.with(at, octet).subarray(0, length)
      const { kind } = verifyRequest(changed, find, 1000)
      const isSame = length === message.length && message[at] === octet
      if (kind === 'good' && !isSame && at > 1 && !isCase(message, at, octet))
        throw new Error(`octet ${at} was not signed`)
    }),
    { numRuns: 5000 },
  )
  t.match(readKeyFile(wantedIn(folder).file, 'ns2.internal'), { flaws: [] })
  t.equal(statSync(wantedIn(folder).file).mode & 0o777, 0o600)
})

/** Names of keys and algorithms are digested in lower case. */
function isCase(message: Uint8Array, at: number, octet: number): boolean {
  return (message[at]! ^ octet) === 0x20
}

t.test('a folder that git would commit is found', async (t) => {
  const folder = folderOf(t, { 'a/keys/x': '', '.git/HEAD': '' })
  const keys = join(folder, 'a', 'keys')
  const ignored = (file: string, text: string) => {
    writeFileSync(join(folder, file), text)
    const found = committedBy(keys)
    rmSync(join(folder, file))
    return found === undefined
  }
  t.equal(committedBy(keys), folder)
  for (const [file, text, wanted] of [
    ['.gitignore', 'keys\n', true],
    ['.gitignore', 'keys/\n', true],
    ['.gitignore', '/a/keys\n', true],
    ['.gitignore', 'a\n', true],
    ['.gitignore', '/keys\n', false],
    ['.gitignore', '**/keys/\n', true],
    ['.gitignore', 'k?ys\r\n', true],
    ['.gitignore', '# keys\n', false],
    ['.gitignore', 'keys\n!keys\n', false],
    ['.gitignore', 'key\n', false],
    ['a/.gitignore', '/keys/\n', true],
    ['a/.gitignore', '!keys\n', false],
    ['a/keys/.gitignore', '*\n', true],
    ['a/keys/.gitignore', '*.pem\n', false],
  ] as const)
    t.equal(ignored(file, text), wanted, `${file}: ${JSON.stringify(text)}`)
})

t.test('of two who delete the last two files of a key at once, none deletes the last', async (t) => {
  const folder = folderOf(t, { first: '1', second: '2' })
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  const left = () => [first, second].filter((path) => existsSync(path)).length
  let other: boolean | undefined
  const dropped = dropKeyFile(first, () => {
    other ??= dropKeyFile(second, () => left() === 0)
    return left() === 0
  })
  t.same([dropped, other], [true, false])
  t.same(readdirSync(folder), ['second'])
  t.equal(
    dropKeyFile(second, () => true),
    false,
  )
  t.equal(readFileSync(second, 'utf8'), '2')
  t.throws(() => dropKeyFile(first, () => false), { code: 'ENOENT' })
})

const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='

for (const [what, text] of Object.entries({
  'the secret for the algorithm': `key "ns2" { algorithm ${SECRET}; secret "hmac-sha256"; };`,
  'one without padding': `key "ns2" { algorithm ${SECRET.slice(0, 6)}; secret "hmac-sha256"; };`,
  'both in one': `key "ns2" { algorithm hmac-sha256:${SECRET}; secret "x"; };`,
  'the secret for the name': `key "${SECRET}" { algorithm hmac-sha256; secret "ns2"; };`,
  'as kdig takes it': `hmac-sha256:ns2:${SECRET}`,
  'as dig takes it': `key "hmac-sha256:ns2:${SECRET}" { algorithm hmac-sha256; secret "${SECRET}"; };`,
  'no word before it': `key "ns2" { algorithm hmac-sha256; "${SECRET}"; };`,
  'no quote behind it': `key "ns2" { algorithm hmac-sha256; secret "${SECRET}; };`,
  'a letter that base64 has not': `key "ns2" { algorithm hmac-sha256; secret "*${SECRET}"; };`,
  'two of them': `key "ns2" { secret "${SECRET}"; algorithm hmac-sha256; secret "${SECRET}"; };`,
  'something behind it': `key "ns2" { algorithm hmac-sha256; secret "${SECRET}"; }; ${SECRET}`,
}))
  t.test(`a file that is wrong (${what}) is told without its secret`, async (t) => {
    const read = readKeyText(text, 'ns2')
    const folder = folderOf(t, {})
    writeFileSync(join(folder, 'ns2.key'), text, { mode: 0o600 })
    const { key, flaws } = readKeyFile(join(folder, 'ns2.key'), 'ns2')
    t.equal(key, undefined)
    t.ok('message' in read && flaws.length > 0)
    t.notOk(JSON.stringify([read, flaws]).includes(SECRET.slice(0, 6)))
  })
