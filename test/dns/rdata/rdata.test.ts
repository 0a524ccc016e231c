// What the walks over the rows promise for every type: round trips, no throw on random octets, names found and decompressed.

import { readFileSync } from 'node:fs'
import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { Octets } from '../../../src/dns/octets.ts'
import { layouts } from '../../../src/dns/rdata/layouts.ts'
import {
  compressibleNames,
  decodeRdata,
  isDecodedAsItIs,
  layoutOf,
  lowerRdataNames,
  parseRdata,
  printRdata,
  targetOf,
  validRdata,
} from '../../../src/dns/rdata/rdata.ts'
import { Type, typeCode, typeName } from '../../../src/dns/types.ts'
import fc from '../../support/properties.ts'
import { hexOf, read, wordsOf } from './master-line.ts'

const examples = readFileSync(new URL('accepted.golden', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n\n')
  .map((block) => block.split('\n'))
  .map(([line, wire]) => ({ type: typeCode(line!.split(' ')[0]!)!, octets: Buffer.from(wire!.slice(2), 'hex') }))

/** An example with some octets overwritten, some cut off and some put behind. */
const mutated = fc
  .tuple(
    fc.constantFrom(...examples),
    fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 3 }),
    fc.nat(3),
    fc.uint8Array({ maxLength: 3 }),
  )
  .map(([example, changes, cut, more]) => {
    const kept = example.octets.subarray(0, Math.max(0, example.octets.length - (cut > 1 ? 0 : cut)))
    const octets = Uint8Array.from([...kept, ...(cut === 3 ? more : [])])
    for (const [at, octet] of changes) if (octets.length > 0) octets[at % octets.length] = octet
    return { type: example.type, octets }
  })

t.test('valid rdata of every type reads back from what is printed', async () => {
  const property = fc.property(mutated, ({ type, octets }) => {
    if (!validRdata(type, octets, 0, octets.length)) return
    const text = printRdata(type, octets, 0, octets.length)
    const result = read(typeName(type), text)
    if (result.hex !== hexOf(octets)) throw new Error(`${typeName(type)} ${text} reads as ${JSON.stringify(result)}`)
  })
  fc.assert(property, { numRuns: 20_000 })
})

t.test('malformed rdata prints in the form that every type has', async (t) => {
  t.equal(printRdata(Type.A, Uint8Array.of(1, 2, 3), 0, 3), '\\# 3 010203')
  t.equal(printRdata(Type.MX, Uint8Array.of(0, 10, 0xc0, 12), 0, 4), '\\# 4 000AC00C')
  t.equal(printRdata(Type.NS, new Uint8Array(0), 0, 0), '\\# 0')
})

t.test('random octets never throw, and what decodes is valid', async (t) => {
  const types = [...layouts.map((layout) => layout.type), 65280]
  const octets = fc.uint8Array({ maxLength: 64 })
  const property = fc.property(fc.constantFrom(...types), octets, fc.nat(20), (type, message, from) => {
    const at = Math.min(from, message.length)
    printRdata(type, message, at, message.length)
    lowerRdataNames(type, message.slice(), at, message.length)
    const out = new Octets(1)
    if (decodeRdata(type, message, at, message.length, out)) {
      if (!validRdata(type, out.bytes, 0, out.length)) throw new Error(`${typeName(type)} ${hexOf(out.view())}`)
    } else if (out.length !== 0) throw new Error('octets are left behind')
  })
  fc.assert(property, { numRuns: 20_000 })
  t.pass()
})

t.test('random words never throw and leave nothing behind when refused', async (t) => {
  const types = layouts.map((layout) => layout.type)
  const word = fc.oneof(
    fc.string({ unit: fc.constantFrom(...'0123456789abcdefx.:-+/=\\"!,@#NSEWm') }),
    fc.constantFrom('\\#', '.', '-', '10', 'alpn=', '"', 'A', 'TYPE', '20260101000000', '1:0.0.0.0/0', 'AAAA'),
  )
  const property = fc.property(fc.constantFrom(...types), fc.array(word, { maxLength: 8 }), (type, list) => {
    const words = wordsOf(list.join(' '))
    const out = new Octets(1)
    out.u8(0xab)
    if (parseRdata(type, words, out)) {
      if (!validRdata(type, out.bytes, 1, out.length)) throw new Error(`${typeName(type)} ${hexOf(out.view())}`)
    } else if (out.length !== 1 || words.refusal === undefined) throw new Error('a refusal without trace is needed')
  })
  fc.assert(property, { numRuns: 20_000 })
  t.pass()
})

t.test('rdata longer than 65,535 octets is refused', async (t) => {
  const strings = Array.from({ length: 300 }, () => `"${'x'.repeat(250)}"`).join(' ')
  t.match(read('TXT', strings).message, 'it has 75300 octets, and may have 65535')
})

t.test('the value of a parameter may stand in quotes as a word of its own', async (t) => {
  const words = wordsOf('1 . alpn="h2,h3" port=53')
  const whole = new Octets()
  t.ok(parseRdata(Type.SVCB, words, whole))
  const { bytes } = words
  const cut = wordsOf('1 .')
  cut.bytes = bytes
  cut.push(4, 9, false) // alpn=
  cut.push(10, 15, true) // h2,h3
  cut.push(17, 24, false) // port=53
  const parted = new Octets()
  t.ok(parseRdata(Type.SVCB, cut, parted))
  t.strictSame(parted.view(), whole.view())
})

t.test('names in a message are decompressed where RFC 3597 §4 lets them be compressed', async (t) => {
  //                0..11 header    12: 4 m a i l 0
  const message = Uint8Array.from([...new Array(12).fill(0), 4, ...Buffer.from('mail'), 0, 0, 10, 0xc0, 12])
  const out = new Octets()
  t.ok(decodeRdata(Type.MX, message, 18, 22, out))
  t.equal(printRdata(Type.MX, out.bytes, 0, out.length), '10 mail.')
  t.ok(decodeRdata(Type.AFSDB, message, 18, 22, new Octets()), 'an old type that is never compressed when sent')
  t.notOk(decodeRdata(Type.KX, message, 18, 22, new Octets()), 'a type that was never compressed')

  const later = Uint8Array.from([9, 9, 9, ...message])
  out.clear()
  t.ok(decodeRdata(Type.MX, later, 21, 25, out, 3), 'a message that begins further on in the array')
  t.equal(printRdata(Type.MX, out.bytes, 0, out.length), '10 mail.')
})

t.test('pointers ahead, to themselves and past the end are refused', async (t) => {
  for (const tail of [[0xc0, 12], [0xc0, 14], [0xff, 0xff], [0xc0], [1, 0x61, 0xc0, 12], [0x80, 0]]) {
    const message = Uint8Array.from([...new Array(12).fill(0xc0), ...tail])
    t.notOk(decodeRdata(Type.NS, message, 12, message.length, new Octets()), hexOf(message))
  }
})

t.test('types of RFC 1035 say where their compressible names lie', async (t) => {
  t.strictSame(compressibleNames(Type.MX), { prefix: 2, names: 1 })
  t.strictSame(compressibleNames(Type.SOA), { prefix: 0, names: 2 })
  t.strictSame(compressibleNames(Type.MINFO), { prefix: 0, names: 2 })
  const compressible = layouts.filter((layout) => compressibleNames(layout.type)).map((layout) => layout.mnemonic)
  t.strictSame(compressible, 'NS MD MF CNAME SOA MB MG MR PTR MINFO MX'.split(' '))
  t.equal(compressibleNames(65280), undefined)
})

t.test('the name whose addresses are added is found', async (t) => {
  const cases = {
    'NS ns': 'ns.example.com.',
    'MX 10 mail': 'mail.example.com.',
    'SRV 1 2 3 sip': 'sip.example.com.',
    'KX 1 kx': 'kx.example.com.',
    'AFSDB 1 afs': 'afs.example.com.',
    'RT 1 relay': 'relay.example.com.',
    'HTTPS 1 www alpn=h2': 'www.example.com.',
    'SVCB 0 alias': 'alias.example.com.',
    'NAPTR 1 1 "A" "x" "" host': 'host.example.com.',
    'NAPTR 1 1 "s" "x" "" _sip._udp': '_sip._udp.example.com.',
    'NAPTR 1 1 "u" "x" "!a!b!" .': undefined,
    'CNAME www': undefined,
    'PTR www': undefined,
    'URI 1 1 "x"': undefined,
  }
  for (const [line, target] of Object.entries(cases)) {
    const space = line.indexOf(' ')
    const mnemonic = line.slice(0, space)
    const octets = Buffer.from(read(mnemonic, line.slice(space + 1)).hex!, 'hex')
    const at = targetOf(typeCode(mnemonic)!, octets, 0)
    t.equal(at < 0 ? undefined : nameText(octets, at), target, line)
  }
})

t.test('canonical form lower-cases the names that RFC 6840 §5.1 leaves in the list', async (t) => {
  const lowered = (mnemonic: string, text: string) => {
    const octets = Buffer.from(read(mnemonic, text).hex!, 'hex')
    lowerRdataNames(typeCode(mnemonic)!, octets, 0, octets.length)
    return printRdata(typeCode(mnemonic)!, octets, 0, octets.length)
  }
  t.equal(lowered('MX', '10 MAIL.Example.'), '10 mail.example.')
  t.equal(lowered('SOA', 'NS. Host. 1 2 3 4 5'), 'ns. host. 1 2 3 4 5')
  t.equal(lowered('NAPTR', '1 1 "U" "X" "" Host.'), '1 1 "U" "X" "" host.')
  t.equal(lowered('RRSIG', 'A 8 1 1 0 0 1 Example. AAAA'), 'A 8 1 1 19700101000000 19700101000000 1 example. AAAA')
  t.equal(lowered('NSEC', 'Host. A'), 'Host. A')
  t.equal(lowered('SVCB', '1 Host.'), '1 Host.')
  t.equal(lowered('TXT', '"ABC"'), '"ABC"')
})

t.test('each row stands once, under its own number', async (t) => {
  t.equal(new Set(layouts.map((layout) => layout.type)).size, layouts.length)
  for (const layout of layouts) t.equal(layoutOf(layout.type), layout, layout.mnemonic)
  t.equal(layoutOf(65280), undefined)
})

t.test('what has no names is decoded as it is, where it is well-formed', async (t) => {
  const asItIs = (...mnemonics: string[]) => mnemonics.filter((one) => isDecodedAsItIs(typeCode(one)!))
  t.same(asItIs('A', 'NS', 'AAAA', 'MX', 'TXT', 'SRV', 'DS', 'RRSIG', 'NSEC', 'SVCB', 'TYPE65280'), [
    ...['A', 'AAAA', 'TXT', 'DS', 'TYPE65280'],
  ])
  const property = fc.property(mutated, ({ type, octets }) => {
    const out = new Octets()
    const isGood = decodeRdata(type, octets, 0, octets.length, out)
    const isSame = isGood ? hexOf(out.view()) === hexOf(octets) : !validRdata(type, octets, 0, octets.length)
    return !isDecodedAsItIs(type) || (isSame && isGood === validRdata(type, octets, 0, octets.length))
  })
  fc.assert(property, { numRuns: 5000 })
})
