// Only a reader that agrees with an image's writer on every fact of the layout reads the image.

import t from 'tap'
import { Type } from '../../src/dns/types.ts'
import { FORMAT, facts, formatOf, Word } from '../../src/zone/image.ts'
import { hasTarget, Zone } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'

const others: Readonly<Record<string, Partial<typeof facts>>> = {
  'a type more with a target': { withTarget: [...facts.withTarget, Type.PTR] },
  'a type less': { withTarget: facts.withTarget.slice(1) },
  'a header word more': { words: { ...facts.words, more: 19 } },
  'a header word elsewhere': { words: { ...facts.words, size: 3, nodes: 2 } },
  'a column more': { columns: [...facts.columns, ['more', 'word', 101, 101]] },
  'columns in another order': { columns: facts.columns.toReversed() },
  'a column of another length': { columns: facts.columns.with(1, ['parent', 'word', 102, 102]) },
  'another flag': { flags: { ...facts.flags, more: 512 } },
  'another hash': { hashes: [1, 2] },
}

for (const [what, other] of Object.entries(others))
  t.test(`${what} is another format`, async (t) => {
    t.not(formatOf({ ...facts, ...other }), FORMAT)
  })

t.test('the facts are those by which images are written', async (t) => {
  t.same(
    facts.withTarget.filter((type) => !hasTarget(type)),
    [],
  )
  const all = Array.from({ length: 65536 }, (_, type) => type)
  t.equal(all.filter(hasTarget).length, facts.withTarget.length)
  t.equal(formatOf(structuredClone(facts)), FORMAT)
})

t.test('an image of another format is not opened', async (t) => {
  const { image } = zoneOf(
    'a.example',
    '$TTL 300\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n',
  )
  const header = new Uint32Array(image)
  t.equal(Zone.open(image).serial, 1)
  t.equal(header[Word.format], FORMAT)
  header[Word.format] = formatOf({ ...facts, withTarget: [...facts.withTarget, Type.PTR] })
  t.throws(() => Zone.open(image), /of another format/)
})
