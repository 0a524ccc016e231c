// Lines by which a parent may take the first DS (RFC 9615): as the zone has them, under the names of servers outside, and served signed
// where somebody has put them.

import { join } from 'node:path'
import t from 'tap'
import { signingAlgorithms } from '../../../src/sign/algorithms.ts'
import { addZoneKeys, writeRecord } from '../../../src/sign/keys/key-folder.ts'
import { zoneKeyOf } from '../../../src/sign/zone-key.ts'
import { folderOf, janus } from '../../support/janus.ts'
import { zoneLines } from '../../support/signed.ts'
import { INSIDE, shown, startedSite } from '../../support/signed-site.ts'

const LONG = Array.from({ length: 3 }, () => 'x'.repeat(63)).join('.')
const CONFIG = `
zones: {lab.example: z.zone, ${LONG}.example: z.zone}
sign: {lab.example: {parents: []}, ${LONG}.example: {parents: []}}
`

/** Keys that all caches know, or that nobody was seen with. */
function withKeys(folder: string, zone: string, isThere: boolean): void {
  const at = join(folder, 'keys/zone', zone)
  const key = zoneKeyOf('csk', 13, signingAlgorithms.get(13)!.make())
  const made = addZoneKeys(at, undefined, [key], { now: new Date('2026-01-01') })
  if (!isThere) return
  const there = { state: 'omnipresent' as const, since: Date.parse('2026-01-01') / 1000 }
  const records = { dnskey: there, krrsig: there, zrrsig: there, ds: there }
  writeRecord(at, { ...made, keys: made.keys.map((one) => ({ ...one, records })) })
}

const ds = async (folder: string, zone: string, ...servers: string[]) => {
  const config = ['--config', join(folder, 'janus.yaml')]
  const signal = servers.length > 0 ? ['--signal', ...servers] : []
  return janus('dnssec', 'ds', zone, ...config, ...signal)
}

t.test('servers outside are told what to say, and those inside that they cannot', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG })
  withKeys(folder, 'lab.example', true)
  withKeys(folder, `${LONG}.example`, true)
  const { code, stdout } = await ds(folder, 'lab.example', 'ns1.univ.example', 'ns.example.net')
  t.equal(code, 0)
  const lines = stdout.split('\n').filter((line) => line !== '' && !line.startsWith(';'))
  t.same(
    lines.map((line) => line.split(' ').slice(0, 4).join(' ')),
    ['ns1.univ.example.', 'ns.example.net.'].flatMap((server) =>
      ['CDS', 'CDNSKEY'].map((type) => `_dsboot.lab.example._signal.${server} 3600 IN ${type}`),
    ),
  )
  const json = (await ds(folder, 'lab.example', 'ns1.univ.example', 'ns.example.net', '--json')).stdout
  t.same(JSON.parse(json), [
    { server: 'ns1.univ.example', lines: lines.slice(0, 2) },
    { server: 'ns.example.net', lines: lines.slice(2) },
  ])
  const half = await ds(folder, 'lab.example', 'ns1.univ.example', 'ns1.lab.example')
  t.match(half, { code: 1, stdout: '' }, 'where one cannot, none is told half of it')
  const registrar = (await ds(folder, 'lab.example')).stdout
  t.ok(registrar.includes(lines[0]!.split(' CDS ')[1]!), 'the DS that the registrar would be given')
  t.match(await ds(folder, 'lab.example', 'ns1.lab.example'), { code: 1, stderr: /lies in lab\.example\. itself/ })
  t.match(await ds(folder, 'lab.example', 'a..b'), { code: 1, stderr: /cannot read the name "a\.\.b"/ })
  t.match(await ds(folder, `${LONG}.example`, `ns.${'y'.repeat(60)}.example`), { code: 1, stderr: /255 octets/ })

  // In the zone of the servers they are content, which check has nothing against and which is signed like any other.
  const site = await startedSite(t)
  site.write('in.zone', `${INSIDE}${lines.slice(0, 2).join('\n')}\n`)
  await site.reload()
  const served = zoneLines(shown(site, 'internal')).filter((line) => line.startsWith('_dsboot.'))
  for (const type of ['CDS', 'CDNSKEY', 'RRSIG CDS', 'RRSIG CDNSKEY', 'NSEC'])
    t.ok(
      served.some((line) => line.includes(` IN ${type} `)),
      type,
    )
  const about = site.problems.map(({ rule }) => rule)
  t.same(
    about.filter((rule) => /cds|sign|key/.test(rule)),
    [],
  )
})

t.test('before the zone has a CDS nobody says one for it', async (t) => {
  const folder = folderOf(t, { 'janus.yaml': CONFIG })
  withKeys(folder, 'lab.example', false)
  t.match(await ds(folder, 'lab.example', 'ns1.univ.example'), {
    code: 1,
    stderr: /not yet: the zone has no CDS/,
  })
})
