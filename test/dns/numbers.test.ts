// Names for numbers, spans of time, and serials: the small arithmetic of DNS.

import { spawnSync } from 'node:child_process'
import t from 'tap'
import { classCode, classFromBytes, className } from '../../src/dns/classes.ts'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { addSerial, compareSerials, isNewerSerial } from '../../src/dns/serial.ts'
import { MAX_TTL, parseTtl, ttlText } from '../../src/dns/ttl.ts'
import { isMetaType, Type, typeCode, typeFromBytes, typeName } from '../../src/dns/types.ts'
import fc from '../support/properties.ts'

const encode = (text: string) => new TextEncoder().encode(text)

t.test('types are known by mnemonic and by number in any case', async (t) => {
  for (const [mnemonic, code] of Object.entries(Type)) {
    t.equal(typeCode(mnemonic.toLowerCase()), code, mnemonic)
    t.equal(typeCode(`type${code}`), code)
    t.equal(typeName(code), mnemonic)
  }
  t.equal(typeName(65280), 'TYPE65280')
  t.equal(typeFromBytes(encode('x MX y'), 2, 4), 15)
  for (const bad of ['', 'TYPE', 'TYPE65536', 'TYPE-1', 'TYPE1x', 'MXX', 'M', 'TYPE 1', 'MÉ', '15']) {
    t.equal(typeCode(bad), undefined, bad)
    t.equal(typeFromBytes(encode(bad), 0, encode(bad).length), -1, bad)
  }
})

t.test('types that never lie in a zone are known', async (t) => {
  for (const type of [0, 41, 128, 249, 250, 251, 252, 255]) t.ok(isMetaType(type), typeName(type))
  for (const type of [1, 15, 40, 42, 127, 256, 65280]) t.notOk(isMetaType(type), typeName(type))
})

t.test('classes and response codes have names', async (t) => {
  t.equal(classCode('in'), 1)
  t.equal(classCode('CLASS1'), 1)
  t.equal(classFromBytes(encode('IN'), 0, 2), 1)
  t.equal(classFromBytes(encode('1h'), 0, 2), -1)
  t.equal(className(3), 'CH')
  t.equal(className(99), 'CLASS99')
  t.equal(rcodeName(3), 'NXDOMAIN')
  t.equal(rcodeName(16), 'BADVERS')
  t.equal(rcodeName(24), 'RCODE24')
})

t.test(
  'our mnemonics are those that BIND knows',
  {
    skip: spawnSync('named-rrchecker', ['-h']).error !== undefined && 'named-rrchecker (bind9-utils) is not installed',
  },
  async (t) => {
    const known = spawnSync('named-rrchecker', ['-T']).stdout.toString().trim().split('\n')
    for (const mnemonic of known) t.equal(typeName(typeCode(mnemonic) ?? -1), mnemonic)
  },
)

t.test('TTLs are seconds or numbers with units', async (t) => {
  const cases: Record<string, number> = {
    '0': 0,
    '3600': 3600,
    '1h': 3600,
    '1H': 3600,
    '1w2d3h4m5s': 788645,
    '1d12h': 129600,
    '90m': 5400,
    '1h1s1m': 3661,
    [MAX_TTL]: MAX_TTL,
    '': -1,
    h: -1,
    '1x': -1,
    '1h30': -1,
    '-1': -1,
    '1.5h': -1,
    '2147483648': -1,
    '9999w': -1,
    '1 h': -1,
    '99999999999999999999999': -1,
    '1hh': -1,
  }
  for (const [text, seconds] of Object.entries(cases))
    t.equal(parseTtl(encode(text), 0, encode(text).length), seconds, text)
})

t.test('TTLs come back from their text', async (t) => {
  t.equal(ttlText(788645), '1w2d3h4m5s')
  t.equal(ttlText(0), '0s')
  fc.assert(
    fc.property(fc.nat(MAX_TTL), (seconds) => {
      const bytes = encode(ttlText(seconds))
      return parseTtl(bytes, 0, bytes.length) === seconds
    }),
  )
})

t.test('serials compare as RFC 1982 §5.2 shows', async (t) => {
  const follows: [number, number][] = [
    [1, 0],
    [44, 0],
    [100, 0],
    [100, 44],
    [0x80000001, 2],
    [0, 0xffffffff],
    [5, 0xfffffff0],
  ]
  for (const [later, earlier] of follows) {
    t.ok(isNewerSerial(later, earlier), `${later} > ${earlier}`)
    t.notOk(isNewerSerial(earlier, later))
  }
  t.equal(compareSerials(7, 7), 0)
  t.equal(compareSerials(0, 0x80000000), undefined)
  t.notOk(isNewerSerial(0x80000000, 0))
  t.equal(addSerial(0xffffffff, 1), 0)
})
