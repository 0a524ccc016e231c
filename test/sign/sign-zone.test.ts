// Zones that we sign are those that validators accept, however they came to be: signed as a whole, or amended after a change.

import t from 'tap'
import { copyName } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { signingAlgorithms } from '../../src/sign/algorithms.ts'
import { amend } from '../../src/sign/amend.ts'
import { endsOf } from '../../src/sign/renew.ts'
import { faultAt, faultOf } from '../../src/sign/self-check.ts'
import { namingSets, type SignInput, signZone } from '../../src/sign/sign-zone.ts'
import { dsOf, type KeyRole, zoneKeyOf } from '../../src/sign/zone-key.ts'
import { type Changeset, RecordList } from '../../src/zone/changeset.ts'
import { diff } from '../../src/zone/diff.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold } from '../../src/zone/fold.ts'
import { roomFor } from '../../src/zone/room.ts'
import { Zone } from '../../src/zone/zone.ts'
import { content, HEAD, owner } from '../support/contents.ts'
import fc from '../support/properties.ts'
import { zoneLines } from '../support/signed.ts'
import { zoneOf } from '../support/zones.ts'

const DAY = 86_400
const NOW = 1_800_000_000
const SCHEDULE = { validity: 14 * DAY, margin: 7 * DAY }

const key = (role: KeyRole, algorithm: number) => zoneKeyOf(role, algorithm, signingAlgorithms.get(algorithm)!.make())
const csk = key('csk', 15)
const PLAN = {
  keys: [csk],
  dnskeyTtl: 3600,
  schedule: SCHEDULE,
  zonemd: false,
  cds: 'keys' as const,
  children: [],
  signals: [],
  now: NOW,
  stores: [],
}

function signed(content: Zone, plan: Partial<SignInput> = {}, serial = 1): Zone {
  return signZone({ ...PLAN, denial: 'nsec', ...plan, content }, serial).zone
}

const OF_EVERY_KIND = `${HEAD}
WWW A 192.0.2.1
www AAAA 2001:db8::1
www TYPE65400 \\# 3 010203
www CAA 0 issue "ca.example"
mail MX 10 Mail.Example.NET.
*.wild TXT "somebody"
stop.wild A 192.0.2.2
a.b.ent A 192.0.2.3
alias CNAME www
d DNAME t
below.d A 192.0.2.4
secure NS ns.secure
secure DS 60485 13 2 D4B7D520E7BB5F0F67674A0CCEB1E3E0614B93C4F9E99B8383F6A1E4469DA50A
ns.secure A 192.0.2.5
insecure NS ns.insecure
ns.insecure A 192.0.2.6
host.insecure TXT "hidden"
ns.other.cut NS ns.example.net.
`

t.test('what is signed, and what proves absence', async (t) => {
  const zone = signed(zoneOf('example.com.', OF_EVERY_KIND))
  t.equal(faultOf(zone, [csk], NOW, 1), undefined)
  const lines = zoneLines(zone)
  const nsec = lines.filter((line) => line.includes(' IN NSEC ')).map((line) => line.replace(/ 60 IN NSEC /, ' > '))
  t.same(nsec, [
    'example.com. > alias.example.com. NS SOA RRSIG NSEC DNSKEY CDS CDNSKEY',
    'alias.example.com. > ns.other.cut.example.com. CNAME RRSIG NSEC',
    'ns.other.cut.example.com. > d.example.com. NS RRSIG NSEC',
    'd.example.com. > a.b.ent.example.com. DNAME RRSIG NSEC',
    'a.b.ent.example.com. > insecure.example.com. A RRSIG NSEC',
    'insecure.example.com. > mail.example.com. NS RRSIG NSEC',
    'mail.example.com. > ns.example.com. MX RRSIG NSEC',
    'ns.example.com. > secure.example.com. A RRSIG NSEC',
    'secure.example.com. > *.wild.example.com. NS DS RRSIG NSEC',
    '*.wild.example.com. > stop.wild.example.com. TXT RRSIG NSEC',
    'stop.wild.example.com. > www.example.com. A RRSIG NSEC',
    'WWW.example.com. > example.com. A AAAA RRSIG NSEC CAA TYPE65400',
  ])
  const covered = (owner: string) =>
    lines
      .filter((line) => line.startsWith(`${owner} `) && line.includes(' IN RRSIG '))
      .map((line) => line.split(' ')[4])
  t.same(covered('secure.example.com.'), ['DS', 'NSEC'])
  t.same(covered('insecure.example.com.'), ['NSEC'])
  for (const owner of ['ns.secure.example.com.', 'host.insecure.example.com.', 'below.d.example.com.'])
    t.same(covered(owner), [], owner)
  t.match(
    lines.filter((line) => line.startsWith('*.wild.example.com. 300 IN RRSIG')),
    [/ RRSIG TXT 15 3 300 /],
    'the asterisk is no label',
  )
})

t.test('what a zone says of the keys of others is in the chain, but where it delegates or has an alias', async (t) => {
  const sets = namingSets(nameFromText('lab.test.'), [csk], 600)
  const at = (owner: string) => ({ owner: nameFromText(`_dsboot.lab.test._signal.${owner}.example.com.`), sets })
  const text = `${OF_EVERY_KIND}_dsboot.lab.test._signal.alias CNAME www\n_dsboot.lab.test._signal.mail CDS 1 13 2 ${'00'.repeat(32)}\n`
  const hidden = ['ns.secure', 'insecure', 'd', 'a.d', 'alias']
  const shown = ['ns', 'mail', 'no.such', 'stop.wild']
  for (const denial of ['nsec', 'nsec3'] as const) {
    const zone = signed(zoneOf('example.com.', text), { denial, signals: [...hidden, ...shown].map(at) })
    t.equal(faultOf(zone, [csk], NOW, 1), undefined)
    const lines = zoneLines(zone).filter((line) => / IN (CDS|CDNSKEY) /.test(line) && line.startsWith('_'))
    t.same(
      new Set(lines.map((line) => line.split(' ')[0])),
      new Set(shown.map((owner) => `_dsboot.lab.test._signal.${owner}.example.com.`)),
      denial,
    )
    t.equal(lines.length, 2 * shown.length, 'and not what somebody has written there once')
    t.ok(lines.every((line) => line.includes(' 600 IN ')))
  }
})

t.test('NSEC3 has neither salt nor further iterations, and names without data too', async (t) => {
  const zone = signed(zoneOf('example.com.', OF_EVERY_KIND), { denial: 'nsec3' })
  t.equal(faultOf(zone, [csk], NOW, 1), undefined)
  const lines = zoneLines(zone)
  t.match(
    lines.filter((line) => line.includes('NSEC3PARAM 1')),
    [/^example\.com\. 60 IN NSEC3PARAM 1 0 0 -$/],
  )
  const nsec3 = lines.filter((line) => line.includes(' IN NSEC3 '))
  // alias, cut, other.cut, ns.other.cut, d, ent, b.ent, a.b.ent, insecure, mail, ns, secure, wild, *.wild, stop.wild, www, apex
  t.equal(nsec3.length, 17)
  t.equal(nsec3.filter((line) => / IN NSEC3 1 0 0 - \S+$/.test(line)).length, 5, 'names without data list no types')
})

t.test('each algorithm and each set of keys', async (t) => {
  const content = zoneOf('example.com.', OF_EVERY_KIND)
  const cases = [
    { keys: [key('csk', 13)], of: 'ECDSA P-256' },
    { keys: [key('csk', 14)], of: 'ECDSA P-384' },
    { keys: [key('csk', 16)], of: 'Ed448' },
    { keys: [key('csk', 8)], of: 'RSA' },
    { keys: [key('ksk', 13), key('zsk', 13)], of: 'two keys' },
    { keys: [key('csk', 13), key('csk', 15)], of: 'two algorithms' },
  ]
  for (const { keys, of } of cases) {
    const zone = signed(content, { keys, zonemd: true })
    t.equal(faultOf(zone, keys, NOW, 1), undefined, of)
    t.match(faultOf(zone, [...keys, csk], NOW, 1), /signatures instead of/, `${of}: a key too few`)
  }
})

t.test('a zone whose keys do not sign the keys, or nothing else, is not accepted', async (t) => {
  const content = zoneOf('example.com.', OF_EVERY_KIND)
  const cases = [
    { keys: [key('zsk', 13)], says: /no key signs the keys/ },
    { keys: [key('ksk', 13)], says: /no key signs what is no key/ },
    { keys: [{ ...csk, use: { ...csk.use, signsKeys: false, signsData: false } }], says: /no key signs the keys/ },
    { keys: [], says: /no key signs the keys/ },
  ]
  for (const { keys, says } of cases) t.match(faultOf(signed(content, { keys }), keys, NOW), says)
})

t.test('what is spoiled is found', async (t) => {
  const spoil = (change: (zone: Zone) => void) => {
    const zone = signed(zoneOf('example.com.', OF_EVERY_KIND))
    change(zone)
    return faultOf(zone, [csk], NOW, 1)
  }
  t.equal(
    spoil(() => {}),
    undefined,
  )
  t.match(
    spoil((zone) => (zone.heap[zone.dataOf(zone.soa) + 3]! ^= 1)),
    /a signature over example\.com\. SOA is wrong/,
  )
  const later = signed(zoneOf('example.com.', OF_EVERY_KIND))
  t.match(faultOf(later, [csk], NOW + 15 * DAY), /is wrong/, 'a signature that has ended')
  t.match(faultOf(later, [csk], NOW - 8 * DAY), /is wrong/, 'a signature that has not begun')
})

t.test('an rrset keeps its signature until that is due, whichever face has it', async (t) => {
  const content = zoneOf('example.com.', OF_EVERY_KIND)
  const first = signZone({ ...PLAN, denial: 'nsec', content }, 1)
  const again = signZone({ ...PLAN, denial: 'nsec', content, stores: [first.zone], now: NOW + 60 }, 1)
  t.equal(again.made, 0)
  t.equal(again.reused, first.made)
  // A TTL alone makes another signature: it is signed (RFC 4034 §3.1.4).
  const slower = zoneOf('example.com.', OF_EVERY_KIND.replace('mail MX', 'mail 301 MX'))
  t.equal(signZone({ ...PLAN, denial: 'nsec', content: slower, stores: [first.zone] }, 1).made, 1)
  const all = signZone({ ...PLAN, denial: 'nsec', content, stores: [first.zone], now: NOW + 8 * DAY }, 1)
  t.equal(all.reused, 0, 'all are due after a week')
  const back = signZone({ ...PLAN, denial: 'nsec', content, stores: [first.zone], now: NOW - 8 * DAY }, 1)
  t.equal(back.reused, 0, 'what is from the future is not used')
})

t.test('a second face of nine tenths the same rrsets takes few signatures', async (t) => {
  const hosts = (from: string) =>
    HEAD + Array.from({ length: 200 }, (_, i) => `h${i} A ${i % 10 === 0 ? from : '192.0.2'}.${i % 250}\n`).join('')
  const inside = signZone({ ...PLAN, denial: 'nsec', content: zoneOf('example.com.', hosts('10.0.0')) }, 1)
  const outside = signZone(
    { ...PLAN, denial: 'nsec', content: zoneOf('example.com.', hosts('198.51.100')), stores: [inside.zone] },
    1,
  )
  t.ok(outside.made <= inside.made / 4, `${outside.made} of ${inside.made}`)
})

t.test('signatures end at many times, and none much sooner than the margin', async (t) => {
  const hosts = Array.from({ length: 300 }, (_, i) => `h${i} A 192.0.2.1\n`).join('')
  const zone = signed(zoneOf('example.com.', HEAD + hosts))
  const due = [0, 1, 2, 3, 4, 5, 6].map((day) => endsOf(zone, SCHEDULE, NOW + day * DAY).due.length)
  t.equal(due[0], 0)
  for (const day of [1, 2, 3, 4, 5, 6])
    t.ok(due[day]! - due[day - 1]! > 10 && due[day]! - due[day - 1]! < 160, `day ${day}: ${due.join(' ')}`)
  const { earliest } = endsOf(zone, SCHEDULE, NOW)
  t.ok(earliest! > NOW + 7 * DAY)
})

const children = fc.uniqueArray(
  fc.record({
    owner: owner.map((text) => nameFromText(`${text}.example.com.`)),
    records: fc.constantFrom(
      [dsOf(nameFromText('a.example.com.'), csk)],
      [Uint8Array.of(0, 1, 13, 2, ...Array(32).fill(7))],
    ),
  }),
  { maxLength: 4, selector: ({ owner: name }) => Buffer.from(name).toString('latin1').toLowerCase() },
)
const lower = ({ owner: name }: { readonly owner: Uint8Array }) => Buffer.from(name).toString('latin1').toLowerCase()
/** At names that the content may have, at names below these, and with some between them that nobody has. */
const signals = fc.uniqueArray(
  fc.record({
    owner: fc
      .tuple(fc.constantFrom('', '_dsboot.q._signal.', '_dsboot.q.r._signal.'), owner)
      .map(([head, text]) => nameFromText(`${head}${text}.example.com.`)),
    sets: fc.constantFrom(...['q.', 'r.'].map((zone) => namingSets(nameFromText(zone), [csk], 600))),
  }),
  { maxLength: 3, selector: lower },
)
/** What is said of other zones, before and after. */
type Others = Pick<SignInput, 'children' | 'signals'>
const others: fc.Arbitrary<Others> = fc.record({ children, signals })

const NOTHING: Others = { children: [], signals: [] }

function amended(before: Zone, after: Zone, denial: 'nsec' | 'nsec3', [had, has]: readonly [Others, Others]): Zone {
  const plan = { ...PLAN, denial, ...has }
  const was = signZone({ ...plan, ...had, content: before }, 1).zone
  const told = [had, has].flatMap((one) => [...one.children, ...one.signals]).map(({ owner }) => owner)
  const names = [...ownersIn(diff(before, after)!), ...told]
  const made = amend({ ...plan, signed: was, content: after, names, serial: 2, stores: [] })
  if (made === undefined) throw new Error('another chain')
  const editor = new Editor(fold(was, roomFor(was, made.changes)))
  const edition = editor.edit(made.changes)
  if (!(edition instanceof Zone)) throw new Error(`not edited: ${JSON.stringify(edition)}`)
  const fault = faultAt(edition, was, [csk], NOW, editor.changed)
  if (fault !== undefined) throw new Error(`at what has changed: ${fault}`)
  return edition
}

function ownersIn({ removed, added }: Changeset): Uint8Array[] {
  const names: Uint8Array[] = []
  for (const list of [removed, added]) list.each((bytes, owner) => names.push(copyName(bytes, owner)))
  return names
}

/** Without what no two signings have in common. */
function unsigned(zone: Zone): string[] {
  return zoneLines(zone)
    .filter((line) => !line.includes(' IN RRSIG '))
    .map((line) => line.toLowerCase())
    .sort()
}

for (const denial of ['nsec', 'nsec3'] as const)
  t.test(`whatever changes, an amended zone is what a zone signed anew is: ${denial}`, async () => {
    fc.assert(
      fc.property(content, content, others, others, (one, other, had, has) => {
        const [before, after] = [zoneOf('example.com.', one), zoneOf('example.com.', other)]
        const edition = amended(before, after, denial, [had, has])
        const fault = faultOf(edition, [csk], NOW, 1)
        if (fault !== undefined) throw new Error(fault)
        const anew = signZone({ ...PLAN, denial, ...has, content: after }, 2).zone
        const [found, wanted] = [unsigned(edition), unsigned(anew)]
        if (found.join('\n') !== wanted.join('\n'))
          throw new Error(`${found.join('\n')}\nwanted:\n${wanted.join('\n')}`)
      }),
      { numRuns: 120 },
    )
  })

t.test('who stands before several names that go is signed anew once', async (t) => {
  // Each signature of ECDSA is another one.
  const keys = [key('csk', 13)]
  const [before, after] = ['b A 192.0.2.1\nc A 192.0.2.1\nd A 192.0.2.1\n', ''].map((more) =>
    zoneOf('example.com.', `${HEAD}a A 192.0.2.8\n${more}`),
  )
  for (const denial of ['nsec', 'nsec3'] as const) {
    const plan = { ...PLAN, keys, denial }
    const was = signZone({ ...plan, content: before! }, 1).zone
    const made = amend({ ...plan, signed: was, content: after!, names: ownersIn(diff(before!, after!)!), serial: 2 })!
    const editor = new Editor(fold(was, roomFor(was, made.changes)))
    const edition = editor.edit(made.changes)
    if (!(edition instanceof Zone)) throw new Error('not edited')
    t.equal(faultAt(edition, was, keys, NOW, editor.changed), undefined, denial)
    t.equal(faultOf(edition, keys, NOW, 1), undefined)
  }
})

t.test('a neighbour that still leads past a name that has come is found', async (t) => {
  const [before, after] = ['', 'new A 192.0.2.9\n'].map((more) =>
    zoneOf('example.com.', `${HEAD}beside A 192.0.2.8\n${more}`),
  )
  for (const denial of ['nsec', 'nsec3'] as const) {
    const plan = { ...PLAN, denial }
    const was = signZone({ ...plan, content: before! }, 1).zone
    const made = amend({ ...plan, signed: was, content: after!, names: ownersIn(diff(before!, after!)!), serial: 2 })!
    const links: readonly number[] = [Type.NSEC, Type.NSEC3]
    const covers = (type: number, bytes: Uint8Array, data: number) =>
      links.includes(type === Type.RRSIG ? (bytes[data]! << 8) | bytes[data + 1]! : type)
    const owners = (list: RecordList) => {
      const found = new Set<string>()
      list.each((bytes, at, type, _ttl, data) => covers(type, bytes, data) && found.add(nameText(bytes, at)))
      return found
    }
    const [gone, come] = [owners(made.changes.removed), owners(made.changes.added)]
    // The apex has other reasons to change, and goes on doing so.
    const neighbour = [...gone].filter((owner) => come.has(owner)).find((owner) => owner !== 'example.com.')!
    const [removed, added] = [made.changes.removed, made.changes.added].map((list) => {
      const left = RecordList.empty()
      list.each((bytes, at, type, ttl, data, length) => {
        if (nameText(bytes, at) !== neighbour || !covers(type, bytes, data))
          left.add(bytes, at, type, ttl, bytes, data, data + length)
      })
      return left
    })
    const changes = { removed: removed!, added: added! }
    const editor = new Editor(fold(was, roomFor(was, changes)))
    const edition = editor.edit(changes)
    if (!(edition instanceof Zone)) throw new Error('not edited')
    t.match(faultAt(edition, was, [csk], NOW, editor.changed), /the chain of NSEC3? is broken before /, denial)
  }
})

t.test('octets that are one letter of Latin-1 in two cases are two names', async (t) => {
  const [one, other] = ['\\195 A 192.0.2.1\n', '\\227 A 192.0.2.2\n']
  for (const denial of ['nsec', 'nsec3'] as const)
    for (const [before, after] of [
      [one, one + other],
      ['', one + other],
      [one + other, other],
    ]) {
      const edition = amended(zoneOf('example.com.', HEAD + before), zoneOf('example.com.', HEAD + after), denial, [
        NOTHING,
        NOTHING,
      ])
      t.equal(faultOf(edition, [csk], NOW, 1), undefined, `${denial}: ${after}`)
      const found = zoneLines(edition).filter((line) => / A 192\.0\.2\.[12]$/.test(line))
      t.equal(found.length, after!.split('\n').length - 1)
    }
})

for (const denial of ['nsec', 'nsec3'] as const)
  t.test(`signatures that are due are made anew, and nothing else is changed: ${denial}`, async () => {
    fc.assert(
      fc.property(
        content,
        content,
        fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 12 }),
        (one, other, hours) => {
          const texts = [one, other]
          let contentNow = zoneOf('example.com.', one)
          let zone = signed(contentNow, { denial })
          const plan = { ...PLAN, denial, stores: [] }
          let now = NOW
          for (const [i, pause] of hours.entries()) {
            now += pause * 3600
            const names = [...endsOf(zone, SCHEDULE, now).due]
            // Now and then something changes beside it.
            if (i % 3 === 2) {
              const next = zoneOf('example.com.', texts[(i + 1) % 2]!)
              names.push(...ownersIn(diff(contentNow, next)!))
              contentNow = next
            }
            if (names.length === 0) continue
            const made = amend({ ...plan, signed: zone, content: contentNow, names, serial: i + 2, now })
            if (made === undefined) throw new Error('another chain')
            const editor = new Editor(fold(zone, roomFor(zone, made.changes)))
            const edition = editor.edit(made.changes)
            if (!(edition instanceof Zone)) throw new Error(`not edited: ${JSON.stringify(edition)}`)
            const fault = faultAt(edition, zone, [csk], now, editor.changed) ?? faultOf(edition, [csk], now, 1)
            if (fault !== undefined) throw new Error(fault)
            if (endsOf(edition, SCHEDULE, now).due.length > 0) throw new Error('some are due still')
            const anew = signZone({ ...plan, content: contentNow, now }, i + 2).zone
            if (unsigned(edition).join('\n') !== unsigned(anew).join('\n')) throw new Error('it is another zone')
            zone = edition
          }
        },
      ),
      { numRuns: 40 },
    )
  })

t.test('one record of many changes few signatures', async (t) => {
  const hosts = (last: number) =>
    Array.from({ length: 500 }, (_, i) => `h${i} A 192.0.2.${i === 250 ? last : 1}\n`).join('')
  const before = zoneOf('example.com.', HEAD + hosts(1))
  const was = signed(before)
  const plan = { ...PLAN, denial: 'nsec', signed: was, serial: 2 } as const
  const name = (text: string) => nameFromText(`${text}.example.com.`)
  const changed = amend({ ...plan, content: zoneOf('example.com.', HEAD + hosts(2)), names: [name('h250')] })
  t.equal(changed?.made, 2, 'the rrset and the SOA')
  const added = zoneOf('example.com.', `${HEAD}${hosts(1)}h2505 A 192.0.2.9\n`)
  t.equal(amend({ ...plan, content: added, names: [name('h2505')] })?.made, 4, 'with its NSEC, and the one before')
})

t.test('a name that comes with the hash of another one is not put into the chain', async (t) => {
  const name = nameFromText('twin.example.com.')
  const [before, after] = [HEAD, `${HEAD}twin A 192.0.2.9\n`].map((text) => zoneOf('example.com.', text))
  const lines = zoneLines(signed(after!, { denial: 'nsec3' }))
  // As if its hash were that of some name that is served.
  const served = zoneOf('example.com.', lines.filter((line) => !line.startsWith('twin.')).join('\n'))
  const plan = { ...PLAN, denial: 'nsec3', serial: 2, content: after!, names: [name] } as const
  t.equal(amend({ ...plan, signed: served }), undefined)
  t.not(amend({ ...plan, signed: signed(before!, { denial: 'nsec3' }) }), undefined)
  // Its own is there.
  t.not(amend({ ...plan, signed: signed(after!, { denial: 'nsec3' }) }), undefined)
})
