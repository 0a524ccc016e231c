// Metrics and health over HTTP, from the real process.

import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { freePort } from '../../support/free-port.ts'
import { dig, folderOf, type Janus, janus, missing, run, serve } from '../../support/janus.ts'
import { campus, campusZone } from '../../support/small-campus.ts'

const HTTP = 'http: {listen: ["127.0.0.1:0"], token-file: token}\n'
const noDig = await missing('dig')

async function base(server: Janus): Promise<string> {
  const { listen } = await server.logged('HTTP is served')
  return `http://${(listen as string[])[0]}`
}

async function matched(t: Test, response: Response, wanted: object): Promise<object> {
  const told = Object(await response.json())
  t.match(told, wanted)
  return told
}

t.test('what machines ask of the server', async (t) => {
  const folder = folderOf(t, { ...campus(HTTP), token: 'secret\n' })
  const server = await serve(t, folder)
  const url = await base(server)

  await t.test('metrics are as Prometheus wants them', { skip: await missing('promtool') }, async (t) => {
    const text = await (await fetch(`${url}/metrics`)).text()
    t.same(await promtool(text), { code: 0, output: '' })
  })

  await t.test('queries are counted by view, type, rcode, transport and family', { skip: noDig }, async (t) => {
    const port = server.port()
    for (let i = 0; i < 3; i++) await dig(port, '@127.0.0.1', '-b', '127.0.0.1', 'univ.example', 'MX')
    await dig(port, '@127.0.0.1', '-b', '127.0.0.2', 'gone.univ.example', 'AAAA')
    await dig(port, '@127.0.0.1', '-b', '127.0.0.2', 'www.univ.example', '+tcp')
    const text = await (await fetch(`${url}/metrics`)).text()
    const count = (labels: string) => new RegExp(`^janus_queries_total{${labels}} (\\d+)$`, 'm').exec(text)?.[1]
    t.equal(count('view="internal",type="MX",rcode="NOERROR",transport="udp",family="ipv4"'), '3')
    t.equal(count('view="external",type="AAAA",rcode="NXDOMAIN",transport="udp",family="ipv4"'), '1')
    t.equal(count('view="external",type="A",rcode="NOERROR",transport="tcp",family="ipv4"'), '1')
    t.match(text, /^janus_udp_received_total 4$/m)
    t.match(text, /^janus_zone_serial{zone="univ\.example\.",view="internal"} 1$/m)
    t.match(text, /^janus_response_duration_seconds_bucket{le="\+Inf"} [1-9]/m)
  })

  await t.test('every metric that the dashboard and the alert rules ask for exists', async (t) => {
    const text = await (await fetch(`${url}/metrics`)).text()
    const given = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    for (const file of ['grafana-dashboard.json', 'alerts.yml']) {
      const asked = readFileSync(join(import.meta.dirname, '../../../docs', file), 'utf8').match(
        /\b(janus|process)_\w+/g,
      )!
      for (const name of new Set(asked.map((name) => name.replace(/_bucket$/, '')))) t.ok(given.has(name), name)
    }
  })

  await t.test('docs/operations.md says of every metric what it counts', async (t) => {
    const text = await (await fetch(`${url}/metrics`)).text()
    const page = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8')
    for (const [, name] of text.matchAll(/^# TYPE (janus_\S+)/gm)) t.ok(page.includes(`\`${name}\``), name!)
  })

  await t.test('Prometheus can read the alert rules', { skip: await missing('promtool') }, async (t) => {
    const { code, stdout } = await run('promtool', [
      'check',
      'rules',
      join(import.meta.dirname, '../../../docs/alerts.yml'),
    ])
    t.equal(code, 0, stdout)
  })

  await t.test('health', async (t) => {
    t.equal((await fetch(`${url}/healthz`)).status, 200)
    t.match(await (await fetch(`${url}/readyz`)).json(), { zones: 4, served: 4, current: 4 })
    const status = await fetch(`${url}/status`)
    t.match(await status.json(), { generation: 1 })
    t.equal(status.headers.get('etag'), null, 'it is another one each second')
    t.equal((await fetch(`${url}/control/stop`)).status, 404, 'reading changes nothing')
  })

  await t.test('what changes something takes the token', async (t) => {
    const post = (verb: string, authorization?: string) =>
      fetch(`${url}/control/${verb}`, { method: 'POST', headers: authorization ? { authorization } : {} })
    for (const wrong of [undefined, 'Bearer wrong!', 'Bearer secret1', 'Bearer ', 'Basic secret', 'secret']) {
      const response = await post('reload', wrong)
      t.equal(response.status, 401, String(wrong))
      t.match(await response.json(), { error: /send the header "Authorization: Bearer TOKEN"/ })
    }
    t.match(await (await post('reload', 'Bearer secret')).json(), { outcome: 'unchanged' })
    t.equal((await post('nonsense', 'Bearer secret')).status, 404)
    t.equal((await post('constructor', 'Bearer secret')).status, 404)
    t.equal((await post('rollback', 'Bearer secret')).status, 400)
    const filtered = await fetch(`${url}/control/query-log`, {
      method: 'POST',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
      body: JSON.stringify({ on: true, client: '10.0.0.0/33' }),
    })
    t.equal(filtered.status, 400)
    writeFileSync(join(folder, 'token'), '')
    t.equal((await post('reload', 'Bearer ')).status, 401, 'an empty file lets nobody in')
  })

  await t.test('what does not come as far as a verb has a sentence and a code too', async (t) => {
    writeFileSync(join(folder, 'token'), 'secret\n')
    const json = { 'content-type': 'application/json' }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const cases: readonly (readonly [string, string, Record<string, string>, string | undefined, number, RegExp])[] = [
      ['POST', '/control/health', json, '{', 400, /it is not JSON$/],
      ['POST', '/control/health', json, '', 400, /it is empty, and not JSON: send {}/],
      ['POST', '/control/health', json, '{"__proto__":{}}', 400, /it is not JSON$/],
      ['POST', '/control/health', json, `"${'x'.repeat(70_000)}"`, 413, /it has more than 65536 octets$/],
      ['POST', '/control/health', form, 'on=true', 415, /send JSON, and the header/],
      ['POST', `/control/${'x'.repeat(200)}`, json, '{}', 414, /the name of its verb is too long$/],
      ['POST', '/control/%zz', json, '{}', 400, /its path is not valid$/],
      ['GET', '/control/health', {}, undefined, 404, /use GET \/status, .*, or POST \/control\/VERB$/],
      ['DELETE', '/status', {}, undefined, 404, /there is nothing to "DELETE" here/],
    ]
    for (const [method, path, headers, body, status, sentence] of cases) {
      const response = await fetch(url + path, {
        method,
        headers: { authorization: 'Bearer secret', ...headers },
        ...(body !== undefined && { body }),
      })
      t.equal(response.status, status, path)
      const code = status === 404 ? 'unknown-verb' : 'bad-request'
      t.strictSame(Object.keys(await matched(t, response, { error: sentence, code })).sort(), ['code', 'error'])
    }
    const strange = await fetch(`${url}/control/health`, { method: 'POST', headers: json, body: '{' })
    t.equal(strange.status, 401, 'of who has no token nothing is read')
    await matched(t, strange, { code: 'no-token' })
  })

  await t.test('every verb is asked with the token, and says which revision it tells of', async (t) => {
    const post = (verb: string, body?: object, headers: Record<string, string> = {}) =>
      fetch(`${url}/control/${verb}`, {
        method: 'POST',
        headers: { authorization: 'Bearer secret', ...(body && { 'content-type': 'application/json' }), ...headers },
        ...(body && { body: JSON.stringify(body) }),
      })
    const zones = await post('zones')
    t.match(await zones.json(), [{ zone: 'univ.example.', view: 'internal' }, {}, {}, {}])
    const etag = zones.headers.get('etag')!
    t.match(etag, /^"[a-z0-9]+-\d+"$/)
    const page = await post('zones', { limit: 3 })
    t.match(await page.json(), { length: 3 })
    const rest = await post('zones', { after: page.headers.get('janus-next'), limit: 3 })
    t.match(await rest.json(), { length: 1 })
    t.equal(rest.headers.get('janus-next'), null)
    t.match(await (await post('explain', { address: '127.0.0.1', name: 'www.univ.example' })).json(), {
      answer: { view: 'internal', rcode: 'NOERROR' },
    })
    const wrong = await post('explain', { address: '127.0.0.1' })
    t.equal(wrong.status, 400)
    t.match(await wrong.json(), { code: 'bad-request', field: 'name', error: /"name" is missing/ })
    t.equal((await post('reload', undefined, { 'if-match': etag })).status, 200)
    t.equal((await post('reload', undefined, { 'if-match': etag })).status, 412, 'a reload has been since')
    t.equal((await post('reload', undefined, { 'if-match': '*' })).status, 200)
    const now = (await post('health')).headers.get('etag')!
    const lists: readonly (readonly [string, number])[] = [
      [`"x", ${now}`, 200],
      [`"a,b" , W/${now},${now}`, 200],
      [`,${now}, `, 200],
      [now.replaceAll('"', ''), 200],
      [`W/${now}`, 412],
      ['"x", "y"', 412],
      ['', 412],
      [`"x" ${now}`, 400],
      [`*, ${now}`, 400],
      [`"${now}`, 400],
    ]
    for (const [header, status] of lists)
      t.equal((await post('health', undefined, { 'if-match': header })).status, status, header)
  })

  await t.test('the metrics say what a reload refused until it is repaired', async (t) => {
    const metrics = async () => (await fetch(`${url}/metrics`)).text()
    writeFileSync(join(folder, 'other.zone'), 'nonsense\n')
    await janus('reload', '--config', join(folder, 'janus.yaml'))
    const broken = await metrics()
    t.match(broken, /^janus_last_reload_good 0$/m)
    t.match(broken, /^janus_zones{state="stale-source"} 2$/m)
    t.match(broken, /^janus_reloads_total{result="bad"} 1$/m)
    t.match(broken, /^janus_zone_state{zone="other\.example\.",view="external",state="stale-source"} 1$/m)
    writeFileSync(join(folder, 'other.zone'), campusZone('external'))
    await janus('reload', '--config', join(folder, 'janus.yaml'))
    const good = await metrics()
    t.match(good, /^janus_last_reload_good 1$/m)
    t.match(good, /^janus_zones{state="stale-source"} 0$/m)
  })
})

t.test('without a token file nothing can be changed', async (t) => {
  const folder = folderOf(t, campus('http: {listen: ["127.0.0.1:0"]}\n'))
  const url = await base(await serve(t, folder))
  const headers = { authorization: 'Bearer ' }
  t.equal((await fetch(`${url}/control/reload`, { method: 'POST', headers })).status, 404)
})

t.test('an address in use is told of, and the server serves', async (t) => {
  const first = folderOf(t, campus(HTTP))
  const taken = new URL(await base(await serve(t, first))).host
  const server = await serve(t, folderOf(t, campus(`http: {listen: ["${taken}"]}\n`)))
  t.match(await server.logged('HTTP cannot be served'), { reason: /EADDRINUSE/ })
})

/** Code 3 is for style. */
function promtool(text: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile('promtool', ['check', 'metrics'], (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
    )
    child.stdin!.end(text)
  })
}

t.test('where one address cannot be had, no other is listened on either', async (t) => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const free = await freePort()
  const folder = folderOf(t, campus(`http: {listen: ["127.0.0.1:${free}", "127.0.0.1:${port}"]}\n`))
  const server = await serve(t, folder)
  t.match(await server.logged('HTTP cannot be served'), { reason: /EADDRINUSE/ })
  await t.rejects(fetch(`http://127.0.0.1:${free}/healthz`), { cause: { code: 'ECONNREFUSED' } })
})
