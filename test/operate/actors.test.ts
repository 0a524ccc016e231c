// Whoever asks gets what his views and zones hold, and nothing of any other: not in a result, not in a finding, not in an error.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import type { Actor } from '../../src/operate/actor.ts'
import { seenReport } from '../../src/operate/report.ts'
import { Sight } from '../../src/operate/sight.ts'
import { verbs } from '../../src/operate/table.ts'
import type { ReloadReport } from '../../src/store/generation/report.ts'
import type { NamePattern } from '../../src/text/config/matches-name.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import fc from '../support/properties.ts'
import { Site } from '../support/site.ts'

const VIEWS = ['inner', 'lab', 'outer'] as const
const ZONES = ['a', 'b', 'c'] as const
type View = (typeof VIEWS)[number]
type Zone = (typeof ZONES)[number]

/** Every text of a face has the mark of its view and zone in it; who may not see the face is not to see the mark. */
const mark = (view: string, zone: string, more = '') => `seen-${view}-${zone}${more}`
const network: Readonly<Record<View, string>> = { inner: '10.66.1', lab: '10.66.2', outer: '198.51.100' }

function face(view: View, zone: Zone, { serial = 1, more = '' } = {}): string {
  return `$TTL 60
@ SOA ${mark(view, zone)} hostmaster ${serial} 2 3 4 5
@ NS ${mark(view, zone)}
${mark(view, zone)} A ${network[view]}.1
www A ${network[view]}.2
away CNAME www.b.example.
${mark(view, zone, '-host')} TXT "${mark(view, zone)}"
${more}`
}

/** a: a file for each view. b: a file for inner, and outer is made of it. c: one file for lab and outer. */
function config(more = ''): string {
  return `listen: ["127.0.0.1:0", {address: "127.0.0.1:0", view: inner}]
workers: 1
udp: portable
state: state
views: {inner: [10.66.1.0/24], lab: [10.66.2.0/24], outer: [any]}
zones:
  a.example: {inner: file-inner-a.zone, lab: file-lab-a.zone, outer: file-outer-a.zone}
  b.example: {inner: file-inner-b.zone, outer: {from: inner, rules: [{hide: ["${mark('inner', 'b', '-host')}.*"]}, {map: {10.66.1.0/24: 198.51.100.0/24}}]}}
  c.example: {lab: file-both-c.zone, outer: file-both-c.zone}
${more}`
}

/** What lab and outer share has addresses of neither. */
function bothFace(): string {
  return face('outer', 'c').replaceAll('seen-outer-c', 'seen-both-c').replaceAll(network.outer, '203.0.113')
}

function files(inside = ''): Record<string, string> {
  return {
    'janus.yaml': config(),
    'file-inner-a.zone': face('inner', 'a', { more: inside }),
    'file-lab-a.zone': face('lab', 'a'),
    'file-outer-a.zone': face('outer', 'a'),
    'file-inner-b.zone': face('inner', 'b'),
    'file-both-c.zone': bothFace(),
  }
}

async function siteOf(t: Test, inside?: string): Promise<Site> {
  const site = new Site(folderOf(t, files(inside)))
  await site.start()
  t.teardown(() => site.stop())
  return site
}

/** What has happened to the server when it is asked. */
const stages: readonly (readonly [name: string, happens: (site: Site) => Promise<unknown>])[] = [
  ['everything is good', async () => {}],
  [
    'inside has errors',
    async (site) => {
      site.write('file-inner-a.zone', face('inner', 'a', { serial: 2, more: `${mark('inner', 'a')} A 10.66.1\n` }))
      site.write('file-outer-a.zone', face('outer', 'a', { serial: 2 }))
      site.write('file-inner-b.zone', face('inner', 'b', { serial: 2, more: 'www CNAME x\n' }))
      await site.reload()
    },
  ],
  [
    'the shared file has errors, and a reload waits',
    async (site) => {
      site.write('file-both-c.zone', `${bothFace()}bad A seen-both-c\n`)
      await site.reload()
      site.write('file-inner-a.zone', face('inner', 'a', { serial: 3 }))
    },
  ],
  [
    'a canary fails',
    async (site) => {
      const canary = `{from: 10.66.1.1, ask: "${mark('inner', 'a')}.a.example A", expect: 10.66.1.99}`
      site.write('janus.yaml', config(`canaries: [${canary}]\nminimal-responses: false\n`))
      await site.reload()
    },
  ],
  [
    'rolled back',
    async (site) => {
      site.write('janus.yaml', config())
      site.write('file-both-c.zone', files()['file-both-c.zone']!)
      for (const [view, zone] of [
        ['inner', 'a'],
        ['outer', 'a'],
        ['inner', 'b'],
      ] as const)
        site.write(`file-${view}-${zone}.zone`, face(view, zone, { serial: 4 }))
      await site.reload()
      await site.server.rollBack()
    },
  ],
  ['the configuration has errors', async (site) => site.write('janus.yaml', config(`${mark('inner', 'a')}: true\n`))],
]

/** Which views' clients are answered out of what a mark stands for. */
function viewsOf(found: string): readonly string[] {
  const [kind, view, zone, host] = found.split('-')
  if (view === 'both') return ['lab', 'outer']
  // The face that is made of it hides one name.
  if (view === 'inner' && zone === 'b' && host === undefined) return ['inner', 'outer']
  return kind === 'file' && zone === 'b' ? ['inner', 'outer'] : [view!]
}

/** Who may see an answer may see what is in it; a file is for who may see all that is made of it. */
function maySee(actor: Actor, found: string): boolean {
  const isSeen = (view: string) => actor.views === 'all' || actor.views.has(view)
  const [kind, , zone] = found.split('-')
  const origin = nameFromText(`${zone}.example.`)
  const hasZone = actor.zones === 'all' || actor.zones.some(({ name }) => Buffer.compare(name, origin) === 0)
  return hasZone && (kind === 'file' ? viewsOf(found).every(isSeen) : viewsOf(found).some(isSeen))
}

const actors: fc.Arbitrary<Actor> = fc.record({
  who: fc.constant('somebody'),
  way: fc.constant('http' as const),
  verbs: fc.constant('all' as const),
  rights: fc.constant(everybody.rights),
  mayChange: fc.constant(true),
  mayPropose: fc.constant(true),
  views: fc.oneof(
    fc.constant('all' as const),
    fc.subarray([...VIEWS]).map((views) => new Set<string>(views)),
  ),
  zones: fc.oneof(
    fc.constant('all' as const),
    fc
      .subarray([...ZONES])
      .map((zones) =>
        zones.map((zone): NamePattern => ({ name: nameFromText(`${zone}.example.`), below: false, self: true })),
      ),
  ),
})

const questions = fc.record({
  address: fc.constantFrom('10.66.1.7', '10.66.2.7', '192.0.2.7', '2001:db8::1'),
  name: fc.constantFrom(
    ...ZONES.flatMap((zone) => [`www.${zone}.example`, `away.${zone}.example`, `none.${zone}.example`]),
    ...VIEWS.flatMap((view) => ZONES.map((zone) => `${mark(view, zone, '-host')}.${zone}.example`)),
    'example',
  ),
  type: fc.constantFrom('A', 'TXT', 'SOA', 'NS', 'ANY'),
  tcp: fc.boolean(),
})

/** Changes are of the whole server; what a plan tells is made of one report for all actors. */
const reading = verbs.filter(({ name, effect }) => effect === 'reads' && name !== 'plan').map(({ name }) => name)

const requests = fc.oneof(
  fc.constantFrom(...reading.filter((name) => name !== 'explain')).map((verb) => ({ verb, options: {} })),
  questions.map((options) => ({ verb: 'explain', options })),
)

t.test('no actor is told anything of a view or a zone that is not his', async (t) => {
  const site = await siteOf(t)
  let seen = 0
  const look = (actor: Actor, text: string, asked: string) => {
    // What he says himself is no secret.
    for (const [found] of text.matchAll(/(?:seen|file)-(?:inner|lab|outer|both)-[abc](?:-host)?/g)) {
      if (asked.includes(found)) continue
      if (!maySee(actor, found)) throw new Error(`${found} in ${text}`)
      seen++
    }
    for (const view of VIEWS) {
      if (actor.views === 'all' || actor.views.has(view)) continue
      if (text.includes(network[view]) && !asked.includes(network[view])) throw new Error(`${network[view]} in ${text}`)
      if (new RegExp(`"${view}"|\\b(?:in|view) ${view}\\b`).test(text)) throw new Error(`the view ${view} in ${text}`)
    }
  }
  // Those that were made before something happened are shown as well.
  const plans: ReloadReport[] = []
  for (const [stage, happens] of stages) {
    await happens(site)
    const operated = operatedOf(site.server)
    t.match(await operated.checking.complete(), { state: 'done' }, 'findings of all rules are there')
    const plan = await site.server.plan()
    plans.push(plan)
    const property = fc.asyncProperty(actors, requests, async (actor, request) => {
      look(actor, JSON.stringify(await told(operated, actor, request)), JSON.stringify(request.options))
      look(actor, JSON.stringify(await seenReport(plan, new Sight(actor, site.server), operated)), '')
      for (const report of plans) {
        const shown = { ...operated, plans: { last: { report, reload: undefined, made: new Date(0), by: 'somebody' } } }
        look(actor, JSON.stringify(await told(shown, actor, { verb: 'plan-last', options: {} })), '')
      }
    })
    await fc.assert(property, { numRuns: 100 }).catch((error) => t.fail(`${stage}: ${error.message} ${error.cause}`))
  }
  t.ok(seen > 1000, `${seen} marks were told to who may see them`)
})

t.test('what is inside changes nothing of what who sees the outside is told', async (t) => {
  const outside: Actor = { ...everybody, who: 'outside', way: 'http', views: new Set(['outer']) }
  const sites = [await siteOf(t), await siteOf(t, 'more A 10.66.1.77\nmail MX 10 more\n')]
  const asked = fc.sample(requests, { numRuns: 40, seed: 7 })
  for (const [stage, happens] of stages.slice(0, 3)) {
    const answers = await Promise.all(
      sites.map(async (site) => {
        await happens(site)
        const operated = operatedOf(site.server)
        await operated.checking.complete()
        const all: unknown[] = []
        for (const request of asked) all.push(timeless(await told(operated, outside, request), site.folder))
        return all
      }),
    )
    t.same(answers[0], answers[1], stage)
  }
})

/** Without what differs between two runs whatever is served. */
function timeless(answer: unknown, folder: string): unknown {
  const text = JSON.stringify(answer)
    .replaceAll(folder, '')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
    .replaceAll(/"(?:revision|uptime|seconds)":("[^"]*"|[\d.]+)/g, '')
    .replaceAll(/_seconds [\d.]+/g, '')
    .replaceAll(/timestamp_seconds(\{[^}]*\})? [\d.]+/g, '')
  return text
}

t.test(
  'verbs that change the server, and those that an actor may not ask for, are refused before they run',
  async (t) => {
    const site = await siteOf(t)
    const operated = operatedOf(site.server, {
      stop: () => t.fail('it was stopped'),
      reload: () => Promise.reject(new Error('it was reloaded')),
    })
    const bounds: Partial<Actor>[] = [
      { views: new Set(['outer']) },
      { zones: [] },
      { verbs: new Set(['zones']) },
      { rights: new Set(['look', 'log']) },
      { mayChange: false },
    ]
    for (const bound of bounds)
      for (const { name, effect, concerns } of verbs)
        if (effect === 'changes' && (concerns === 'all' || bound.verbs || bound.rights || bound.mayChange === false)) {
          const answer = await told(operated, { ...everybody, ...bound }, { verb: name, options: {} })
          t.match(answer, { kind: 'error', code: 'forbidden' }, `${name} ${Object.keys(bound)}`)
        }
  },
)

t.test('a verb that changes something of one zone finds no zone that the actor may not see', async (t) => {
  const site = await siteOf(t)
  const operated = operatedOf(site.server)
  const blind: Actor = { ...everybody, zones: [] }
  const one = verbs.filter(({ effect, concerns }) => effect === 'changes' && concerns === 'seen')
  t.ok(one.length > 0)
  const entry = '192.0.2.1'
  const more: Readonly<Record<string, object>> = {
    'list-add': { entry },
    'list-remove': { entry },
    change: { rrsets: [] },
  }
  for (const { name } of one) {
    const about = async (zone: string) => {
      // A stream tells it when it has begun.
      const answer = told(operated, blind, { verb: name, options: { zone, ...more[name] } })
      const { error, code } = await answer.catch(({ message, code }) => ({ error: message, code }))
      return [String(error).replaceAll(zone, 'it'), code]
    }
    t.same(await about('a.example.'), await about('none.example.'), name)
    t.equal((await about('a.example.'))[1], 'no-zone', name)
  }
})

t.test('what is not seen is answered as what is not there', async (t) => {
  const site = await siteOf(t)
  const operated = operatedOf(site.server)
  const outside: Actor = { ...everybody, views: new Set(['lab']) }
  const error = async (actor: Actor, address: string, name: string) => {
    const { error, code } = await told(operated, actor, { verb: 'explain', options: { address, name } })
    return [String(error).replace(address, 'it').replace(name, 'it'), code]
  }
  const nowhere = await error({ ...everybody, views: new Set() }, '10.66.2.1', 'www.a.example.')
  t.same(await error(outside, '10.66.1.1', 'www.a.example.'), nowhere, 'an address of another view')
  const bound: Actor = { ...everybody, zones: [{ name: nameFromText('a.example.'), below: false, self: true }] }
  t.same(
    await error(bound, '10.66.2.1', 'www.c.example.'),
    await error(bound, '10.66.2.1', 'www.none.example.'),
    'a name of another zone',
  )
})

/** Where an alias in a.example leads, what is seen of the answer, and what b.example holds: one line a way to tell. */
const behind: readonly (readonly [name: string, inB: string])[] = [
  ['a name that exists', 'to A 10.66.1.9'],
  ['a name that does not exist', ''],
  ['a name without the type', 'to TXT x'],
  ['a name below a cut', 'to NS ns.to\nns.to A 10.66.1.9'],
  ['an alias back to what is seen', 'to CNAME www.a.example.'],
  ['an alias back to nothing', 'to CNAME none.a.example.'],
  ['an alias to itself', 'to CNAME to'],
  ['more than a datagram holds', Array.from({ length: 120 }, (_, i) => `to A 10.66.3.${i}`).join('\n')],
]

t.test('an alias into a zone that is not seen tells nothing of what it leads to', async (t) => {
  const bound: Actor = { ...everybody, zones: [{ name: nameFromText('a.example'), below: false, self: true }] }
  const site = await siteOf(t, 'over CNAME to.b.example.')
  const operated = operatedOf(site.server)
  const options = { address: '10.66.1.7', name: 'over.a.example' }
  const seen: unknown[] = []
  for (const [what, inB] of behind) {
    site.write('file-inner-b.zone', face('inner', 'b', { more: inB }))
    await site.reload()
    const { result } = await told(operated, bound, { verb: 'explain', options })
    const { rcode, truncated, path, sections } = Object(result).answer
    seen.push({ rcode, truncated, path, sections })
    t.same(seen.at(-1), seen[0], what)
  }
  t.match(seen[0], {
    rcode: 'NOERROR',
    path: [{ kind: 'alias' }, { kind: 'elsewhere', name: 'to.b.example.' }],
    sections: { answer: { length: 1 } },
  })
})
