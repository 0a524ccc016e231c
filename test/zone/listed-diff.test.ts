// What makes one version of a list of another, as zones: a secondary that takes it has what the newest gives as a whole.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import type { ListContent } from '../../src/lists/entries.ts'
import type { ListFormat } from '../../src/lists/formats.ts'
import { entryOfOwner } from '../../src/lists/live/entry.ts'
import type { Changeset } from '../../src/zone/changeset.ts'
import { RecordList } from '../../src/zone/changeset.ts'
import { diff } from '../../src/zone/diff.ts'
import { listedRecords, liveRecords } from '../../src/zone/listed.ts'
import { diffListed, MOST_ENTRIES } from '../../src/zone/listed-diff.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { readListOf, SOA } from '../support/list.ts'

const SAME = { format: 'ip4set', before: '192.0.2.1\n', after: '192.0.2.1\n', removed: 0, added: 0 } as const
const cases: readonly { format: ListFormat; before: string; after: string; removed: number; added: number }[] = [
  SAME,
  { format: 'ip4set', before: '192.0.2.1\n', after: '192.0.2.1\n192.0.2.2\n', removed: 0, added: 1 },
  { format: 'ip4set', before: '192.0.2.1 :2:x\n', after: '192.0.2.1 :2:y\n', removed: 1, added: 1 },
  { format: 'ip4tset', before: '192.0.2.1\n192.0.2.9\n', after: '192.0.2.9\n192.0.2.1\n', removed: 0, added: 0 },
  { format: 'ip4set', before: '10.0.0.0/8\n', after: '10.0.0.0/8\n!10.0.0.1\n', removed: 1, added: 765 },
  { format: 'dnset', before: 'x.example\n', after: '.x.example\n', removed: 0, added: 1 },
  { format: 'ip6trie', before: '2001:db8::1\n', after: '2001:db8::2\n', removed: 1, added: 1 },
]

t.test('exactly what is other goes and comes', async (t) => {
  for (const [i, { format, before, after, removed, added }] of cases.entries()) {
    const [one, other] = [before, after].map((text, at) => listOf(t, `${i}-${at}`, format, text)) as [Zone, Zone]
    const changes = diff(one, other)!
    t.same(applied(recordsOf(one), changes), recordsOf(other), `${before} -> ${after}`)
    t.same([changes.removed.count, changes.added.count], [removed, added], `${before} -> ${after}`)
  }
})

t.test('random versions lead to one another', async (t) => {
  let state = 3
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % below
  }
  const text = () =>
    Array.from({ length: 12 }, () => {
      const prefix = `10.${random(2)}.${random(3)}`
      const one = random(2) === 0 ? prefix : `${prefix}.${random(256)}`
      return random(3) === 0 ? `!${one}\n` : `${one} :${2 + random(2)}:\n`
    }).join('')
  let last = listOf(t, 'first', 'ip4set', text())
  for (let i = 0; i < 60; i++) {
    const next = listOf(t, `${i}`, 'ip4set', text())
    t.same(applied(recordsOf(last), diff(last, next)!), recordsOf(next))
    last = next
  }
})

t.test('what takes more than the limit is no difference', async (t) => {
  const [one, other] = [listOf(t, 'a', 'ip4set', '192.0.2.1\n'), listOf(t, 'b', 'ip4set', '192.0.2.0/24\n')]
  t.equal(diff(one, other, 20), undefined)
})

t.test('entries that live count, and bring forth what they would keep from names beside them', async (t) => {
  const zone = listOf(t, 'live', 'ip4trie', '10.0.0.0/8 :3:\n')
  const content = (...names: string[]): ListContent => ({
    ttl: 30,
    entries: () =>
      names.map((name) => {
        const labels = nameFromText(`${name}.`).slice(0, -1)
        t.ok(entryOfOwner(labels, 0, labels.length))
        return { labels, code: Uint8Array.of(127, 0, 0, 9), text: undefined, end: 0 }
      }),
  })
  const changes: Changeset = { removed: RecordList.empty(), added: RecordList.empty() }
  t.equal(diffListed({ zone }, { zone, live: content('7.2.0.10') }, changes, 10_000), 'compared')
  t.same([...listOfRecords(changes)].sort(), [
    '*.0.10.bl.example. 1 127.0.0.3',
    '*.2.0.10.bl.example. 1 127.0.0.3',
    '*.7.2.0.10.bl.example. 1 127.0.0.3',
    '0.10.bl.example. 1 127.0.0.3',
    '2.0.10.bl.example. 1 127.0.0.3',
    '7.2.0.10.bl.example. 1 127.0.0.9',
  ])
})

t.test('whoever gives up says why, and tells no changes', async (t) => {
  const [one, other] = [listOf(t, 'one', 'ip4set', '10.0.0.1\n'), listOf(t, 'other', 'ip4set', '10.0.0.2\n10.0.0.3\n')]
  const long = {
    zone: listOf(t, 'long', 'ip4set', Array.from({ length: MOST_ENTRIES }, (_, i) => entryAt(i)).join('')),
  }
  const cases = [
    { before: one, after: other, limit: Number.POSITIVE_INFINITY, most: 3, found: 'compared' },
    { before: one, after: other, limit: Number.POSITIVE_INFINITY, most: 2, found: 'too-different' },
    { before: one, after: other, limit: 20, most: 3, found: 'over-limit' },
  ] as const
  for (const { before, after, limit, most, found } of cases)
    t.equal(diffListed({ zone: before }, { zone: after }, nothing(), limit, most), found)
  for (const [before, after] of [
    [long, { zone: one }],
    [{ zone: one }, long],
  ] as const) {
    const changes = nothing()
    t.equal(diffListed(before, after, changes, Number.POSITIVE_INFINITY), 'too-long')
    t.equal(changes.removed.count + changes.added.count, 0)
    t.equal(diff(before.zone, after.zone), undefined, 'which is not the difference of two that are the same')
  }
})

const nothing = (): Changeset => ({ removed: RecordList.empty(), added: RecordList.empty() })
const entryAt = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}\n`

function listOf(t: Test, name: string, format: ListFormat, text: string): Zone {
  const dir = t.testdir({ [name]: `${SOA}${text}` })
  return readListOf([{ path: join(dir, name), format }]).subject!.zone
}

function recordsOf(zone: Zone, live?: ListContent): Set<string> {
  const lines = new Set<string>()
  for (const one of listedRecords(zone, zone.entries!, live)) lines.add(lineOf(one))
  if (live) for (const one of liveRecords(zone, live)) lines.add(lineOf(one))
  return lines
}

function lineOf(one: { name: Uint8Array; type: number; ttl: number; rdata: Uint8Array; length: number }): string {
  return `${nameText(one.name)} ${one.ttl} ${one.type} ${Buffer.from(one.rdata.subarray(0, one.length)).toString('hex')}`
}

function applied(records: Set<string>, { removed, added }: Changeset): Set<string> {
  for (const { bytes, owner, ...one } of removed.records())
    records.delete(lineOf({ ...one, name: bytes.subarray(owner), rdata: bytes.subarray(one.data) }))
  for (const { bytes, owner, ...one } of added.records())
    records.add(lineOf({ ...one, name: bytes.subarray(owner), rdata: bytes.subarray(one.data) }))
  return records
}

function* listOfRecords({ added }: Changeset): Generator<string> {
  for (const { bytes, owner, type, data, length } of added.records())
    yield `${nameText(bytes.subarray(owner))} ${type} ${[...bytes.subarray(data, data + length)].join('.')}`
}
