// Reads --own-addresses: the addresses of the host that named runs on, which `localhost` and `localnets` mean.

import type { Prefix } from '../../views/prefix.ts'
import { readPrefix } from '../../views/read-prefix.ts'
import type { OwnAddresses } from './acl.ts'
import { NotReadable } from './statements.ts'

const LOOPBACK = '127.0.0.1/8,::1/128'

/** The addresses in `192.0.2.2/24,2001:db8::2/64`, and those of the loopback. Throws NotReadable. */
export function readOwnAddresses(text: string): OwnAddresses {
  const words = `${LOOPBACK},${text}`.split(',').map((word) => word.trim())
  return { addresses: words.map(addressOf), networks: words.map(networkOf) }
}

function addressOf(word: string): Prefix {
  return one(word.replace(/\/.*$/s, ''), word)
}

function networkOf(word: string): Prefix {
  const read = readPrefix(word)
  return one(read.kind === 'host-bits' ? read.network : word, word)
}

function one(text: string, word: string): Prefix {
  const read = readPrefix(text)
  if (text !== 'any' && read.kind === 'prefixes') return read.prefixes[0]!
  throw new NotReadable(
    `cannot read "${word}" in --own-addresses: write an address with its length, such as 192.0.2.2/24`,
  )
}
