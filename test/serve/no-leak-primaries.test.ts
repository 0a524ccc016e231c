// Whatever comes from primaries, and in whatever order reloads, rollbacks and starts make views public and take that back: nobody who is a
// stranger by then gets an octet of the inside, be it of the zone itself, of what is made of it, or of what it was before. Who is none gets it.

import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { folderOf } from '../support/janus.ts'
import { withSerial } from '../support/query.ts'
import { followed } from '../support/remade-site.ts'
import { type Random, randomFrom } from '../support/shifting-site.ts'
import { Site } from '../support/site.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const origin = nameFromText('example.com.')
const VIEWS = { partners: '127.0.0.3', guests: '127.0.0.4' } as const
type View = keyof typeof VIEWS
const views = Object.keys(VIEWS) as readonly View[]
const STRANGER = '127.0.0.1'
const REVERSE = '0.0.10.in-addr.arpa'
const ZONES = ['example.com', 'own.example', 'a.example', REVERSE]

type Public = Readonly<Record<View, boolean>>

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const files = {
  'own/external.zone': `${heading}www A 192.0.2.80\n`,
  'own/internal.zone': `${heading}www A 10.0.0.80\nmark-name A 10.0.0.81\n`,
  // Made for guests: what leads to hosts that come is kept while they are there.
  'a.zone': `${heading}m MX 10 pc.example.com.\nmark-private A 10.0.0.82\n`,
}

const config = (port: number, isPublic: Public, isSigned: boolean) => `listen: ["127.0.0.1:0"]
udp: portable
state: state
views:
  internal: [127.0.0.2]
${views.map((view) => `  ${view}: {clients: [${VIEWS[view]}], public: ${isPublic[view]}, error-texts: true}\n`).join('')}  external: [any]
primaries: {hidden: {address: ["127.0.0.1:${port}"]}}
transfers:
${Object.entries({ ...VIEWS, external: STRANGER })
  .map(([view, from]) => `  - {from: [${from}], views: [${view}]}\n`)
  .join('')}zones:
  example.com: {partners: {primary: hidden}, guests: {primary: hidden}}
  own.example: {internal: own/internal.zone, partners: own/external.zone, guests: own/external.zone, external: own/external.zone}
  a.example: {internal: a.zone, guests: {from: internal, rules: [{drop: private}]}}
reverse: {10.0.0.0/24: [partners, guests]}
${isSigned ? 'sign: {example.com: {parents: []}, 0.0.10.in-addr.arpa: {parents: []}}' : ''}
`

class Story {
  readonly #t: Test
  readonly site: Site
  readonly #primary: ChangingPrimary
  readonly #random: Random
  readonly #isSigned: boolean
  /** All that were served. */
  readonly #serials = new Map<string, Set<number>>()
  /** How often who is no stranger got what the inside has. */
  seen = 0
  #hidden: Public = { partners: false, guests: false }

  constructor(t: Test, site: Site, primary: ChangingPrimary, random: Random, isSigned: boolean) {
    this.#t = t
    this.site = site
    this.#primary = primary
    this.#random = random
    this.#isSigned = isSigned
  }

  readonly steps = {
    'what comes tells of the inside': () => this.#come(['www CNAME mark-name.own.example.', 'mark-pc A 10.0.0.7']),
    'what comes tells a private address': () => this.#come(['mark-pc A 10.0.0.7', 'pc A 192.0.2.7']),
    'what comes tells nothing': () => this.#come(['www A 192.0.2.7', 'pc A 192.0.2.7']),
    'views are made public, or not, by a reload': async () => {
      this.#turn()
      await this.site.reload()
    },
    'views are made public, or not, by a start': async () => {
      await this.site.stop()
      this.#turn()
      await this.site.start()
    },
    'a generation comes back': async () => {
      await this.site.server.rollBack()
    },
    'a server starts again': () => this.site.restart(),
  }

  /** Nobody gets what is not for him. */
  async look(step: string): Promise<void> {
    const { settings, loaded } = this.site.server.current.candidate
    for (const { name, served } of loaded.faces) {
      if (served === undefined) continue
      const known = this.#serials.get(name) ?? new Set<number>()
      this.#serials.set(name, known.add(served.serial))
    }
    const isPublic = (view: View) => settings.views.find(({ name }) => name === view)!.public
    for (const view of views) {
      const { all, reverse } = await this.#ask(VIEWS[view])
      if (!isPublic(view)) {
        if (/mark-name/.test(all)) this.seen++
        continue
      }
      if (/mark-name|mark-private/.test(all)) this.#t.fail(`${step}: ${view} are told of the inside`)
      if (/mark-pc/.test(reverse)) this.#t.fail(`${step}: ${view} are told the name of a private address`)
    }
    const { all } = await this.#ask(STRANGER)
    if (all.includes('mark-')) this.#t.fail(`${step}: a stranger is told of the inside`)
  }

  async #ask(from: string): Promise<{ readonly all: string; readonly reverse: string }> {
    const changes = (zone: string) =>
      [...(this.#serials.get(`${zone}.`) ?? [])].map((serial) => withSerial(queryFor(`${zone}. IXFR`), serial))
    const ofReverse = [queryFor(`7.${REVERSE}. PTR`), queryFor(`${REVERSE}. AXFR`), ...changes(REVERSE)]
    const others = [
      ...['www.example.com. A', 'www.own.example. A', 'm.a.example. MX'].map((question) =>
        queryFor(question, { edns: 1232, dnssec: true }),
      ),
      ...ZONES.filter((zone) => zone !== REVERSE).flatMap((zone) => [queryFor(`${zone}. AXFR`), ...changes(zone)]),
    ]
    const [reverse, rest] = [await this.#raw(from, ofReverse), await this.#raw(from, others)]
    return { all: reverse + rest, reverse }
  }

  async #raw(from: string, messages: readonly Uint8Array[]): Promise<string> {
    const client = new TcpClient(this.#t, this.site.server.bound[0]!.port, { from })
    client.ask(...messages.map((message, i) => Uint8Array.of(i >> 8, i, ...message.subarray(2))))
    await client.receive(messages.length)
    client.socket.destroy()
    return Buffer.concat(client.answers).toString('latin1')
  }

  async #come(records: readonly string[]): Promise<void> {
    const { server } = this.site
    const version = { serial: this.#primary.version.serial + 1, records }
    for (const view of views) {
      // A refusal is an answer too.
      const isGood = server.upstream.status.every(({ lastError }) => lastError === undefined)
      const isWhole = !isGood || view !== views[0] || this.#random() < 0.5
      await this.#primary.bring(server, { view, origin }, { ...version, records: [...records] }, isWhole)
    }
    await followed(this.site)
  }

  #turn(): void {
    this.#hidden = { partners: this.#random() < 0.5, guests: this.#random() < 0.5 }
    this.site.write('janus.yaml', config(this.#primary.port, this.#hidden, this.#isSigned))
  }
}

const SEED = 20_261_130
const ROUNDS = process.env.JANUS_LONG === undefined ? 3 : 60

for (const isSigned of [false, true])
  t.test(
    `no stranger gets an octet of the inside, ${isSigned ? 'signed or not' : 'whatever came before'}`,
    async (t) => {
      const seed = Number(process.env.PROPERTY_SEED ?? SEED)
      t.comment(`PROPERTY_SEED=${seed}`)
      const random = randomFrom(seed)
      const primary = await ChangingPrimary.start(t, { serial: 1, records: ['pc A 192.0.2.7'] })
      const first = config(primary.port, { partners: false, guests: false }, isSigned)
      const site = new Site(folderOf(t, { ...files, 'janus.yaml': first }))
      t.teardown(() => site.stop())
      await site.start()
      const story = new Story(t, site, primary, random, isSigned)
      const { steps } = story
      const names = Object.keys(steps) as (keyof typeof steps)[]
      const done: string[] = []
      for (let round = 0; round < ROUNDS; round++)
        for (const name of shuffled(names, random)) {
          done.push(name)
          await steps[name]()
          await followed(site)
          await story.look(`${done.length} ${done.slice(-3).join(', ')}`)
        }
      t.ok(story.seen > ROUNDS / 2, `who is none got it ${story.seen} times`)
    },
  )

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}
