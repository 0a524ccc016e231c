// Who leads to a name that changes: judging those beside the changed names finds each error that a walk over the whole zone finds.

import t from 'tap'
import { hasError } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import type { Subject } from '../../src/check/subject.ts'
import { walkNames } from '../../src/check/walk.ts'
import { nextSerial } from '../../src/store/serials.ts'
import { LineMap } from '../../src/text/zonefile/lines.ts'
import { ZoneText } from '../../src/text/zonefile/zone-text.ts'
import { judgeUpdate } from '../../src/update/judge.ts'
import { Layer } from '../../src/update/layer.ts'
import { readUpdate, type Update } from '../../src/wire/update-message.ts'
import { Editor } from '../../src/zone/editor.ts'
import { fold, USUAL_ROOM } from '../../src/zone/fold.ts'
import { leadingTo } from '../../src/zone/leading.ts'
import { changesToSerial, serialAfter } from '../../src/zone/soa-serial.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { ZoneSet } from '../../src/zone/zone-set.ts'
import { asking, everything, ORIGIN } from '../support/layered-face.ts'
import fc from '../support/properties.ts'
import { updateMessage } from '../support/update-message.ts'
import { zoneOf } from '../support/zones.ts'

const zone = `$TTL 300
@ SOA ns1 host 10 3600 900 604800 60
@ NS ns1
ns1 A 192.0.2.1
www A 192.0.2.80
in MX 10 Mail
more MX 20 mail.host
mail A 192.0.2.25
mail AAAA 2001:db8::25
mail.host A 192.0.2.26
wild MX 10 any.w
deep MX 10 x.y.w
*.w A 192.0.2.27
sub NS ns.sub
sub NS www
ns.sub A 192.0.2.53
dept NS ns.dept
ns.dept A 192.0.2.54
lab NS dns
dns A 192.0.2.55
away MX 10 mail.example.net.
`
const errors = rulesFor('load').filter(({ severity }) => severity === 'error')

function isBad(zone: Zone, nodes: readonly number[]): boolean {
  const lines = new LineMap()
  lines.addRun(0, lines.addFile('test.zone'), 0)
  const notes = { outside: [], duplicates: [], ttls: [], longTtls: [] }
  const subject: Subject = { zone, notes, text: new ZoneText(lines), complete: true, now: 0 }
  const zones = new ZoneSet([{ apex: zone.apex, zone }])
  return hasError(walkNames(errors, subject, { zones, subjects: [] }, nodes))
}

/** A zone that messages change, one after the other, in one image. */
class Changing {
  readonly #editor = new Editor(fold(zoneOf(ORIGIN, zone), USUAL_ROOM))

  /** `asked`: by the names that change, and who leads there. `found`: by all names. Undefined: nothing changes. */
  send(lines: readonly string[]): { readonly asked: boolean; readonly found: boolean } | undefined {
    const { newest } = this.#editor
    const update = readUpdate(updateMessage(ORIGIN, lines)) as Update
    const face = { view: 'v', zone: newest, base: newest, layer: new Layer() }
    const judged = judgeUpdate(update, face, [everything], asking)
    if (judged.kind !== 'good' || judged.changes.added.count + judged.changes.removed.count === 0) return undefined
    const { changes } = judged
    const numbered =
      serialAfter(changes) === undefined ? changesToSerial(changes, newest, nextSerial(newest.serial)) : changes
    const edition = this.#editor.edit(numbered)
    if ('kind' in edition) throw new Error(edition.kind)
    const { changed } = this.#editor
    const asked = isBad(edition, [...new Set([...changed, ...leadingTo(edition, changed)])])
    const found = isBad(
      edition,
      Array.from({ length: edition.nodes }, (_, node) => node),
    )
    if (found) this.#editor.discard()
    return { asked, found }
  }
}

t.test('a server that loses its addresses, or becomes an alias, while others lead to it', async (t) => {
  const cases: readonly (readonly [string, readonly string[], boolean])[] = [
    ['one of two addresses', ['delete mail A'], false],
    ['the last address', ['delete MAIL A', 'delete mail AAAA'], true],
    ['another address at once', ['delete mail', 'add mail 60 A 192.0.2.99'], false],
    ['a CNAME', ['delete mail', 'add mail 60 CNAME www'], true],
    ['with the MX, it may go', ['delete mail', 'delete in MX'], false],
    ['the MX goes elsewhere', ['delete mail.host', 'delete more MX', 'add more 60 MX 1 www'], false],
    ['a name with names above and below', ['delete mail.host A'], true],
    ['a wildcard that stands for one', ['delete *.w A'], true],
    ['a name that keeps the wildcard from standing for one', ['add any.w 60 TXT "x"'], true],
    ['a name below that does so', ['add a.any.w 60 TXT "x"'], true],
    ['a name beside that does so for names further down', ['add z.y.w 60 TXT "x"'], true],
    ['a name for which the wildcard stands nowhere', ['add other.w 60 TXT "x"'], false],
    // The zone above is served all the same.
    ['the servers of a delegation', ['delete ns.sub A', 'delete www A'], false],
    ['glue of the only one', ['delete ns.dept A'], false],
    ['the only one becomes an alias', ['delete dns A', 'add dns 60 CNAME www'], true],
    ['a cut above it', ['add host 60 NS ns1'], false],
    ['nobody is led there', ['add new 60 TXT "x"'], false],
  ]
  for (const [what, lines, bad] of cases) {
    const seen = new Changing().send(lines)
    t.strictSame(seen, { asked: bad, found: bad }, what)
  }
  const refused = new Changing()
  refused.send(['delete in MX', 'delete mail.host'])
  t.strictSame(refused.send(['delete mail']), { asked: true, found: true }, 'what was taken away and is back counts')
  const changing = new Changing()
  t.strictSame(changing.send(['add late 60 MX 1 fresh', 'add fresh 60 A 192.0.2.7']), { asked: false, found: false })
  t.strictSame(changing.send(['delete fresh A']), { asked: true, found: true }, 'who has come since leads there too')
  t.strictSame(changing.send(['delete late MX', 'delete mail']), { asked: true, found: true }, 'and is back there')
  t.strictSame(changing.send(['delete fresh A']), { asked: true, found: true })
  t.strictSame(changing.send(['delete late MX']), { asked: false, found: false })
  t.strictSame(changing.send(['delete fresh A']), { asked: false, found: false }, 'and who has gone does not')
})

t.test('of any zone and any change', async () => {
  const name = fc.constantFrom(
    'mail',
    'mail.host',
    'host',
    'w',
    '*.w',
    'any.w',
    'y.w',
    'a.y.w',
    'sub',
    'ns.sub',
    'in',
    'www',
  )
  const data = fc.constantFrom(
    'A 192.0.2.9',
    'AAAA 2001:db8::9',
    'TXT "x"',
    'CNAME www',
    'MX 1 mail',
    'MX 1 any.w',
    'MX 1 b.y.w',
    'NS www',
    'NS ns.sub',
  )
  const line = fc.oneof(
    fc.tuple(name, data).map(([name, data]) => `add ${name} 60 ${data}`),
    fc.tuple(name, data).map(([name, data]) => `delete ${name} ${data.split(' ')[0]}`),
    name.map((name) => `delete ${name}`),
  )
  fc.assert(
    fc.property(fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { maxLength: 20 }), (messages) => {
      const changing = new Changing()
      for (const lines of messages) {
        const seen = changing.send(lines)
        if (seen !== undefined && seen.asked !== seen.found)
          throw new Error(`${lines.join('; ')}: ${JSON.stringify(seen)}`)
      }
    }),
    { numRuns: 150 },
  )
})
