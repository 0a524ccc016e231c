// Knot serves and signs a zone below one that is signed here, and rolls its KSK by itself: it asks this server whether the DS has come.
// The first DS comes by what the server of the zone says of it in a third zone, which unbound validates. Nobody who validates with a cache
// from before, from the middle or from the end ever finds anything bogus.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { keyTag } from '../../src/sign/key-tag.ts'
import { askServer, tellServer } from '../../src/signing/ask-server.ts'
import { installed, run } from '../peers/process.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'
import { until } from '../support/until.ts'

const missing = ['knotd', 'knotc', 'unbound'].find((name) => installed(name) === undefined)
const HEAD = '$TTL 1\n@ SOA ns hostmaster 2026010101 1d 2h 4w 1\n@ NS ns\nns A 127.0.0.1\n'
const DEPT = 'dept.univ.example.'
/** Steps of half a second: a roll takes some twenty seconds, and machines are busy. */
const MOST = 240

const knotConf = (port: number, folder: string, parent: number) => `
server:
  listen: 127.0.0.1@${port}
  rundir: "${folder}"
database:
  storage: "${folder}"
log:
  - target: stderr
    any: warning
remote:
  - id: above
    address: 127.0.0.1@${parent}
submission:
  - id: asked
    parent: above
    check-interval: 1
policy:
  - id: short
    algorithm: ecdsap256sha256
    ksk-lifetime: 0
    zsk-lifetime: 0
    dnskey-ttl: 1
    zone-max-ttl: 1
    propagation-delay: 1
    rrsig-lifetime: 1h
    cds-cdnskey-publish: always
    ksk-submission: asked
zone:
  - domain: ${DEPT}
    file: "${folder}/dept.zone"
    zonefile-sync: -1
    journal-content: all
    dnssec-signing: on
    dnssec-policy: short
`

async function started(t: Parameters<typeof Unbound.start>[0], files: Record<string, string>): Promise<Site> {
  const site = new Site(folderOf(t as never, files))
  t.teardown(() => site.stop())
  await site.start()
  await until('the first keys', () => site.server.signing!.status.every(({ face }) => face.signed !== undefined))
  return site
}

t.test(
  'Knot rolls its KSK below us, and unbound validates all the time',
  { skip: missing && `no ${missing}` },
  async (t) => {
    const config = (zone: string, more = '') =>
      `listen: ["127.0.0.1:0"]\nviews: {campus: [any]}\nzones: {${zone}: z.zone}\nsign: {${zone}: {parents: []${more}}}\n`
    const delegation = `${HEAD}dept NS ns.host.example.\n*.up A 192.0.2.1\n`
    const above = await started(t, { 'janus.yaml': config('univ.example'), 'z.zone': delegation })
    const host = await started(t, { 'janus.yaml': config('host.example'), 'z.zone': HEAD })
    const portOf = ({ server }: Site) => server.bound[0]!.port
    const knot = await run((port, folder) => ({
      program: installed('knotd')!,
      files: {
        'knot.conf': knotConf(port, folder, portOf(above)),
        'dept.zone': '$TTL 1\n@ SOA ns.host.example. hostmaster 1 1d 2h 4w 1\n@ NS ns.host.example.\n*.w A 192.0.2.7\n',
      },
      args: ['-c', join(folder, 'knot.conf')],
    }))
    t.teardown(() => knot.stop())
    const at = (port: number) => ({ address: '127.0.0.1', family: 4 as const, port })
    const rdata = async (port: number, type: number): Promise<Uint8Array[]> => {
      for (let tries = 0; ; tries++) {
        const answer = await askServer(at(port), { name: nameFromText(DEPT), type })
        // Who says nothing has not said that there is nothing.
        if (!('code' in answer)) return answer.answer.flatMap((one) => (one.type === type ? [one.rdata] : []))
        if (tries === 5) return []
      }
    }
    const tags = async (port: number, type: number) =>
      (await rdata(port, type)).map((one) => (one[0]! << 8) | one[1]!).join()
    const ksks = async () =>
      (await rdata(knot.port, Type.DNSKEY)).filter((key) => (key[1]! & 1) === 1).map((key) => keyTag(key))
    const soon = async (what: string, isSo: () => Promise<boolean>) => {
      for (let i = 0; i < MOST; i++) {
        if (await isSo()) return
        await setTimeout(500)
      }
      throw new Error(`waits for ${what}: ${above.said.slice(-3)} ${knot.log().slice(-2000)}`)
    }
    await soon('the CDS of Knot', async () => (await rdata(knot.port, Type.CDS)).length > 0)
    const [first] = await ksks()

    const resolver = await Unbound.start(t, {
      ...{ port: portOf(host), zones: ['host.example'], anchors: [anchorOf(host.folder, 'host.example')] },
    })
    const children = `, children: {dept.univ.example: {first: signal, servers: ["127.0.0.1:${knot.port}"], resolvers: ["127.0.0.1:${resolver.port}"]}}`
    above.write('janus.yaml', config('univ.example', children))
    await above.reload()
    const stateOf = () => above.server.signing!.status[0]!.children[0]
    const notify = () => tellServer(at(portOf(above)), { name: nameFromText(DEPT), type: Type.CDS })
    await soon('a look', async () => {
      if (['child-signal-unproven', 'child-signal-differs'].includes(stateOf()?.why?.code ?? '')) return true
      await notify()
      return false
    })
    t.equal(await tags(portOf(above), Type.DS), '', 'nobody has said anything of it')
    const lines = await Promise.all(
      [Type.CDS, Type.CDNSKEY].map(async (type) => {
        const [one] = await rdata(knot.port, type)
        return `_dsboot.${DEPT.slice(0, -1)}._signal.ns ${typeName(type)} ${printRdata(type, one!, 0, one!.length)}\n`
      }),
    )
    host.write('z.zone', `${HEAD}${lines.join('')}`)
    await host.reload()
    // What the resolver has of before ends within a second or two.
    await soon('the first DS', async () => {
      await notify()
      return (await tags(portOf(above), Type.DS)) === `${first}`
    })

    const start = () =>
      Unbound.start(t, {
        ...{ port: portOf(above), zones: ['univ.example'], others: { 'dept.univ.example': knot.port } },
        anchors: [anchorOf(above.folder, 'univ.example')],
      })
    const [always, early] = [await start(), await start()]
    let asked = 0
    const bogus: string[] = []
    const ask = async (unbound: Unbound, who: string) => {
      const answer = await unbound.ask(`h${asked++}.w.dept.univ.example A`)
      if (answer !== 'NOERROR secure') bogus.push(`${who}, ${asked}: ${answer}`)
    }
    await ask(always, 'always')
    await ask(early, 'before')
    const knotc = (...words: readonly string[]) =>
      execFileSync(installed('knotc')!, ['-c', join(knot.folder, 'knot.conf'), ...words], { stdio: 'pipe' })
    // Knot waits with a roll until the one before is over.
    await soon('the first key in service', async () => {
      knotc('zone-key-rollover', DEPT, 'ksk')
      return (await ksks()).length === 2
    })
    let late: Unbound | undefined
    const seen = new Set<string>()
    let isOver = false
    for (let i = 0; i < MOST && !isOver; i++) {
      await notify()
      await ask(always, 'always')
      if (i % 8 === 7) await ask(early, 'now and then')
      seen.add(await tags(portOf(above), Type.DS))
      const now = await ksks()
      if (late === undefined && seen.size === 2) late = await start()
      if (late !== undefined) await ask(late, 'since the middle')
      isOver = now.length === 1 && now[0] !== first
      await setTimeout(500)
    }
    t.ok(isOver, `Knot has rolled its key: ${knot.log().slice(-1000)}`)
    const second = (await ksks())[0]
    t.same([...seen], [`${first}`, `${second}`], 'one DS took the place of the other')
    for (const [one, who] of [
      [always, 'always'],
      [early, 'before, and after'],
    ] as const)
      await ask(one, who)
    await ask(await start(), 'after')
    t.same(bogus, [])
  },
)
