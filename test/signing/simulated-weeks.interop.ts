// Weeks of a signed zone in which whatever can go wrong does: restarts, rollbacks, changes, rolls of keys and algorithms, keys that are away
// for days, clocks that somebody sets, one denial after the other. Resolvers whose caches live through all of it, and others that begin
// in the middle, are never given anything that they take for bogus. WEEKS_SEED repeats a run; `npm run test:long` plays half a year.

import { readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import type { KeyRecord } from '../../src/sign/keys/key-folder.ts'
import { folderOf } from '../support/janus.ts'
import { everybody, operatedOf, told } from '../support/operated.ts'
import { randomFrom } from '../support/shifting-site.ts'
import { setAhead, setClock } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { noLedClock, Unbound } from '../support/unbound.ts'

const SEED = 77_160_423
const WEEKS = process.env.JANUS_LONG === undefined ? 5 : 26
const MINUTE = 60
const HOUR = 3600
const WEEK = 7 * 24 * HOUR

const HEAD = '$TTL 1h\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\n'
const FILES = {
  'univ.zone': `${HEAD}dept 600 NS ns.dept\nns.dept A 127.0.0.1\n`,
  'dept.zone': `${HEAD}www A 192.0.2.7\n*.wild A 192.0.2.8\na.b.ent TXT "x"\n`,
}
const config = (dept: string) => `
listen: ["127.0.0.1:0"]
state: state
views: {campus: [any]}
zones: {univ.example: univ.zone, dept.univ.example: dept.zone}
sign: {univ.example: {parents: []}, dept.univ.example: {parents: [], ${dept}}}
`

/** What validators say of it at every moment. `#` is another number each time. */
const questions = {
  'www.dept.univ.example A': 'NOERROR secure',
  'h#.wild.dept.univ.example A': 'NOERROR secure',
  'nothing#.dept.univ.example A': 'NXDOMAIN secure',
  'b.ent.dept.univ.example A': 'NOERROR secure',
  'dept.univ.example DNSKEY': 'NOERROR secure',
  'dept.univ.example SOA': 'NOERROR secure',
}

t.afterEach(() => setAhead(undefined))

t.test(
  `${WEEKS} weeks, and nothing is ever bogus`,
  { skip: noLedClock && `no ${noLedClock}`, timeout: 3_600_000 },
  async (t) => {
    const seed = Number(process.env.WEEKS_SEED ?? SEED)
    t.comment(`WEEKS_SEED=${seed}`)
    const random = randomFrom(seed)
    const below = (n: number) => Math.floor(random() * n)
    const site = new Site(folderOf(t, { 'janus.yaml': config('keys: csk'), ...FILES }))
    t.teardown(() => site.stop())
    await site.start()
    const keys = join(site.folder, 'keys/zone/dept.univ.example')
    const record = (): KeyRecord => JSON.parse(readFileSync(join(keys, 'keys.json'), 'utf8'))
    const resolvers: Unbound[] = []
    let now = 0
    /** By how much the clock of the machine is wrong. */
    let wrong = 0
    const begins = async () => {
      const { port } = site.server.bound[0]!
      const one = await Unbound.start(t, {
        ...{ port, zones: ['univ.example', 'dept.univ.example'], isLed: true },
        anchors: [anchorOf(site.folder, 'univ.example')],
      })
      one.setAhead(now)
      resolvers.push(one)
    }
    const passes = async (seconds: number) => {
      now += seconds
      setAhead(now)
      if (wrong !== 0) setClock(now + wrong)
      for (const one of resolvers) one.setAhead(now)
      await site.reload()
      await setTimeout(150)
    }
    const bogus: string[] = []
    let asked = 0
    const ask = async (after: string) => {
      for (const [i, one] of resolvers.entries()) {
        // The first asks all the time, the second seldom, and others as they like.
        if (i === 1 ? below(8) > 0 : i > 1 && below(2) > 0) continue
        for (const [question, wanted] of Object.entries(questions)) {
          const said = await one.ask(question.replace('#', `${++asked}`))
          if (said !== wanted) bogus.push(`hour ${now / HOUR} after "${after}", resolver ${i}, ${question}: ${said}`)
        }
      }
    }
    const isThere = () => record().keys.some(({ records }) => records?.ds.state === 'omnipresent')
    for (let i = 0; i < 60 && !isThere(); i++) await passes(2 * HOUR)
    t.ok(isThere(), 'the chain is whole')

    // Others listen at a port of their own after a restart: the configuration keeps the one that resolvers know.
    const listen = `listen: ["127.0.0.1:${site.server.bound[0]!.port}"]`
    const settings = { denial: 'nsec', keys: 'csk' }
    const configure = () =>
      site.write(
        'janus.yaml',
        config(`keys: ${settings.keys}, denial: ${settings.denial}`).replace('listen: ["127.0.0.1:0"]', listen),
      )
    configure()
    let serial = 1
    let back: number | undefined
    const roll = (options: Record<string, unknown>) =>
      told(operatedOf(site.server), everybody, {
        verb: 'dnssec-roll',
        options: { zone: 'dept.univ.example', ...options },
      })
    const seen: Record<string, number> = {}
    const happens: Readonly<Record<string, () => unknown>> = {
      nothing: () => {},
      'a restart': () => site.restart(),
      'a change': () => site.write('dept.zone', `${FILES['dept.zone']}new${++serial} A 192.0.2.${below(200)}\n`),
      'a rollback': () => site.server.rollBack(),
      'a roll': () => roll({}),
      'another algorithm': () => roll({ algorithm: below(2) === 0 ? 13 : 15 }),
      'another denial': () => {
        settings.denial = settings.denial === 'nsec' ? 'nsec3' : 'nsec'
        configure()
      },
      'keys are away': () => {
        if (back !== undefined) return
        renameSync(keys, `${keys}.away`)
        back = now + (1 + below(60)) * HOUR
      },
      'the clock is late': () => {
        wrong = -(1 + below(8 * 60)) * MINUTE
      },
      // What is signed with it counts from an hour before.
      'the clock is early': () => {
        wrong = (1 + below(40)) * MINUTE
      },
      'the clock is right': () => {
        wrong = 0
      },
    }
    const names = Object.keys(happens)
    await begins()
    await begins()
    const end = now + WEEKS * WEEK
    for (let next = now + WEEK; now < end; ) {
      const name = names[below(names.length)]!
      await happens[name]!()
      seen[name] = (seen[name] ?? 0) + 1
      await passes((1 + below(12)) * HOUR)
      if (back !== undefined && back <= now) {
        back = undefined
        renameSync(`${keys}.away`, keys)
        await passes(MINUTE)
      }
      await ask(name)
      if (now >= next) {
        next += WEEK
        await begins()
      }
    }
    t.same(bogus.slice(0, 10), [], `${bogus.length} of ${asked} answers`)
    t.ok(
      asked > WEEKS * 100,
      `${asked} questions after ${Object.entries(seen)
        .map(([name, n]) => `${n} × ${name}`)
        .join(', ')}`,
    )
    for (const one of resolvers) one.setAhead(now + 60 * 24 * HOUR)
    t.equal(
      await resolvers[0]!.ask('last.wild.dept.univ.example A'),
      'SERVFAIL',
      'its clock is led: all signatures are over then',
    )
  },
)
