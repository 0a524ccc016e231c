// A catalog zone as a list: what it says, what breaks it, and what it is read as when we have made it.

import { mkdirSync, rmSync } from 'node:fs'
import t from 'tap'
import { Book, bookKey } from '../../src/catalog/book.ts'
import { labelOf, nextLabels } from '../../src/catalog/labels.ts'
import { makeCatalog } from '../../src/catalog/make-catalog.ts'
import { type CatalogMember, nameKey } from '../../src/catalog/member.ts'
import { readingCatalog } from '../../src/catalog/read-catalog.ts'
import { english } from '../../src/catalog/says.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { atOnce } from '../../src/supply/slices.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

const HEAD = '@ 0 SOA invalid. invalid. 1 3600 600 86400 0\n@ 0 NS invalid.\n'
const GOOD = `${HEAD}version 0 TXT "2"\n`

/** What is wrong with it, or its members, a line each. */
function read(text: string): string | string[] {
  const found = atOnce(readingCatalog(zoneOf('catalog.example', text)))
  if ('broken' in found) return english.text(found.broken)
  return found.members.map(lineOf)
}

function lineOf({ label, zone, groups, coo }: CatalogMember): string {
  return [label, nameText(zone), ...groups, ...(coo ? [`-> ${nameText(coo)}`] : [])].join(' ')
}

t.test('what a catalog lists', async (t) => {
  for (const [what, text, expected] of [
    ['nothing', '', []],
    ['a zone', 'a.zones 0 PTR one.example.\n', ['a one.example.']],
    [
      'its groups and where it goes',
      'a.zones 0 PTR one.example.\ngroup.a.zones 0 TXT "g" "h"\ngroup.a.zones 0 TXT "z"\ncoo.a.zones 0 PTR other.\n',
      ['a one.example. gh z -> other.'],
    ],
    ['whatever the case', 'A.ZONES 0 PTR One.Example.\nCOO.a.zones 0 PTR other.\n', ['a One.Example. -> other.']],
    [
      'beside what nobody knows',
      'a.zones 0 PTR one.example.\nx.a.zones 0 TXT ""\ncoo.a.zones 0 TXT "no name"\ngroup.a.zones 0 PTR no.text.\nlog.ext 0 TXT "1"\n',
      ['a one.example.'],
    ],
    ['with a property and no zone', 'group.a.zones 0 TXT "g"\n', []],
    [
      'and not what stands too deep or too high',
      'b.a.zones 0 PTR deep.example.\nzones 0 PTR high.example.\nx 0 PTR y.example.\n',
      [],
    ],
    ['the root', 'a.zones 0 PTR .\n', ['a .']],
  ] as const)
    t.strictSame(read(`${GOOD}${text}`), expected, what)
})

t.test('what breaks a catalog', async (t) => {
  for (const [text, expected] of [
    [HEAD, 'the catalog has no version: it needs a TXT record "2" at version.catalog.example.'],
    [
      `${HEAD}version 0 A 192.0.2.1\n`,
      'the catalog has no version: it needs a TXT record "2" at version.catalog.example.',
    ],
    [`${HEAD}version 0 TXT "1"\n`, 'the catalog has the version "1" at version.catalog.example.: Janus knows only "2"'],
    [
      `${HEAD}version 0 TXT "2 \\007\\"x"\n`,
      'the catalog has the version "2 \\007\\034x" at version.catalog.example.: Janus knows only "2"',
    ],
    [`${GOOD}version 0 TXT "3"\n`, 'the catalog has 2 versions at version.catalog.example.: it needs exactly one'],
    [
      `${GOOD}a.zones 0 PTR one.example.\na.zones 0 PTR two.example.\n`,
      'a.zones.catalog.example. names 2 zones: it needs exactly one',
    ],
    [
      `${GOOD}a.zones 0 PTR one.example.\nb.zones 0 PTR ONE.example.\n`,
      'the catalog lists ONE.example. twice: at a.zones.catalog.example. and at b.zones.catalog.example.',
    ],
    [
      `${GOOD}a.zones 0 PTR one.example.\ncoo.a.zones 0 PTR x.\ncoo.a.zones 0 PTR y.\n`,
      'coo.a.zones.catalog.example. names 2 catalogs: it needs exactly one',
    ],
    [
      `${GOOD}a.zones 0 PTR one.example.\ngroup.a.zones 0 TXT ""\n`,
      'group.a.zones.catalog.example. names a group without a name',
    ],
  ] as const)
    t.equal(read(text), expected)
})

t.test('any members are read as they were made', async (t) => {
  const label = fc.stringMatching(/^[a-z0-9-]{1,20}$/)
  const name = fc.array(fc.stringMatching(/^[a-z0-9_-]{1,63}$/), { maxLength: 3 }).map((all) => `${all.join('.')}.`)
  const member = fc.record({
    label,
    zone: name.map((text) => nameFromText(text)),
    groups: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 600, unit: 'binary-ascii' }), { maxLength: 3 }),
    coo: fc.option(
      name.map((text) => nameFromText(text)),
      { nil: undefined },
    ),
  })
  const members = fc.uniqueArray(member, { selector: ({ label }) => label, maxLength: 20 })
  fc.assert(
    fc.property(members, (all) => {
      const listed = [...new Map(all.map((one) => [nameKey(one.zone), one])).values()]
      const found = atOnce(readingCatalog(makeCatalog(nameFromText('c.example.'), 7, listed)))
      if ('broken' in found) throw new Error(english.text(found.broken))
      const sorted = (some: readonly CatalogMember[]) =>
        some.map((one) => lineOf({ ...one, groups: [...one.groups].sort() })).sort()
      t.strictSame(sorted(found.members), sorted(listed))
    }),
    { seed: 9432, numRuns: 100 },
  )
})

t.test('a catalog that changes made is read as one that came whole', async (t) => {
  const line = fc.constantFrom(
    ...['a', 'b', 'c'].flatMap((label) => [
      `${label}.zones 0 PTR ${label}1.example.`,
      `${label}.zones 0 PTR d.example.`,
      `coo.${label}.zones 0 PTR other.`,
      `group.${label}.zones 0 TXT "g"`,
      `group.${label}.zones 0 TXT "h"`,
      `x.${label}.zones 0 TXT "nobody knows"`,
    ]),
    ...['version 0 TXT "2"', 'version 0 TXT "2"', 'version 0 TXT "1"', 'zones 0 TXT "x"', 'zones.ext 0 PTR e.example.'],
  )
  const lines = fc.uniqueArray(line, { maxLength: 12 })
  const zoneOfLines = (some: readonly string[]) => zoneOf('catalog.example', `${HEAD}${some.join('\n')}\n`)
  const listed = (zone: Zone) => {
    const found = atOnce(readingCatalog(zone))
    // Which of several faults is told first depends on the order in which names came.
    return 'broken' in found
      ? 'broken'
      : found.members.map((one) => lineOf({ ...one, groups: one.groups.toSorted() })).sort()
  }
  fc.assert(
    fc.property(lines, fc.array(lines, { minLength: 1, maxLength: 5 }), (first, versions) => {
      let zone = zoneOfLines(first)
      for (const version of versions) {
        const whole = zoneOfLines(version)
        const changes = diff(zone, whole)!
        const edited = new Editor(fold(zone, roomFor(zone, changes))).edit(changes)
        if ('kind' in edited) throw new Error(edited.kind)
        zone = edited
        t.strictSame(listed(zone), listed(whole), version.join('; '))
      }
    }),
  )
})

t.test('members have room below the longest name that a catalog may have', async (t) => {
  const longest = nameFromText(`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(34)}.`)
  t.equal(longest.length, 228)
  const label = labelOf('x', { times: 0, isListed: true })
  const found = atOnce(readingCatalog(makeCatalog(longest, 1, [{ label, zone: longest, groups: [], coo: undefined }])))
  t.strictSame('members' in found && found.members.map(({ zone }) => zone.length), [228])
})

t.test('a label stays with its zone, and is another one after the zone was away or begins anew', async (t) => {
  const [one, two] = ['one', 'two'].map((name) => nameKey(nameFromText(`${name}.example.`))) as [string, string]
  const first = nextLabels(new Map(), new Set([one, two]))
  const again = nextLabels(first, new Set([two, one]))
  t.equal(again, first, 'nothing is new')
  const without = nextLabels(first, new Set([one]))
  const back = nextLabels(without, new Set([one, two]))
  const begun = nextLabels(back, new Set([one, two]), new Set([one]))
  const label = (labels: typeof first, zone: string) => labelOf(zone, labels.get(zone)!)
  t.equal(label(back, one), label(first, one))
  t.not(label(back, two), label(first, two))
  t.not(label(begun, one), label(first, one))
  t.equal(label(begun, two), label(back, two))
  t.match(label(first, one), /^[0-9a-f]{20}$/)
  t.not(label(first, one), label(first, two))
})

t.test('what is known of catalogs is found again, and a newer or damaged file is left alone', async (t) => {
  const folder = folderOf(t, { newer: '{"version":2}', damaged: '{"version":1', empty: '' })
  const name = (text: string) => nameFromText(text)
  const book = Book.open(`${folder}/book`) as Book
  const contents = {
    lists: new Map([
      [
        bookKey('inside', name('c.example.')),
        {
          serial: 5,
          members: [{ label: 'a\u00ff', zone: name('\\000\\255x.example.'), groups: ['g'], coo: name('d.') }],
        },
      ],
    ]),
    owned: [
      { view: 'inside', zone: name('A.example.'), catalog: nameKey(name('C.example.')), label: 'a', primary: 'p' },
    ],
    labels: new Map([
      [bookKey('outside', name('e.')), new Map([[nameKey(name('__proto__.')), { times: 2, isListed: true }]])],
    ]),
  }
  book.put(contents)
  await book.written()
  const again = Book.open(`${folder}/book`) as Book
  t.strictSame(
    JSON.stringify([...again.contents.lists.values()]),
    JSON.stringify([{ ...contents.lists.values().next().value! }]),
  )
  t.strictSame(
    again.contents.owned.map((one) => ({ ...one, zone: nameText(one.zone) })),
    [{ view: 'inside', zone: 'A.example.', catalog: nameKey(name('c.example.')), label: 'a', primary: 'p' }],
  )
  t.strictSame(
    [...again.contents.labels.values()].map((all) => [...all]),
    [[[nameKey(name('__proto__.')), { times: 2, isListed: true }]]],
  )
  t.equal(Book.open(`${folder}/newer`), 'it has version 2, and this Janus writes version 1')
  for (const file of ['damaged', 'empty']) t.match(Book.open(`${folder}/${file}`), /^it is damaged: /)
})

t.test('what is known of catalogs is known at once, and of several changes the last is in the file', async (t) => {
  const folder = folderOf(t, {})
  const book = Book.open(`${folder}/book`) as Book
  const faults: string[] = []
  book.onFault = (reason) => faults.push(reason)
  const listOf = (serial: number, count: number) => {
    const members = Array.from({ length: count }, (_, i) => ({
      ...{ label: `l${i}`, zone: nameFromText(`z${i}.example.`), groups: [], coo: undefined },
    }))
    return new Map([[bookKey('inside', nameFromText('c.example.')), { serial, members }]])
  }
  book.put({ lists: listOf(1, 20_000) })
  t.equal(book.contents.lists.values().next().value?.members.length, 20_000)
  await new Promise((resolve) => setImmediate(resolve))
  book.put({ lists: listOf(2, 3) })
  book.put({ lists: listOf(3, 2) })
  await book.written()
  const again = Book.open(`${folder}/book`) as Book
  t.match(again.contents.lists.values().next().value, { serial: 3, members: { length: 2 } })
  mkdirSync(`${folder}/book.next/in-the-way`, { recursive: true })
  book.put({ lists: listOf(4, 1) })
  await book.written()
  t.equal(faults.length, 1)
  t.match((Book.open(`${folder}/book`) as Book).contents.lists.values().next().value, { serial: 3 })
  rmSync(`${folder}/book.next`, { recursive: true })
  book.put({ lists: listOf(5, 1) })
  await book.written()
  t.match((Book.open(`${folder}/book`) as Book).contents.lists.values().next().value, { serial: 5 })
})
