// RFC 3110 §2, RFC 5702 §2: how long an RSA key may be.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Rule } from '../rule.ts'

export const keySize: Rule = {
  name: 'key-size',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 3110 §2',
  why: 'A short RSA key can be factored, and validators do not take one of more than 4,096 bits, nor a long exponent: what such a key has signed is unproven to them, and Janus does not verify it.',
  bad: [
    '@  DNSKEY 257 3 8 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w==',
  ],
  good: ['@  DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='],
  says: {
    found: {
      message: 'the RSA key of "{owner}" has {bits} bits, which is too few',
      fix: 'roll the keys over to ECDSAP256SHA256 (13), or to an RSA key of 2048 bits',
    },
    large: {
      message: 'the RSA key of "{owner}" has {bits} bits: nothing that it has signed is verified',
      fix: 'roll the keys over to ECDSAP256SHA256 (13), or to an RSA key of 2048 bits',
    },
    exponent: {
      message: 'the RSA key of "{owner}" has an exponent of {octets} octets: nothing that it has signed is verified',
      fix: 'roll the keys over to ECDSAP256SHA256 (13), or to an RSA key with the exponent 65537',
    },
  },
  check: {
    over: 'sets',
    types: [Type.DNSKEY, Type.CDNSKEY],
    run: (reporter, node, set) => {
      const { zone } = reporter
      eachRecord(zone, set, (data, length, line) => {
        const key = sizesOf(zone.heap.subarray(data, data + length))
        if (key === undefined) return
        const { bits, octets } = key
        const owner = () => reporter.name(node)
        if (bits > MOST_BITS) reporter.report(line, 3, () => ({ says: 'large', params: { owner: owner(), bits } }))
        else if (octets > MOST_OCTETS)
          reporter.report(line, 3, () => ({ says: 'exponent', params: { owner: owner(), octets } }))
        else if (bits < FEWEST_BITS) reporter.report(line, 3, () => ({ params: { owner: owner(), bits } }))
      })
    },
  },
}

/** The longest key with which public-key.ts verifies, as BIND and unbound do. */
const MOST_BITS = 4096
const MOST_OCTETS = 5
/** NIST SP 800-57 part 1 §5.6.1, table 2. */
const FEWEST_BITS = 2048

const RSA: ReadonlySet<number> = new Set([5, 7, 8, 10])

/** Bits of the modulus, and octets of the exponent; undefined for keys of other algorithms, and for one that is cut off. */
function sizesOf(dnskey: Uint8Array): { readonly bits: number; readonly octets: number } | undefined {
  if (!RSA.has(dnskey[3]!) || dnskey.length < 8) return undefined
  const isLong = dnskey[4] === 0
  const from = isLong ? 7 : 5
  const octets = isLong ? get16(dnskey, 5) : dnskey[4]!
  const modulus = dnskey.subarray(from + octets)
  const first = modulus.findIndex((octet) => octet !== 0)
  if (first < 0) return undefined
  return { octets, bits: (modulus.length - first) * 8 - Math.clz32(modulus[first]!) + 24 }
}
