// A list whose entries end, as threads answer from it: what is listed, what only stands above what is listed, and for how long.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Worker } from 'node:worker_threads'
import t from 'tap'
import { Suffixes } from '../../../src/dns/suffixes.ts'
import { addressEntry, entryText, type ListEntry, ownerOf } from '../../../src/lists/live/entry.ts'
import { LiveTable } from '../../../src/lists/live/live-table.ts'
import { entryOf, LIST, Turned, value } from './turned.ts'

setFlagsFromString('--expose-gc')
const collectGarbage: () => void = runInNewContext('gc')

t.test('an entry is found by its reversed octets, digits or its labels, and what is above it exists', async (t) => {
  const list = new Turned()
  list.add('192.0.2.7', 600, value(3, 'has read mail'))
  list.add('2001:db8::7', 60)
  list.add('a.b.example.com', 60)
  list.add('com', 60)
  const nibbles = ownerOf(entryOf('2001:db8::7'), LIST)
  const cases: readonly (readonly [string, string])[] = [
    ['7.2.0.192', '300 127.0.0.3 has read mail'],
    ['8.2.0.192', '-'],
    ['2.0.192', 'empty'],
    ['0.192', 'empty'],
    ['192', 'empty'],
    ['193', '-'],
    ['1.192', '-'],
    // Another spelling is another name.
    ['007.2.0.192', '-'],
    ['02.0.192', '-'],
    ['7.7.2.0.192', '-'],
    ['8.b.d.0.1.0.0.2', 'empty'],
    ['8.B.D.0.1.0.0.2', 'empty'],
    ['9.b.d.0.1.0.0.2', '-'],
    // Four digits of IPv6, as well as what could be an IPv4 address.
    ['1.0.0.2', 'empty'],
    ['2', 'empty'],
    ['A.b.Example.com', '60 127.0.0.2'],
    ['b.example.com', 'empty'],
    ['example.com', 'empty'],
    ['com', '60 127.0.0.2'],
    ['c.b.example.com', '-'],
    ['x.a.b.example.com', '-'],
    ['@', 'empty'],
  ]
  for (const [owner, wanted] of cases) t.equal(list.ask(owner), wanted, owner)
  const name = new Suffixes().set(nibbles, 0)
  t.equal(list.entries.find(name, 32), 0, 'all digits')
})

t.test('its TTL is what is left, whole seconds of it, and it ends at its end', async (t) => {
  const list = new Turned()
  list.add('192.0.2.7', 10)
  const seen: string[] = []
  for (const at of [0, 1, 999, 1000, 9000, 9001, 9999, 10_000]) {
    list.now = 1_000_000 + at
    seen.push(list.ask('7.2.0.192'))
  }
  t.same(seen, ['10', '9', '9', '9', '1', '0', '0'].map((ttl) => `${ttl} 127.0.0.2`).concat('-'))
  t.equal(list.ask('2.0.192'), '-', 'what is above it goes with it')
})

t.test('an end that no tick has is the next one: never before, and not a second late', async (t) => {
  const list = new Turned()
  const end = list.now + 10_001
  list.table.put(entryOf('192.0.2.7'), end, value())
  list.now = end - 1
  t.not(list.ask('7.2.0.192'), '-')
  list.now = list.table.endFor(end)
  t.ok(list.now - end < 1000)
  t.equal(list.ask('7.2.0.192'), '-')
})

t.test('an entry that is added again has its new end and what was said last', async (t) => {
  const list = new Turned()
  t.equal(list.add('192.0.2.7', 10, value(2)), 'new')
  t.equal(list.add('192.0.2.7', 20, value(3, 'b')), 'changed')
  t.equal(list.ask('7.2.0.192'), '20 127.0.0.3 b')
  t.equal(list.add('192.0.2.7', 30, value(3, 'b')), 'changed')
  t.equal(list.ask('7.2.0.192'), '30 127.0.0.3 b')
  t.equal(list.table.size, 1)
})

t.test('a full list takes no new entry, and throws none out', async (t) => {
  const list = new Turned(3)
  for (const text of ['192.0.2.1', '2001:db8::1', 'a.example']) t.equal(list.add(text, 10), 'new')
  for (const text of ['192.0.2.2', '2001:db8::2', 'b.example']) t.equal(list.add(text, 10), 'full')
  t.equal(list.add('192.0.2.1', 20), 'changed', 'one that is there is extended')
  t.equal(list.table.size, 3)
})

t.test('the table says what a slow map says, whatever comes and goes', async (t) => {
  const list = new Turned(4000)
  const map = new Map<string, number>()
  let seed = 7
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
    return Math.floor((seed / 2 ** 32) * below)
  }
  const texts = Array.from({ length: 3000 }, (_, i) =>
    i % 3 === 0
      ? `10.0.${i % 7}.${i % 256}`
      : i % 3 === 1
        ? `2001:db8::${i.toString(16)}:${i % 5}`
        : `n${i}.d${i % 9}.example`,
  )
  for (let round = 0; round < 20_000; round++) {
    const text = texts[random(texts.length)]!
    if (random(3) > 0) {
      const seconds = 1 + random(2000)
      list.add(text, seconds)
      map.set(text, list.now + seconds * 1000)
    } else if (list.table.remove(entryOf(text)) !== map.delete(text)) return t.fail(`${text} in round ${round}`)
    if (round % 1000 === 999) {
      list.now += 100_000
      for (let gone = 1; gone > 0; ) gone = list.table.sweep(list.now, 50).length
      for (const [one, end] of map) if (end <= list.now) map.delete(one)
      const held = [...list.table.each()].map(({ entry, end }) => `${entryText(entry)} ${end}`).sort()
      const wanted = [...map].map(([one, end]) => `${one} ${end}`).sort()
      if (held.join('\n') !== wanted.join('\n')) return t.fail(`round ${round}`)
    }
  }
  t.equal(list.table.size, map.size)
  list.table.clear()
  t.same([...list.table.each()], [])
  t.equal(list.ask('10'), '-')
  t.equal(list.ask('example'), '-')
})

t.test('entries that come and end take no more memory than the first of them', async (t) => {
  const list = new Turned(1000)
  const fill = (from: number, count: number) => {
    for (let i = 0; i < count; i++) {
      list.now += 10
      const n = from + i
      const octets = Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n)
      const address = addressEntry(
        n % 3 === 0 ? Uint8Array.of(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, ...octets, ...octets) : octets,
      )
      list.table.put(address, list.now + 5000, value(n % 200))
      const name = `${n}`.padStart(8 + ((n * 7) % 56), 'n')
      list.table.put(entryOf(`${name}.d${n % 9}.example`), list.now + 1000, value(n % 200, `text ${n}`))
      if (i % 50 === 0) list.table.sweep(list.now, 1000)
    }
  }
  fill(0, 10_000)
  const { octets } = list.table
  const before = inUse()
  fill(10_000, process.env.JANUS_LONG === undefined ? 30_000 : 5_000_000)
  t.ok(list.table.octets <= octets * 1.1, `${list.table.octets} after ${octets}`)
  t.ok(inUse() - before < 8 << 20, `${inUse()} octets of the process in use after ${before}`)
  list.now += 10_000
  while (list.table.sweep(list.now, 1000).length > 0);
  t.equal(list.table.size, 0)
})

/** Of heap and buffers, when what is not needed any more is gone. */
function inUse(): number {
  // Buffers are swept beside everything else, at the latest when the next collection begins.
  collectGarbage()
  collectGarbage()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

const FAMILIES = {
  ipv4: (random: () => number): ListEntry => addressEntry(octetsOf([random()])),
  ipv6: (random: () => number): ListEntry => addressEntry(octetsOf([0x2001_0db8, random(), random(), random()])),
}

function octetsOf(words: readonly number[]): Uint8Array {
  const octets = Buffer.alloc(words.length * 4)
  for (const [i, word] of words.entries()) octets.writeUInt32BE(word, i * 4)
  return new Uint8Array(octets)
}

/** Octets for each: its key, the tick of its end and the number of its value. Blocks of a small table may be emptier. */
const [COUNT, MOST] = process.env.JANUS_LONG === undefined ? [50_000, 32] : [1_000_000, 28]

for (const [family, make] of Object.entries(FAMILIES))
  t.test(`${COUNT} addresses of ${family} at random take ${MOST} octets each at the most`, (t) => {
    const table = new LiveTable(COUNT, 0)
    let seed = 9
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
      return seed
    }
    while (table.size < COUNT) table.put(make(random), 600_000 + table.size, value(2))
    t.ok(table.octets <= COUNT * MOST, `${table.octets} octets`)
    t.end()
  })

t.test('threads that read while one writes never miss what is there, nor see what never was', async (t) => {
  const table = new LiveTable(20_000, 0)
  const stay = Array.from({ length: 500 }, (_, i) => Uint8Array.of(10, i >> 8, i, 1))
  for (const octets of stay)
    table.put({ family: 'ipv4', octets }, 1e9, value(octets[2]! % 100, `of ${octets.join('.')}`))
  for (let i = 0; i < 100; i++) table.put(entryOf(`stays${i}.g${i % 7}`), 1e9, value(i, `of stays${i}.g${i % 7}`))
  const state = new Int32Array(new SharedArrayBuffer(16))
  const workers = [0, 1].map(
    () =>
      new Worker(new URL('./reads-beside.ts', import.meta.url), {
        workerData: { shared: table.shared, state: state.buffer },
      }),
  )
  const ended = workers.map((worker) => new Promise<string[]>((resolve) => worker.once('message', resolve)))
  while (Atomics.load(state, 1) < 2) await new Promise((resolve) => setImmediate(resolve))
  let n = 0
  const until = performance.now() + 1500
  // On a busy machine those who read may have had no turn yet.
  while (performance.now() < until || Atomics.load(state, 2) <= 1000) {
    for (let i = 0; i < 400; i++, n++) {
      const octets = Uint8Array.of(10, (n * 7) >> 8, n * 7, 2 + (n % 50))
      const entry: ListEntry = { family: 'ipv4', octets }
      if (n % 3 === 0) table.remove(entry)
      else table.put(entry, 1e9, value(n % 100, `of ${octets.join('.')}`))
      // Of several lengths: what one has given back another one takes.
      const name = `${'n'.repeat(1 + ((n * 5) % 9))}${n % 40}.g${n % 7}`
      if (n % 2 === 0) table.remove(entryOf(name))
      else table.put(entryOf(name), 1e9, value(n % 100, `of ${name}`))
    }
    // What stays is told anew as well, with another end and another text.
    const octets = stay[n % stay.length]!
    table.put({ family: 'ipv4', octets }, 1e9 + n, value(octets[2]! % 100, `of ${octets.join('.')}`))
    await new Promise((resolve) => setImmediate(resolve))
  }
  Atomics.store(state, 0, 1)
  t.same((await Promise.all(ended)).flat(), [])
  t.ok(Atomics.load(state, 2) > 1000, `${Atomics.load(state, 2)} looks beside ${n} changes`)
})
