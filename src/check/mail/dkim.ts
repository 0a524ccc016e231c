// Reads DKIM keys as text (RFC 6376 §3.6.1, RFC 8463), and says what is wrong with one, and how strong it is.

import { createPublicKey } from 'node:crypto'
import type { Said } from '../../dns/said.ts'
import { say } from '../says.ts'
import { readTags } from './tags.ts'

export type DkimKey = {
  readonly flaws: readonly Said[]
  /** The bits of an RSA key; undefined for other keys, and for one that we cannot read. */
  readonly bits: number | undefined
}

export function readDkim(text: string): DkimKey {
  const { values, flaws } = readTags(text)
  const found = [...flaws]
  const [first] = values.keys()
  if (values.has('v') && (first !== 'v' || values.get('v') !== 'DKIM1')) found.push(say('no-dkim-version'))
  const type = values.get('k') ?? 'rsa'
  if (type !== 'rsa' && type !== 'ed25519') found.push(say('dkim-key-type', { type }))
  const key = values.get('p')
  if (key === undefined) return { flaws: [...found, say('dkim-no-key')], bits: undefined }
  // RFC 6376 §3.6.1: an empty text means that the key is withdrawn.
  if (key === '') return { flaws: found, bits: undefined }
  const octets = fromBase64(key)
  if (octets === undefined) return { flaws: [...found, say('dkim-no-base64')], bits: undefined }
  if (type === 'ed25519')
    return {
      flaws: octets.length === 32 ? found : [...found, say('dkim-ed25519-size', { size: octets.length })],
      bits: undefined,
    }
  const bits = rsaBits(octets)
  return { flaws: bits === undefined && type === 'rsa' ? [...found, say('dkim-no-rsa')] : found, bits }
}

/** The octets of base64 (RFC 4648 §4), with or without blanks; undefined where the text is not base64. */
function fromBase64(text: string): Uint8Array | undefined {
  const bare = text.replaceAll(/\s/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(bare) || bare.length % 4 !== 0) return undefined
  return Buffer.from(bare, 'base64')
}

function rsaBits(der: Uint8Array): number | undefined {
  for (const type of ['spki', 'pkcs1'] as const)
    try {
      const { asymmetricKeyDetails } = createPublicKey({ key: Buffer.from(der), format: 'der', type })
      if (asymmetricKeyDetails?.modulusLength !== undefined) return asymmetricKeyDetails.modulusLength
    } catch {
      // The key does not have this form: we try the next.
    }
  return undefined
}
