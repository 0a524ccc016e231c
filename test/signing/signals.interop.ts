// The whole way of a first DS by the names of servers (RFC 9615): one server signs a zone and the zone that holds the name of its server;
// unbound and delv validate what that says; another server, which has the parent, takes the DS by it; and then it is said no more.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { readZoneKeys } from '../../src/sign/keys/key-folder.ts'
import type { ZoneKey } from '../../src/sign/zone-key.ts'
import { tellServer } from '../../src/signing/ask-server.ts'
import { recordsIn } from '../../src/signing/child-look.ts'
import { installed } from '../peers/process.ts'
import { announceKey } from '../support/announced-keys.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'
import { until } from '../support/until.ts'

const missing = ['unbound', 'delv'].find((name) => installed(name) === undefined)
const SIGNAL = '_dsboot.lab.example._signal.ns1.univ.test'
const SOA = '$TTL 1\n@ SOA ns1.univ.test. hostmaster.univ.test. 2026010101 1d 2h 4w 1\n'

async function started(t: Test, files: Record<string, string>, zone?: string): Promise<Site> {
  const folder = folderOf(t, files)
  if (zone !== undefined) announceKey(folder, zone)
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  return site
}

const portOf = ({ server }: Site) => server.bound[0]!.port

function keyOf(site: Site, zone: string): ZoneKey {
  const read = readZoneKeys(join(site.folder, 'keys/zone', zone))
  if (read.kind !== 'good') throw new Error('there are no keys')
  return read.keys[0]!
}

function recordsAt(site: Site, zone: string, name: string, type: number): readonly Uint8Array[] {
  const { zones } = site.server.current.generation.views.at(-1)!
  const shown = zones.members.find(({ apex }) => Buffer.compare(apex, nameFromText(`${zone}.`)) === 0)!.zone!
  return recordsIn(shown, nameFromText(`${name}.`), type)
}

async function delv(site: Site, port: number, type: string): Promise<string> {
  const { dnskey } = keyOf(site, 'univ.test')
  const key = Buffer.from(dnskey.subarray(4)).toString('base64')
  site.write('anchors', `trust-anchors {\nuniv.test. static-key 257 3 13 "${key}";\n};\n`)
  const args = ['@127.0.0.1', '-p', `${port}`, '-a', join(site.folder, 'anchors'), '+root=univ.test', SIGNAL, type]
  const { stdout } = await promisify(execFile)(installed('delv')!, args).catch((error) => error)
  return stdout
}

for (const denial of ['nsec', 'nsec3', 'compact'])
  t.test(`a parent takes the first DS by them: ${denial}`, { skip: missing && `no ${missing}` }, async (t) => {
    const parentConfig = (children: string) =>
      `listen: ["127.0.0.1:0"]\nviews: {campus: [any]}\nzones: {example: z.zone}\nsign: {example: {parents: []${children}}}\n`
    const parent = await started(t, {
      'janus.yaml': parentConfig(''),
      'z.zone': '$TTL 1\n@ SOA ns hostmaster 1 1d 2h 4w 1\n@ NS ns\nns A 127.0.0.1\nlab NS ns1.univ.test.\n',
    })
    const below = await started(
      t,
      {
        'janus.yaml': `
listen: ["127.0.0.1:0"]
views: {internal: [10.0.0.0/8], external: [any]}
zones:
  univ.test: univ.zone
  lab.example: lab.zone
sign:
  univ.test: {parents: [], denial: ${denial}}
  lab.example: {parents: ["127.0.0.1:${portOf(parent)}"]}
`,
        'univ.zone': `${SOA}@ NS ns1\nns1 A 127.0.0.1\n`,
        'lab.zone': `${SOA}@ NS ns1.univ.test.\nwww A 192.0.2.7\n`,
      },
      'lab.example',
    )
    const port = portOf(below)
    const resolver = await Unbound.start(t, {
      ...{ port, zones: ['univ.test'], anchors: [anchorOf(below.folder, 'univ.test')], asksAlways: true },
    })
    for (const type of ['CDS', 'CDNSKEY']) {
      t.equal(await resolver.ask(`${SIGNAL} ${type}`), 'NOERROR secure', `unbound, ${type}`)
      t.match(await delv(below, port, type), /; fully validated/, `delv, ${type}`)
    }
    t.match(await resolver.ask(`_signal.ns1.univ.test A`), /^NOERROR secure$/, 'a name without data')
    t.equal(await resolver.ask(`x.${SIGNAL} A`), `${denial === 'compact' ? 'NOERROR' : 'NXDOMAIN'} secure`)

    const children = `, children: {lab.example: {first: signal, servers: ["127.0.0.1:${port}"], resolvers: ["127.0.0.1:${resolver.port}"]}}`
    parent.write('janus.yaml', parentConfig(children))
    await parent.reload()
    const at = { address: '127.0.0.1', family: 4, port: portOf(parent) } as const
    // A busy machine may say too late what the parent asks: it is told to look again.
    await until('the first DS', async () => {
      if (recordsAt(parent, 'example', 'lab.example', Type.DS).length === 1) return true
      await tellServer(at, { name: nameFromText('lab.example.'), type: Type.CDS })
      return false
    })
    const client = await Unbound.start(t, {
      ...{ port: portOf(parent), zones: ['example'], others: { 'lab.example': port } },
      anchors: [anchorOf(parent.folder, 'example')],
    })
    t.equal(await client.ask('www.lab.example A'), 'NOERROR secure')

    await below.reload()
    await until('it is said no more', () => recordsAt(below, 'univ.test', SIGNAL, Type.CDS).length === 0)
    const later = await Unbound.start(t, {
      ...{ port, zones: ['univ.test'], anchors: [anchorOf(below.folder, 'univ.test')], asksAlways: true },
    })
    t.equal(
      await later.ask(`${SIGNAL} CDS`),
      `${denial === 'compact' ? 'NOERROR' : 'NXDOMAIN'} secure`,
      'all of it is gone',
    )
    t.match(await delv(below, port, 'CDS'), /; negative response, fully validated/)
    await below.restart()
    t.same(recordsAt(below, 'univ.test', SIGNAL, Type.CDS), [], 'nor after a restart')
  })
