// Faces that are made of others follow these whatever changes them: a zone comes from its primary, whole or as changes, records end by
// themselves, files and layers change, and the server ends at any moment. A start would serve the same of all of them.

import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { folderOf } from '../support/janus.ts'
import { change, followed, sameAsStarted, versionsOf } from '../support/remade-site.ts'
import { type Random, randomFrom } from '../support/shifting-site.ts'
import { Site } from '../support/site.ts'
import { ChangingPrimary } from '../transfer/changing-primary.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const COME = { view: 'external', origin: nameFromText('example.com.') }
/** Kept in a face that is made by rules as long as the hosts are there in its own view. */
const LEADING = 'm MX 10 x.example.com.\nal CNAME y.example.com.\n'

const files = (port: number) => ({
  'janus.yaml': `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.1], lab: [127.0.0.3], external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${port}"]}}
zones:
  example.com: {internal: inside.zone, lab: inside.zone, external: {primary: hidden}}
  a.example:
    internal: [a.zone, over.layer]
    lab: {from: internal, rules: [{hide: [secret]}]}
    external: {from: lab, rules: [{drop: private}]}
  0.0.10.in-addr.arpa: {internal: reverse.zone}
reverse: {10.0.0.0/24: [internal], 192.0.2.0/24: [internal, external]}
`,
  'a.zone': `${top}${LEADING}www A 192.0.2.80\nsecret A 10.0.0.66\n`,
  'over.layer': 'over A 192.0.2.90\n',
  'inside.zone': `${top}x A 192.0.2.30\ny A 192.0.2.31\n`,
  'reverse.zone': '$TTL 300\n@ SOA ns.a.example. h 3 3600 600 86400 60\n@ NS ns.a.example.\n77 PTR told.a.example.\n',
})

class Story {
  readonly site: Site
  readonly #primary: ChangingPrimary
  readonly #random: Random

  constructor(site: Site, primary: ChangingPrimary, random: Random) {
    this.site = site
    this.#primary = primary
    this.#random = random
  }

  readonly steps = {
    'a zone comes whole': () => this.#come(true),
    'a zone comes as changes': () => this.#come(false),
    'a record changes': () => this.#change('a.example', 'internal'),
    'a record changes over what is made': () => this.#change('a.example', this.#pick(['lab', 'external'])),
    'a record changes beside a zone that comes': () => this.#change('example.com', 'internal'),
    'a record is to end later': () => this.#change('a.example', 'internal', { lease: 3600 }),
    'a record ends': () => this.#end('a.example', 'internal', false),
    'a record ends over what is made': () => this.#end('a.example', 'lab', false),
    'a record ends while no server runs': () => this.#end('a.example', 'internal', true),
    'a file changes': async () => {
      this.site.write(
        'a.zone',
        `${top}${LEADING}www A 192.0.2.8${this.#below(9)}\n${this.#host()} A 10.0.0.${this.#below(20)}\n`,
      )
      await this.site.reload()
    },
    'a layer changes': async () => {
      this.site.write('over.layer', `${this.#host()}.over A 192.0.2.9${this.#below(9)}\n`)
      await this.site.reload()
    },
    'a generation comes back': async () => {
      await this.site.server.rollBack()
      await this.site.reload()
    },
    'a server starts again': () => this.site.restart(),
  }

  async #come(isWhole: boolean): Promise<void> {
    const records = [`seen TXT ${this.#primary.version.serial}`]
    for (const host of ['x', 'y', 'in.x'])
      if (this.#random() < 0.7) records.push(`${host} A 192.0.2.${100 + this.#below(20)}`)
    const version = { serial: this.#primary.version.serial + 1, records }
    const why = await this.#primary.bring(this.site.server, COME, version, isWhole)
    if (why !== undefined) throw new Error(why)
  }

  #change(zone: string, view: string, more: { readonly lease?: number } = {}) {
    const address = this.#pick(['', ' 192.0.2.71', ' 192.0.2.72', ...(view === 'external' ? [] : [' 10.0.0.11'])])
    return change(this.site, view, zone, `own-${this.#host()}.${zone} A${address}`, more)
  }

  /** A record of a second: it goes from its face, and from all that is made of that. */
  async #end(zone: string, view: string, isAway: boolean): Promise<void> {
    const { site } = this
    const isThere = () =>
      site.served.filter(({ text }) => text !== undefined && /^short\b|\sshort\./m.test(text)).map(({ face }) => face)
    const told = await change(site, view, zone, `short.${zone} A 192.0.2.60`, { lease: LEASE, ttl: 0 })
    if (told.kind !== 'one') throw new Error(JSON.stringify(told))
    if (isAway) {
      await site.stop()
      await wait(LEASE * 1000 + 100)
      await site.start()
    }
    for (const end = Date.now() + 60_000; isThere().length > 0; await wait(20))
      if (Date.now() > end) throw new Error(`it stays in ${isThere().join(', ')}`)
  }

  #host(): string {
    return this.#pick(['x', 'y', 'in.x'])
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count)
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!
  }
}

/** Seconds. */
const LEASE = 1

/** The same every time; others by REMADE_SEED. */
const SEED = 20_261_129
const ROUNDS = process.env.JANUS_LONG === undefined ? 1 : 20

t.test('whatever changes what they are made of, a start would serve the same', { timeout: 1_200_000 }, async (t) => {
  const seed = Number(process.env.REMADE_SEED ?? SEED)
  t.comment(`REMADE_SEED=${seed}`)
  const random = randomFrom(seed)
  const story = await begun(t, random)
  const { site, steps } = story
  const names = Object.keys(steps) as (keyof typeof steps)[]
  for (let round = 0; round < ROUNDS; round++)
    for (const name of shuffled(names, random)) {
      const before = versionsOf(site.server.current.candidate)
      await steps[name]()
      await followed(site)
      await sameAsStarted(t, site, before, name)
    }
})

async function begun(t: Test, random: Random): Promise<Story> {
  const primary = await ChangingPrimary.start(t, { serial: 1, records: ['x A 192.0.2.5'] })
  const site = new Site(folderOf(t, files(primary.port)))
  t.teardown(() => site.stop())
  await site.start()
  const why = await site.server.upstream.fetch(COME)
  if (why !== undefined) throw new Error(why.code)
  await followed(site)
  const text = (face: string) => site.served.find((one) => one.face === face)?.text
  t.match(text('external a.example.'), /^m\b.*MX\s+10 x\.example\.com\.$/m, 'the host that has come is led to')
  t.notMatch(text('external a.example.'), /y\.example\.com/, 'one that is not there is not')
  t.match(text('external 2.0.192.in-addr.arpa.'), /^5\b.*PTR\s+x\.example\.com\.$/m, 'its address has its name')
  return new Story(site, primary, random)
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}
