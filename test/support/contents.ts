// Zones to be signed, for properties: what signers treat each in its own way lies side by side and below one another.

import fc from './properties.ts'

export const HEAD = `$TTL 300
@ SOA ns hostmaster 1 7200 900 1209600 60
@ NS ns
ns A 192.0.2.53
`

/** Names that meet in every way: cuts, DNAME, wildcards, empty non-terminals. */
export const owner = fc
  .array(fc.constantFrom('a', 'B', '*', 'z', '\\000'), { minLength: 1, maxLength: 3 })
  .map((labels) => labels.join('.'))
const record = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(owner, fc.constantFrom('A 192.0.2.1', 'A 192.0.2.2', 'TXT "x"', 'MX 10 A.b')) },
  { weight: 1, arbitrary: fc.tuple(owner, fc.constantFrom('NS ns.example.net.', 'DNAME t.example.net.')) },
  {
    weight: 1,
    arbitrary: fc.tuple(owner, fc.constant(`DS 1 13 2 ${'00'.repeat(32)}`)),
  },
)
/** Text of a zone of few such names. */
export const content = fc
  .array(record, { maxLength: 12 })
  .map((records) => HEAD + records.map(([name, data]) => `${name} ${data}\n`).join(''))
