// TSIG keys as tests write them: `hmac-sha256`, name, secret in base64.

import { createSecretKey } from 'node:crypto'
import { nameFromText } from '../../src/dns/name-text.ts'
import { readAlgorithm } from '../../src/wire/tsig/algorithms.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'

export function tsigKey(algorithm: string, name: string, secret: string): TsigKey {
  const read = readAlgorithm(algorithm)
  if (read === undefined) throw new Error(`no algorithm ${algorithm}`)
  return {
    name: nameFromText(name.toLowerCase()),
    algorithm: read,
    secret: createSecretKey(Buffer.from(secret, 'base64')),
    minMac: read.sent,
  }
}

/** Whoever asks for the key's name gets it. */
export function finderOf(...keys: readonly TsigKey[]): (name: Uint8Array) => TsigKey | undefined {
  return (name) => keys.find((key) => Buffer.compare(key.name, name) === 0)
}

export function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}

export function octets(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'))
}
