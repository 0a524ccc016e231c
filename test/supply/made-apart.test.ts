// Faces that are made of others, made by a loader: the same as made in this thread, with the same places; and where they are too
// much for a loader, they are refused and no other face is.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { inEnglish } from '../../src/supply/english.ts'
import { type LoadedViews, loadingViews } from '../../src/supply/load.ts'
import { Loaders } from '../../src/supply/loader/loaders.ts'
import { madeApart } from '../../src/supply/loader/make-job.ts'
import { readZones } from '../../src/supply/loader/read-zones.ts'
import type { MakeElsewhere } from '../../src/supply/pipeline.ts'
import { inSlices } from '../../src/supply/slices.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { folderOf } from '../support/janus.ts'
import { loadViews } from '../support/load.ts'

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.1\nns AAAA 2001:db8::1\n'

const site = {
  'janus.yaml': `views: {in: [10.0.0.0/8], lab: [10.9.0.0/16], out: [any]}
mail: {gateways: {out: mx.a.example, lab: [mx.a.example, b.example]}}
zones:
  a.example:
    in: a.zone
    lab: {from: in, rules: [{mx: gateway}, {map: {10.0.0.0/8: 172.0.0.0/8}}]}
    out: {from: lab, rules: [{hide: ["lab.*"]}, {drop: private}, {map: {172.0.0.0/8: 198.0.0.0/8}}]}
  b.example: {in: [b.zone, over.zone], out: {from: in, rules: [{keep: [www, ns]}, {drop: private}]}}
  2.0.192.in-addr.arpa: {in: reverse.zone}
reverse: {192.0.2.0/24: [in], 10.1.0.0/16: [in], 2001:db8::/32: [in, out]}
`,
  'a.zone': `${top}@ MX 10 host\n@ MX 20 mx\nhost A 10.1.0.1\nmx A 192.0.2.25\nwww CNAME host\nx.lab A 192.0.2.9
$INCLUDE part.inc
@ TXT "v=spf1 ip4:10.0.0.0/8 a:host.a.example mx -all"
_443._tcp.host TXT "x"
sub NS ns.sub
ns.sub A 10.1.0.2
$GENERATE 1-9 h$ A 10.1.0.$
`,
  'part.inc': 'inc A 10.1.0.77\nother A 192.0.2.77\n',
  'b.zone': `${top}www A 192.0.2.30\nold A 10.1.0.9\n`,
  'over.zone': 'www A 192.0.2.31\nnew AAAA 2001:db8::31\n',
  'reverse.zone': '$TTL 300\n@ SOA ns.a.example. h 3 3600 600 86400 60\n@ NS ns.a.example.\n77 PTR told.a.example.\n',
}

t.test('a loader makes what this thread would make', async (t) => {
  const settings = settingsOf(t, site)
  const here = loadViews(settings)
  const loaders = loadersFor(t, 2 ** 30)
  const there = await loadApart(settings, madeApart(loaders.read, false))
  t.equal(there.faces.length, here.faces.length)
  for (const [i, face] of there.faces.entries()) {
    const name = `${face.name} ${settings.views[face.view]!.name}`
    const own = here.faces[i]!
    t.equal(face.zone?.records, own.zone?.records, name)
    if (face.zone && own.zone) t.same(placesOf(face), placesOf(own), `${name}: places`)
    t.same(Buffer.from(face.zone!.image), Buffer.from(own.zone!.image), `${name}: image`)
    t.same(face.problems, own.problems, `${name}: findings`)
  }
})

t.test('faces that are too much to make are refused, and no other', async (t) => {
  const big = `${top}${Array.from({ length: 40_000 }, (_, i) => `h${i} A 10.1.${i >> 8}.${i & 255}\n`).join('')}`
  const settings = settingsOf(t, {
    'janus.yaml': `views: {in: [10.0.0.0/8], out: [any]}
zones: {a.example: {in: a.zone, out: {from: in, rules: [{map: {10.0.0.0/8: 172.0.0.0/8}}]}}, b.example: b.zone}
`,
    'a.zone': big,
    'b.zone': top,
  })
  const loaders = loadersFor(t, 1 << 20)
  const { faces } = await loadApart(settings, madeApart(loaders.read, false))
  const refused = faces.filter(({ zone }) => zone === undefined)
  t.same(
    refused.map(({ name, view }) => [name, settings.views[view]!.name]),
    [['a.example.', 'out']],
  )
  t.match(inEnglish(refused[0]!.problems), [{ rule: 'cannot-load', message: /it needs more than the 1 MiB of memory/ }])
})

function settingsOf(t: Test, files: Readonly<Record<string, string>>): Settings {
  const { settings, problems } = loadConfig(join(folderOf(t, files), 'janus.yaml'))
  if (settings === undefined)
    throw new Error(
      inEnglish(problems)
        .map(({ message }) => message)
        .join('\n'),
    )
  return settings
}

function loadersFor(t: Test, memory: number): Loaders {
  const loaders = new Loaders({ memory, time: () => 600_000 })
  t.teardown(() => loaders.close())
  return loaders
}

async function loadApart(settings: Settings, make: MakeElsewhere): Promise<LoadedViews> {
  const files = await readZones(settings, 'load', undefined)
  return inSlices(loadingViews(settings, files, { make }))
}

/** Of each record its file, its line, and what made it. */
function placesOf({ zone, lines }: LoadedViews['faces'][number]): unknown[] {
  const { line } = zone!.columns
  return Array.from({ length: zone!.records }, (_, r) => [lines!.at(line[r]!), lines!.noteAt(line[r]!)])
}
