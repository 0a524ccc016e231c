// Address lists: as many entries as are wanted in each of rbldnsd's formats, and questions of which some are listed.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Scale } from '../context.ts'
import type { ListFile } from '../servers/rbldnsd.ts'
import { type Random, randomFrom } from './random.ts'
import { ORIGIN, type Questions } from './zone-text.ts'

export const LIST_ZONE = `bl.${ORIGIN}`
const HEAD = `$SOA 300 ns1.${ORIGIN} hostmaster.${ORIGIN} 1 1h 15m 30d 10s\n$NS 300 ns1.${ORIGIN}\n:127.0.0.2:listed\n`
const LISTED = 0.3
const TXT = 0.2

export type ListFormat = {
  readonly format: string
  readonly entry: (random: Random) => string
  readonly megabytes: number
}

const octets = (random: Random) => Array.from({ length: 4 }, () => 1 + random.below(223))
const group = (random: Random) => random.below(0x10000).toString(16)

/** `megabytes`: what a million may take. */
export const listFormats: readonly ListFormat[] = [
  { format: 'ip4set', entry: (random) => octets(random).join('.'), megabytes: 8 },
  { format: 'ip4tset', entry: (random) => octets(random).join('.'), megabytes: 5 },
  { format: 'ip4trie', entry: (random) => octets(random).join('.'), megabytes: 12 },
  {
    format: 'ip6trie',
    entry: (random) => `2001:${group(random)}:${group(random)}:${group(random)}::/64`,
    megabytes: 20,
  },
  { format: 'dnset', entry: (random) => `${random.label(9)}.com`, megabytes: 40 },
]

/** A million. */
export function listEntries({ largeHosts }: Scale): number {
  return largeHosts * ENTRIES_TO_HOSTS
}

const ENTRIES_TO_HOSTS = 3

export function writeList(folder: string, { format, entry }: ListFormat, count: number): ListFile {
  const path = join(folder, `${format}-${count}`)
  writeFileSync(path, `${HEAD}${entriesOf(entry, count).join('\n')}\n`)
  return { zone: LIST_ZONE, format, path }
}

function entriesOf(entry: ListFormat['entry'], count: number): string[] {
  const random = randomFrom(15)
  return Array.from({ length: count }, () => entry(random))
}

export function listQuestions({ entry }: ListFormat, entries: number, count: number): Questions {
  const listed = entriesOf(entry, entries)
  return (round) => {
    const random = randomFrom(round)
    return `${Array.from({ length: count }, () => {
      const address = random.below(1000) < LISTED * 1000 ? listed[random.below(listed.length)]! : entry(random)
      const type = random.below(1000) < TXT * 1000 ? 'TXT' : 'A'
      return `${address.split('.').reverse().join('.')}.${LIST_ZONE} ${type}`
    }).join('\n')}\n`
  }
}
