// Names chosen so that they all have one hash: nobody has to pass them all, neither who reads the zone nor who asks it.

import t from 'tap'
import { keyedLabelHash } from '../../src/dns/keyed-hash.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { type Source, textSource } from '../../src/text/zonefile/source.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { Word } from '../../src/zone/image.ts'
import { Lookup } from '../../src/zone/lookup.ts'
import { hashName, NONE, Zone } from '../../src/zone/zone.ts'
import { collidingLabels, hashOf } from '../support/colliding-names.ts'

const apex = nameFromText('example.com.')
const apexHash = hashName(apex, 0)
const labels = collidingLabels(12, apexHash)
const HEAD =
  '$TTL 300\n@ SOA ns hostmaster 1 7200 900 604800 300\n@ NS ns\nns A 192.0.2.53\n*.wild A 192.0.2.9\nmail MX 10 ns\n'
/** More slots in use in one piece than there would be by chance in a table that is two thirds full. */
const LONG = 1024

function filled(builder: ZoneBuilder, lines: readonly string[]): ZoneBuilder {
  parseZoneFile(source(`${HEAD}${lines.join('\n')}\n`), { origin: apex }, builder)
  return builder
}

function source(text: string): Source {
  return textSource('test.zone', text) as Source
}

function read(lines: readonly string[]): ZoneBuilder {
  return filled(new ZoneBuilder(apex), lines)
}

/** The most slots in use one behind the other, which a search may have to pass. */
function longestRun(slots: Uint32Array): number {
  let longest = 0
  let run = 0
  for (const slot of slots) {
    run = slot === 0 ? 0 : run + 1
    longest = Math.max(longest, run)
  }
  return longest
}

function found(zone: Zone, text: string): number {
  return zone.find(new Suffixes().set(nameFromText(text), 0), 0)
}

const records = labels.map((label, i) => `${label} A 192.0.2.${i & 255}`)

t.test('the names are what they are said to be', async (t) => {
  t.equal(labels.length, 4096)
  t.equal(new Set(labels).size, labels.length)
  t.equal(new Set(labels.map((label) => hashOf(apexHash, label))).size, 1)
})

t.test('a zone of names of one hash is read and asked like any other', async (t) => {
  const builder = read(records)
  t.ok(longestRun(builder.slots) < LONG, `${longestRun(builder.slots)} slots in one piece while it is read`)
  const zone = builder.finish()
  t.ok(longestRun(zone.columns.slot) < LONG, `${longestRun(zone.columns.slot)} slots in one piece`)
  for (const image of [zone, Zone.open(zone.image)]) {
    t.equal(new Set(labels.map((label) => found(image, `${label}.example.com.`))).size, labels.length)
    t.ok(found(image, 'NS.example.COM.') > 0)
    t.equal(found(image, `${labels[0]!.slice(1)}x.example.com.`), NONE)
    t.equal(found(image, `x.${labels[0]}.example.com.`), NONE)
    const lookup = new Lookup()
    lookup.find(image, new Suffixes().set(nameFromText('a.b.wild.example.com.'), 0), false)
    t.ok(lookup.wildcard)
    const mx = image.rrset(found(image, 'mail.example.com.'), 15)
    t.equal(image.targetOf(image.dataOf(mx)), found(image, 'ns.example.com.') + 1)
  }
})

t.test('an ordinary zone keeps the hash that all zones have', async (t) => {
  const key = (zone: Zone) => [...zone.columns.header.subarray(Word.key, Word.key + 2)]
  t.same(key(read(Array.from({ length: 20_000 }, (_, i) => `h${i} A 192.0.2.1`)).finish()), [0, 0])
  const [one, other] = [key(read(records).finish()), key(read(records).finish())]
  t.not(one[0], 0)
  t.notSame(one, other, 'and one that does not has a key that nobody else has')
})

t.test('pieces of such a zone that were read apart are one zone together', async (t) => {
  const halves = [records.slice(0, 2048), records.slice(2048)]
  for (const [front, rear] of [
    halves,
    halves.toReversed(),
    [records, []],
    [[], records],
    [records.slice(0, 20), records],
  ]) {
    const builder = read(front!)
    const other = new ZoneBuilder(apex)
    parseZoneFile(source(`$TTL 300\n${rear!.join('\n')}\n`), { origin: apex }, other)
    builder.absorb(other.columns(), 0)
    t.ok(longestRun(builder.slots) < LONG)
    const zone = builder.finish()
    for (const line of [...front!, ...rear!]) {
      const [label] = line.split(' ')
      if (found(zone, `${label}.example.com.`) === NONE) t.fail(`${label} is not found`)
    }
  }
})

t.test('such names that come later, by an edit, find a table with a key as well', async (t) => {
  const before = read([]).finish()
  // So many that it is not the columns that are full.
  const chosen = labels.slice(0, 2048)
  const after = read(records.slice(0, chosen.length)).finish()
  const roomy = fold(read(Array.from({ length: 60_000 }, (_, i) => `h${i} A 192.0.2.1`)).finish(), USUAL_ROOM)
  const changes = diff(before, after)!
  t.same(new Editor(roomy).edit(changes), { kind: 'no-room' })
  const folded = fold(roomy, USUAL_ROOM)
  t.equal(longestRun(folded.columns.slot) < LONG, true)
  const edited = new Editor(folded).edit(changes)
  if (!(edited instanceof Zone)) return t.fail('it cannot be edited')
  t.ok(longestRun(edited.columns.slot) < LONG)
  for (const zone of [edited, fold(edited)]) {
    t.equal(chosen.filter((label) => found(zone, `${label}.example.com.`) === NONE).length, 0)
    t.ok(found(zone, 'h59999.example.com.') > 0)
  }
})

t.test('the keyed hash is HalfSipHash-2-4', async (t) => {
  // Vector 9 of its reference implementation: key 00 01 … 07, input 00 01 … 08, of which the first four are the parent's hash.
  t.equal(keyedLabelHash([0x03020100, 0x07060504], 0x03020100, Uint8Array.of(4, 5, 6, 7, 8), 0), 0x79e706f8)
})
