// Marks of what everybody is shown of a layer: in the log, in the smaller log that takes its place, and before a version that knows none.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { type LayerEntry, type LayerSet, ownerKey } from '../../src/update/entry.ts'
import { LayerLog, readLayerLog } from '../../src/update/layer-log.ts'
import {
  readLayerRecords,
  readShown,
  readStep,
  writeLayerRecords,
  writeShown,
  writeStep,
} from '../../src/update/layer-record.ts'
import { folderOf } from '../support/janus.ts'

const NAME = { view: 'v', origin: nameFromText('example.com.') }

function setOf(name: string): LayerSet {
  const owner = nameFromText(`${name}.example.com.`)
  const entry: LayerEntry = {
    ...{ owner, type: 1, rdata: Uint8Array.of(192, 0, 2, 1), ttl: 60, how: 'add', at: 1000, until: undefined },
    by: { key: undefined, address: '192.0.2.9' },
  }
  return { owner, type: 1, ttl: 60, added: new Map([['x', entry]]), hidden: new Map() }
}

const record = (shown: string | undefined, ...names: readonly string[]) =>
  writeLayerRecords([{ name: NAME, serial: 1, digest: undefined, sets: names.map(setOf), shown }])
const mark = (shown: string, ...unseen: readonly string[]) =>
  writeShown({
    name: NAME,
    shown,
    unseen: new Set(unseen.map((name) => ownerKey(nameFromText(`${name}.example.com.`)))),
  })
const keyOf = (name: string) => ownerKey(nameFromText(`${name}.example.com.`))

const logs = [
  { what: 'no marks', records: [record(undefined, 'a', 'b')], shown: '', unseen: [] },
  { what: 'a message', records: [record('one', 'a')], shown: 'one', unseen: [] },
  {
    what: 'a message that only few are shown',
    records: [record('one', 'a', 'b'), record(undefined, 'b', 'c')],
    shown: 'one',
    unseen: ['b', 'c'],
  },
  {
    what: 'a message by other settings',
    records: [record('one', 'a'), record('two', 'b')],
    shown: 'two',
    unseen: ['a'],
  },
  {
    what: 'a mark',
    records: [record(undefined, 'a', 'b'), mark('one', 'b'), record('one', 'c')],
    shown: 'one',
    unseen: ['b'],
  },
  { what: 'a mark by other settings', records: [record('one', 'a', 'b'), mark('two')], shown: 'two', unseen: [] },
  {
    what: 'a mark that takes all back',
    records: [record('one', 'a'), mark(''), record('one', 'b')],
    shown: 'one',
    unseen: ['a'],
  },
] as const

for (const { what, records, shown, unseen } of logs)
  t.test(`a log with ${what}, and the smaller one`, async (t) => {
    const path = join(folderOf(t, {}), 'layers')
    const options = { onTorn: () => t.fail('torn'), onBulky: () => t.fail('bulky') }
    const log = await LayerLog.open(path, options)
    if (typeof log === 'string') throw new Error(log)
    for (const one of records) await log.append([one])
    await log.close()
    const told = async () => {
      const [layer] = (await readLayerLog(readFileSync(path))).values()
      const names = layer!.sets.map(({ owner }) => ownerKey(owner)).sort()
      return { names, shown: layer!.shown, unseen: [...layer!.unseen].sort() }
    }
    const before = await told()
    t.match(before, { shown, unseen: unseen.map(keyOf) })
    const small = await LayerLog.open(path, { ...options, bulky: 1 })
    if (typeof small === 'string') throw new Error(small)
    await small.append([writeStep(0)])
    await small.close()
    t.same(await told(), before)
  })

t.test('who knows no marks finds the layers, and no face in a mark', async (t) => {
  const [plain, marked] = [record(undefined, 'a'), record('one', 'a')]
  t.same(marked.subarray(0, plain.length), plain, 'only behind the faces there is more')
  t.same(
    readLayerRecords(plain),
    readLayerRecords(marked).map(({ shown, ...rest }) => rest),
  )
  for (const one of [mark('one', 'a'), mark('')]) {
    t.same(readLayerRecords(one.subarray(0, 2)), [])
    t.equal(readStep(one), 0)
  }
  const least = writeShown({ name: { view: '', origin: nameFromText('.') }, shown: '', unseen: new Set() })
  t.equal(readStep(least), 0)
  t.match(readShown(least), { shown: '' })
  t.equal(readShown(writeStep(5)), undefined)
  t.equal(readShown(plain), undefined)
})
