// What is served, after a reload and after a restart, is what a start from the files alone would serve.

import { execFileSync } from 'node:child_process'
import { mkdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import t, { type Test } from 'tap'
import { folderOf } from '../support/janus.ts'
import { expectedFrom } from '../support/same-as-fresh.ts'
import { randomFrom, ShiftingSite } from '../support/shifting-site.ts'
import { type Served, Site } from '../support/site.ts'

const top = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const inside = `${top}payroll A 10.0.0.7\n`
const outside = `${top}www A 192.0.2.7\n`

/** janus.yaml with these zones; `more` for the rest. */
function config(zones: string, views = '{internal: [127.0.0.1], external: [any]}', more = ''): string {
  return `listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nviews: ${views}\nzones: ${zones}\n${more}`
}

type Case = {
  readonly name: string
  readonly zones: string
  readonly files: Readonly<Record<string, string>>
  /** Before the first start. */
  readonly prepare?: (site: Site) => void
  readonly edit: (site: Site) => void
  /** After the edit the views serve the same as before. */
  readonly same?: true
}

const releases = {
  'release-1/a.zone': inside,
  'release-1/b.zone': outside,
  'release-2/a.zone': `${inside}new A 10.0.0.8\n`,
  'release-2/b.zone': `${outside}new A 192.0.2.8\n`,
}

const twoZones = '{a.example: a.zone, b.example: b.zone}'

const cases: Case[] = [
  {
    name: 'one file for both views, then one for each',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{univ.example: {internal: a.zone, external: b.zone}}')),
  },
  {
    name: 'a file for each view, then one for both',
    zones: '{univ.example: {internal: a.zone, external: b.zone}}',
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{univ.example: b.zone}')),
  },
  {
    name: 'the paths of two views swapped',
    zones: '{univ.example: {internal: a.zone, external: b.zone}}',
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{univ.example: {internal: b.zone, external: a.zone}}')),
  },
  {
    name: 'the files of two views swapped',
    zones: '{univ.example: {internal: a.zone, external: b.zone}}',
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: ({ folder }) => swap(folder, 'a.zone', 'b.zone'),
  },
  {
    name: 'the paths of two zones swapped',
    zones: twoZones,
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{a.example: b.zone, b.example: a.zone}')),
  },
  {
    name: 'a link that is turned',
    zones: '{univ.example: {internal: current/a.zone, external: current/b.zone}}',
    files: releases,
    prepare: (site) => site.link('current', 'release-1'),
    edit: (site) => site.link('current', 'release-2'),
  },
  {
    name: 'a link behind a link that is turned',
    zones: '{univ.example: {internal: live/a.zone, external: live/b.zone}}',
    files: releases,
    prepare: (site) => {
      site.link('current', 'release-1')
      site.link('live', 'current')
    },
    edit: (site) => site.link('current', 'release-2'),
  },
  {
    name: 'the file itself a link that is turned',
    zones: '{univ.example: zone}',
    files: { 'a.zone': inside, 'b.zone': outside },
    prepare: (site) => site.link('zone', 'a.zone'),
    edit: (site) => site.link('zone', 'b.zone'),
  },
  {
    name: 'an include behind a link that is turned',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': `${top}$INCLUDE hosts\n`, 'h1.inc': 'www A 192.0.2.1\n', 'h2.inc': 'www A 192.0.2.2\n' },
    prepare: (site) => site.link('hosts', 'h1.inc'),
    edit: (site) => site.link('hosts', 'h2.inc'),
  },
  {
    name: 'a folder of includes that is another one',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': `${top}$INCLUDE x/h\n`, 'x/h': 'www A 192.0.2.1\n', 'y/h': 'www A 192.0.2.2\n' },
    edit: ({ folder }) => swap(folder, 'x', 'y'),
  },
  {
    name: 'an include that goes away',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': `${top}$INCLUDE x\n`, x: 'www A 192.0.2.1\n' },
    edit: ({ folder }) => rmSync(join(folder, 'x')),
  },
  {
    name: 'the same size and time of change, another content',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: (site) => {
      const path = join(site.folder, 'a.zone')
      const { atime, mtime } = statSync(path)
      site.write('a.zone', outside.replace('192.0.2.7', '192.0.2.8'))
      utimesSync(path, atime, mtime)
    },
  },
  {
    name: 'a folder in place of the file',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: ({ folder }) => {
      rmSync(join(folder, 'a.zone'))
      mkdirSync(join(folder, 'a.zone'))
    },
  },
  {
    name: 'a pipe in place of the file',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: ({ folder }) => {
      rmSync(join(folder, 'a.zone'))
      execFileSync('mkfifo', [join(folder, 'a.zone')])
    },
  },
  {
    name: 'the name of the zone in another case',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{Univ.EXAMPLE: a.zone}')),
  },
  {
    name: 'the zone under another name',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{other.example: a.zone}')),
  },
  {
    name: 'a view with the name of the other one',
    zones: '{univ.example: {internal: a.zone, external: b.zone}}',
    files: { 'a.zone': inside, 'b.zone': outside },
    edit: (site) => {
      const zones = '{univ.example: {external: a.zone, internal: b.zone}}'
      site.write('janus.yaml', config(zones, '{external: [127.0.0.1], internal: [any]}'))
    },
  },
  {
    name: 'a zone that moves to the other view',
    zones: '{univ.example: {internal: a.zone}}',
    files: { 'a.zone': outside },
    edit: (site) => site.write('janus.yaml', config('{univ.example: {external: a.zone}}')),
  },
  {
    name: 'a layer more',
    zones: '{univ.example: {internal: [a.zone, x.layer], external: a.zone}}',
    files: { 'a.zone': outside, 'x.layer': '$ADD x A 192.0.2.8\n', 'y.layer': '$ADD y A 192.0.2.9\n' },
    edit: (site) =>
      site.write('janus.yaml', config('{univ.example: {internal: [a.zone, x.layer, y.layer], external: a.zone}}')),
  },
  {
    name: 'layers in another order',
    zones: '{univ.example: {internal: [a.zone, x.layer, y.layer], external: a.zone}}',
    files: { 'a.zone': outside, 'x.layer': 'www A 192.0.2.8\n', 'y.layer': 'www A 192.0.2.9\n' },
    edit: (site) =>
      site.write('janus.yaml', config('{univ.example: {internal: [a.zone, y.layer, x.layer], external: a.zone}}')),
  },
  {
    name: 'a layered face that is plain now, and a plain one that is layered',
    zones: '{univ.example: {internal: [a.zone, x.layer], external: a.zone}}',
    files: { 'a.zone': outside, 'x.layer': 'www A 192.0.2.8\n' },
    edit: (site) => site.write('janus.yaml', config('{univ.example: {internal: a.zone, external: [a.zone, x.layer]}}')),
  },
  {
    name: 'a file that comes to speak of views',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: (site) => site.write('a.zone', `${outside}$VIEW internal\npayroll A 10.0.0.7\n`),
  },
  {
    name: 'a file that is written anew with what it held',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside },
    edit: (site) => {
      rmSync(join(site.folder, 'a.zone'))
      site.write('a.zone', outside)
    },
    same: true,
  },
  {
    name: 'a file with a warning',
    zones: '{univ.example: a.zone}',
    files: { 'a.zone': outside.replace('$TTL 3600\n', '') },
    edit: () => {},
    same: true,
  },
]

function swap(folder: string, a: string, b: string): void {
  renameSync(join(folder, a), join(folder, 'aside'))
  renameSync(join(folder, b), join(folder, a))
  renameSync(join(folder, 'aside'), join(folder, b))
}

for (const { name, zones, files, prepare, edit, same } of cases)
  t.test(name, async (t) => {
    const site = new Site(folderOf(t, { ...files, 'janus.yaml': config(zones) }))
    t.teardown(() => site.stop())
    prepare?.(site)
    await site.start()
    const before = await site.fresh()
    sameAs(t, site, before, 'at the start')
    edit(site)
    const after = await site.fresh()
    const { outcome, good } = await site.reload()
    sameAs(t, site, after, 'after a reload')
    const changed = JSON.stringify(after) !== JSON.stringify(before)
    t.equal(changed, same !== true)
    t.equal(outcome === 'unchanged' && good, same === true, `it says so: ${outcome}`)
    await site.restart()
    sameAs(t, site, after, 'after a restart')
    await site.restart()
    sameAs(t, site, after, 'after another one')
  })

t.test('a last good version is not shown to clients who were never meant to see it', async (t) => {
  const zones = '{univ.example: {internal: a.zone, external: b.zone}}'
  const site = new Site(folderOf(t, { 'a.zone': inside, 'b.zone': outside, 'janus.yaml': config(zones) }))
  t.teardown(() => site.stop())
  await site.start()
  site.write('b.zone', 'broken\n')
  await site.reload()
  t.match(site.served, [
    { state: 'held', text: /payroll/ },
    { state: 'stale-source', text: /www/ },
  ])
  // The view that was the inside is the world now, and the file of the world cannot be read.
  const swapped = '{univ.example: {internal: b.zone, external: a.zone}}'
  site.write('janus.yaml', config(swapped, '{internal: [any], external: [127.0.0.1]}'))
  for (const again of ['reload', 'restart'] as const) {
    await site[again]()
    const { state, text } = site.served.find(({ face }) => face === 'internal univ.example.')!
    t.same({ state, text }, { state: 'refused', text: undefined }, again)
  }
})

/** The same every time; `npm run soak:files` makes up others. */
const SEED = 440_619_303

t.test('whatever changes, what is served is what a fresh start would serve', async (t) => {
  await staysTheSame(t, {
    steps: [3, 40],
    milliseconds: 4000,
    next: (shifting, random) => Array.from({ length: 1 + Math.floor(random() * 3) }, () => shifting.change()),
    startsAgain: 0.3,
  })
})

t.test('whatever becomes of files alone, what is served is what a fresh start would serve', async (t) => {
  await staysTheSame(t, {
    steps: [10, 60],
    milliseconds: 2000,
    filesAlone: true,
    next: (shifting, random, { served }) => {
      const isWrong = served.some(({ state }) => state !== 'current')
      return isWrong && random() < 0.7 ? [shifting.mend()] : [shifting.change()]
    },
  })
})

type Walk = {
  /** At the least, and at the most where there is time. */
  readonly steps: readonly [least: number, most: number]
  readonly milliseconds: number
  readonly filesAlone?: true
  /** What it changes, in words. */
  readonly next: (shifting: ShiftingSite, random: () => number, site: Site) => readonly string[]
  /** After a step of so many the server starts again. */
  readonly startsAgain?: number
}

async function staysTheSame(t: Test, walk: Walk): Promise<void> {
  const { steps, milliseconds, filesAlone = false, next, startsAgain = 0 } = walk
  const seed = Number(process.env.SITE_SEED ?? SEED)
  t.comment(`SITE_SEED=${seed}`)
  const random = randomFrom(seed)
  const site = new Site(folderOf(t, {}))
  t.teardown(() => site.stop())
  const head = 'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\n'
  const shifting = new ShiftingSite(site.folder, random, head, filesAlone)
  if (filesAlone) shifting.mend()
  await site.start()
  const until = Date.now() + milliseconds
  // As many points however many steps there is time for: one, or what is wrong.
  const isSame = (found: unknown, wanted: unknown, what: string) =>
    isDeepStrictEqual(found, wanted) || t.same(found, wanted, what)
  for (let step = 0; step < steps[1] && (step < steps[0] || Date.now() < until); step++) {
    const before = site.served
    const what = `step ${step}: ${next(shifting, random, site).join(', ')}`
    const fresh = await site.fresh()
    const report = await site.reload()
    if (!isSame(site.served, expectedFrom(fresh, site.served), `${what}, reloaded`)) return
    const texts = (faces: readonly Served[]) => faces.map(({ face, text }) => [face, text]).sort()
    if (report.outcome === 'unchanged' && !isSame(texts(site.served), texts(before), `${what}: nothing has changed`))
      return
    if (startsAgain > 0 && random() < startsAgain) {
      await site.restart()
      if (!isSame(site.served, expectedFrom(fresh, site.served), `${what}, started again`)) return
    }
  }
  t.pass('all of them')
}

function sameAs(t: Test, site: Site, fresh: readonly Served[], when: string): void {
  t.same(site.served, expectedFrom(fresh, site.served), when)
}
