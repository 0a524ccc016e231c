// A site whose configuration and files change at random in every way that files can: texts, paths, links, kinds of file, times.

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** Below 1, as Math.random() gives it. */
export type Random = () => number

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export const zones = ['a.example', 'b.example', 'c.example'] as const
/** What there may be below each of them. */
export const hosts = ['', 'ns', 'www', 'payroll', 'gone', 'part', 'more', 'layer', 'deep.www'] as const

const plainFiles = ['one.zone', 'two.zone', 'three.zone']
const releaseFiles = ['r1/one.zone', 'r1/two.zone', 'r2/one.zone', 'r2/two.zone']
const files = [...plainFiles, ...releaseFiles]
const parts = ['parts/part.inc', 'r1/parts/part.inc', 'r2/parts/part.inc', 'parts/other.inc']
const layers = ['x.layer', 'y.layer']
/** Changes after which most files are good still. */
const PLAIN: ReadonlySet<string> = new Set([
  ...['text', 'part', 'text under the old time', 'turned', 'swapped', 'folders swapped', 'second name', 'touched'],
  'gone',
])
const links = ['current', 'latest']
/** Paths that a configuration names. */
const paths = [...plainFiles, 'current/one.zone', 'current/two.zone', 'latest/one.zone', 'file.link']

export class ShiftingSite {
  readonly folder: string
  readonly #random: Random
  readonly #head: string
  readonly #isPlain: boolean

  /** `head`: the part of the configuration that stays. `isPlain`: faces are one file each, most texts are good, and all of it stays. */
  constructor(folder: string, random: Random, head: string, isPlain = false) {
    this.folder = folder
    this.#random = random
    this.#head = head
    this.#isPlain = isPlain
    for (const file of files) this.#put(file, this.#zoneText())
    for (const part of parts) this.#put(part, this.#hostLine('part'))
    for (const layer of layers) this.#put(layer, `$ADD ${this.#hostLine('layer')}`)
    this.#link('current', 'r1')
    this.#link('latest', 'current')
    this.#link('file.link', 'one.zone')
    this.#configure()
  }

  /** One change; says what it was. */
  change(): string {
    const { name, run } = this.#pick(
      this.#isPlain ? this.#changes.filter(({ name }) => PLAIN.has(name)) : this.#changes,
    )
    return `${name} ${run() ?? ''}`.trim()
  }

  /** All files hold a good text. */
  mend(): string {
    for (const file of files) this.#put(file, this.#goodText())
    for (const part of parts) this.#put(part, this.#hostLine('part'))
    this.#link('current', this.#pick(['r1', 'r2']))
    this.#link('file.link', this.#pick(plainFiles))
    return 'mended'
  }

  readonly #changes: readonly { readonly name: string; readonly run: () => string | undefined }[] = [
    { name: 'configuration', run: () => this.#configure() },
    { name: 'configuration', run: () => this.#configure() },
    { name: 'text', run: () => this.#on(files, (file) => this.#put(file, this.#zoneText())) },
    { name: 'text', run: () => this.#on(files, (file) => this.#put(file, this.#zoneText())) },
    { name: 'part', run: () => this.#on(parts, (part) => this.#put(part, this.#hostLine('part'))) },
    { name: 'layer', run: () => this.#on(layers, (layer) => this.#put(layer, `$ADD ${this.#hostLine('layer')}`)) },
    {
      name: 'text under the old time',
      run: () => this.#on([...files, ...parts], (file) => this.#putUnderOldTime(file)),
    },
    {
      name: 'turned',
      run: () => this.#on(links, (link) => this.#link(link, this.#pick(['r1', 'r2', 'current', 'gone']))),
    },
    { name: 'turned', run: () => this.#on(['current'], (link) => this.#link(link, this.#pick(['r1', 'r2']))) },
    {
      name: 'turned',
      run: () => this.#on(['file.link'], (link) => this.#link(link, this.#pick([...files, 'current/one.zone']))),
    },
    { name: 'part behind a link', run: () => this.#on(parts, (part) => this.#link(part, 'other.inc')) },
    { name: 'swapped', run: () => this.#swap(this.#pick(files), this.#pick(files)) },
    { name: 'folders swapped', run: () => this.#swap('r1', 'r2') },
    { name: 'second name', run: () => this.#on(files, (file) => this.#hardLink(file)) },
    { name: 'gone', run: () => this.#on([...files, ...parts, ...layers], (file) => this.#clear(file)) },
    { name: 'folder', run: () => this.#on(files, (file) => this.#make(file, (path) => mkdirSync(path))) },
    { name: 'pipe', run: () => this.#on(files, (file) => this.#make(file, (path) => execFileSync('mkfifo', [path]))) },
    {
      name: 'endless',
      run: () => this.#on(files, (file) => this.#make(file, (path) => symlinkSync('/dev/zero', path))),
    },
    { name: 'mode', run: () => this.#on(files, (file) => this.#mode(file)) },
    { name: 'touched', run: () => this.#on(files, (file) => this.#touch(file)) },
  ]

  #configure(): undefined {
    const names = this.#pick([
      ['internal', 'external'],
      ['internal', 'external'],
      ['inside', 'outside'],
    ]) as [string, string]
    const [inside, outside] = names
    const path = () => this.#pick(paths)
    const face = () =>
      this.#pick([
        () => path(),
        () => path(),
        () => `[${path()}, ${this.#pick(layers)}]`,
        () => `[${path()}, ${this.#pick(layers)}, ${this.#pick(layers)}]`,
      ])()
    const plain = () => this.#pick([path(), `{${inside}: ${path()}, ${outside}: ${path()}}`])
    const source = () =>
      this.#pick([
        () => path(),
        () => `{${inside}: ${face()}, ${outside}: ${face()}}`,
        () => `{${inside}: ${face()}, ${outside}: ${face()}}`,
        () => `{${this.#pick(names)}: ${face()}}`,
        () => `{${inside}: ${face()}, ${outside}: {from: ${inside}, rules: [{hide: [payroll]}]}}`,
      ])()
    const wanted = zones.filter(() => this.#random() < 0.85)
    const chosen = wanted.length > 0 ? wanted : [zones[0]]
    const lines = chosen.map(
      (zone) => `  ${this.#random() < 0.1 ? zone.toUpperCase() : zone}: ${this.#isPlain ? plain() : source()}\n`,
    )
    const reverse = !this.#isPlain && this.#random() < 0.25 ? `reverse: {192.0.2.0/24: [${this.#pick(names)}]}\n` : ''
    const views = `views: {${inside}: [127.0.0.1], ${outside}: [any]}\n`
    const next = join(this.folder, 'janus.yaml.next')
    writeFileSync(next, `${this.#head}${views}${reverse}zones:\n${lines.join('')}`)
    renameSync(next, join(this.folder, 'janus.yaml'))
    return undefined
  }

  #zoneText(): string {
    return this.#isPlain && this.#random() < 0.9 ? this.#goodText() : this.#anyText()
  }

  #goodText(): string {
    const more = this.#pick(['', this.#hostLine('payroll'), '$INCLUDE parts/part.inc\n'])
    const serial = 1 + Math.floor(this.#random() * 9)
    return `$TTL 3600\n@ SOA ns hostmaster ${serial} 7200 900 1209600 300\n@ NS ns\n@ NS ns.example.net.\nns A 192.0.2.1\n${this.#hostLine('www')}${more}`
  }

  #anyText(): string {
    const ttl = this.#random() < 0.9 ? '$TTL 3600\n' : ''
    const serial = 1 + Math.floor(this.#random() * 9)
    const more = [
      () => '',
      () => this.#hostLine('payroll'),
      () => this.#hostLine('deep.www'),
      () => '$INCLUDE parts/part.inc\n',
      () => '$INCLUDE parts/part.inc\n$INCLUDE parts/more.inc\n',
      () => `$VIEW internal\n${this.#hostLine('more')}`,
      () => 'broken A 1.2.3\n',
    ]
    const text = [this.#pick(more)(), this.#pick(more.slice(0, 4))()].join('')
    return `${ttl}@ SOA ns hostmaster ${serial} 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n${this.#hostLine('www')}${text}`
  }

  #hostLine(name: string): string {
    return `${name} A 192.0.2.${10 + Math.floor(this.#random() * 90)}\n`
  }

  #on(names: readonly string[], run: (name: string) => void): string {
    const name = this.#pick(names)
    run(name)
    return name
  }

  #at(name: string): string {
    return join(this.folder, name)
  }

  #clear(name: string): void {
    rmSync(this.#at(name), { recursive: true, force: true })
  }

  #make(name: string, run: (path: string) => void): void {
    this.#clear(name)
    run(this.#at(name))
  }

  /** Sometimes into the file that is there, sometimes in its place. */
  #put(name: string, text: string): void {
    const path = this.#at(name)
    mkdirSync(dirname(path), { recursive: true })
    if (this.#random() < 0.5) {
      writeFileSync(`${path}.next`, text)
      if (isFolder(path)) this.#clear(name)
      renameSync(`${path}.next`, path)
    } else this.#make(name, () => writeFileSync(path, text))
  }

  #putUnderOldTime(name: string): void {
    const path = this.#at(name)
    const stat = statOf(path)
    if (!stat?.isFile()) return
    this.#make(name, () => writeFileSync(path, name.endsWith('.inc') ? this.#hostLine('part') : this.#zoneText()))
    utimesSync(path, stat.atime, stat.mtime)
  }

  #link(name: string, target: string): void {
    const next = `${this.#at(name)}.turned`
    rmSync(next, { force: true })
    symlinkSync(target, next)
    if (isFolder(this.#at(name))) this.#clear(name)
    renameSync(next, this.#at(name))
  }

  #swap(a: string, b: string): string {
    const aside = this.#at('aside')
    const [from, to] = [this.#at(a), this.#at(b)]
    if (a !== b && exists(from) && exists(to)) {
      renameSync(from, aside)
      renameSync(to, from)
      renameSync(aside, to)
    }
    return `${a} ${b}`
  }

  #hardLink(name: string): void {
    const other = this.#pick(files)
    if (other === name || !statOf(this.#at(other))?.isFile()) return
    this.#make(name, (path) => linkSync(this.#at(other), path))
  }

  #mode(name: string): void {
    if (statOf(this.#at(name))?.isFile()) chmodSync(this.#at(name), this.#pick([0o640, 0o600]))
  }

  #touch(name: string): void {
    const time = Date.now() / 1000 - Math.floor(this.#random() * 1e6)
    if (exists(this.#at(name))) utimesSync(this.#at(name), time, time)
  }

  #pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.#random() * list.length)]!
  }
}

function exists(path: string): boolean {
  return statOf(path) !== undefined
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** Links may lead in a circle. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}
