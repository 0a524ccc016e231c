// What commands without a server tell is what the server serves: files alone do not say that.

import { createHash } from 'node:crypto'
import { appendFileSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { printZone } from '../../src/supply/faces/print.ts'
import { loadServed } from '../../src/tools/loaded.ts'
import { changeTo } from '../support/edits.ts'
import { folderOf } from '../support/janus.ts'
import { janus } from '../support/run-janus.ts'
import { Site } from '../support/site.ts'
import { zoneOf } from '../support/zones.ts'

const zone = (serial: number, ...hosts: string[]) =>
  `$TTL 60\n@ SOA ns h ${serial} 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n${hosts.map((host) => `${host} A 192.0.2.9\n`).join('')}`

const config = `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [10.0.0.0/8], external: [any]}
zones: {example.com: {internal: in.zone, external: out.zone}, other.example: {external: other.zone}}
`

async function siteOf(t: Test): Promise<Site> {
  const folder = folderOf(t, {
    'janus.yaml': config,
    'in.zone': zone(1, 'inside'),
    'out.zone': zone(1),
    'other.zone': zone(1),
  })
  const site = new Site(folder)
  t.teardown(() => site.stop())
  await site.start()
  return site
}

/** What the server serves, and what somebody beside it tells; by face. */
async function told({ folder }: Site): Promise<Record<string, string>> {
  const { settings, loaded } = (await loadServed(join(folder, 'janus.yaml'), 'test'))!
  return Object.fromEntries(
    loaded.faces.map(({ view, name, served }) => {
      const viewName = settings.views[view]!.name
      return [`${viewName} ${name}`, served ? printZone(served, viewName) : 'nothing']
    }),
  )
}

const served = (site: Site) => Object.fromEntries(site.served.map(({ face, text = 'nothing' }) => [face, text]))

async function accept(site: Site, serial: number, ...hosts: string[]): Promise<void> {
  const face = site.server.current.candidate.loaded.faces.find(({ name }) => name === 'example.com.')!
  const after = zoneOf('example.com.', zone(serial, 'inside', ...hosts))
  const { kind } = await site.server.store.accept(changeTo('internal', face.served!, after))
  if (kind !== 'accepted') throw new Error(kind)
}

/** Name, size, time and content of every file below. */
function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name)
      const { mtimeMs, size } = statSync(path)
      const content = statSync(path).isFile() ? createHash('sha256').update(readFileSync(path)).digest('hex') : ''
      return `${name} ${mtimeMs} ${size} ${content}`
    })
}

t.test('changes that were accepted are told, beside the server and after it, and nothing is written', async (t) => {
  const site = await siteOf(t)
  await accept(site, 2, 'first')
  await accept(site, 3, 'first', 'second')
  const serves = served(site)
  t.match(serves['internal example.com.'], /second/)
  t.same(await told(site), serves)
  const command = (...words: string[]) => janus([...words, '--config', 'janus.yaml'], site.folder)
  t.equal(command('print', 'internal', 'example.com').stdout, serves['internal example.com.'])
  t.match(command('explain', '10.0.0.1', 'second.example.com').stdout, /192\.0\.2\.9/)
  t.match(command('diff', 'internal', 'external', 'example.com').stdout, /second/)
  await site.stop()
  // A server that runs goes on writing its history.
  const before = stateOf(join(site.folder, 'state'))
  t.same(await told(site), serves)
  t.equal(command('print', 'internal', 'example.com').stdout, serves['internal example.com.'])
  t.same(stateOf(join(site.folder, 'state')), before)
})

t.test('serials follow those that were served', async (t) => {
  const site = await siteOf(t)
  site.write('out.zone', zone(1, 'new'))
  await site.reload()
  const serves = served(site)
  t.match(serves['external example.com.'], / 2 1d| 2 86400/)
  t.same(await told(site), serves)
  await site.stop()
  t.same(await told(site), serves)
  site.write('out.zone', zone(1, 'newer'))
  const next = await told(site)
  t.match(next['external example.com.'], / 3 1d| 3 86400/)
  await site.start()
  t.same(served(site), next, 'and the server that starts then serves that')
})

t.test('a write that is not finished is passed over, and left to the server', async (t) => {
  const site = await siteOf(t)
  await accept(site, 2, 'first')
  const serves = served(site)
  const journal = join(site.folder, 'state/kept/journal')
  appendFileSync(journal, Buffer.from([0, 0, 0, 9, 1, 2]))
  const { size } = statSync(journal)
  t.same(await told(site), serves)
  t.equal(statSync(journal).size, size)
  t.notOk(readdirSync(join(site.folder, 'state/kept')).some((name) => name.includes('torn')))
})

t.test('where no server has been there is no state folder, and none is made', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': config,
    'in.zone': zone(7),
    'out.zone': zone(7),
    'other.zone': 'broken\n',
  })
  const { stdout, status } = janus(['print', 'internal', 'example.com', '--config', 'janus.yaml'], folder)
  t.equal(status, 0)
  t.match(stdout, / 7 /)
  t.match(janus(['print', 'external', 'other.example', '--config', 'janus.yaml'], folder), { status: 1 })
  t.same(readdirSync(folder).sort(), ['in.zone', 'janus.yaml', 'other.zone', 'out.zone'])
})
