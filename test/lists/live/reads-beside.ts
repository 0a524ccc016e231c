// A thread that reads a live table while another writes it, and tells what it saw that cannot be.

import { parentPort, workerData } from 'node:worker_threads'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { Suffixes } from '../../../src/dns/suffixes.ts'
import { Type } from '../../../src/dns/types.ts'
import { ABSENT, EMPTY } from '../../../src/lists/entries.ts'
import { LiveEntries } from '../../../src/lists/live/live-entries.ts'

const state = new Int32Array(workerData.state)
const entries = new LiveEntries(workerData.shared, 300, () => 1000)
const names = Array.from({ length: 500 }, (_, i) => [i >> 8, i & 255] as const).flatMap(([a, b]) => [
  { octets: `10.${a}.${b}.1`, name: nameFromText(`1.${b}.${a}.10.pop.example.`), stays: true },
  { octets: `10.${a}.${b}.7`, name: nameFromText(`7.${b}.${a}.10.pop.example.`), stays: false },
])
const labelled = Array.from({ length: 100 }, (_, i) => [
  { text: `stays${i}.g${i % 7}`, stays: true },
  { text: `${'n'.repeat(1 + (i % 9))}${i % 40}.g${i % 7}`, stays: false },
])
  .flat()
  .map(({ text, stays }) => ({ octets: text, name: nameFromText(`${text}.pop.example.`), stays }))
const above = nameFromText('10.pop.example.')
const out = new Uint8Array(256)
const name = new Suffixes()
const wrong: string[] = []
Atomics.add(state, 1, 1)
while (Atomics.load(state, 0) === 0 && wrong.length < 5)
  for (const { octets, name: owner, stays } of [...names, ...labelled]) {
    Atomics.add(state, 2, 1)
    name.set(owner, 0)
    const entry = entries.find(name, name.count - 2)
    if (entry === ABSENT && stays) wrong.push(`${octets} is missed`)
    if (entry === EMPTY) wrong.push(`${octets} is empty`)
    if (entry >= 0) {
      const text = Buffer.from(out.subarray(1, entries.write(entry, Type.TXT, 0, out, 0))).toString()
      if (text !== `of ${octets}`) wrong.push(`${octets} says ${text}`)
    }
    if (entries.find(name.set(above, 0), 1) !== EMPTY) wrong.push('what is above is missed')
  }
parentPort!.postMessage(wrong)
