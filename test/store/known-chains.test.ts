// What the journal is told when a face that it has changes of comes whole.

import t from 'tap'
import { Chains, type Entry, OVER, readEntry, writeEntry } from '../../src/store/journal.ts'
import { KnownChains } from '../../src/store/known-chains.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { faceOf } from '../support/edits.ts'

const [one, other] = [faceOf('inside', 'a.example.'), faceOf('inside', 'b.example.')]
const changes = { removed: RecordList.empty(), added: RecordList.empty() }

/** `isFull`: the disk takes nothing. */
function journal(first: readonly Entry[] = []) {
  const chains = new Chains()
  for (const entry of first) chains.add(entry)
  const [disk, written] = [{ isFull: false }, [] as string[]]
  const append = async (entries: readonly Entry[]) => {
    if (disk.isFull) throw new Error('it is full')
    for (const entry of entries) chains.add(readEntry(writeEntry(entry)))
    written.push(entries.map(({ name, digest }) => `${name.origin[1] === 0x61 ? 'a' : 'b'} ${digest}`).join(', '))
  }
  return { chains, disk, written, known: new KnownChains({ chains: chains.newest, append }) }
}

t.test('the journal is told once, and nothing of faces that it does not know', async (t) => {
  const { known, written, chains } = journal([{ name: one, digest: 'first', changes }])
  await known.end([other])
  t.same(written, [])
  await known.end([one, other])
  await known.end([one])
  t.same(written, [`a ${OVER}`])
  t.same(
    [...chains.newest.values()].map(({ digest }) => digest),
    [OVER],
  )
  await known.append([{ name: one, digest: 'first', changes }])
  t.same([...chains.newest.values()][0]?.digest, 'first', 'it begins anew')
  await known.end([one])
  t.equal(written.length, 3)
})

t.test('what a full disk does not take goes before what it takes next', async (t) => {
  const { known, written, disk } = journal([{ name: one, digest: 'first', changes }])
  disk.isFull = true
  await known.end([one])
  await t.rejects(known.append([{ name: other, digest: 'of b', changes }]))
  disk.isFull = false
  await known.append([{ name: one, digest: 'first', changes }])
  await known.append([{ name: one, changes }])
  t.same(written, [`a ${OVER}, a first`, 'a undefined'])
})

t.test('a face of which the last start found the end is not ended again', async (t) => {
  const { known, written } = journal([{ name: one, digest: OVER, changes }])
  await known.end([one])
  t.same(written, [])
})
