// A catalog that is followed, while the configuration changes: what was asked of the primary that it had is not put in the place of
// what its primary has now, however long the disk takes.

import pino from 'pino'
import t from 'tap'
import { Book } from '../../src/catalog/book.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { ConsumedCatalogs } from '../../src/serve/consumed-catalogs.ts'
import { folded } from '../../src/store/folding.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { diff } from '../../src/zone/diff.ts'
import { zoneOf } from '../support/zones.ts'

const origin = nameFromText('catalog.example.')
const name = { view: 'inside', origin }
const place = { file: 'janus.yaml', line: 1, column: 1, length: 1 }
const version = (serial: number, member: string) =>
  zoneOf(
    'catalog.example.',
    `$TTL 0\n@ SOA invalid. invalid. ${serial} 1h 1h 1w 0\n@ NS invalid.\nversion TXT "2"\nl.zones PTR ${member}\n`,
  )

function following() {
  const gates: (() => void)[] = []
  const gate = () => new Promise<void>((resolve) => void gates.push(resolve))
  const catalogs = new ConsumedCatalogs({
    book: Book.inMemory(),
    copies: () => undefined,
    fold: async (zone, room, base) => {
      await gate()
      return folded(zone, room, base)
    },
    onChange: () => {},
    log: pino({ level: 'silent' }),
  })
  const catalog = {
    ...{ kind: 'consumed', name: 'catalog.example.', origin, view: 0, viewName: 'inside', place, primary: 'main' },
    ...{ zones: undefined, groups: new Map(), removalLimit: 50 },
  }
  const use = (all: readonly unknown[]) => catalogs.use({ catalogs: all, primaries: [] } as unknown as Settings)
  use([catalog])
  return { catalogs, use, catalog, gate, gates, serial: () => catalogs.served(name)?.serial }
}

t.test('what is wanted no more when it is kept is not followed', async (t) => {
  const { catalogs, gate, gates, serial } = following()
  let isWanted = true
  const replacing = { isWanted: () => isWanted, keep: gate }
  const first = catalogs.replace(name, version(7, 'one.test.'), replacing)
  gates.shift()!()
  t.equal(await first, undefined)
  t.equal(serial(), 7)
  const second = catalogs.replace(name, version(8, 'two.test.'), replacing)
  isWanted = false
  gates.shift()!()
  t.same(await second, { kind: 'declined' })
  t.equal(serial(), 7)
  t.same(await catalogs.replace(name, version(9, 'two.test.'), replacing), { kind: 'declined' })
  t.equal(gates.length, 0, 'nor kept, where that is known before')
})

t.test('nor are changes', async (t) => {
  const { catalogs, gates, serial } = following()
  const [before, after] = [version(7, 'one.test.'), version(8, 'two.test.')]
  await catalogs.replace(name, before, {})
  for (const wanted of [false, true]) {
    const changed = catalogs.change(name, diff(before, after)!, () => wanted)
    gates.shift()!()
    t.same(await changed, wanted ? { kind: 'accepted', serial: 8 } : { kind: 'declined' })
    t.equal(serial(), wanted ? 8 : 7)
  }
})

t.test('a catalog that is none any more while its version is kept is not brought back', async (t) => {
  const { catalogs, use, gate, gates, serial } = following()
  const coming = catalogs.replace(name, version(7, 'one.test.'), { keep: gate })
  use([])
  gates.shift()!()
  t.same(await coming, { kind: 'unknown-face' })
  t.equal(serial(), undefined)
})
