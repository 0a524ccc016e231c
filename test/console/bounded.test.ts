// What a screen asks for is as long for ten zones as for ten thousand: each request of requests.ts, beside hundreds of everything.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { folderOf, serve } from '../support/janus.ts'
import { requestsOf } from './requests.ts'

const MANY = 400
/** Of an answer: what is shown on the longest screens. Whole lists of this server are longer. */
const MOST_OCTETS = 100_000
const SCREENS = join(import.meta.dirname, '../../src/console')

const zone = (lines: string, serial = 1) =>
  `$TTL 3600\n@ SOA ns hostmaster ${serial} 7200 900 1209600 300\n  NS ns\n  MX 10 ns\nns A 192.0.2.1\ngone CNAME nowhere\n${lines}`
const hosts = zone(Array.from({ length: MANY }, (_, i) => `h${i} A 192.0.2.7\nh${i} MX 10 h${i}\n`).join(''))
const small = Array.from({ length: MANY }, (_, i) => `z${i}.univ.example`)
const broken = Array.from({ length: MANY }, (_, i) => `b${i}.example`)

const files = {
  token: 'token-of-the-test-token-of-the-test',
  'hosts.zone': hosts,
  'small.zone': zone(''),
  'broken.zone': zone('ns CNAME elsewhere\n'),
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
control: {socket: control.sock}
http: {listen: ["127.0.0.1:0"], token-file: token, edit: apply, rate: 100000}
views: {internal: [127.0.0.0/8], external: [any]}
zones:
  univ.example: hosts.zone
${small.map((name) => `  ${name}: small.zone\n`).join('')}${broken.map((name) => `  ${name}: broken.zone\n`).join('')}
lists: {pop.univ.example: {leases: 10m}}
mail: {gateways: {internal: ns.univ.example, external: ns.univ.example}}
secondaries: {ns2: {address: ["127.0.0.1:9"], views: [external]}}
catalogs: {catalog.example: {view: external, produce: [ns2]}}
`,
}

t.test('no answer that a screen asks for grows with what is served', async (t) => {
  const folder = folderOf(t, files)
  const janus = await serve(t, folder)
  const { listen } = (await janus.logged('HTTP is served')) as unknown as { readonly listen: readonly [string] }
  const headers = { authorization: `Bearer ${files.token}`, 'content-type': 'application/json' }
  const ask = async (path: string, body?: object) => {
    const posted = body && { method: 'POST', body: JSON.stringify(body) }
    const response = await fetch(`http://${listen[0]}/api/janus/v1/${path}`, { headers, ...posted })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`)
    return text
  }
  const rrsets = Array.from({ length: MANY }, (_, i) => ({
    ...{ name: `added${i}.univ.example.`, type: 'A', ttl: 60, changetype: 'REPLACE' },
    records: [{ content: '192.0.2.7' }],
  }))
  await ask('change', { zone: 'univ.example', views: ['internal'], rrsets })
  for (let i = 0; i < MANY; i++)
    await ask('list/add', { zone: 'pop.univ.example', entry: `192.0.${2 + (i >> 8)}.${i & 255}` })
  const requests = requestsOf({
    ...{ zone: 'univ.example', small: 'z7.univ.example', views: ['internal', 'external'] },
    ...{ host: 'h7.univ.example', late: `h${MANY - 1}.univ.example`, address: '192.0.2.7' },
    ...{ list: 'pop.univ.example', catalog: 'catalog.example' },
    text: zone(Array.from({ length: 5 * MANY }, (_, i) => `gone${i} CNAME nowhere\n`).join('')),
  })
  for (const { screen, path, body } of requests) {
    const { length } = Buffer.from(await ask(path, body))
    t.ok(length <= MOST_OCTETS, `${screen}: ${path.slice(0, 80)} has ${length} octets`)
  }
  // There was more to give.
  for (const path of ['zones', 'rrsets?zone=univ.example', 'mail', 'plan'])
    t.ok((await ask(path)).length > MOST_OCTETS, path)
  // A finding in each line, of which the page shows some.
  const { findings, more } = JSON.parse(await ask('judge', requests.find(({ path }) => path === 'judge')!.body))
  t.ok(findings.length === 100 && more > 0, `${findings.length} and ${more} more`)
})

t.test('what the sources of the screens ask for stands in the table', (t) => {
  const scene = { zone: 'z', small: 's', host: 'h', late: 'l', address: '192.0.2.1', list: 'l', catalog: 'c', text: '' }
  const known = new Set(requestsOf({ ...scene, views: ['a', 'b'] }).map(({ path }) => path.replace(/\?.*/, '')))
  // These ask for one thing that somebody has chosen, or are asked by who is nobody yet.
  for (const path of ['dnssec-timetable', 'login/ways']) known.add(path)
  const asked = readdirSync(SCREENS, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .flatMap((name) => [
      ...readFileSync(join(SCREENS, name), 'utf8').matchAll(
        /\b(?:useAsk|ask)<[^(]*>\(\s*(?:[^'"()]*\? undefined : )?'([^']+)'/g,
      ),
    ])
    .map(([, path]) => path!)
  t.ok(asked.length > 25, `${asked.length} places`)
  t.same(
    [...new Set(asked)].filter((path) => !known.has(path)),
    [],
  )
  t.end()
})
