// Options that a reload changes, as the running server shows and follows them.

import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { until } from '../../net/harness.ts'
import { folderOf, janus, serve } from '../../support/janus.ts'
import { campus, campusZone, editCampus } from '../../support/small-campus.ts'

const plain = campus()['janus.yaml'] as string

t.test('what a reload changes is shown as it is then, and what a rollback brings back is too', async (t) => {
  const folder = folderOf(t, campus())
  const config = ['--config', join(folder, 'janus.yaml')]
  const json = async (...words: string[]) => JSON.parse((await janus(...words, ...config, '--json')).stdout)
  const authority = async () => {
    const { answer } = await json('explain', '127.0.0.1', 'www.univ.example', '--running')
    return answer.sections.authority.length
  }
  const kept = async () => {
    const { tables } = await json('status')
    return tables.find(({ table }: { table: string }) => table === 'generations').limit
  }
  await serve(t, folder)
  t.equal(await authority(), 0)
  t.equal(await kept(), 5)
  writeFileSync(join(folder, 'janus.yaml'), `${plain}minimal-responses: false\ngenerations: 7\n`)
  t.match(await json('reload'), { outcome: 'switched', generation: 2, restart: [] })
  t.equal(await authority(), 1)
  t.equal(await kept(), 7)
  await json('rollback')
  t.equal(await authority(), 0, 'answers are those of the generation')
  t.equal(await kept(), 7, 'how the server is run is not')
})

t.test('an explanation names the addresses that are listened on, whatever a reload finds', async (t) => {
  const listen = (view: string) =>
    plain.replace('["127.0.0.1:0"]', `["127.0.0.1:0", {address: "127.0.0.1:0", view: ${view}}]`)
  const folder = folderOf(t, { ...campus(), 'janus.yaml': listen('internal') })
  const config = ['--config', join(folder, 'janus.yaml')]
  const server = await serve(t, folder)
  const tied = async () => {
    const ran = await janus('explain', '127.0.0.1', 'www.univ.example', '--running', '--json', ...config)
    return JSON.parse(ran.stdout).tied
  }
  const bound = [{ listen: server.listen[1], view: 'internal' }]
  t.same(await tied(), bound, 'with its port')
  writeFileSync(join(folder, 'janus.yaml'), `${listen('external')}minimal-responses: false\n`)
  t.match(JSON.parse((await janus('reload', ...config, '--json')).stdout), { outcome: 'switched', restart: ['listen'] })
  t.same(await tied(), bound)
  t.match((await janus('status', ...config)).stdout, /last reload +switched; takes effect at the next start: listen$/m)
})

t.test('files are watched from the reload on that says so, and no longer after the one that does not', async (t) => {
  const folder = folderOf(t, campus())
  const config = ['--config', join(folder, 'janus.yaml')]
  const server = await serve(t, folder)
  writeFileSync(join(folder, 'janus.yaml'), `${plain}watch: true\n`)
  t.match(JSON.parse((await janus('reload', ...config, '--json')).stdout), { outcome: 'unchanged', restart: [] })
  editCampus(folder, { serial: 2 })
  t.match(await server.logged('reloaded', 2), { generation: 2 })
  // Janus watches the file itself: this is the last reload that comes by itself.
  writeFileSync(join(folder, 'janus.yaml'), plain)
  await server.logged('reloaded', 3)
  const watches = () => readFileSync(`/proc/${server.process.pid}/fdinfo/${inotify(server.process.pid!)}`, 'utf8')
  await until(() => !/^inotify wd/m.test(watches()))
  writeFileSync(join(folder, 'other.zone'), campusZone('external', { serial: 2 }))
  server.signal('SIGHUP')
  t.match(await server.logged('reloaded', 4), { generation: 3, changed: 2 }, 'it was left to who asks')
})

t.test('zones are kept in the folder of the start, which is locked, whatever a reload finds', async (t) => {
  const folder = folderOf(t, campus('log: {level: debug}\ncontrol: {socket: ./control.sock}\n'))
  const server = await serve(t, folder)
  await server.logged('zones kept')
  const config = readFileSync(join(folder, 'janus.yaml'), 'utf8')
  writeFileSync(join(folder, 'janus.yaml'), config.replace('state: state', 'state: elsewhere'))
  editCampus(folder, { serial: 2 })
  server.signal('SIGHUP')
  await server.logged('zones kept', 2)
  t.notOk(existsSync(join(folder, 'elsewhere')))
})

function inotify(pid: number): string {
  return readdirSync(`/proc/${pid}/fd`).find((fd) => linkOf(`/proc/${pid}/fd/${fd}`).includes('inotify')) ?? '-'
}

/** A descriptor may be closed meanwhile. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
