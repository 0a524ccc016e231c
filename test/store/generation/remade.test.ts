// Derived faces whose names lead into each other: whatever is made again of what has changed comes to what a start makes of all of it,
// whichever views are made of which, and of what; and what has nothing to do with it is not made.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { type MadeParts, withMade } from '../../../src/serve/made-faces.ts'
import { StateFolder } from '../../../src/state/state-folder.ts'
import { faceKey } from '../../../src/store/change.ts'
import { Comparing } from '../../../src/store/comparing.ts'
import { type Candidate, makeCandidate } from '../../../src/store/generation/candidate.ts'
import { withServed } from '../../../src/store/generation/with-served.ts'
import { makeHere } from '../../../src/supply/pipeline.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import { isMade } from '../../../src/text/config/sources.ts'
import { folderOf } from '../../support/janus.ts'
import { filesOf } from '../../support/load.ts'
import { contents } from '../../support/remade-site.ts'
import { type Random, randomFrom } from '../../support/shifting-site.ts'

const head = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'

/** Nothing lies over any face. */
const overlay: MadeParts['overlay'] = {
  names: () => [],
  setsOf: () => [],
  left: () => 0,
  seenIn: () => () => false,
  again: () => Promise.resolve(undefined),
  isSame: () => Promise.resolve(false),
  revision: 0,
  over: (_name, base) => Promise.resolve(base),
}

/** The names of the faces that were made, by one way of making them. */
class Making {
  made: string[] = []
  readonly #comparing = new Comparing()

  parts(): MadeParts {
    return {
      comparing: this.#comparing,
      overlay,
      make: async (settings, all, lastGood, only) => {
        for (const { viewName, place } of only?.faces ?? []) this.made.push(`${viewName} ${place.line}`)
        return makeHere(settings, all, lastGood, only)
      },
    }
  }

  close(): void {
    this.#comparing.close()
  }
}

class Sketch {
  readonly folder: string

  constructor(folder: string, config: string) {
    this.folder = folder
    this.write('janus.yaml', config)
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text)
  }

  /** As a start makes it. */
  start(): Candidate {
    const { settings, problems } = loadConfig(join(this.folder, 'janus.yaml'))
    if (settings === undefined) throw new Error(JSON.stringify(problems))
    const state = new StateFolder(join(this.folder, 'no state'))
    return makeCandidate({ settings, files: filesOf(settings), running: undefined, state })
  }
}

/** `before`, whose faces that are not made are those of `now`. */
function amended(before: Candidate, now: Candidate): { readonly candidate: Candidate; readonly changed: Set<string> } {
  const changed = new Set<string>()
  const faces = before.loaded.faces.map((face, i) => {
    const { zone, served, lines } = now.loaded.faces[i]!
    if (isMade(face.face) || Buffer.compare(Buffer.from(served!.image), Buffer.from(face.served!.image)) === 0)
      return face
    changed.add(faceKey({ view: face.face.viewName, origin: face.origin }))
    return { ...face, zone, served, lines }
  })
  return { candidate: withServed(before, faces), changed }
}

t.test(
  'a name that leads into a face that takes more steps to make stays from the start, and goes with it',
  async (t) => {
    const making = new Making()
    t.teardown(() => making.close())
    const site = new Sketch(
      folderOf(t, { 'b.zone': `${head}@ MX 10 www.a.example.\n`, 'c.zone': head }),
      `views: {internal: [127.0.0.1], lab: [127.0.0.3], external: [any]}
zones:
  a.example: {internal: a.zone, lab: {from: internal, rules: [{hide: [x]}]}, external: {from: lab, rules: [{drop: private}]}}
  b.example: {internal: b.zone, external: {from: internal, rules: [{drop: private}]}}
  c.example: {internal: c.zone, external: {from: internal, rules: [{drop: private}]}}
`,
    )
    let candidate: Candidate | undefined
    for (const { www, mx } of [
      { www: 'www A 192.0.2.80\n', mx: true },
      { www: 'www A 10.0.0.80\n', mx: false },
      { www: 'www A 192.0.2.81\n', mx: true },
      { www: '', mx: true },
    ]) {
      site.write('a.zone', `${head}${www}`)
      const fresh = site.start()
      t.equal(/ MX /.test(contents(fresh)['external b.example.']!), mx, `a start, ${www}`)
      const next = candidate === undefined ? undefined : amended(candidate, fresh)
      making.made = []
      candidate = next ? await withMade(next.candidate, undefined, making.parts(), next.changed) : fresh
      t.same(contents(candidate), contents(fresh), `made again, ${www}`)
      if (next)
        t.same(
          making.made,
          ['lab 3', 'external 3', 'external 4'],
          'c.example is not made: it asked nothing of the others',
        )
    }
  },
)

/** Views, zones and rules at random. Some views are made of each other. */
function randomConfig(random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const views = ['in', 'lab', 'dmz', 'out']
  const rules = () => pick(['{drop: private}', '{hide: [x]}', '{hide: ["*.y", z]}', '{keep: [w, x, ns]}'])
  const zones = ['a', 'b', 'c', 'd'].map((zone) => {
    const order = views.toSorted(() => random() - 0.5)
    const first = order.shift()!
    const known = [first]
    const faces = [`${first}: ${zone}.${first}.zone`]
    for (const view of order) {
      if (random() < 0.2) continue
      if (random() < 0.25) faces.push(`${view}: ${zone}.${view}.zone`)
      else faces.push(`${view}: {from: ${pick(known)}, rules: [${rules()}${random() < 0.4 ? `, ${rules()}` : ''}]}`)
      known.push(view)
    }
    return `  ${zone}.example: {${faces.join(', ')}}\n`
  })
  const reverse = random() < 0.5 ? `reverse: {192.0.2.0/24: [${pick(views)}], 10.0.0.0/24: [in, out]}\n` : ''
  return `views: {in: [10.0.0.0/8], lab: [10.1.0.0/16], dmz: [10.2.0.0/16], out: [10.3.0.0/16]}\n${reverse}zones:\n${zones.join('')}`
}

function randomText(random: Random): string {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const name = () => `${pick(['w', 'x', 'y', 'z', 'x.y'])}.${pick(['a', 'b', 'c', 'd'])}.example.`
  const lines = ['w', 'x', 'y', 'z', 'x.y', '_s._tcp.x'].map((owner) =>
    pick([
      () => '',
      () => `${owner} A 192.0.2.${1 + Math.floor(random() * 9)}\n`,
      () => `${owner} A 10.0.0.${1 + Math.floor(random() * 9)}\n`,
      () => `${owner} CNAME ${name()}\n`,
      () => `${owner} SRV 1 1 1 ${name()}\n`,
      () => `${owner} TXT "v=spf1 a:${name()} -all"\n`,
    ])(),
  )
  return `${head}${lines.join('')}`
}

const SEED = 20_261_129

t.test('whatever changes, in whichever order views are made', async (t) => {
  const seed = Number(process.env.MADE_SEED ?? SEED)
  const random = randomFrom(seed)
  const making = new Making()
  t.teardown(() => making.close())
  let [all, made] = [0, 0]
  for (let round = 0; round < 12; round++) {
    const config = randomConfig(random)
    const site = new Sketch(folderOf(t, {}), config)
    const files = [...config.matchAll(/\w\.\w+\.zone/g)].map(([file]) => file)
    for (const file of files) site.write(file, randomText(random))
    let candidate = site.start()
    t.same(contents(await withMade(candidate, undefined, making.parts(), 'all')), contents(candidate), 'all, once more')
    for (let step = 0; step < 8; step++) {
      for (const file of files) if (random() < 0.3) site.write(file, randomText(random))
      const fresh = site.start()
      const next = amended(candidate, fresh)
      making.made = []
      candidate = await withMade(next.candidate, undefined, making.parts(), next.changed)
      made += making.made.length
      all += fresh.loaded.faces.filter(({ face }) => isMade(face)).length
      const same = t.same(contents(candidate), contents(fresh), `MADE_SEED=${seed}, ${round}.${step}`)
      if (!same) return t.comment(config)
    }
  }
  t.ok(made < all, `${made} of ${all} were made again`)
})
