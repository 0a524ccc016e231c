// One file for the times of all zones: whoever is killed at any octet of it finds what was written before that, and nothing else.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { TimesFile } from '../../src/transfer/times-file.ts'
import { folderOf } from '../support/janus.ts'
import fc from '../support/properties.ts'

const keys = ['a', 'b', 'c']
const allOf = (file: TimesFile) => Object.fromEntries(keys.map((key) => [key, file.of(key)]))

t.test('who asks gets what was put last, wherever that is by now, and so does a start', async (t) => {
  const path = join(folderOf(t, {}), 'times')
  const file = new TimesFile(path)
  t.equal(file.of('a'), undefined)
  const puts = [file.put('a', '1'), file.put('b', '2'), file.put('a', '3')]
  t.same([file.of('a'), file.of('b')], ['3', '2'])
  t.throws(() => statSync(path), { code: 'ENOENT' }, 'nobody has waited for the disk')
  await Promise.all(puts)
  t.same(allOf(file), { a: '3', b: '2', c: undefined })
  t.same(allOf(new TimesFile(path)), allOf(file))
  await file.put('a')
  t.equal(file.of('a'), undefined, 'it has none any more')
  await file.put('c', '4')
  await file.written()
  t.same(allOf(new TimesFile(path)), { a: undefined, b: '2', c: '4' })
})

t.test('zones that come together take one write', async (t) => {
  const path = join(folderOf(t, {}), 'times')
  const file = new TimesFile(path)
  await Promise.all(Array.from({ length: 500 }, (_, i) => file.put(`${i}`, `${i}`)))
  // Each write begins with a line of its own.
  t.equal(readFileSync(path, 'latin1').split('!\n').length, 2)
  t.equal(new TimesFile(path).of('499'), '499')
  await file.written()
})

t.test('killed at any octet, a start finds what was written before that, and goes on behind it', async () => {
  const put = fc.record({
    key: fc.constantFrom(...keys),
    json: fc.option(
      fc.oneof(
        fc.nat(99),
        fc.constantFrom('"}', '!', '}!}').map((text) => JSON.stringify({ text })),
      ),
      {
        nil: undefined,
      },
    ),
    waits: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(put, { minLength: 1, maxLength: 12 }), fc.nat(), async (puts, where) => {
      const path = join(folderOf({ teardown: (then) => void ended.push(then as () => void) }, {}), 'times')
      const file = new TimesFile(path)
      /** How long the file was, and what it said. */
      const states: [size: number, all: object][] = [[0, allOf(file)]]
      for (const { key, json, waits } of puts) {
        const done = file.put(key, json === undefined ? undefined : `${json}`)
        if (!waits) continue
        await done
        states.push([statSync(path).size, allOf(file)])
      }
      await file.written()
      states.push([statSync(path).size, allOf(file)])
      const size = where % (states.at(-1)![0] + 1)
      truncateSync(path, size)
      const again = new TimesFile(path)
      const whole = states.filter(([end]) => end <= size).at(-1)!
      // Of what was written together the first may be whole.
      if (size === whole[0] && JSON.stringify(allOf(again)) !== JSON.stringify(whole[1])) throw new Error('other times')
      for (const key of keys) {
        const told = again.of(key)
        const said = puts.some((one) => one.key === key && (told === undefined || `${one.json}` === told))
        if (told !== undefined && !said) throw new Error(`${key} never had ${told}`)
      }
      const { b, c } = allOf(again)
      await again.put('a', '"new"')
      await again.written()
      // Nor does a line that was cut off count because others stand behind it now.
      const later = JSON.stringify(allOf(new TimesFile(path)))
      if (later !== JSON.stringify({ a: '"new"', b, c })) throw new Error(`${later} is left`)
    }),
    { numRuns: 150 },
  )
  for (const end of ended) end()
})

const ended: (() => void)[] = []

t.test('a file in which little counts is written anew, and has what it had', async (t) => {
  const folder = folderOf(t, {})
  const path = join(folder, 'times')
  const file = new TimesFile(path)
  const json = (i: number) => JSON.stringify({ serial: i, from: 'x'.repeat(1000) })
  for (let i = 0; i < 1500; i++) await file.put(keys[i % 3]!, json(i))
  t.ok(statSync(path).size < 1_200_000, `${statSync(path).size}`)
  t.same(readdirSync(folder), ['times'])
  t.same(allOf(new TimesFile(path)), { a: json(1497), b: json(1498), c: json(1499) })
  await file.written()
})

t.test('what cannot be written is told to who put it, and is what it was; what can be later is', async (t) => {
  const folder = folderOf(t, {})
  const path = join(folder, 'times')
  mkdirSync(path)
  const file = new TimesFile(path)
  const [one, other] = [file.put('a', '1'), file.put('b', '2')]
  await t.rejects(one)
  await t.rejects(other)
  t.equal(file.of('a'), undefined)
  rmdirSync(path)
  await file.put('a', '3')
  await file.written()
  t.same(allOf(new TimesFile(path)), { a: '3', b: undefined, c: undefined })
})

t.test('lines that nobody wrote say nothing', async (t) => {
  const path = join(folderOf(t, {}), 'times')
  writeFileSync(path, '\n\n\0\0\0\0\nwithout\na 1\n x\nb 2')
  const file = new TimesFile(path)
  t.same(allOf(file), { a: '1', b: undefined, c: undefined })
  await file.put('c', '3')
  await file.written()
  t.same(
    allOf(new TimesFile(path)),
    { a: '1', b: undefined, c: '3' },
    'what was no line at one start is none at the next',
  )
})

t.test('whoever deletes the file, or puts another in its place, loses nothing that comes later', async (t) => {
  const path = join(folderOf(t, {}), 'times')
  const file = new TimesFile(path)
  await file.put('a', '1')
  rmSync(path)
  await file.put('b', '2')
  t.same(allOf(new TimesFile(path)), { a: '1', b: '2', c: undefined }, 'and finds all that is known')
  writeFileSync(`${path}.put`, 'a 5\n')
  renameSync(`${path}.put`, path)
  await file.put('c', '3')
  await file.written()
  t.same(allOf(new TimesFile(path)), { a: '5', b: undefined, c: '3' })
})

t.test('where a smaller file finds no room, not every line asks for it again', async (t) => {
  const path = join(folderOf(t, {}), 'times')
  const file = new TimesFile(path)
  const json = JSON.stringify({ from: 'x'.repeat(100_000) })
  // Nothing can be written there.
  mkdirSync(`${path}.new`)
  for (let i = 0; i < 15; i++) await file.put('a', json)
  rmdirSync(`${path}.new`)
  await file.put('a', json)
  const large = statSync(path).size
  t.ok(large > 1_500_000, `${large}`)
  for (let i = 0; i < 10; i++) await file.put('a', json)
  t.ok(statSync(path).size < large, 'but some are')
  t.equal(new TimesFile(path).of('a'), json)
  await file.written()
})
