import t from 'tap'
import { expandName, measureName } from '../../src/dns/compressed-name.ts'
import { compareNames, copyName, isWildcard, isWithin, labelCount, nameLength, sameName } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Octets } from '../../src/dns/octets.ts'
import { Suffixes } from '../../src/dns/suffixes.ts'

const name = (text: string) => nameFromText(text)

t.test('names are measured, counted and copied from the middle of an array', async (t) => {
  const bytes = Uint8Array.from([9, 9, ...name('www.example.com.'), 9])
  t.equal(nameLength(bytes, 2), 17)
  t.equal(labelCount(bytes, 2), 3)
  t.strictSame(copyName(bytes, 2), name('www.example.com.'))
  t.equal(labelCount(name('.')), 0)
})

t.test('names are the same whatever the case of their ASCII letters', async (t) => {
  t.ok(sameName(name('WwW.Example.'), 0, name('wWw.eXAMPLE.'), 0))
  t.notOk(sameName(name('a.b.'), 0, name('a\\.b.'), 0))
  t.notOk(sameName(name('a[.'), 0, name('a{.'), 0))
  t.notOk(sameName(name('a.'), 0, name('a.b.'), 0))
  t.notOk(sameName(name('\\192.'), 0, name('\\224.'), 0))
})

t.test('a name is within itself and its ancestors only', async (t) => {
  t.ok(isWithin(name('a.example.'), 0, name('EXAMPLE.'), 0))
  t.ok(isWithin(name('example.'), 0, name('example.'), 0))
  t.ok(isWithin(name('example.'), 0, name('.'), 0))
  t.notOk(isWithin(name('example.'), 0, name('a.example.'), 0))
  t.notOk(isWithin(name('aexample.'), 0, name('example.'), 0))
  t.ok(isWildcard(name('*.example.')))
  t.notOk(isWildcard(name('**.example.')))
})

t.test('names sort as the example of RFC 4034 §6.1', async (t) => {
  const sorted = [
    'example.',
    'a.example.',
    'yljkjljk.a.example.',
    'Z.a.example.',
    'zABC.a.EXAMPLE.',
    'z.example.',
    '\\001.z.example.',
    '*.z.example.',
    '\\200.z.example.',
  ]
  const names = sorted.map(name)
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j < names.length; j++) {
      t.equal(Math.sign(compareNames(names[i]!, 0, names[j]!, 0)), Math.sign(i - j), `${sorted[i]} ${sorted[j]}`)
    }
  }
})

t.test('suffixes of a name hash like the names they are', async (t) => {
  const whole = new Suffixes().set(name('WWW.example.com.'), 0)
  t.equal(whole.count, 3)
  t.equal(whole.length, 17)
  for (const [i, text] of ['www.EXAMPLE.com.', 'example.COM.', 'com.', '.'].entries()) {
    t.equal(whole.hash[i], new Suffixes().set(name(text), 0).hash[0], text)
    t.ok(sameName(whole.bytes, whole.at[i]!, name(text), 0))
  }
})

t.test('compressed names are followed backwards only', async (t) => {
  const message = Uint8Array.from([...name('example.com.'), 3, ...Buffer.from('www'), 0xc0, 0, 1, 0x61, 0xc0, 13])
  const out = new Octets(1)
  t.equal(expandName(message, 13, 19, out), 19)
  t.equal(nameText(out.bytes), 'www.example.com.')
  out.clear()
  t.equal(expandName(message, 19, 23, out), 23)
  t.equal(nameText(out.bytes), 'a.www.example.com.')
  t.equal(expandName(message, 19, 23, new Octets(), false), -1, 'no pointers wanted')
  t.equal(expandName(message, 19, 22, new Octets()), -1, 'half a pointer')
  t.equal(expandName(Uint8Array.of(0xc0, 0), 0, 2, new Octets()), -1, 'to itself')
  t.equal(expandName(Uint8Array.of(0xc0, 2, 0xc0, 0), 2, 4, new Octets()), -1, 'a loop of two')
  t.equal(expandName(Uint8Array.of(1, 0x61, 0xc0, 0), 0, 4, new Octets()), -1, 'into its own labels')
})

t.test('a name that grows over 255 octets by pointers is refused', async (t) => {
  const label = [63, ...new Array(63).fill(0x61)]
  const message = Uint8Array.from([...label, ...label, ...label, 0, ...label, 0xc0, 0])
  const out = new Octets()
  t.equal(expandName(message, 193, message.length, out), -1)
  t.equal(out.length, 0)
})

t.test('uncompressed names are measured within bounds', async (t) => {
  t.equal(measureName(name('a.b.'), 0, 5), 5)
  t.equal(measureName(name('a.b.'), 0, 4), -1)
  t.equal(measureName(name('a.b.'), 0, 3), -1)
  t.equal(measureName(Uint8Array.of(0xc0, 0), 0, 2), -1)
  t.equal(measureName(new Uint8Array(0), 0, 0), -1)
  const long = Uint8Array.from([...new Array(128).fill([1, 0x61]).flat(), 0])
  t.equal(measureName(long, 0, long.length), -1)
})
