// What a reload reads: what has changed, and of what is made of several files all that one of these is in.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { StateFolder } from '../../../src/state/state-folder.ts'
import { ZoneFiles } from '../../../src/store/generation/zone-files.ts'
import { readHere } from '../../../src/supply/loader/read-zones.ts'
import { readOfFiles } from '../../../src/supply/pipeline.ts'
import type { ReadZone } from '../../../src/supply/read-zone.ts'
import { loadConfig } from '../../../src/text/config/load.ts'
import type { Settings } from '../../../src/text/config/settings.ts'
import { folderOf } from '../../support/janus.ts'

const head = '$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'
const config = `views: {inside: [10.0.0.0/8], world: [any]}
zones:
  plain.example: plain.zone
  layers.example: {inside: [layers.zone, over.zone], world: [layers.zone, over-world.zone]}
  divided.example: divided.zone
`
const files = {
  'plain.zone': head,
  'layers.zone': head,
  'over.zone': 'h A 192.0.2.7\n',
  'over-world.zone': 'h A 192.0.2.8\n',
  'divided.zone': `${head}$INCLUDE more\n$VIEW inside\nh A 192.0.2.7\n`,
  more: 'm A 192.0.2.9\n',
}

class Site {
  readonly #folder: string
  readonly #zoneFiles: ZoneFiles
  settings: Settings
  jobs: string[] = []

  constructor(t: Test) {
    this.#folder = folderOf(t, { ...files, 'janus.yaml': config })
    const read: typeof readHere = (jobs, ...rest) => {
      this.jobs.push(...jobs.map(({ path }) => path.slice(this.#folder.length + 1)))
      return readHere(jobs, ...rest)
    }
    const state = new StateFolder(join(this.#folder, 'state'))
    this.#zoneFiles = new ZoneFiles(state, { program: 'x', loaders: { read, startAhead: () => {} } })
    this.settings = this.load()
  }

  load(): Settings {
    return loadConfig(join(this.#folder, 'janus.yaml')).settings!
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text)
  }

  /** The paths of what was read, and how many records each face has, or its first problem. */
  async read(): Promise<readonly [readonly string[], readonly string[]]> {
    this.jobs = []
    const all = await this.#zoneFiles.read(this.settings)
    const faces = this.settings.zones.flatMap((zone) =>
      zone.faces.map((face) => `${zone.name} ${face.viewName} ${told(readOfFiles(zone, face, all)!)}`),
    )
    return [this.jobs.sort(), faces]
  }
}

function told({ subject, problems }: ReadZone): string {
  const [first] = problems
  return subject && first === undefined ? String(subject.zone.records) : (first?.rule ?? 'nothing')
}

const counts = [
  'plain.example. inside 3',
  'plain.example. world 3',
  'layers.example. inside 4',
  'layers.example. world 4',
  'divided.example. inside 5',
  'divided.example. world 4',
]
const withCounts = (changed: Readonly<Record<string, string>>) =>
  counts.map((line) => {
    const face = line.slice(0, line.lastIndexOf(' '))
    return `${face} ${changed[face] ?? line.slice(face.length + 1)}`
  })

t.test(
  'what is made of several files, or of lines that differ by view, is read when one of them has changed',
  async (t) => {
    const site = new Site(t)
    t.same(await site.read(), [['divided.zone', 'layers.zone', 'plain.zone'], counts])
    t.same(await site.read(), [[], counts], 'nothing has changed')
    site.write('over.zone', 'h A 192.0.2.7\ng A 192.0.2.7\n')
    const over = withCounts({ 'layers.example. inside': '5' })
    t.same(await site.read(), [['layers.zone'], over])
    t.same(await site.read(), [[], over])
    site.write('more', 'm A 192.0.2.9\nm2 A 192.0.2.9\n')
    const more = { 'layers.example. inside': '5', 'divided.example. inside': '6', 'divided.example. world': '5' }
    t.same(await site.read(), [['divided.zone'], withCounts(more)], 'an included file')
    t.same(await site.read(), [[], withCounts(more)])
    site.write('layers.zone', `${head}l A 192.0.2.9\n`)
    const below = { ...more, 'layers.example. inside': '6', 'layers.example. world': '5' }
    t.same(await site.read(), [['layers.zone'], withCounts(below)], 'the lowest layer')
    site.write('plain.zone', `${head}p A 192.0.2.9\n`)
    const plain = { ...below, 'plain.example. inside': '4', 'plain.example. world': '4' }
    t.same(await site.read(), [['plain.zone'], withCounts(plain)])
  },
)

t.test('what has errors is read every time, and the other faces of the file with it', async (t) => {
  const site = new Site(t)
  await site.read()
  site.write('divided.zone', `${files['divided.zone']}h A broken\n`)
  site.write('over.zone', 'h A broken\n')
  const [, faces] = await site.read()
  t.match(faces[2], /inside (?!\d)/)
  t.equal(faces[3], counts[3])
  t.match(faces[4], /inside (?!\d)/)
  t.same((await site.read())[0], ['divided.zone', 'layers.zone'])
  site.write('divided.zone', files['divided.zone'])
  site.write('over.zone', files['over.zone'])
  t.same(await site.read(), [['divided.zone', 'layers.zone'], counts])
  t.same(await site.read(), [[], counts])
})

t.test('lines that come to differ by view, or do so no more, are seen', async (t) => {
  const site = new Site(t)
  await site.read()
  site.write('plain.zone', `${head}$VIEW world\nw A 192.0.2.7\n`)
  t.same(await site.read(), [['plain.zone'], withCounts({ 'plain.example. world': '4' })])
  t.same(await site.read(), [[], withCounts({ 'plain.example. world': '4' })])
  site.write('divided.zone', head)
  const same = { 'plain.example. world': '4', 'divided.example. inside': '3', 'divided.example. world': '3' }
  t.same(await site.read(), [['divided.zone'], withCounts(same)])
  t.same(await site.read(), [[], withCounts(same)])
})

t.test('with another configuration other files may be laid over a face', async (t) => {
  const site = new Site(t)
  await site.read()
  site.write('janus.yaml', config.replace('[layers.zone, over.zone]', '[layers.zone, more]'))
  site.write('more', 'm A 192.0.2.9\nm2 A 192.0.2.9\n')
  site.settings = site.load()
  const other = { 'layers.example. inside': '5', 'divided.example. inside': '6', 'divided.example. world': '5' }
  t.same(await site.read(), [['divided.zone', 'layers.zone'], withCounts(other)])
})
