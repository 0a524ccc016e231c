// Zones signed before they came here: Janus lays nothing over them, derives nothing from them and adds nothing to them.

import t, { type Test } from 'tap'
import { loadViews } from '../../support/load.ts'
import { SigningKey, signatureLines } from '../../support/zone-signer.ts'
import { campus, faceOf, linesOf, top } from './harness.ts'

const key = new SigningKey('ECDSA')
const unsigned = `${top}www A 192.0.2.80\nsecret A 10.0.0.1\n${key.line}\n`
const signed = `$ORIGIN example.com.\n${unsigned}${signatureLines(`$ORIGIN example.com.\n${unsigned}`, key).join('\n')}\n`
const rrsig = (type: string) => `@ RRSIG ${type} 13 3 3600 20300101000000 20200101000000 1 @ AAAA\n`
const reverse = `${top}7 PTR seven.example.com.\n`
const plain = 'zones: {example.com: signed.zone}\n'

/** The rules of what is told of the face, and of what check tells of it: they are the same. */
function told(t: Test, all: ReturnType<typeof campus>, view: string, zone: string): string[] {
  const rules = (stage: 'load' | 'check') =>
    faceOf({ ...all, loaded: loadViews(all.settings, { stage }) }, view, zone)
      .problems.map(({ rule, severity }) => `${severity} ${rule}`)
      .filter((line) => /signed|refused/.test(line))
  t.strictSame(rules('load'), rules('check'))
  return rules('load')
}

const overlays: [what: string, base: string, over: string, told: string[]][] = [
  ['a new name', signed, 'new A 192.0.2.9\n', ['error signed-elsewhere']],
  ['a changed address', signed, 'www A 192.0.2.9\n', ['error signed-elsewhere']],
  ['one more address', signed, '$ADD www A 192.0.2.9\n', ['error signed-elsewhere']],
  ['a name that is hidden', signed, '$HIDE secret\n', ['error signed-elsewhere']],
  ['signatures over what they were made of', unsigned, `$ORIGIN example.com.\n$ADD ${rrsig('SOA')}`, []],
  ['a new name over an unsigned zone', unsigned, 'new A 192.0.2.9\n', []],
]

for (const [what, base, over, rules] of overlays)
  t.test(`an overlay on a zone that was signed elsewhere: ${what}`, async (t) => {
    const config = 'zones: {example.com: {internal: base.zone, external: [base.zone, over.zone]}}\n'
    const all = campus(t, config, { 'base.zone': base, 'over.zone': over })
    t.strictSame(told(t, all, 'external', 'example.com.'), rules)
    // Janus does not show what the overlay hides instead.
    t.equal(faceOf(all, 'external', 'example.com.').served === undefined, rules.length > 0)
    t.ok(faceOf(all, 'internal', 'example.com.').served)
  })

t.test('an overlay that is empty for the view changes nothing', async (t) => {
  const config = 'zones: {example.com: layered.zone}\n'
  const all = campus(t, config, { 'layered.zone': `${signed}$VIEW internal\nnew A 10.0.0.9\n` })
  t.strictSame(told(t, all, 'internal', 'example.com.'), ['error signed-elsewhere'])
  t.strictSame(told(t, all, 'external', 'example.com.'), [])
  const alone = campus(t, plain, { 'signed.zone': signed })
  t.same(linesOf(faceOf(all, 'external', 'example.com.')), linesOf(faceOf(alone, 'external', 'example.com.')))
})

t.test('no face is made by rules from one that was signed elsewhere, nor from that', async (t) => {
  const views = 'views: {internal: [10.0.0.0/8], dmz: [192.0.2.0/24], external: [any]}\n'
  const faces =
    'internal: signed.zone, dmz: {from: internal, rules: [{drop: private}]}, external: {from: dmz, rules: []}'
  const all = campus(t, `zones: {example.com: {${faces}}}\n`, { 'signed.zone': signed }, views)
  t.strictSame(told(t, all, 'dmz', 'example.com.'), ['error signed-elsewhere'])
  t.strictSame(told(t, all, 'external', 'example.com.'), ['error source-refused'])
  t.strictSame(told(t, all, 'internal', 'example.com.'), [])
})

const completing =
  'reverse: {192.0.2.0/24: [internal]}\nzones:\n  example.com: a.zone\n  2.0.192.in-addr.arpa: {internal: rev.zone}\n'

const seals: [what: string, line: string, told: string[]][] = [
  ['signatures', rrsig('SOA'), ['warning reverse-signed']],
  ['a digest', `@ ZONEMD 1 1 1 ${'00'.repeat(48)}\n`, ['warning reverse-signed']],
  ['neither', '', []],
]

for (const [what, line, rules] of seals)
  t.test(`a reverse zone with ${what}`, async (t) => {
    const files = { 'a.zone': unsigned, 'rev.zone': reverse + line }
    const all = campus(t, completing, files)
    const face = faceOf(all, 'internal', '2.0.192.in-addr.arpa.')
    t.strictSame(told(t, all, 'internal', '2.0.192.in-addr.arpa.'), rules)
    const pointers = linesOf(face).filter((text) => text.includes(' PTR '))
    const own = ['7 PTR seven.example.com.']
    const made = ['1 PTR ns.example.com.', '80 PTR www.example.com.']
    t.strictSame(pointers, rules.length > 0 ? own : [made[0], ...own, made[1]])
    t.equal(face.served?.serial, 1)
  })

t.test('a signed reverse zone that has all names is served without a word', async (t) => {
  const all = campus(t, completing, {
    'a.zone': `${top.replace('hostmaster 1', 'hostmaster 9')}`,
    'rev.zone': `${top}1 PTR ns.example.com.\n${rrsig('SOA')}`,
  })
  const face = faceOf(all, 'internal', '2.0.192.in-addr.arpa.')
  t.strictSame(told(t, all, 'internal', '2.0.192.in-addr.arpa.'), [])
  t.equal(face.served?.serial, 1, 'the serial is what was signed')
})
