// Changes of single faces come through one door: they are served by every worker from the next question on, or refused and change
// nothing; and a generation stays what a person published.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import type { Operated } from '../../src/operate/operated.ts'
import type { Outcome, Refused } from '../../src/store/change.ts'
import { withSerial } from '../../src/store/serials.ts'
import { readMessage } from '../../src/wire/message.ts'
import type { Zone } from '../../src/zone/zone.ts'
import { queryFor, rcodeOf, recordText, summary, TestServer } from '../support/ask.ts'
import { Clients, changeTo, faceOf } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { labelsText, sameLabels } from '../support/name.ts'
import { everybody, operatedOf, told as toldBy } from '../support/operated.ts'
import fc from '../support/properties.ts'
import { Site } from '../support/site.ts'
import { inquiries, type World, zoneText } from '../support/world.ts'
import { worldGeneration, zoneOf } from '../support/zones.ts'

const head = (serial: number) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 2 3 4 5\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n`
const zone = (serial: number, lines = '') => zoneOf('a.example.', `${head(serial)}${lines}`)

function config(zones: string, more = ''): string {
  return `listen: ["127.0.0.1:0"]\nworkers: 2\nstate: state\nviews: {inside: [127.0.0.1], world: [any]}\nzones: ${zones}\n${more}`
}

async function siteOf(t: Test, files: Readonly<Record<string, string>>): Promise<Site> {
  const site = new Site(folderOf(t, files))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

function portOf(site: Site): number {
  return Number(site.server.bound[0]!.port)
}

/** What all workers say, where they say the same. */
async function told(clients: Clients, question: string): Promise<string> {
  const answers = await clients.ask(queryFor(question))
  return [...new Set(answers.map((answer) => summary(readMessage(answer)!)))].join(' or ')
}

const one = { 'janus.yaml': config('{a.example: a.zone, b.example: b.zone}'), 'a.zone': head(1), 'b.zone': head(1) }

t.test('whatever a zone becomes, all workers answer as if it had been read anew', async (t) => {
  const stories = fc.tuple(inquiries({ min: 6, max: 8 }), inquiries({ min: 1, max: 3 }), inquiries({ min: 1, max: 3 }))
  await fc.assert(
    fc.asyncProperty(stories, async ([first, ...others]) => {
      // What may be served: an SOA, an NS and its address.
      const zones = first.world.zones.map(({ origin, records }) => ({ origin, records: records.filter(isNeeded) }))
      const text = (origin: (typeof zones)[0]['origin']) => `"${labelsText(origin).replaceAll('\\', '\\\\')}"`
      const site = new Site(
        folderOf(t, {
          'janus.yaml': config(`{${zones.map(({ origin }, i) => `${text(origin)}: ${i}.zone`).join(', ')}}`),
          ...Object.fromEntries(zones.map((zone, i) => [`${i}.zone`, zoneText(zone)])),
        }),
      )
      await site.start()
      const clients = await Clients.to(portOf(site), 8)
      try {
        let now: World = { zones }
        for (const { world } of [first, ...others, first]) {
          const next = zones.map(({ origin }) => world.zones.find((one) => sameLabels(one.origin, origin)))
          const outcomes = await Promise.all(
            zones.map(({ origin }, i) => {
              if (next[i] === undefined) return undefined
              const before = zoneOf(labelsText(origin), zoneText(now.zones[i]!))
              const change = changeTo('inside', before, zoneOf(labelsText(origin), zoneText(next[i])))
              return site.server.store.accept({ ...change, anySerial: true })
            }),
          )
          now = { zones: now.zones.map((zone, i) => (outcomes[i]?.kind === 'accepted' ? next[i]! : zone)) }
          const fresh = new TestServer(worldGeneration(now))
          for (const { name, type } of [...first.questions, ...first.questions]) {
            const query = queryFor(`${labelsText(name)} ${type}`, { edns: 1232 })
            const wanted = sorted(fresh.send(query, { edns: 1232, from: '127.0.0.1' }))
            for (const answer of await clients.ask(query))
              if (sorted(answer) !== wanted)
                throw new Error(`${labelsText(name)} ${type}: ${sorted(answer)}\n${wanted}`)
          }
        }
      } finally {
        clients.close()
        await site.stop()
      }
    }),
    { numRuns: 2, endOnFailure: true },
  )
})

function isNeeded({ owner, type }: World['zones'][number]['records'][number], i: number): boolean {
  return i < 2 || (owner[0] === 'ns' && type === 'A')
}

t.test('one face changes, and nothing else does', async (t) => {
  const site = await siteOf(t, one)
  const clients = await Clients.to(portOf(site))
  t.teardown(() => clients.close())
  const { store } = site.server
  t.equal(await told(clients, 'www.a.example A'), 'NXDOMAIN')
  t.match(await store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n'))), {
    kind: 'accepted',
    serial: 2,
  })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.2')
  t.match(
    site.served.map(({ text }) => text?.includes('www')),
    [true, false, false, false],
  )
  t.match(await store.accept(changeTo('inside', zone(2, 'www A 192.0.2.2\n'), zone(3))), {
    kind: 'accepted',
    serial: 3,
  })
  t.equal(await told(clients, 'www.a.example A'), 'NXDOMAIN')
  t.match(await store.accept(changeTo('world', zone(1), zone(9, 'www A 192.0.2.9\n'))), { kind: 'accepted', serial: 9 })
  t.equal(await told(clients, 'www.a.example A'), 'NXDOMAIN')
  t.equal(site.server.generations.length, 1)
  t.equal(site.server.current.number, 1)
})

t.test('what must not be served is refused, and nothing has changed', async (t) => {
  const site = await siteOf(t, {
    ...one,
    'janus.yaml': config(
      '{a.example: a.zone, b.example: b.zone}',
      `canaries: [{from: 127.0.0.1, ask: host.a.example A, expect: 192.0.2.5}, {from: 192.0.2.77, ask: other.a.example A, expect: NXDOMAIN}]\n`,
    ),
    'a.zone': `${head(1)}host A 192.0.2.5\nmail MX 1 host\n`,
  })
  const { store } = site.server
  const lines = 'host A 192.0.2.5\nmail MX 1 host\n'
  const before = zone(1, lines)
  const cases: readonly (readonly [string, string, Zone, object])[] = [
    ['a view that is not there', 'nowhere', zone(2), { kind: 'unknown-face' }],
    ['an alias beside other data', 'inside', zone(2, `${lines}mail CNAME host\n`), ruleOf('cname-and-other-data')],
    ['an MX to an alias', 'inside', zone(2, `${lines}x MX 1 y\ny CNAME host\n`), ruleOf('mx-to-cname')],
    ['a name below a DNAME', 'inside', zone(2, `${lines}d DNAME host\nx.d A 192.0.2.1\n`), ruleOf('below-dname')],
    ['a host that a canary asks for', 'inside', zone(2, 'host A 192.0.2.6\n'), { kind: 'canaries' }],
    ['another view has no such canary', 'world', zone(2, 'host A 192.0.2.6\nmail MX 1 host\n'), { kind: 'accepted' }],
    ['but one of its own', 'world', zone(3, 'other A 192.0.2.6\n'), { kind: 'misfit' }],
  ]
  for (const [what, view, after, wanted] of cases)
    t.match(await store.accept(changeTo(view, before, after)), wanted, what)
  const ns = changeTo('inside', before, zone(2, lines))
  const noNs = changeTo(
    'inside',
    zoneOf('a.example.', `${head(1)}${lines}`),
    zoneOf('a.example.', `${head(2).replaceAll('@ NS', 'sub NS')}${lines}`),
  )
  t.match(await store.accept(noNs), ruleOf('ns-missing'))
  t.match(await store.accept({ face: faceOf('inside', 'c.example.'), changes: ns.changes }), { kind: 'unknown-face' })
  t.match(await store.accept({ face: faceOf('inside', 'www.a.example.'), changes: ns.changes }), {
    kind: 'unknown-face',
  })
  t.match(
    site.served.map(({ text }) => text?.includes(' 2 2 3 4 5')),
    [false, false, true, false],
  )
  t.match(await store.accept(ns), { kind: 'accepted', serial: 2 })
})

t.test('what has ended is served whatever it breaks, and whoever ended it is told what that is', async (t) => {
  const lines = 'mail MX 1 host\nhost A 192.0.2.5\n'
  const site = await siteOf(t, { ...one, 'a.zone': `${head(1)}${lines}` })
  const wrong: Refused[] = []
  const { face, changes } = changeTo('inside', zone(1, lines), zone(2, 'mail MX 1 host\nhost CNAME ns\n'))
  const plan = () => ({ changes: [changes], onWrong: (refused: Refused) => void wrong.push(refused) })
  t.match(await site.server.store.acceptJoint({ faces: [face], octets: 1, plan }), { kind: 'accepted', serial: 2 })
  t.match(wrong.at(-1), ruleOf('mx-to-cname'))
  t.match(site.served[0]!.text, /host\s.*CNAME/)
})

t.test(
  'joint changes that are served together are one version, and one that is refused has no part in it',
  async (t) => {
    const site = await siteOf(t, one)
    const { store } = site.server
    const lines = ['host A 192.0.2.5\n', 'mail MX 1 ns\n', 'last TXT x\n']
    const records = (line: string, own: 1 | 2) => changeTo('inside', zone(1), zone(own, line)).changes
    const change = (line: string, own: 1 | 2 = 1) =>
      store.acceptJoint({
        faces: [faceOf('inside', 'a.example.')],
        octets: 1,
        plan: ([now]) => ({ changes: [withSerial(now!, records(line, own))] }),
      })
    t.match(await change('first A 192.0.2.4\n'), { kind: 'accepted', serial: 2 })
    const refused = change('mail2 MX 1 first2\nfirst2 CNAME ns\n')
    const [none, ...good] = await Promise.all([refused, ...lines.map((line) => change(line))])
    t.match(none, ruleOf('mx-to-cname'))
    t.strictSame(
      good,
      lines.map(() => ({ kind: 'accepted', serial: 3 })),
    )
    t.match(site.served[0]!.text, / 3 2 3 4 5/)
    for (const line of lines) t.match(site.served[0]!.text, line.split(' ').at(-1)!.trim(), line)
    t.match(await change('next A 192.0.2.8\n'), { kind: 'accepted', serial: 4 }, 'what clients have seen is counted up')
  },
)

t.test('a rollback asks the canaries of the latest configuration, and is forced past them', async (t) => {
  const zones = '{a.example: a.zone, b.example: b.zone}'
  const site = await siteOf(t, one)
  site.write('a.zone', `${head(2)}www A 192.0.2.9\n`)
  site.write('janus.yaml', config(zones, 'canaries: [{from: 127.0.0.1, ask: www.a.example A, expect: 192.0.2.9}]\n'))
  t.match(await site.reload(), { outcome: 'switched' })
  const operated = operatedOf(site.server)
  const refused = await rolledBack(operated, {})
  t.match(refused, {
    kind: 'error',
    code: 'canary',
    error: /www\.a\.example A from 127\.0\.0\.1: expected 192\.0\.2\.9, got NXDOMAIN; add --force to roll back/,
  })
  t.equal(site.server.current.number, 2)
  t.match(site.served[0]!.text, /www/, 'nothing has changed')
  t.match(await site.reload(), { outcome: 'unchanged' })
  t.match(await rolledBack(operated, { force: true }), { kind: 'one' })
  t.equal(site.server.current.content, 1)
  t.notMatch(site.served[0]!.text, /www/)
})

function rolledBack(operated: Operated, options: object): Promise<Record<string, unknown>> {
  return toldBy(operated, everybody, { verb: 'rollback', options })
}

function ruleOf(rule: string): object {
  return { kind: 'findings', findings: [{ rule }] }
}

t.test('a burst of changes is served in the order in which it came', async (t) => {
  const site = await siteOf(t, one)
  const clients = await Clients.to(portOf(site))
  t.teardown(() => clients.close())
  const versions = Array.from({ length: 300 }, (_, i) =>
    zone(i + 1, i === 0 ? '' : `w${i % 7}.x A 192.0.2.${i % 200}\n`),
  )
  const changes = versions.slice(1).map((after, i) => changeTo('inside', versions[i]!, after))
  const outcomes: Outcome[] = await Promise.all(changes.map((change) => site.server.store.accept(change)))
  t.same(
    outcomes,
    changes.map((_, i) => ({ kind: 'accepted', serial: i + 2 })),
  )
  t.equal(await told(clients, 'a.example SOA'), 'ns.a.example. hostmaster.a.example. 300 2 3 4 5')
  t.equal(await told(clients, 'w5.x.a.example A'), '192.0.2.99')
  t.match(await site.server.store.accept(changes[5]!), { kind: 'misfit' })
})

t.test('a reload leaves an edition in service as long as its file says what it said', async (t) => {
  const site = await siteOf(t, one)
  const clients = await Clients.to(portOf(site))
  t.teardown(() => clients.close())
  const write = (file: string, text: string) => writeFileSync(join(site.folder, file), text)
  const edited = zone(2, 'www A 192.0.2.2\n')
  await site.server.store.accept(changeTo('inside', zone(1), edited))
  t.match(await site.reload(), { outcome: 'unchanged' })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.2')
  write('b.zone', head(2))
  t.match(await site.reload(), { outcome: 'switched', changes: { length: 2 } })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.2')
  write('a.zone', `; a comment\n${head(1)}`)
  t.match(await site.reload(), { good: true })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.2', 'the same content on other lines')
  t.match(await site.server.store.accept(changeTo('inside', edited, zone(3, 'ftp A 192.0.2.3\n'))), {
    kind: 'accepted',
  })
  write('a.zone', `${head(1)}broken`)
  t.match(await site.reload(), { good: false })
  t.equal(await told(clients, 'ftp.a.example A'), '192.0.2.3', 'a broken file costs nothing')
  write('a.zone', `${head(5)}new A 192.0.2.5\n`)
  t.match(await site.reload(), { outcome: 'switched' })
  t.equal(await told(clients, 'ftp.a.example A'), 'NXDOMAIN')
  t.equal(await told(clients, 'new.a.example A'), '192.0.2.5', 'what a person published')
  const last = changeTo('inside', zone(5, 'new A 192.0.2.5\n'), zone(6))
  t.match(await site.server.store.accept(last), { kind: 'accepted', serial: 6 })
  t.equal(await told(clients, 'new.a.example A'), 'NXDOMAIN')
})

t.test('a change that no secondary would notice is refused, but for those who count for themselves', async (t) => {
  const site = await siteOf(t, one)
  const { store } = site.server
  await store.accept(changeTo('inside', zone(1), zone(7)))
  const www = 'www A 192.0.2.2\n'
  for (const serial of [7, 6, 7 + 2 ** 31])
    t.match(await store.accept(changeTo('inside', zone(7), zone(serial, www))), { kind: 'serial', served: 7 })
  t.match(await store.accept({ ...changeTo('inside', zone(7), zone(3, www)), anySerial: true }), { kind: 'accepted' })
  t.equal(site.server.history.since(faceOf('inside', 'a.example.'), 7), undefined)
})

t.test('a rollback goes behind editions, and editions go on from there', async (t) => {
  const site = await siteOf(t, one)
  const clients = await Clients.to(portOf(site))
  t.teardown(() => clients.close())
  const { store } = site.server
  writeFileSync(join(site.folder, 'b.zone'), `${head(2)}x A 192.0.2.8\n`)
  await store.accept(changeTo('inside', zone(1), zone(2, 'www A 192.0.2.2\n')))
  await site.reload()
  await store.accept(changeTo('inside', zone(2, 'www A 192.0.2.2\n'), zone(3, 'www A 192.0.2.3\n')))
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.3')
  t.match(await site.server.rollBack(), { number: 3, content: 1 })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.2', 'as generation 1 was when it was left')
  t.match(
    site.served.map(({ state }) => state),
    ['rolled-back', 'rolled-back', 'current', 'rolled-back'],
  )
  const back = zone(4, 'www A 192.0.2.2\n')
  t.match(await store.accept(changeTo('inside', back, zone(5, 'www A 192.0.2.4\n'))), {
    kind: 'accepted',
  })
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.4')
  await site.reload()
  t.equal(await told(clients, 'www.a.example A'), '192.0.2.4')
})

function sorted(octets: Uint8Array): string {
  const message = readMessage(octets)!
  const { flags, answer, authority, additional, opt } = message
  return JSON.stringify([
    rcodeOf(message),
    flags,
    ...[answer, authority, additional].map((records) => records.map(recordText).sort()),
    opt,
  ])
}

t.test('what nobody wants any more when its turn comes changes nothing', async (t) => {
  const site = await siteOf(t, { 'janus.yaml': config('{a.example: a.zone}'), 'a.zone': head(5) })
  const { store, current } = site.server
  const change = changeTo('inside', zone(5), zone(6, 'www A 192.0.2.2\n'))
  t.same(await store.accept({ ...change, isWanted: () => false }), { kind: 'declined' })
  t.equal(current.candidate.loaded.faces[0]!.served!.serial, 5)
  t.match(await store.accept({ ...change, isWanted: () => true }), { kind: 'accepted', serial: 6 })
})
