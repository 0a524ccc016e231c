// RFC 3110 §2: an RSA key is an exponent and a modulus.

import { get16 } from '../../dns/big-endian.ts'
import { Type } from '../../dns/types.ts'
import { eachRecord } from '../../zone/records.ts'
import type { Rule } from '../rule.ts'

export const dnskeyExponent: Rule = {
  name: 'dnskey-exponent',
  group: 'records',
  severity: 'warning',
  rfc: 'RFC 3110 §2',
  why: 'With a small exponent others can forge signatures where a program checks them carelessly, as several did; 65537 costs next to nothing more.',
  bad: [
    '@  DNSKEY 257 3 8 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8nokfzj31GajIQKY+5CptLr3buXA10hWqTkF7H6RfoRqXQeogmMHfpftf6zMv1LyBUgia7za6ZEzOJBOztyvhjL742iU/TpPSEDhm2SNKLijfUppn1UaNvv4w==',
  ],
  good: ['@  DNSKEY 257 3 13 mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='],
  says: {
    found: {
      message: 'the RSA key of "{owner}" has the exponent {exponent}, which is too small',
      fix: 'roll the keys over to ECDSAP256SHA256 (13), or to an RSA key with the exponent 65537',
    },
  },
  check: {
    over: 'sets',
    types: [Type.DNSKEY, Type.CDNSKEY],
    run: (reporter, node, set) => {
      const { zone } = reporter
      eachRecord(zone, set, (data, length, line) => {
        const exponent = exponentOf(zone.heap.subarray(data, data + length))
        if (exponent === undefined || exponent >= SMALLEST) return
        reporter.report(line, 3, () => ({ params: { owner: reporter.name(node), exponent } }))
      })
    },
  },
}

/** The usual exponent, the fourth Fermat number. */
const SMALLEST = 65537

const RSA: ReadonlySet<number> = new Set([1, 5, 7, 8, 10])

/** Undefined for keys of other algorithms, and for a large exponent. RFC 3110 §2: its length is one octet, or 0 and two octets. */
function exponentOf(dnskey: Uint8Array): number | undefined {
  if (!RSA.has(dnskey[3]!)) return undefined
  const long = dnskey[4] === 0
  const from = long ? 7 : 5
  const size = long ? get16(dnskey, 5) : dnskey[4]!
  if (from + size > dnskey.length || size === 0) return undefined
  const significant = dnskey.subarray(from, from + size).findIndex((octet) => octet !== 0)
  if (significant < 0 || size - significant > 3) return undefined
  return dnskey.subarray(from + significant, from + size).reduce((value, octet) => value * 256 + octet, 0)
}
