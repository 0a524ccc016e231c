// What a rule of `updates` permits: the names and types that it states, all of which must hold, and what it grants for how long.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { readUpdateName, type UpdateName } from '../../src/text/config/update-name.ts'
import type { UpdateRule } from '../../src/text/config/updates.ts'
import { permission } from '../../src/update/policy.ts'
import type { Prefix } from '../../src/views/prefix.ts'
import { readPrefix } from '../../src/views/read-prefix.ts'
import { asking, everything, LayeredFace, rcodeOf } from '../support/layered-face.ts'

const origin = nameFromText('example.com.')

function ruleOf(more: Partial<UpdateRule>): UpdateRule {
  return { ...everything, ...more }
}

function named(...texts: readonly string[]): readonly UpdateName[] {
  return texts.map((text) => {
    const name = readUpdateName(text)
    if ('flaw' in name) throw new Error(text)
    return name
  })
}

function prefix(text: string): Prefix {
  const read = readPrefix(text)
  if (read.kind !== 'prefixes') throw new Error(text)
  return read.prefixes[0]!
}

function isGranted(rule: UpdateRule, name: string, type: number | undefined, key = 'any'): boolean {
  const owner = nameFromText(name, origin)
  return permission([rule], { ...asking, key }, { view: 'internal', origin }, owner, type).kind === 'granted'
}

t.test('names are relative to the zone that the message changes', async (t) => {
  const cases: readonly (readonly [pattern: string, granted: readonly string[], denied: readonly string[]])[] = [
    ['www', ['www', 'WWW'], ['a.www', '@', 'wwww', 'www.example.com']],
    [
      '_acme-challenge.*',
      ['_acme-challenge', '_ACME-challenge.www', '_acme-challenge.a.b'],
      ['www', 'a._acme-challenge', '@'],
    ],
    ['*.dyn', ['a.dyn', 'a.b.dyn', 'A.DYN'], ['dyn', 'dyn.a', 'xdyn', '@']],
    ['*', ['a', 'a.b'], ['@']],
    ['@', ['@'], ['a', 'a.b']],
    ['mail.example.com.', ['mail'], ['mail.example.com', 'a.mail']],
    ['\\*.lab', ['*.lab'], ['a.lab', 'lab']],
  ]
  for (const [pattern, granted, denied] of cases) {
    const rule = ruleOf({ names: named(pattern) })
    for (const name of granted) t.ok(isGranted(rule, name, Type.A), `${pattern} means ${name}`)
    for (const name of denied) t.notOk(isGranted(rule, name, Type.A), `${pattern} does not mean ${name}`)
  }
  const self = ruleOf({ key: 'host1.example.com', names: named('self') })
  t.ok(isGranted(self, 'HOST1', Type.A, 'host1.example.com'), "the key's own name")
  t.notOk(isGranted(self, 'host2', Type.A, 'host1.example.com'))
  t.notOk(isGranted(self, 'a.host1', Type.A, 'host1.example.com'))
  t.notOk(isGranted(self, 'host1', Type.A, 'host2.example.com'), 'another key')
})

t.test('a rule without types means all but those that a zone hangs on or that vouch for it', async (t) => {
  const rule = ruleOf({ types: undefined })
  const denied = [...Array(0x10000).keys()].filter((type) => type > 0 && !isGranted(rule, 'www', type))
  const wanted = 'SOA NS DS DNAME DNSKEY CDS CDNSKEY CSYNC ZONEMD NSEC NSEC3 NSEC3PARAM RRSIG'.split(' ')
  t.same(denied.map(typeName).sort(), wanted.sort())
  const one = ruleOf({ types: [Type.TXT] })
  t.ok(isGranted(one, 'www', Type.TXT))
  t.notOk(isGranted(one, 'www', Type.A))
})

t.test('all that a rule states must hold', async (t) => {
  const all = {
    ...{ key: 'any', from: [prefix('192.0.2.0/24')], views: ['internal'] },
    ...{ names: named('www'), types: [Type.A] },
  }
  t.ok(isGranted(ruleOf(all), 'www', Type.A))
  const others: readonly Partial<UpdateRule>[] = [
    { key: 'other' },
    { from: [prefix('198.51.100.0/24')] },
    { views: ['external'] },
    { names: named('mail') },
    { types: [Type.TXT] },
    { zones: [{ name: nameFromText('example.net.'), below: false, self: true }] },
  ]
  for (const other of others) t.notOk(isGranted(ruleOf({ ...all, ...other }), 'www', Type.A), Object.keys(other).join())
})

const zone = `$TTL 300
@ SOA ns1 host 10 3600 900 604800 60
@ NS ns1
@ TXT "apex"
ns1 A 192.0.2.1
www A 192.0.2.80
www TXT "one"
sub NS ns.sub
sub TXT "beside"
ns.sub A 192.0.2.3
`

t.test('whoever deletes a name has to be permitted each type that it has', async (t) => {
  const usual = [ruleOf({ types: undefined })]
  const cases: readonly (readonly [string, readonly UpdateRule[], string])[] = [
    ['delete www', usual, 'NOERROR'],
    ['delete nobody', usual, 'NOERROR'],
    ['delete sub', usual, 'REFUSED'],
    ['delete sub TXT', usual, 'NOERROR'],
    // SOA and NS of the apex stay (RFC 2136 §3.4.2.3).
    ['delete @', usual, 'NOERROR'],
    ['delete www', [ruleOf({ types: [Type.A] })], 'REFUSED'],
    ['delete www', [ruleOf({ types: [Type.A] }), ruleOf({ types: [Type.TXT] })], 'NOERROR'],
    ['delete www A', [ruleOf({ types: [Type.A] })], 'NOERROR'],
  ]
  for (const [line, rules, rcode] of cases) {
    const face = new LayeredFace(zone)
    const before = face.records
    t.equal(rcodeOf(face.change([line], {}, rules)), rcode, line)
    if (rcode === 'REFUSED') t.same(face.records, before, `${line}: nothing of it is done`)
  }
})

t.test('leases: what is asked for, what the rule allows, and what it gives by itself', async (t) => {
  const hour = 3_600_000
  const key = `add k 60 KEY 512 3 13 ${Buffer.alloc(64, 1).toString('base64')}`
  const cases: readonly {
    readonly what: string
    readonly rule: Partial<UpdateRule>
    readonly lease?: readonly number[]
    readonly lines?: readonly string[]
    readonly granted: { readonly record: number | undefined; readonly key: number | undefined }
  }[] = [
    { what: 'nobody asks, and the rule has none', rule: {}, granted: { record: undefined, key: undefined } },
    { what: 'nobody asks', rule: { lease: hour }, granted: { record: 3600, key: undefined } },
    { what: 'less than the longest', rule: { maxLease: hour }, lease: [600], granted: { record: 600, key: undefined } },
    {
      what: 'more than the longest',
      rule: { maxLease: hour },
      lease: [7200],
      granted: { record: 3600, key: undefined },
    },
    // RFC 9664 §4.1: the short form counts for KEY records too.
    { what: 'a key, short', rule: {}, lease: [600], lines: [key], granted: { record: undefined, key: 600 } },
    { what: 'a key, long', rule: {}, lease: [600, 900], lines: [key], granted: { record: undefined, key: 900 } },
    {
      what: 'both',
      rule: { maxLease: hour },
      lease: [600, 7200],
      lines: ['add a 60 A 192.0.2.7', key],
      granted: { record: 600, key: 3600 },
    },
  ]
  for (const { what, rule, lease, lines = ['add a 60 A 192.0.2.7'], granted } of cases) {
    const face = new LayeredFace(zone)
    const judged = face.change(lines, lease === undefined ? {} : { lease }, [ruleOf(rule)])
    t.match(judged, { kind: 'good' }, what)
    if (judged.kind === 'good') t.same(judged.lease, granted, what)
    for (const { type, added } of face.layer.each())
      for (const { until } of added.values()) {
        const seconds = type === Type.KEY ? granted.key : granted.record
        t.equal(until, seconds === undefined ? undefined : asking.now + seconds * 1000, `${what}: its end`)
      }
  }
})
