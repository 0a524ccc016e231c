import { isIPv4, isIPv6 } from 'node:net'
import t from 'tap'
import { addressFromText, addressText } from '../../src/dns/address.ts'
import fc from '../support/properties.ts'

t.test('IPv6 prints as RFC 5952 §4 and §5 recommend', async (t) => {
  const cases = {
    '2001:db8::1': '2001:db8::1',
    '2001:0db8:0000:0000:0000:0000:0002:0001': '2001:db8::2:1',
    '2001:db8:0:1:1:1:1:1': '2001:db8:0:1:1:1:1:1',
    '2001:0:0:1:0:0:0:1': '2001:0:0:1::1',
    '2001:db8:0:0:1:0:0:1': '2001:db8::1:0:0:1',
    '::': '::',
    '::1': '::1',
    '1::': '1::',
    'FFFF:C0A8::': 'ffff:c0a8::',
    '::ffff:192.0.2.1': '::ffff:192.0.2.1',
    '::192.0.2.1': '::c000:201',
    '1:2:3:4:5:6:192.0.2.1': '1:2:3:4:5:6:c000:201',
    '1:2:3:4:5:6:7::': '1:2:3:4:5:6:7:0',
    '192.0.2.1': '192.0.2.1',
  }
  for (const [text, printed] of Object.entries(cases)) t.equal(addressText(addressFromText(text)!), printed, text)
})

t.test('what is no address is refused', async (t) => {
  const cases = [
    '',
    '.',
    '1',
    '1.2.3',
    '1.2.3.4.',
    '1.2.3.4.5',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.04',
    '1.2.3.0x4',
    ' 1.2.3.4',
    '+1.2.3.4',
    ':',
    ':::',
    ':1',
    '1:',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '::1:2:3:4:5:6:7:8',
    '12345::',
    'g::',
    '::1.2.3',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    '1.2.3.4::',
    '::%1',
    '1:::2',
    '::.1.2.3',
    '::1.2.3.04',
  ]
  for (const text of cases) t.equal(addressFromText(text), undefined, text)
})

t.test('addresses are accepted exactly where node:net accepts them, zones of IPv6 aside', async () => {
  const character = fc.constantFrom(...'0123456789afF:::...')
  const random = fc.string({ unit: character, maxLength: 24 })
  const like = fc
    .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(40), random)
    .map(([text, at, more]) => text.slice(0, at) + more)
  const property = fc.property(fc.oneof(random, like, fc.ipV4(), fc.ipV6()), (text) => {
    const known = addressFromText(text)?.length
    const wanted = isIPv4(text) ? 4 : isIPv6(text) ? 16 : undefined
    if (known !== wanted) throw new Error(`${text}: ${known} octets`)
  })
  fc.assert(property, { numRuns: 5000 })
})

t.test('addresses of any octets come back from their text', async () => {
  const octet = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 255 }))
  const address = fc.oneof(
    fc.array(octet, { minLength: 4, maxLength: 4 }),
    fc.array(octet, { minLength: 16, maxLength: 16 }),
  )
  const property = fc.property(address, (octets) => {
    const text = addressText(Uint8Array.from(octets))
    if (Buffer.compare(addressFromText(text)!, Uint8Array.from(octets)) !== 0) throw new Error(text)
  })
  fc.assert(property)
})
