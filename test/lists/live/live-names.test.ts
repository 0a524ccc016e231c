// Names in a list whose entries end: what stands above them, the memory that they take, and that each is found whatever hash it has.

import t from 'tap'
import { type HashKey, keyedHash } from '../../../src/dns/keyed-hash.ts'
import { nameText } from '../../../src/dns/name-text.ts'
import { entryText } from '../../../src/lists/live/entry.ts'
import { LiveTable } from '../../../src/lists/live/live-table.ts'
import { CellReader } from '../../../src/lists/live/name-cells.ts'
import { entryOf, Turned, value } from './turned.ts'

const COUNT = process.env.JANUS_LONG === undefined ? 50_000 : 1_000_000

t.test('a name that goes leaves those above it as long as others are below them', async (t) => {
  const list = new Turned()
  for (const [name, seconds] of [
    ['a.x.com', 10],
    ['b.x.com', 20],
    ['x.com', 15],
  ] as const)
    list.add(name, seconds)
  const seen = () =>
    ['a.x.com', 'b.x.com', 'x.com', 'com'].map((one) => list.ask(one).replace(/^\d.*/, 'listed')).join(' ')
  t.equal(seen(), 'listed listed listed empty')
  const after = (seconds: number) => {
    list.now = 1_000_000 + seconds * 1000
    list.table.sweep(list.now, 10)
    return seen()
  }
  t.equal(after(10), '- listed listed empty')
  t.equal(after(15), '- listed empty empty')
  t.equal(after(20), '- - - -')
  t.equal(list.table.size, 0)
})

/** Of a name one word of its key stands for all its labels, which it has as well. */
const MOST_NAME = 36

t.test(`${COUNT} names of about twenty octets take ${MOST_NAME} octets each at the most`, (t) => {
  const table = new LiveTable(COUNT, 0)
  for (let i = 0; table.size < COUNT; i++) table.put(entryOf(`h${mixed(i)}.example.com`), 600_000 + i, value(2))
  t.ok(table.octets <= COUNT * MOST_NAME, `${table.octets} octets`)
  t.end()
})

t.test('names of other lengths come where names have ended, and not beside them', (t) => {
  const count = COUNT / 5
  const table = new LiveTable(count, 0)
  let end = 600_000
  const fill = (length: number) => {
    for (let i = 0; table.size < count; i++)
      table.put(entryOf(`${mixed(i).padStart(length, 'x')}.example.com`), end + i, value(2))
    end += 600_000
    return table.octets
  }
  const first = fill(30)
  const later: number[] = []
  // Some longer, some shorter, and those of which cells of the others are no multiple.
  for (const length of [10, 30, 17, 25, 29]) {
    while (table.sweep(end, 1000).length > 0);
    later.push(fill(length))
  }
  t.same(
    later.filter((octets) => octets > first * 1.02),
    [],
    `${later.join(', ')} octets after ${first}`,
  )
  t.end()
})

/** A number as seven characters or fewer, in no order. */
function mixed(i: number): string {
  return (Math.imul(i, 0x9e3779b1) >>> 0).toString(36)
}

t.test('names below one name are found and taken out whole, however many there are', (t) => {
  const table = new LiveTable(2000, 0)
  const hosts = Array.from({ length: 600 }, (_, i) => `h${i}.${i % 2 ? 'a' : 'b'}.example.com`)
  for (const host of [...hosts, 'a.example.com']) table.put(entryOf(host), 600_000, value(2))
  const names = () => Array.from(table.each(), ({ entry }) => nameText(Uint8Array.of(...entry.octets, 0)))
  t.same(names().sort(), [...hosts, 'a.example.com'].map((name) => `${name}.`).sort())
  const { octets } = table
  for (const host of hosts) t.ok(table.remove(entryOf(host)))
  t.same(names(), ['a.example.com.'])
  t.ok(table.remove(entryOf('a.example.com')))
  t.equal(table.size, 0)
  for (const host of hosts) table.put(entryOf(host), 600_000, value(2))
  t.ok(table.octets <= octets, 'what was given back is used again')
  t.end()
})

t.test('names of every length have room, whatever lengths came and went before', (t) => {
  const list = new Turned(1000)
  const wrong: string[] = []
  for (const length of [2, 6, 10, 14, 18, 22, 26, 30, 34, 38, 42, 46, 50, 54, 58, 62, 63, 5]) {
    const names = Array.from({ length: 1000 }, (_, i) => `${i.toString(36).padStart(2, '0').padEnd(length, 'x')}`)
    for (const name of names) if (list.add(name, 60) !== 'new') wrong.push(`add ${name}`)
    for (const name of names) if (list.ask(name) !== '60 127.0.0.2') wrong.push(`ask ${name}`)
    const held = new Set(Array.from(list.table.each(), ({ entry }) => entryText(entry)))
    for (const name of names) if (!held.has(name)) wrong.push(`list ${name}`)
    for (const name of names) if (!list.table.remove(entryOf(name))) wrong.push(`remove ${name}`)
  }
  t.same(wrong.slice(0, 3), [])
  t.equal(list.table.size, 0)
  t.end()
})

t.test('names of one hash stand beside each other, and each is told from the other', (t) => {
  const list = new Turned()
  const [one, other] = ofOneHash(list.table.shared.nameKeys[0]!)
  const below = `x.${one}`
  const asked = () => [one, other, below].map((name) => list.ask(name))
  for (const name of [one, other, below]) list.add(name, 60, value(2, `of ${name}`))
  t.same(
    asked(),
    [one, other, below].map((name) => `60 127.0.0.2 of ${name}`),
  )
  t.ok(list.table.remove(entryOf(one)))
  t.same(asked(), ['empty', `60 127.0.0.2 of ${other}`, `60 127.0.0.2 of ${below}`], 'it stands above another')
  t.ok(list.table.remove(entryOf(below)))
  t.same(asked(), ['-', `60 127.0.0.2 of ${other}`, '-'], 'which stands under its second hash')
  list.add(one, 60, value(3, 'again'))
  t.same(asked(), ['60 127.0.0.3 again', `60 127.0.0.2 of ${other}`, '-'])
  t.same(Array.from(list.table.each(), ({ entry }) => entryText(entry)).sort(), [one, other].sort())
  list.now += 61_000
  t.same(asked(), ['-', '-', '-'])
  t.equal(list.table.sweep(list.now, 10).length, 2)
  t.equal(list.table.size, 0)
  t.end()
})

t.test('a name is found under its second hash, although a look at another one under its first was too late', (t) => {
  const list = new Turned()
  const [one, other] = ofOneHash(list.table.shared.nameKeys[0]!)
  for (const name of [one, other]) list.add(name, 60)
  t.equal(list.ask(other), '60 127.0.0.2')
  // The cell under the hash that both have is written anew while it is read: it says anything, here that it is the name.
  const { is } = CellReader.prototype
  t.teardown(() => Object.assign(CellReader.prototype, { is }))
  CellReader.prototype.is = () => {
    CellReader.prototype.is = is
    list.table.remove(entryOf(one))
    return true
  }
  t.equal(list.ask(other), '60 127.0.0.2')
  t.equal(list.ask(one), '-')
  t.end()
})

/** Two labels of one hash: of three hundred thousand there are ten such pairs. */
function ofOneHash(key: HashKey): readonly [string, string] {
  const names = new Map<number, string>()
  for (let i = 0; ; i++) {
    const name = `n${i}`
    const hash = keyedHash(key, entryOf(name).octets, 0, name.length + 1)
    const known = names.get(hash)
    if (known !== undefined) return [known, name]
    names.set(hash, name)
  }
}
