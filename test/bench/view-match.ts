// What choosing the view costs: 2 prefixes in 2 views against 10,000 in 50, IPv4 and IPv6. Run:
// node test/bench/view-match.ts [rounds]
// A whole UDP answer takes about 4.8 µs of CPU; the difference is also given as a share of that.

import { cpus } from 'node:os'
import type { Prefix } from '../../src/views/prefix.ts'
import { compilePrefixes, type PrefixTable, type ViewPrefix } from '../../src/views/prefix-table.ts'

const ASKED = 1 << 16
const ROUNDS = Number(process.argv[2] ?? 41)
const ANSWER_NS = 4800

const random = generator(1)

console.log(`Node ${process.version}, ${cpus()[0]?.model}`)
console.log('clients come from the campus: half inside its networks, half from anywhere\n')
for (const family of [4, 6] as const) {
  const small = smallList(family)
  const scenes = [
    { name: '10,000 random', list: [...small, ...randomList(family)] },
    { name: '10,000 campus', list: [...small, ...campusList(family)] },
  ]
  for (const { name, list } of scenes)
    compare(family, name, compilePrefixes(small), compilePrefixes(list), asked(family, list))
}

/** Turns are taken round by round, so that what else the machine does falls on both alike. */
function compare(family: 4 | 6, name: string, small: PrefixTable, large: PrefixTable, addresses: Uint8Array[]): void {
  const times: [number[], number[]] = [[], []]
  for (let i = 0; i < ROUNDS; i++) {
    times[0].push(round(small, addresses, family))
    times[1].push(round(large, addresses, family))
  }
  const [a, b] = times.map((list) => list.sort((x, y) => x - y)[ROUNDS >> 1]!) as [number, number]
  const share = (((b - a) / ANSWER_NS) * 100).toFixed(2)
  const kib = (table: PrefixTable) => `${(table.buffer.byteLength / 1024).toFixed(0)} KiB`
  console.log(
    `IPv${family} ${name}: 2 prefixes ${a.toFixed(1)} ns (${kib(small)}), many ${b.toFixed(1)} ns (${kib(large)}): ${share} % of an answer`,
  )
}

function round(table: PrefixTable, addresses: Uint8Array[], family: 4 | 6): number {
  const start = process.hrtime.bigint()
  let sum = 0
  for (let i = 0; i < ASKED; i++) sum += table.match(addresses[i]!, family)
  if (sum === -1) throw new Error('never so')
  return Number(process.hrtime.bigint() - start) / ASKED
}

function smallList(family: 4 | 6): ViewPrefix[] {
  const campus = family === 4 ? [10, 0, 0, 0] : [0x20, 1, 0xd, 0xb8, ...Array<number>(12).fill(0)]
  return [
    { prefix: { family, octets: new Uint8Array(family === 4 ? 4 : 16), bits: 0 }, view: 1 },
    { prefix: { family, octets: Uint8Array.from(campus), bits: family === 4 ? 8 : 32 }, view: 0 },
  ]
}

function randomList(family: 4 | 6): ViewPrefix[] {
  return listOf((i) => prefix(family, () => random() * 256, family === 4 ? 24 + (i % 9) : 64))
}

/** Networks of one campus, side by side below one prefix. */
function campusList(family: 4 | 6): ViewPrefix[] {
  const [, { prefix: base }] = smallList(family) as [ViewPrefix, ViewPrefix]
  return listOf((i) =>
    prefix(family, (k) => (k < base.bits / 8 ? base.octets[k]! : random() * 256), family === 4 ? 24 + (i % 9) : 64),
  )
}

function listOf(make: (i: number) => Prefix): ViewPrefix[] {
  return Array.from({ length: 9_998 }, (_, i) => ({ prefix: make(i), view: i % 50 }))
}

function prefix(family: 4 | 6, octet: (k: number) => number, bits: number): Prefix {
  const octets = new Uint8Array(family === 4 ? 4 : 16)
  for (let bit = 0; bit < bits; bit += 8) octets[bit >> 3] = octet(bit >> 3) & (0xff00 >> Math.min(8, bits - bit))
  return { family, octets, bits }
}

function asked(family: 4 | 6, list: readonly ViewPrefix[]): Uint8Array[] {
  const width = family === 4 ? 4 : 16
  return Array.from({ length: ASKED }, (_, i) => {
    const octets = Uint8Array.from({ length: width }, () => random() * 256)
    if (i % 2 === 0) {
      const near = list[Math.floor(random() * list.length)]!.prefix
      for (let k = 0; k < near.bits >> 3; k++) octets[k] = near.octets[k]!
    }
    return octets
  })
}

function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0
    return (state >>> 0) / 4294967296
  }
}
