// A zone that BIND has signed is taken over with its keys and their states: unbound, whose cache holds what BIND signed, validates all
// of it before, after, and when what it had is forgotten. There is no moment without a chain.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type KeyRecord, readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import { faultOf } from '../../src/sign/self-check.ts'
import { installed } from '../peers/process.ts'
import { folderOf, run as runProgram } from '../support/janus.ts'
import { janusProgram } from '../support/program.ts'
import { setAhead, shown, signatures } from '../support/signed-site.ts'
import { Site } from '../support/site.ts'
import { noLedClock, Unbound } from '../support/unbound.ts'
import { until } from '../support/until.ts'

const programs = ['dnssec-keygen', 'dnssec-settime', 'dnssec-signzone', 'dnssec-dsfromkey']
const missing = noLedClock ?? programs.find((name) => installed(name) === undefined)

const HOUR = 3600
const CONTENT = `$TTL 1h
@ SOA ns hostmaster 2026010101 1d 2h 4w 60
@ NS ns
ns A 127.0.0.1
www A 192.0.2.7
mail A 192.0.2.8
*.wild TXT "x"
`
const CONFIG = `
listen: [{address: "127.0.0.1:0", view: internal}]
views: {internal: [any]}
zones: {univ.example: z.zone}
`

const asTool =
  (folder: string) =>
  (name: string, ...args: string[]) =>
    execFileSync(installed(name)!, args, { cwd: folder, encoding: 'utf8' }).trim()

type Kind = {
  readonly what: string
  /** Arguments of dnssec-keygen, and of dnssec-settime. */
  readonly keys: readonly (readonly [made: readonly string[], states: readonly string[]])[]
  /** Of dnssec-signzone. */
  readonly signing: readonly string[]
  readonly sign: string
  /** Role, and the state of DNSKEY and DS in the end. */
  readonly end: readonly (readonly string[])[]
}

const now = (...records: readonly string[]) => records.flatMap((record) => [record, 'omnipresent', 'now'])

const kinds: readonly Kind[] = [
  {
    what: 'with a KSK and a ZSK',
    keys: [
      [['-a', 'ECDSAP256SHA256', '-f', 'KSK'], now('-k', '-r', '-d')],
      [['-a', 'ECDSAP256SHA256'], now('-k', '-z')],
    ],
    signing: [],
    sign: 'keys: split, zsk-lifetime: never',
    end: [
      ['ksk', 'omnipresent', 'omnipresent'],
      ['zsk', 'omnipresent', 'hidden'],
    ],
  },
  {
    // An algorithm of which no keys are made here; and the chain of hashes goes on as well, with other parameters.
    what: 'with one key of RSA/SHA-512, and NSEC3 with a salt',
    keys: [[['-a', 'RSASHA512', '-b', '2048', '-f', 'KSK'], now('-k', '-r', '-z', '-d')]],
    signing: ['-z', '-3', 'aabb', '-H', '2'],
    sign: 'denial: nsec3',
    end: [['csk', 'omnipresent', 'omnipresent']],
  },
]

t.afterEach(() => setAhead(undefined))

for (const { what, keys: made, signing, sign, end } of kinds)
  t.test(`a zone of BIND is taken over ${what}`, { skip: missing && `no ${missing}` }, async (t) => {
    const folder = folderOf(t, { 'janus.yaml': CONFIG, 'plain.zone': CONTENT })
    const bind = join(folder, 'bind')
    mkdirSync(bind)
    const tool = asTool(bind)
    const keys = made.map(([args, states]) => {
      const key = tool('dnssec-keygen', '-q', ...args, 'univ.example')
      // BIND makes the file of states with the first of them.
      tool('dnssec-settime', '-s', '-g', 'omnipresent', ...states, key)
      return key
    })
    const dnskeys = keys.map((key) => readFileSync(join(bind, `${key}.key`), 'utf8')).join('')
    writeFileSync(join(bind, 'z'), `${CONTENT}${dnskeys}`)
    tool('dnssec-signzone', '-q', ...signing, '-o', 'univ.example', '-N', 'keep', '-f', join(folder, 'z.zone'), 'z')
    const ds = tool('dnssec-dsfromkey', '-2', keys[0]!).replace(' IN ', ' ')

    const site = new Site(folder)
    t.teardown(() => site.stop())
    await site.start()
    const start = () =>
      Unbound.start(t, {
        ...{ port: site.server.bound[0]!.port, zones: ['univ.example'], isLed: true },
        anchors: [ds],
      })
    const [before, idle] = [await start(), await start()]
    const bogus: string[] = []
    const ask = async (unbound: Unbound, when: string, names: readonly string[]) => {
      for (const name of names) {
        const answer = await unbound.ask(name)
        const wanted = name.startsWith('no') ? 'NXDOMAIN secure' : 'NOERROR secure'
        if (answer !== wanted) bogus.push(`${when}, ${name}: ${answer}`)
      }
    }
    await ask(before, 'signed by BIND', ['www.univ.example A', 'univ.example DNSKEY', 'no1.univ.example A'])
    await ask(idle, 'signed by BIND', ['univ.example DNSKEY'])

    site.write('z.zone', CONTENT)
    site.write('janus.yaml', `${CONFIG}sign: {univ.example: {parents: [], ${sign}}}\n`)
    const files = keys.map((key) => join('bind', `${key}.private`))
    const imported = await runProgram(
      process.execPath,
      [janusProgram, 'dnssec', 'import', 'univ.example', ...files],
      folder,
    )
    t.match(imported, { code: 0, stdout: /continues from where its \.state file says/ })
    await site.reload()
    t.ok(signatures(shown(site, 'internal')).length > 0)

    // What is in the cache goes with what comes now, and the other way round.
    const all = [
      'mail.univ.example A',
      'www.univ.example A',
      'univ.example SOA',
      'h.wild.univ.example TXT',
      'no2.univ.example A',
    ]
    await ask(before, 'at once', all)
    await ask(idle, 'at once', all)
    await ask(await start(), 'at once, from nothing', [...all, 'univ.example DNSKEY', 'univ.example CDS'])
    const isRight = () => {
      const read = readZoneKeys(join(folder, 'keys/zone/univ.example'))
      if (read.kind !== 'good') throw new Error('there are no keys')
      return faultOf(shown(site, 'internal'), read.keys, Math.floor(Date.now() / 1000), 1) === undefined
    }
    for (const hours of [2, 26, 8 * 24, 20 * 24]) {
      setAhead(hours * HOUR)
      for (const one of [before, idle]) one.setAhead(hours * HOUR)
      await site.reload()
      await until(`signatures that count after ${hours} hours`, isRight)
      await ask(before, `after ${hours} hours`, [...all, 'univ.example DNSKEY'])
      if (hours > 24) await ask(idle, `after ${hours} hours, now and then`, all)
    }
    t.same(bogus, [])
    const record: KeyRecord = JSON.parse(readFileSync(join(folder, 'keys/zone/univ.example/keys.json'), 'utf8'))
    t.same(
      record.keys.map(({ role, records }) => [role, records!.dnskey.state, records!.ds.state]),
      end,
    )
    const pems = readdirSync(join(folder, 'keys/zone/univ.example')).filter((file) => file.endsWith('.pem'))
    t.equal(pems.length, made.length)
  })
