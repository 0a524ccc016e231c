// Keys are imported while a server writes the record of those that are there: it draws keys, or a roll goes a step further.

import fs, { readdirSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dnssec } from '../../../src/operate/verbs/dnssec.ts'
import { addZoneKeys, drawKeys, readZoneKeys, writeRecord } from '../../../src/sign/keys/key-folder.ts'
import { exportKeys, importKeys } from '../../../src/tools/dnssec/run.ts'
import { folderOf } from '../../support/janus.ts'
import { everybody, operatedOf, told } from '../../support/operated.ts'
import { startedSite } from '../../support/signed-site.ts'

const CONFIG = 'zones: {univ.example: z.zone}\nsign: {univ.example: {parents: []}}\n'
/** RFC 6605 §6.1, as BIND would have it for our zone. */
const PRIVATE =
  'Private-key-format: v1.3\nAlgorithm: 13 (ECDSAP256SHA256)\nPrivateKey: GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=\n'
const TAG = 55648

t.test('what a server writes while keys are imported stays', (t) => {
  const { folder, keys, first } = siteWithKeys(t)
  const drawn = drawKeys(['csk'], 13, [first, TAG])
  const code = imported(t, folder, () => {
    const { record } = goodKeys(keys)
    addZoneKeys(keys, { ...record, exported: '2026-01-01T00:00:00.000Z' }, drawn, { now: new Date(0) })
  })
  t.equal(code, 0)
  const { record } = goodKeys(keys)
  t.same(
    record.keys.map(({ tag }) => tag),
    [first, drawn[0]!.tag, TAG],
  )
  t.same(record.tags, [first, drawn[0]!.tag, TAG])
  t.match(record, { exported: '2026-01-01T00:00:00.000Z' })
  t.end()
})

t.test('keys that do not fit beside what a server has written meanwhile are not imported', (t) => {
  const { folder, keys, first } = siteWithKeys(t)
  const code = imported(t, folder, () => {
    const { record } = goodKeys(keys)
    writeRecord(keys, { ...record, tags: [...record.tags, TAG] })
  })
  t.equal(code, 1)
  const { record } = goodKeys(keys)
  t.same(
    record.keys.map(({ tag }) => tag),
    [first],
  )
  t.notOk(
    readdirSync(keys).some((file) => file.includes(String(TAG))),
    'nothing is left of them',
  )
  t.end()
})

t.test('first keys that a server draws meanwhile stay alone', (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'K.private': PRIVATE })
  const keys = join(folder, 'keys/zone/univ.example')
  const drawn = drawKeys(['csk'], 13, [TAG])
  const code = imported(t, folder, () => addZoneKeys(keys, undefined, drawn, { now: new Date(0) }))
  t.equal(code, 1)
  t.same(goodKeys(keys).record.tags, [drawn[0]!.tag])
  t.end()
})

t.test('a running server knows of a copy as soon as it has been made', async (t) => {
  const site = await startedSite(t)
  const status = async () => {
    const { result } = await told(operatedOf(site.server), everybody, { verb: 'dnssec', options: {} })
    return { lines: result, text: dnssec.told(result)?.text({ colour: false }) }
  }
  t.match(await status(), { text: /no copy of the keys has been made/ })
  const safe = { to: join(site.folder, 'safe'), config: join(site.folder, 'janus.yaml') }
  t.equal(
    quietly(() => exportKeys('univ.example', safe)),
    0,
  )
  const { lines, text } = await status()
  t.match(lines, [{ exported: /^20/ }, { exported: /^20/ }])
  t.notMatch(text, /no copy/)
})

function siteWithKeys(t: Test): { readonly folder: string; readonly keys: string; readonly first: number } {
  const folder = folderOf(t, { 'janus.yaml': CONFIG, 'K.private': PRIVATE })
  const keys = join(folder, 'keys/zone/univ.example')
  const [first] = drawKeys(['csk'], 13, [TAG])
  addZoneKeys(keys, undefined, [first!], { now: new Date(0) })
  return { folder, keys, first: first!.tag }
}

function goodKeys(folder: string) {
  const read = readZoneKeys(folder)
  if (read.kind !== 'good') throw new Error(read.kind)
  return read
}

/** `meanwhile`: what somebody else does once the file of the key is begun. Gives the exit code. */
function imported(t: Test, folder: string, meanwhile: () => void): number {
  const real = { openSync: fs.openSync }
  const restore = () => {
    Object.assign(fs, real)
    syncBuiltinESMExports()
  }
  t.teardown(restore)
  Object.assign(fs, {
    openSync: (...given: Parameters<typeof fs.openSync>) => {
      if (String(given[0]).includes(`13-${TAG}.pem`)) {
        restore()
        meanwhile()
      }
      return real.openSync(...given)
    },
  })
  syncBuiltinESMExports()
  writeFileSync(join(folder, 'z.zone'), '')
  return quietly(() => importKeys('univ.example', [join(folder, 'K.private')], { config: join(folder, 'janus.yaml') }))
}

function quietly<Value>(work: () => Value): Value {
  const quiet = { out: process.stdout.write, err: process.stderr.write }
  const said = () => true
  Object.assign(process.stdout, { write: said })
  Object.assign(process.stderr, { write: said })
  try {
    return work()
  } finally {
    Object.assign(process.stdout, { write: quiet.out })
    Object.assign(process.stderr, { write: quiet.err })
  }
}
