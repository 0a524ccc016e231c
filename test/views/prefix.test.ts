import { isIP } from 'node:net'
import t from 'tap'
import { english } from '../../src/text/config/says.ts'
import { formatPrefix } from '../../src/views/prefix.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import fc from '../support/properties.ts'

t.test('a prefix is read as its family, octets and length', async (t) => {
  const cases: [text: string, read: string][] = [
    ['10.0.0.0/8', 'IPv4 10.0.0.0/8'],
    ['0.0.0.0/0', 'IPv4 0.0.0.0/0'],
    ['192.0.2.7', 'IPv4 192.0.2.7'],
    ['192.0.2.7/32', 'IPv4 192.0.2.7'],
    ['192.0.2.128/25', 'IPv4 192.0.2.128/25'],
    ['2001:db8::/32', 'IPv6 2001:db8::/32'],
    ['2001:DB8::/32', 'IPv6 2001:db8::/32'],
    ['2001:db8:0:0:0:0:0:0/33', 'IPv6 2001:db8::/33'],
    ['::/0', 'IPv6 ::/0'],
    ['::1', 'IPv6 ::1'],
    ['64:ff9b::192.0.2.0/120', 'IPv6 64:ff9b::c000:200/120'],
    ['::ffff:10.0.0.0/104', 'IPv4 10.0.0.0/8'],
    ['::ffff:a00:0/104', 'IPv4 10.0.0.0/8'],
    ['::ffff:192.0.2.1', 'IPv4 192.0.2.1'],
    ['::ffff:0:0/96', 'IPv4 0.0.0.0/0'],
    ['::/95', 'IPv6 ::/95'],
    ['any', 'IPv4 0.0.0.0/0, IPv6 ::/0'],
    ['10.0.0.1/8', 'host bits: 10.0.0.0/8 or 10.0.0.1'],
    ['2001:db8::1/32', 'host bits: 2001:db8::/32 or 2001:db8::1'],
    ['::ffff:10.0.0.1/104', 'host bits: ::ffff:10.0.0.0/104 or ::ffff:10.0.0.1'],
    ['::ffff:0:0/95', 'host bits: ::fffe:0:0/95 or ::ffff:0:0'],
    ['10.0.0.0/33', 'the length after "/" is a number from 0 to 32, not "33"'],
    ['10.0.0.0/08', 'the length after "/" is a number from 0 to 32, not "08"'],
    ['10.0.0.0/', 'the length after "/" is a number from 0 to 32, not ""'],
    ['10.0.0.0/255.0.0.0', 'the length after "/" is a number from 0 to 32, not "255.0.0.0"'],
    ['::/129', 'the length after "/" is a number from 0 to 128, not "129"'],
    ['10.0.0.0/8/8', 'the length after "/" is a number from 0 to 32, not "8/8"'],
    ['10/8', '"10" is not an IPv4 or IPv6 address'],
    ['010.0.0.0/8', '"010.0.0.0" is not an IPv4 or IPv6 address'],
    ['10.0.0.256', 'it is not an IPv4 or IPv6 address'],
    ['fe80::1%eth0', 'it is not an IPv4 or IPv6 address'],
    ['[::1]', 'it is not an IPv4 or IPv6 address'],
    ['1::2::3', 'it is not an IPv4 or IPv6 address'],
    [' 10.0.0.0/8', '" 10.0.0.0" is not an IPv4 or IPv6 address'],
    ['10.0.0.0/8\n', 'the length after "/" is a number from 0 to 32, not "8\n"'],
    ['ANY', 'it is not an IPv4 or IPv6 address'],
    ['', 'it is not an IPv4 or IPv6 address'],
  ]
  for (const [text, read] of cases) t.equal(describe(text), read, JSON.stringify(text))
})

t.test('any text is a prefix or a reason, never a throw', async () => {
  const alphabet = fc.constantFrom(...'0123456789abcdef:./%[] \nxany-')
  fc.assert(fc.property(fc.string({ unit: alphabet, maxLength: 45 }), (text) => void readPrefix(text)))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readPrefix(text)))
})

t.test('a single address is read if and only if Node reads it, scopes aside', async () => {
  const parts = fc.constantFrom(':', '::', '.', '0', '1', '255', '256', '01', 'ffff', 'db8', '10.0.0.1', '12345')
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 16 }), (list) => {
      const text = list.join('')
      return (readPrefix(text).kind === 'prefixes') === isIP(text) > 0
    }),
    { numRuns: 5000 },
  )
})

t.test('a written prefix reads back as itself', async () => {
  const octet = fc.constantFrom(0, 0, 0, 1, 0xff)
  const address = fc.constantFrom(4, 16).chain((width) => fc.array(octet, { minLength: width, maxLength: width }))
  fc.assert(
    fc.property(address, (octets) => {
      const prefix = { family: octets.length as 4, octets: Uint8Array.from(octets), bits: octets.length * 8 }
      const text = describe(formatPrefix(prefix))
      return describe(text.replace(/^IPv. /, '')) === text
    }),
  )
})

function describe(text: string): string {
  const read = readPrefix(text)
  if (read.kind === 'syntax') return english.text(read.reason)
  if (read.kind === 'host-bits') return `host bits: ${read.network} or ${read.address}`
  return read.prefixes.map((prefix) => `IPv${prefix.family} ${formatPrefix(prefix)}`).join(', ')
}
