// The order of names in which a zone is told is the canonical one, whatever its names are.

import t from 'tap'
import { compareNames } from '../../src/dns/name.ts'
import { canonicalOrder } from '../../src/operate/canonical-order.ts'
import type { Zone } from '../../src/zone/zone.ts'
import fc from '../support/properties.ts'
import { zoneOf } from '../support/zones.ts'

async function told(zone: Zone): Promise<string[]> {
  const order = await canonicalOrder(zone)
  return Array.from(order, (node) => Buffer.from(zone.name(node)).toString('latin1'))
}

function sorted(zone: Zone): string[] {
  const names = Array.from({ length: zone.nodes }, (_, node) => zone.name(node))
  return names.sort((a, b) => compareNames(a, 0, b, 0)).map((name) => Buffer.from(name).toString('latin1'))
}

const head = '@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n'

t.test('any names', async (t) => {
  const label = fc.constantFrom('a', 'B', 'b', 'ab', '\\000', '\\255', '*', 'z', '0', '-', '\\001z', 'A\\.b')
  const names = fc.array(fc.array(label, { minLength: 1, maxLength: 4 }), { maxLength: 40 })
  const property = fc.asyncProperty(names, async (names) => {
    const zone = zoneOf('univ.example.', head + names.map((labels) => `${labels.join('.')} A 192.0.2.9\n`).join(''))
    const [is, wanted] = [await told(zone), sorted(zone)]
    if (JSON.stringify(is) !== JSON.stringify(wanted)) throw new Error(`${is} and not ${wanted}`)
  })
  await fc.assert(property, { numRuns: 200 })
  t.pass('they are in order')
})

t.test('more names beside each other than are sorted in one go', async (t) => {
  const names = Array.from({ length: 10_000 }, (_, i) => `h${(i * 7919) % 10_007} A 192.0.2.9\n`)
  const zone = zoneOf('univ.example.', head + names.join(''))
  t.same(await told(zone), sorted(zone))
  t.equal(canonicalOrder(zone), canonicalOrder(zone), 'it is found once')
})
