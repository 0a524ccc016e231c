import t from 'tap'
import { MAX_NAME } from '../../src/dns/name.ts'
import { nameFlawText, nameFromText, nameText, parseName, readName } from '../../src/dns/name-text.ts'
import { Octets } from '../../src/dns/octets.ts'
import fc from '../support/properties.ts'

const origin = nameFromText('example.com.')

t.test('names read as RFC 1035 §5.1 writes them', async (t) => {
  const cases = {
    'www.example.net.': '\x03www\x07example\x03net\0',
    www: '\x03www\x07example\x03com\0',
    'a.b': '\x01a\x01b\x07example\x03com\0',
    '@': '\x07example\x03com\0',
    '.': '\0',
    '\\@': '\x01@\x07example\x03com\0',
    'a\\.b.': '\x03a.b\0',
    '\\000\\255\\046.': '\x03\x00\xff.\0',
    '\\a\\\\.': '\x02a\\\0',
    '*.': '\x01*\0',
    'Host.': '\x04Host\0',
  }
  for (const [text, wire] of Object.entries(cases)) {
    t.equal(Buffer.from(nameFromText(text, origin)).toString('latin1'), wire, text)
  }
})

t.test('names that are none are told why', async (t) => {
  const cases = {
    '': 'it is empty',
    '..': 'it begins with a dot',
    '.a': 'it begins with a dot',
    'a..b': 'it has an empty label',
    'a..': 'it has an empty label',
    [`${'x'.repeat(64)}.`]: 'a label is longer than 63 octets',
    'a\\': 'a backslash must stand before one character or before three digits up to 255',
    'a\\25': 'a backslash must stand before one character or before three digits up to 255',
    'a\\256': 'a backslash must stand before one character or before three digits up to 255',
    [`${'x.'.repeat(128)}`]: 'it is longer than 255 octets',
    [`${'x.'.repeat(121)}x`]: 'it is longer than 255 octets when completed with example.com.',
  }
  for (const [text, why] of Object.entries(cases)) {
    const flaw = readName(text, origin)
    t.equal(typeof flaw === 'string' ? nameFlawText(flaw, origin) : flaw, why, text)
  }
  t.throws(() => nameFromText('a..b'), { message: 'cannot read name "a..b": it has an empty label' })
})

t.test('a name of 255 octets is read, one of 256 is not', async (t) => {
  const longest = `${'x'.repeat(63)}.${'x'.repeat(63)}.${'x'.repeat(63)}.`
  t.equal(nameFromText(`${longest}${'x'.repeat(61)}.`).length, MAX_NAME)
  t.type(readName(`${longest}${'x'.repeat(62)}.`), 'string')
})

t.test('text far longer than any name is refused and leaves nothing behind', async (t) => {
  const bytes = new TextEncoder().encode('a.'.repeat(100_000))
  const out = new Octets(4)
  out.u8(7)
  t.ok(parseName(bytes, 0, bytes.length, origin, out))
  t.equal(out.length, 1)
})

t.test('names of any octets come back from their text', async (t) => {
  const label = fc.uint8Array({ minLength: 1, maxLength: 20 })
  const property = fc.property(fc.array(label, { maxLength: 12 }), (labels) => {
    const wire = Uint8Array.from([...labels.flatMap((octets) => [octets.length, ...octets]), 0])
    if (Buffer.compare(nameFromText(nameText(wire), origin), wire) !== 0) throw new Error(nameText(wire))
  })
  fc.assert(property)
  for (let octet = 0; octet < 256; octet++) {
    const wire = Uint8Array.of(1, octet, 0)
    t.strictSame(nameFromText(nameText(wire), origin), wire, `octet ${octet}`)
  }
})

t.test('random text is a name or has a reason, never a throw', async () => {
  const character = fc.constantFrom(...'ab0129.\\@* é')
  fc.assert(fc.property(fc.string({ unit: character, maxLength: 400 }), (text) => void readName(text, origin)))
})
