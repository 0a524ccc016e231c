// Who watches its files hears of every change that leads to others: links that are turned, folders that come, files that were
// missing.

import {
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { watchedPaths } from '../../../src/operate/control/watched-paths.ts'
import { type Files, folderOf, janus, serve } from '../../support/janus.ts'
import { campusZone } from '../../support/small-campus.ts'

const head = 'listen: ["127.0.0.1:0"]\nudp: portable\nstate: state\nwatch: true\n'
const zone = (serial: number, more = '') => campusZone('external', { serial, more })
// They wait for other processes and for seconds to pass, and share nothing.
t.jobs = 3

/** The server on these zones, and the way to wait for a change. */
async function watching(t: Test, zones: string, files: Files, prepare: (folder: string) => void = () => {}) {
  const folder = folderOf(t, { 'janus.yaml': `${head}zones: ${zones}\n`, ...files })
  prepare(folder)
  const server = await serve(t, folder)
  const at = (name: string) => join(folder, name)
  const turn = (name: string, target: string) => {
    symlinkSync(target, at(`${name}.next`))
    renameSync(at(`${name}.next`), at(name))
  }
  let reloads = 0
  /** The serial of each face after the next reload that comes by itself. */
  const serials = async (refused = false) => {
    const told = refused ? 'reloaded, except the zones with errors' : 'reloaded'
    await server.logged(told, refused ? 1 : ++reloads)
    const { stdout } = await janus('zones', '--json', '--config', at('janus.yaml'))
    return (JSON.parse(stdout) as { serial?: number }[]).map(({ serial }) => serial)
  }
  return { server, folder, at, turn, serials }
}

t.test('configuration as orchestrators mount it', async (t) => {
  const { at, turn, serials } = await watching(
    t,
    '{e.example: mount/e.zone}',
    { 'mount/..one/e.zone': zone(1), 'mount/..two/e.zone': zone(2), 'mount/..three/e.zone': zone(3) },
    (folder) => {
      symlinkSync('..one', join(folder, 'mount/..data'))
      symlinkSync('..data/e.zone', join(folder, 'mount/e.zone'))
    },
  )
  turn('mount/..data', '..two')
  rmSync(at('mount/..one'), { recursive: true })
  t.same(await serials(), [2])
  turn('mount/..data', '..three')
  t.same(await serials(), [3], 'and the next time')
})

t.test('a link anywhere above the file', async (t) => {
  const { turn, serials } = await watching(
    t,
    '{e.example: live/zones/e.zone}',
    { 'one/zones/e.zone': zone(1), 'two/zones/e.zone': zone(2) },
    (folder) => {
      symlinkSync('one', join(folder, 'current'))
      symlinkSync('current', join(folder, 'live'))
    },
  )
  turn('current', 'two')
  t.same(await serials(), [2])
})

t.test('a folder that comes later, or is another one', async (t) => {
  const { at, serials } = await watching(t, '{e.example: a/b/e.zone}', {
    'new/e.zone': zone(1),
    'next/e.zone': zone(2),
  })
  mkdirSync(at('a'))
  await serials(true)
  renameSync(at('new'), at('a/b'))
  t.same(await serials(), [1])
  renameSync(at('a/b'), at('old'))
  renameSync(at('next'), at('a/b'))
  t.same(await serials(), [2])
  writeFileSync(at('a/b/e.zone'), zone(3))
  t.same(await serials(), [3], 'it is this one that is watched now')
})

t.test('an include that is made later, in a folder that is new', async (t) => {
  const { at, serials } = await watching(t, '{e.example: e.zone}', { 'e.zone': zone(1, '$INCLUDE parts/x/hosts\n') })
  mkdirSync(at('parts/x'), { recursive: true })
  writeFileSync(at('parts/x/hosts'), 'host A 192.0.2.9\n')
  t.same(await serials(), [1])
  writeFileSync(at('e.zone'), zone(2, '$INCLUDE parts/x/hosts\n$INCLUDE more/hosts\n'))
  t.same(await serials(true), [1])
  mkdirSync(at('more'))
  writeFileSync(at('more/hosts'), 'more A 192.0.2.9\n')
  t.same(await serials(), [2])
})

t.test('folders that nothing is read from any more are watched no longer', async (t) => {
  const names = Array.from({ length: 20 }, (_, i) => `d${i}`)
  const { server, at, serials } = await watching(
    t,
    `{${names.map((name) => `${name}.example: ${name}/z`).join(', ')}}`,
    Object.fromEntries(names.map((name) => [`${name}/z`, zone(1)])),
  )
  const count = () => watchCount(server.process.pid!)
  const before = count()
  t.ok(before >= 20)
  writeFileSync(at('janus.yaml'), `${head}zones: {d0.example: d0/z}\n`)
  t.same(await serials(), [1])
  t.equal(count(), before - 19)
})

t.test('every folder on the way is watched for one name', async (t) => {
  const folder = t.testdir({ real: { zones: { 'a.zone': '', 'b.zone': '' } } })
  symlinkSync('real', join(folder, 'link'))
  const paths = watchedPaths(['a.zone', 'b.zone', 'gone/c.zone'].map((name) => join(folder, 'link/zones', name)))
  t.same([...paths.get(join(folder, 'real/zones'))!].sort(), ['a.zone', 'b.zone', 'gone'])
  t.same([...paths.get(join(folder, 'real'))!], ['zones'])
  t.same([...paths.get(folder)!].sort(), ['link', 'real'])
  t.notOk(paths.has(join(folder, 'link')))
  symlinkSync('loop', join(folder, 'loop'))
  t.doesNotThrow(() => watchedPaths([join(folder, 'loop/x')]))
})

function watchCount(pid: number): number {
  const fds = readdirSync(`/proc/${pid}/fd`).filter((fd) => linkOf(`/proc/${pid}/fd/${fd}`).includes('inotify'))
  const infos = fds.map((fd) => readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))
  return infos.join('').match(/^inotify wd/gm)?.length ?? 0
}

/** A descriptor may be closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
