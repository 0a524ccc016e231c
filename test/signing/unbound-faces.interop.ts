// A resolver that moves from one view to the other, with its cache: unbound validates what both faces say where they have one key set,
// and fails where they have two, or where one is unsigned.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { installed } from '../peers/process.ts'
import { type Files, folderOf, run } from '../support/janus.ts'
import { janusProgram } from '../support/program.ts'
import { Relay } from '../support/relay.ts'
import { Site } from '../support/site.ts'
import { anchorOf } from '../support/trust-anchor.ts'
import { Unbound } from '../support/unbound.ts'

const ZONE = 'univ.example'
const HEAD = '$TTL 300\n@ SOA ns hostmaster 2026010101 1d 2h 4w 60\n@ NS ns\nns A 127.0.0.1\nhosts A 192.0.2.4\n'
const FILES = {
  'in.zone': `${HEAD}www A 10.0.0.1\nmail A 10.0.0.2\nintra A 10.0.0.5\n`,
  'out.zone': `${HEAD}www A 192.0.2.1\nmail A 192.0.2.2\n`,
}
const CONFIG = `
listen: [{address: "127.0.0.1:0", view: internal}, {address: "127.0.0.2:0", view: external}]
views: {internal: [10.0.0.0/8], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
sign: {univ.example: {parents: []}}
`
const UNSIGNED_INSIDE = 'unsigned-faces: [{zone: univ.example, view: internal, reason: told, until: 2999-12-31}]\n'

type Row = {
  readonly what: string
  /** How the outside proves absence; NSEC by default. With opt-out somebody else has signed it, by the same keys: we do not. */
  readonly denial?: 'nsec3' | 'opt-out'
  /** Of the server that the inside is asked of: the same, another with keys of its own, or one that leaves it unsigned. */
  readonly inside: 'same keys' | 'other keys' | 'unsigned'
  readonly trusts?: 'both'
  readonly insecure?: true
  /** Asked outside, and then inside; what has been asked outside stands in the cache. */
  readonly outside: Readonly<Record<string, string>>
  readonly moved: Readonly<Record<string, string>>
}

const SECURE = 'NOERROR secure'
/** So many that each gap between the hashes of the outside is told. */
const GAPS = Array.from({ length: 16 }, (_, i) => `q${i} A`)
const rows: readonly Row[] = [
  {
    what: 'one key set: everything validates, old and new data mixed',
    inside: 'same keys',
    outside: { 'www A': SECURE, 'mail TXT': SECURE },
    moved: { 'www A': SECURE, 'mail A': SECURE, 'intra A': SECURE, 'nobody A': 'NXDOMAIN secure' },
  },
  {
    what: 'one key set, and an NSEC of the outside in the cache: it denies what is between its names, inside too',
    inside: 'same keys',
    outside: { 'inu A': 'NXDOMAIN secure' },
    moved: { 'intra A': 'NXDOMAIN secure', 'mail A': SECURE },
  },
  {
    what: 'one key set, and NSEC3 of the outside in the cache: unbound denies nothing by it but what it was asked',
    denial: 'nsec3',
    inside: 'same keys',
    outside: { 'www A': SECURE, ...Object.fromEntries(GAPS.map((question) => [question, 'NXDOMAIN secure'])) },
    moved: { 'intra A': SECURE, 'mail A': SECURE, 'nobody A': 'NXDOMAIN secure' },
  },
  {
    what: 'one key set, and NSEC3 with opt-out outside: what is not there is proved to nobody',
    denial: 'opt-out',
    inside: 'same keys',
    outside: { 'www A': SECURE, 'inu A': 'NXDOMAIN' },
    moved: { 'intra A': SECURE, 'mail A': SECURE, 'nobody A': 'NXDOMAIN secure' },
  },
  {
    what: 'two key sets',
    inside: 'other keys',
    outside: { 'www A': SECURE },
    moved: { 'www A': SECURE, 'mail A': 'SERVFAIL', 'intra A': 'SERVFAIL' },
  },
  {
    what: 'two key sets that are both trusted',
    inside: 'other keys',
    trusts: 'both',
    outside: { 'www A': SECURE },
    moved: { 'mail A': 'SERVFAIL', 'intra A': 'SERVFAIL' },
  },
  {
    what: 'the inside is unsigned',
    inside: 'unsigned',
    outside: { 'www A': SECURE },
    moved: { 'mail A': 'SERVFAIL', 'intra A': 'SERVFAIL' },
  },
  {
    what: 'the inside is unsigned, and the resolver has been told',
    inside: 'unsigned',
    insecure: true,
    outside: { 'www A': 'NOERROR' },
    moved: { 'mail A': 'NOERROR', 'intra A': 'NOERROR' },
  },
]

/** The outside as BIND signs it with opt-out, by the keys of a site. */
async function optOut(t: Test, site: Site): Promise<Site> {
  const to = join(site.folder, 'safe')
  const { code, stderr } = await run(
    process.execPath,
    [janusProgram, 'dnssec', 'export', ZONE, '--to', 'safe'],
    site.folder,
  )
  if (code !== 0) throw new Error(stderr)
  const key = readdirSync(to).find((file) => file.endsWith('.key'))!
  writeFileSync(join(to, 'zone'), `$INCLUDE ${join(to, key)}\n${FILES['out.zone']}`)
  const denial = ['-3', '-', '-H', '0', '-A']
  const args = [...denial, '-z', '-P', '-o', ZONE, '-f', 'signed', 'zone', key.replace(/\.key$/, '')]
  const signed = await run(installed('dnssec-signzone')!, args, to)
  if (signed.code !== 0) throw new Error(signed.stderr)
  const listens = CONFIG.replace('127.0.0.2', '127.0.0.1').replace(/sign: .*\n/, '')
  return started(t, { ...FILES, 'janus.yaml': listens, 'out.zone': readFileSync(join(to, 'signed'), 'utf8') })
}

async function started(t: Test, files: Files): Promise<Site> {
  const site = new Site(folderOf(t, files))
  t.teardown(() => site.stop())
  await site.start()
  return site
}

function portOf(site: Site, view: string): number {
  const views = site.server.settings.views.map(({ name }) => name)
  return site.server.bound.find((endpoint) => views[endpoint.view] === view)!.port
}

t.test('unbound, whose cache outlives a change of face', { skip: !installed('unbound') && 'no unbound' }, async (t) => {
  const listens = CONFIG.replace('127.0.0.2', '127.0.0.1')
  const files = { 'janus.yaml': listens, ...FILES }
  const one = await started(t, files)
  const inner = {
    'same keys': one,
    'other keys': await started(t, files),
    unsigned: await started(t, { ...files, 'janus.yaml': `${listens}${UNSIGNED_INSIDE}` }),
  }
  const hashed = await started(t, {
    ...files,
    'janus.yaml': listens.replace('parents: []', 'parents: [], denial: nsec3'),
  })
  const outer = {
    nsec: one,
    nsec3: hashed,
    'opt-out': installed('dnssec-signzone') ? await optOut(t, hashed) : undefined,
  }
  for (const { what, denial = 'nsec', inside, trusts, insecure, outside, moved } of rows)
    await t.test(what, { skip: outer[denial] === undefined && 'no dnssec-signzone' }, async (t) => {
      const relay = await Relay.start(t)
      relay.to = portOf(outer[denial]!, 'external')
      const own = denial === 'nsec' ? one : hashed
      const trusted =
        trusts === 'both'
          ? [one, inner['other keys']].map(({ folder }) => anchorOf(folder, ZONE))
          : [anchorOf(own.folder, ZONE)]
      // An anchor of the zone itself counts for more than what resolvers are told of it.
      const anchors = insecure ? [`example. DS 1 13 2 ${'07'.repeat(32)}`] : trusted
      const unbound = await Unbound.start(t, {
        ...{ port: relay.port, zones: [ZONE], anchors },
        ...(insecure && { insecure: [ZONE] }),
      })
      const asked = async (questions: Row['moved']) => {
        const told: Record<string, string> = {}
        for (const question of Object.keys(questions))
          told[question] = await unbound.ask(question.replace(' ', `.${ZONE} `))
        return told
      }
      t.same(await asked(outside), outside, 'outside')
      relay.to = portOf(denial === 'nsec' ? inner[inside] : hashed, 'internal')
      t.same(await asked(moved), moved, 'inside')
    })
})
