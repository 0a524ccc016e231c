// Whatever kind of file stands in the place of a zone's: the server is ready, answers the other zones, says what it found, and
// ends when it is told to; at the start, at a reload, and at the reload after a refused one.

import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dig, folderOf, type Janus, missing, serve, unprivileged } from '../support/janus.ts'

const command = await unprivileged()
const skip = typeof command === 'string' ? command : await missing('dig')

const zone = '@ 300 IN SOA ns hostmaster 1 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.1\n'

type Kind = { readonly make: (t: Test, path: string) => void; readonly said: RegExp }

const link = (target: string) => (_: Test, path: string) => symlinkSync(target, path)

const kinds: Readonly<Record<string, Kind>> = {
  empty: { make: (_, path) => writeFileSync(path, ''), said: /it has no records|SOA|NS/ },
  fifo: { make: (_, path) => execFileSync('mkfifo', ['-m', '666', path]), said: /it is a FIFO$/ },
  'link-to-fifo': { make: link('pipe'), said: /it is a FIFO$/ },
  zero: { make: link('/dev/zero'), said: /it is a device$|leads out of its folder$|outside the folder/ },
  full: { make: link('/dev/full'), said: /it is a device$|leads out of its folder$|outside the folder/ },
  folder: { make: (_, path) => mkdirSync(path), said: /it is a folder$/ },
  dangling: { make: link('nothing'), said: /no such file$/ },
  loop: { make: (_, path) => symlinkSync(path, path), said: /its symbolic links form a loop$/ },
  unreadable: {
    make: (_, path) => {
      writeFileSync(path, zone)
      chmodSync(path, 0)
    },
    said: /permission denied$/,
  },
  huge: {
    make: (_, path) => {
      writeFileSync(path, '')
      truncateSync(path, 2 ** 33)
    },
    said: /it has 8589934592 octets, and may have 1073741824$/,
  },
  vanished: { make: () => {}, said: /no such file$/ },
  socket: {
    make: (t, path) => {
      const server = createServer().listen(path)
      t.teardown(() => server.close())
    },
    said: /it is a socket$/,
  },
}

/** The file's place: a zone of its own, under a layer, as a layer, or included. Each has its surroundings. */
const places = ['plain', 'layer', 'include'] as const

const names = Object.keys(kinds)
const zoneNames = places.flatMap((place) => names.map((name) => `${name}.${place}`))
const config = `listen: ["127.0.0.1:0"]
workers: 1
views: {world: [any]}
zones:
  other.example: other.zone
${names.map((name) => `  ${name}.plain: ${name}\n  ${name}.include: ${name}.zone\n`).join('')}\
${names.map((name) => `  ${name}.layer: {world: [other.zone, ${name}]}\n`).join('')}`

const surroundings = {
  'janus.yaml': config,
  'other.zone': zone,
  ...Object.fromEntries(names.map((name) => [`${name}.zone`, `${zone}$INCLUDE ${name}\n`])),
}

const sound = Object.fromEntries(names.map((name) => [name, zone.replace('192.0.2.1', '192.0.2.2')]))

t.test('strange files from the start, and at each reload after it', { skip }, async (t) => {
  const folder = folderOf(t, surroundings)
  makeAll(t, folder)
  const janus = await serve(t, folder, command as string[])
  await servesOthers(t, janus)
  saysWhatItIs(t, janus, 0)
  await reload(t, janus, 1)
  await ends(t, janus)
})

t.test('strange files that come with a reload, and stay for the next one', { skip }, async (t) => {
  const folder = folderOf(t, { ...surroundings, ...sound })
  const janus = await serve(t, folder, command as string[])
  for (const name of names) rmSync(join(folder, name))
  makeAll(t, folder)
  const lines = janus.log.length
  await reload(t, janus, 1)
  saysWhatItIs(t, janus, lines)
  await reload(t, janus, 2)
  t.same(await dig(janus.port(), '@127.0.0.1', 'ns.fifo.plain', 'A'), ['ns.fifo.plain. 300 IN A 192.0.2.2'])
  await ends(t, janus)
})

t.test('a file that grows all the time is read as long as it was', { skip }, async (t) => {
  const folder = folderOf(t, { ...surroundings, ...sound })
  const grow = setInterval(() => appendFileSync(join(folder, 'other.zone'), `; ${'x'.repeat(1000)}\n`), 1)
  t.teardown(() => clearInterval(grow))
  const janus = await serve(t, folder, command as string[])
  await reload(t, janus, 1, 'reloaded')
  await ends(t, janus)
})

function makeAll(t: Test, folder: string): void {
  execFileSync('mkfifo', ['-m', '666', join(folder, 'pipe')])
  for (const [name, { make }] of Object.entries(kinds)) make(t, join(folder, name))
}

async function servesOthers(t: Test, janus: Janus): Promise<void> {
  t.same(await dig(janus.port(), '@127.0.0.1', 'ns.other.example', 'A'), ['ns.other.example. 300 IN A 192.0.2.1'])
}

/** One line of the log for each zone, from `line` on. */
function saysWhatItIs(t: Test, janus: Janus, line: number): void {
  const refused = janus.log.slice(line).filter(({ zone, level }) => zone !== undefined && level >= 50)
  for (const name of zoneNames) {
    const [kind, place] = name.split('.') as [string, (typeof places)[number]]
    const found = refused.find(({ zone }) => zone === `${name}.`)
    // A layer or an included file without a line changes nothing.
    if (kind === 'empty' && place !== 'plain') t.equal(found, undefined, name)
    else t.match(found, { findings: [{ message: kinds[kind]!.said }] }, name)
  }
}

async function reload(
  t: Test,
  janus: Janus,
  count: number,
  said = 'reloaded, except the zones with errors',
): Promise<void> {
  janus.signal('SIGHUP')
  await janus.logged(said, count)
  await servesOthers(t, janus)
}

async function ends(t: Test, janus: Janus): Promise<void> {
  janus.signal('SIGTERM')
  t.same(await janus.ended, { code: 0, signal: null })
}
