// What people write wrong of signing, case by case: the sentence says where and what, the command fails, and the zone is served signed as
// it was, before and after a reload.

import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { addZoneKeys, writeRecord } from '../../src/sign/keys/key-folder.ts'
import { zoneKeyOf } from '../../src/sign/zone-key.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { type Files, folderOf, type Janus, janus, serve } from '../support/janus.ts'

const ZONE = '$TTL 300\n@ SOA ns hostmaster 1 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n'
const config = (sign: string, more = '') => `listen: ["127.0.0.1:0"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: a.zone, external: a.zone}}
sign: {${sign}}
${more}`
const GOOD = config('univ.example: {parents: []}')
const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
const unsigned = (until: string) =>
  `unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: ${until}}]\n`

/** RFC 6605 §6.1, of another zone; the same with a number that nobody should sign with. */
const PRIVATE = (algorithm: number) => `Private-key-format: v1.3
Algorithm: ${algorithm} (X)
PrivateKey: GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=
`
const PUBLIC = (owner: string, algorithm = 13) =>
  `${owner} IN DNSKEY 257 3 ${algorithm} GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==\n`

type Case = {
  readonly what: string
  /** What somebody writes, beside what is good. */
  readonly files?: Files
  readonly does?: (folder: string) => void
  readonly undoes?: (folder: string) => void
  /** The command that he runs, and its end; what it says. */
  readonly runs: readonly string[]
  readonly code: number
  readonly says: RegExp
  /** Of a reload afterwards. */
  readonly reload?: number
}

const KEYS = 'keys/zone/univ.example'
const pems = (folder: string) => readdirSync(join(folder, KEYS)).filter((name) => name.endsWith('.pem'))
const openTo = (mode: number) => (folder: string) => {
  for (const name of pems(folder)) chmodSync(join(folder, KEYS, name), mode)
}

const cases: readonly Case[] = [
  {
    what: 'validity below two margins',
    files: { 'janus.yaml': config('univ.example: {parents: [], validity: 13d}') },
    runs: ['check'],
    code: 2,
    says: /janus\.yaml:5:46: error: cannot make signatures for this time: .* from 14 to 366 days/,
    reload: 1,
  },
  {
    what: 'sign of a zone that is not served',
    files: { 'janus.yaml': config('univ.example: {parents: []}, lab.example: true') },
    runs: ['check'],
    code: 2,
    says: /janus\.yaml:5:37: error: cannot sign the zone "lab\.example": there is no such zone/,
    reload: 1,
  },
  {
    what: 'an algorithm for new keys that nobody should begin with',
    files: { 'janus.yaml': config('univ.example: {parents: [], algorithm: 5}') },
    runs: ['check'],
    code: 2,
    says: /janus\.yaml:5:47: error: cannot read "algorithm": it must be 8, 13 or 15, not 5/,
    reload: 1,
  },
  {
    what: 'a key of an algorithm that nobody should sign with',
    files: { 'K.private': PRIVATE(5), 'K.key': PUBLIC('univ.example.', 5) },
    runs: ['dnssec', 'import', 'univ.example', 'K.private'],
    code: 1,
    says: /K\.private: .*algorithm 5/,
  },
  {
    what: 'a key of another zone',
    files: { 'K.private': PRIVATE(13), 'K.key': PUBLIC('lab.example.') },
    runs: ['dnssec', 'import', 'univ.example', 'K.private'],
    code: 1,
    says: /K\.private: it is a key of lab\.example\., not of univ\.example\./,
  },
  {
    what: 'a key with a tag that the zone has',
    runs: ['dnssec', 'import', 'univ.example', `${KEYS}/PEM`],
    code: 1,
    says: /has already had a key with the tag \d+/,
  },
  {
    what: 'a file of a key that others may read',
    does: openTo(0o644),
    undoes: openTo(0o600),
    runs: ['check'],
    code: 1,
    says: /janus\.yaml:5:8: error: users other than its owner may read or change \S+\.pem: .*\[key-open\]/,
    reload: 0,
  },
  {
    what: 'the folder of keys in a work tree of git',
    files: { 'janus.yaml': `${GOOD}keys: tree/keys\n` },
    does: (folder) => {
      mkdirSync(join(folder, 'tree/.git'), { recursive: true })
      cpSync(join(folder, 'keys'), join(folder, 'tree/keys'), { recursive: true })
      rmSync(join(folder, 'tree/keys/.gitignore'), { force: true })
    },
    runs: ['check'],
    code: 2,
    says: /janus\.yaml:6:7: error: .*git.*\[bad-keys-folder\]/s,
    reload: 1,
  },
  {
    what: 'a CDS in the source',
    files: { 'a.zone': `${ZONE}@ CDS 0 0 0 00\n` },
    runs: ['check'],
    code: 1,
    says: /a\.zone:6:\d+: error: .*\[sign-input\]/s,
    reload: 0,
  },
  {
    what: 'a DNSKEY in the source',
    files: { 'a.zone': `${ZONE}${PUBLIC('@')}` },
    runs: ['check'],
    code: 1,
    says: /a\.zone:6:\d+: error: .*\[sign-input\]/s,
    reload: 0,
  },
  {
    what: 'a face that was to be unsigned until yesterday',
    files: { 'janus.yaml': config('univ.example: {parents: []}', unsigned(day(-1))) },
    runs: ['check'],
    code: 2,
    says: /janus\.yaml:6:76: error: a zone was to stay unsigned until \S+, which is over/,
    reload: 1,
  },
  {
    what: 'one that may be so for two weeks',
    files: { 'janus.yaml': config('univ.example: {parents: []}', unsigned(day(13))) },
    runs: ['check'],
    code: 0,
    says: /janus\.yaml:6:76: warning: a zone may stay unsigned until \S+ at the latest/,
  },
  {
    what: 'withdraw --force with another name',
    runs: ['dnssec', 'withdraw', 'univ.example', '--force', 'lab.example'],
    code: 1,
    says: /--force has to repeat the name of the zone: "lab\.example" is not "univ\.example"/,
  },
  { what: 'a roll', runs: ['dnssec', 'roll', 'univ.example'], code: 0, says: /DNSKEY/ },
  {
    what: 'a roll while one runs',
    runs: ['dnssec', 'roll', 'univ.example'],
    code: 1,
    says: /univ\.example\. has a roll under way, and key \d+ is not gone yet/,
  },
]

/**
 * Who has signed and which keys there are, as clients are shown it. Not when it was signed, and what came of it: a signature may fall due
 * at any time.
 */
async function shown(t: Test, server: Janus, question: string): Promise<string> {
  const query = queryFor(question, { edns: 1232, dnssec: true })
  const answer = await exchange(t, query, { port: server.port(), from: '127.0.0.1', transport: 'tcp' })
  return readMessage(answer)!
    .answer.filter(({ type }) => type === Type.RRSIG || type === Type.DNSKEY)
    .map(({ type, rdata }) => Buffer.from(type === Type.RRSIG ? signerOf(rdata) : rdata).toString('hex'))
    .join(' ')
}

/** RFC 4034 §3.1: what is signed, how, and the tag of the key. */
const signerOf = (rdata: Uint8Array) => Buffer.concat([rdata.subarray(0, 8), rdata.subarray(16, 18)])

t.test('what is wrong is said with its place, and what is served stays', async (t) => {
  const good: Files = { 'janus.yaml': GOOD, 'a.zone': ZONE }
  const folder = folderOf(t, good)
  const write = (files: Files) => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  }
  // In service for long: it may be rolled.
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  const made = addZoneKeys(join(folder, KEYS), undefined, [key], { now: new Date('2026-01-01') })
  const there = { state: 'omnipresent' as const, since: Date.parse('2026-01-01') / 1000 }
  const records = { dnskey: there, krrsig: there, zrrsig: there, ds: there }
  writeRecord(join(folder, KEYS), { ...made, keys: made.keys.map((one) => ({ ...one, records })) })
  const server = await serve(t, folder)
  const config = join(folder, 'janus.yaml')
  const reload = () => janus('reload', '--config', config)
  const record = () => shown(t, server, 'www.univ.example. A')
  const itsKeys = () => shown(t, server, 'univ.example. DNSKEY')
  t.not(await record(), '', 'it is served signed')
  for (const { what, files = {}, does, undoes, runs, code, says, reload: ends } of cases) {
    const before = [await record(), await itsKeys()]
    write(files)
    does?.(folder)
    const words = runs.map((word) =>
      word.endsWith('PEM')
        ? join(folder, KEYS, pems(folder)[0]!)
        : word.endsWith('.private')
          ? join(folder, word)
          : word,
    )
    const ran = await janus(...words, '--config', config)
    t.match(`${ran.stdout}${ran.stderr}`, says, what)
    t.equal(ran.code, code, `${what}: exit code`)
    if (ends !== undefined) t.equal((await reload()).code, ends, `${what}: the reload`)
    t.equal(await record(), before[0], `${what}: it is served as it was`)
    // A roll brings a key.
    if (!what.startsWith('a roll')) t.equal(await itsKeys(), before[1], `${what}: the keys are those that were there`)
    write(good)
    undoes?.(folder)
    if (ends !== undefined) await reload()
  }
})
