// Which algorithms a key may have (RFC 9904 §3, RFC 9905 §2), and which digest a DS (RFC 9904 §4).

import t from 'tap'
import { heading, problemsOf } from './harness.ts'

const KEY = 'mdsswUyr3DPW132mOi8V9xESWE8jTo0dxCjjnopKl+GqJxpVXckHAeF+KkxLbxILfDLUT0rAK9iUzy1L53eKGQ=='

function said(...records: readonly string[]): string[] {
  return problemsOf([...heading, ...records, ''].join('\n'))
    .filter(({ rule }) => /algorithm|digest/.test(rule))
    .map(({ rule, message }) => `${rule}: ${message.replace(/^.* type /, '').replace(/^.* algorithm /, '')}`)
}

t.test('keys', async (t) => {
  const no = ['RSAMD5 (1)', 'DSA (3)', 'RSASHA1 (5)', 'DSA-NSEC3-SHA1 (6)', 'RSASHA1-NSEC3-SHA1 (7)', 'ECC-GOST (12)']
  const found = new Map<number, string>(
    no.map((name) => [Number(/\d+(?=\))/.exec(name)), `${name}, which should not be used any more`]),
  )
  found.set(10, 'RSASHA512 (10), which is not recommended any more')
  for (let algorithm = 1; algorithm < 24; algorithm++) {
    const wanted = found.get(algorithm)
    const key = said(`@ DNSKEY 257 3 ${algorithm} ${KEY}`)
    t.strictSame(key, wanted === undefined ? [] : [`dnskey-algorithm: ${wanted}`], `DNSKEY ${algorithm}`)
    const ds = said('d NS ns', 'd NS ns.example.net.', `d DS 1 ${algorithm} 2 ${'A1'.repeat(32)}`)
    const old = wanted !== undefined && algorithm !== 10
    t.strictSame(ds, old ? [`ds-algorithm: ${wanted}`] : [], `DS ${algorithm}`)
  }
})

t.test('digests', async (t) => {
  const sizes = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 }
  const old: Record<number, string> = { 1: 'SHA-1 (1)', 3: 'GOST (3)' }
  for (const [type, size] of Object.entries(sizes)) {
    const wanted = old[Number(type)]
    t.strictSame(
      said('d NS ns', 'd NS ns.example.net.', `d DS 1 13 ${type} ${'A1'.repeat(size)}`),
      wanted === undefined ? [] : [`ds-digest: ${wanted}, which should not be used any more`],
      type,
    )
  }
})
