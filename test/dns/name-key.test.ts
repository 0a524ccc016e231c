import t from 'tap'
import { sameName } from '../../src/dns/name.ts'
import { nameKey } from '../../src/dns/name-key.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import fc from '../support/properties.ts'

t.test('names have one key where they are one name, and only there', async () => {
  // É and é of Latin-1 are two octets, and no letters of DNS.
  const octet = fc.constantFrom(0x00, 0x2e, 0x41, 0x61, 0x5a, 0x7a, 0x5b, 0x7b, 0xb5, 0xc9, 0xe9, 0xdf, 0xff)
  const label = fc.array(octet, { minLength: 1, maxLength: 2 })
  const name = fc
    .array(label, { maxLength: 2 })
    .map((labels) => Uint8Array.from([...labels.flatMap((octets) => [octets.length, ...octets]), 0]))
  fc.assert(
    fc.property(name, name, (a, b) => (nameKey(a) === nameKey(b)) === sameName(a, 0, b, 0)),
    { numRuns: 3000 },
  )
})

t.test('a key gives the name in lower case', (t) => {
  const wide = Uint8Array.of(9, 9, ...nameFromText('WWW.\\195Univ.Example.'))
  const key = nameKey(wide.subarray(2))
  t.same(Buffer.from(key, 'latin1'), Buffer.from(nameFromText('www.\\195univ.example.')))
  t.end()
})
