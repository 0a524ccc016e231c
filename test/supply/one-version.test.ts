// A generation has one version of each file, whatever somebody writes while the server reads.

import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import t from 'tap'
import { isOneVersion, type SourceFile } from '../../src/state/source-files.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { printZone } from '../../src/supply/faces/print.ts'
import type { ReadTexts } from '../../src/supply/loader/loaders.ts'
import { readHere, readZones } from '../../src/supply/loader/read-zones.ts'
import { RunFiles } from '../../src/supply/loader/run-files.ts'
import type { ReadZone } from '../../src/supply/read-zone.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import type { Settings } from '../../src/text/config/settings.ts'
import { folderOf } from '../support/janus.ts'

const top = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n@ NS ns\nns A 192.0.2.1\n'
const files = { 'a.zone': top, 'b.zone': top, 'shared.inc': 'www A 192.0.2.1\n', 'x.layer': 'x A 192.0.2.1\n' }

function settingsOf(folder: string, zones: string): Settings {
  writeFileSync(join(folder, 'janus.yaml'), `views: {in: [127.0.0.1], out: [any]}\nzones: ${zones}\n`)
  return loadConfig(join(folder, 'janus.yaml')).settings!
}

/** Reads one job after the other, and writes the file anew before each of the first `times`. */
function writingWhile(path: string, times: number): ReadTexts {
  let written = 0
  return beforeEach(() => {
    if (written < times) writeFileSync(path, `www A 192.0.2.${++written + 1}\n`)
  })
}

/** As readHere(), each job as if a thread of its own read it. */
function beforeEach(change: () => void): ReadTexts {
  return async (jobs, data, options) => {
    const results = []
    for (const job of jobs) {
      change()
      results.push(...(await readHere([job], data, options)))
    }
    return results
  }
}

/** Addresses of www in all that was read. */
function addresses(read: ReadonlyMap<string, ReadZone>): string[] {
  const texts = [...read.values()].flatMap(({ subject }) => (subject ? [printZone(subject.zone, 'in')] : []))
  return [...new Set(texts.map((text) => /www\S*\s.*\sA\s+(\S+)/.exec(text)?.[1] ?? []))].flat()
}

const shared: Readonly<Record<string, { readonly zones: string; readonly file: string }>> = {
  'a layer of two faces that begin with other files': {
    zones: '{a.example: {in: [a.zone, x.layer], out: [b.zone, x.layer]}}',
    file: 'x.layer',
  },
  'a layer of two zones': { zones: '{a.example: [a.zone, x.layer], b.example: [a.zone, x.layer]}', file: 'x.layer' },
  'a file that is a face, and the lowest layer of another': {
    zones: '{a.example: {in: [inc.zone, x.layer], out: inc.zone}}',
    file: 'shared.inc',
  },
  'a file that two zones include': { zones: '{a.example: inc.zone, b.example: inc.zone}', file: 'shared.inc' },
}

for (const [what, { zones, file }] of Object.entries(shared))
  t.test(`${what} is of one version`, async (t) => {
    const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE shared.inc\n` })
    const settings = settingsOf(folder, zones)
    const read = await readZones(settings, 'load', undefined, { readTexts: writingWhile(join(folder, file), 2) })
    t.same(addresses(read), ['192.0.2.3'])
  })

t.test('what is known already is read again where something else saw its file otherwise', async (t) => {
  const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE shared.inc\n` })
  const settings = settingsOf(folder, '{a.example: inc.zone, b.example: inc.zone}')
  const before = await readZones(settings, 'load', undefined)
  const known = new Map([...before].slice(0, 1))
  const readTexts = writingWhile(join(folder, 'shared.inc'), 1)
  t.same(addresses(await readZones(settings, 'load', undefined, { known, readTexts })), ['192.0.2.2'])
})

t.test('of what somebody goes on writing all zones have one version', async (t) => {
  const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE shared.inc\n` })
  const settings = settingsOf(folder, '{a.example: inc.zone, b.example: inc.zone, c.example: [a.zone, shared.inc]}')
  const read = await readZones(settings, 'load', undefined, {
    readTexts: writingWhile(join(folder, 'shared.inc'), Number.POSITIVE_INFINITY),
  })
  t.equal(addresses(read).length, 1)
  t.notOk([...read.values()].some(({ subject }) => subject === undefined))
})

t.test('a link that somebody turns again and again leads all zones to one file', async (t) => {
  const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE current/www.inc\n` })
  for (const n of [1, 2, 3]) {
    mkdirSync(join(folder, `release${n}`))
    writeFileSync(join(folder, `release${n}/www.inc`), `www A 192.0.2.${n}\n`)
  }
  let turns = 0
  const turn = () => {
    rmSync(join(folder, 'current'), { force: true })
    symlinkSync(`release${(turns++ % 3) + 1}`, join(folder, 'current'))
  }
  turn()
  const settings = settingsOf(folder, '{a.example: inc.zone, b.example: inc.zone, c.example: inc.zone}')
  const read = await readZones(settings, 'load', undefined, { readTexts: beforeEach(turn) })
  t.equal(addresses(read).length, 1)
  t.notOk([...read.values()].some(({ subject }) => subject === undefined))
})

t.test('where each version includes other files, without an end, zones are refused, and others are not', async (t) => {
  const deep = 6
  const most = 16
  const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE 0.0.inc\n` })
  const settings = settingsOf(folder, '{a.example: inc.zone, b.example: inc.zone, c.example: a.zone}')
  let version = 0
  const write = () => {
    version++
    for (let level = 0; level < deep; level++)
      for (let n = 0; n < most; n++)
        writeFileSync(join(folder, `${level}.${n}.inc`), `$INCLUDE ${level + 1}.${version % most}.inc\n`)
  }
  for (let n = 0; n < most; n++) writeFileSync(join(folder, `${deep}.${n}.inc`), `www A 192.0.2.${n}\n`)
  const read = await readZones(settings, 'load', undefined, { readTexts: beforeEach(write) })
  const said = [...read.values()].map(({ subject, problems }) => [
    subject !== undefined,
    ...inEnglish(problems).map(({ message }) => message.replace(/".*"/, 'FILE')),
  ])
  const refused = [false, 'cannot load FILE: its files change while Janus reads them']
  t.same(said, [refused, refused, [true]])
})

t.test('what becomes of a shared file while others read it is the same for all zones', async (t) => {
  const others: Readonly<Record<string, (path: string) => void>> = {
    'it vanishes': (path) => rmSync(path),
    'it grows': (path) => appendFileSync(path, '; more\nmail A 192.0.2.9\n'),
    'a FIFO takes its place': (path) => {
      rmSync(path)
      execFileSync('mkfifo', [path])
    },
    'a folder takes its place': (path) => {
      rmSync(path)
      mkdirSync(path)
    },
    'a link to a file outside takes its place': (path) => {
      rmSync(path)
      symlinkSync('/etc/hostname', path)
    },
    'no text takes its place': (path) => writeFileSync(path, new Uint8Array(100)),
  }
  for (const [what, change] of Object.entries(others)) {
    const folder = folderOf(t, { ...files, 'inc.zone': `${top}$INCLUDE shared.inc\n` })
    const settings = settingsOf(
      folder,
      '{a.example: inc.zone, b.example: inc.zone, c.example: inc.zone, d.example: a.zone}',
    )
    let jobs = 0
    const readTexts = beforeEach(() => {
      if (jobs++ === 1) change(join(folder, 'shared.inc'))
    })
    const read = await readZones(settings, 'load', undefined, { readTexts })
    t.ok(addresses(new Map([...read].slice(0, 3))).length <= 1, what)
    t.ok([...read.values()].at(-1)!.subject, `${what}, and other zones are there`)
  }
})

t.test('what many zones include is read once', async (t) => {
  const folder = folderOf(t, { 'shared.inc': 'www A 192.0.2.1\n' })
  const path = join(folder, 'shared.inc')
  const run = new RunFiles()
  const first = run.included(path, 1000)
  rmSync(path)
  t.equal(run.included(path, 1000), first)
  t.match(new RunFiles().included(path, 1000), { rule: 'unreadable-file' }, 'the next candidate looks again')
})

t.test('what many zones are made of, or have laid over them, is read once', async (t) => {
  const folder = folderOf(t, { ...files, 'link.zone': top })
  rmSync(join(folder, 'link.zone'))
  symlinkSync('a.zone', join(folder, 'link.zone'))
  const settings = settingsOf(
    folder,
    '{a.example: link.zone, b.example: link.zone, c.example: {in: [b.zone, x.layer], out: b.zone}, d.example: [b.zone, x.layer]}',
  )
  let shared: readonly string[] = []
  await readZones(settings, 'load', undefined, {
    readTexts: async (jobs, data, options) => {
      shared = data.shared!
      return readHere(jobs, data, options)
    },
  })
  t.same(shared.map((path) => basename(path)).sort(), ['b.zone', 'link.zone', 'x.layer'])
  const run = new RunFiles([], shared)
  const contents = () =>
    ['link.zone', 'b.zone', 'x.layer'].map((file) => run.content(run.real(join(folder, file)), 1000))
  const first = contents()
  for (const file of ['a.zone', 'b.zone', 'x.layer']) writeFileSync(join(folder, file), 'other\n')
  for (const [i, content] of contents().entries()) t.equal(content, first[i])
  t.not(new RunFiles([], shared).content(join(folder, 'b.zone'), 1000), first[1], 'the next candidate looks again')
})

t.test('two readings are of one version where that can be told', async (t) => {
  const read: SourceFile = { asked: '/a', path: '/a', size: 1, changed: '17', inode: '2', hash: 'h' }
  const young = { ...read, changed: '' }
  const old = { ...read, hash: '' }
  t.ok(isOneVersion(read, old))
  t.ok(isOneVersion(read, young))
  t.ok(isOneVersion(young, young))
  t.notOk(isOneVersion(young, old), 'nothing to compare')
  for (const other of [{ size: 2 }, { inode: '3' }, { path: '/b' }]) t.notOk(isOneVersion(read, { ...read, ...other }))
  t.notOk(isOneVersion(old, { ...old, changed: '18' }))
  t.notOk(isOneVersion(young, { ...young, hash: 'i' }))
})
