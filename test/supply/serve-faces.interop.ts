// Faces of one source over real sockets: each view its own, also after a restart from the state folder, and while the source
// is broken.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { dig, folderOf, type Janus, janus, missing, run, serve } from '../support/janus.ts'
import { zonecheckProgram as program } from '../support/program.ts'

const skip = await missing('dig')

const top = '$TTL 300\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 192.0.2.2\n'
const files = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
views: {internal: [127.0.0.1], external: [any]}
mail: {gateways: {external: mx.one.example}}
zones:
  one.example: one.zone
  two.example: {internal: [base.zone, over.zone], external: base.zone}
  three.example: {internal: three.zone, external: {from: internal, rules: [{mx: gateway}, {drop: private}]}}
reverse: {10.0.0.0/8: [internal]}
`,
  'one.zone': `${top}mx A 192.0.2.25\n$VIEW internal\nsecret A 10.0.0.1\nmx A 10.0.0.25\n`,
  'base.zone': `${top}www A 192.0.2.80\n`,
  'over.zone': '$ADD www A 10.0.0.80\nsecret A 10.0.0.2\n',
  'three.zone': `${top}host A 10.0.0.3\nhost MX 10 host\n`,
}

async function ended(server: Janus): Promise<void> {
  server.process.kill('SIGTERM')
  await server.ended
}

/** What `name type` gives to the inside and to the outside. */
async function both(server: Janus, name: string, type: string): Promise<[string[], string[]]> {
  const from = (source: string) => dig(server.port(), '@127.0.0.1', '-b', source, name, type)
  const [inside, outside] = await Promise.all([from('127.0.0.1'), from('127.0.0.2')])
  const data = (lines: string[]) => lines.map((line) => line.replace(/^.* IN /, ''))
  return [data(inside), data(outside)]
}

async function checkFaces(t: Test, server: Janus): Promise<void> {
  t.same(await both(server, 'mx.one.example', 'A'), [['A 10.0.0.25'], ['A 192.0.2.25']])
  t.same(await both(server, 'secret.one.example', 'A'), [['A 10.0.0.1'], ['NXDOMAIN']])
  t.same(await both(server, 'www.two.example', 'A'), [['A 10.0.0.80', 'A 192.0.2.80'], ['A 192.0.2.80']])
  t.same(await both(server, 'secret.two.example', 'A'), [['A 10.0.0.2'], ['NXDOMAIN']])
  t.same(await both(server, 'host.three.example', 'MX'), [['MX 10 host.three.example.'], ['MX 10 mx.one.example.']])
  t.same((await both(server, 'host.three.example', 'A'))[0], ['A 10.0.0.3'])
  t.notMatch((await both(server, 'host.three.example', 'A'))[1], [/10\.0\.0/])
  t.same(await both(server, '3.0.0.10.in-addr.arpa', 'PTR'), [['PTR host.three.example.'], ['REFUSED']])
}

t.test('every view is shown its own face, also after a restart', { skip }, async (t) => {
  const folder = folderOf(t, files)
  for (let start = 0; start < 2; start++) {
    const server = await serve(t, folder)
    await checkFaces(t, server)
    const config = join(folder, 'janus.yaml')
    const { stdout } = await janus('explain', '127.0.0.9', 'host.three.example', 'MX', '--running', '--config', config)
    t.match(stdout, /MX 10 mx\.one\.example\.\n.*three\.zone:6, mx: gateway \(.*janus\.yaml:8\)/)
    await ended(server)
    const gone = await janus('explain', '127.0.0.9', 'host.three.example', 'MX', '--running', '--config', config)
    t.match(gone, { code: 2, stderr: /no server runs here/ })
  }
})

t.test('a broken line for one view leaves every face as it was, across a restart too', { skip }, async (t) => {
  const folder = folderOf(t, files)
  const server = await serve(t, folder)
  writeFileSync(join(folder, 'one.zone'), files['one.zone'].replace('secret A 10.0.0.1', 'secret A 10.0.0'))
  writeFileSync(join(folder, 'over.zone'), '$ADD www A 10.0.0\n')
  writeFileSync(join(folder, 'three.zone'), `${top}host A 10.0.0\n`)
  const { code } = await janus('reload', '--config', join(folder, 'janus.yaml'))
  t.equal(code, 1)
  await checkFaces(t, server)
  await ended(server)
  const again = await serve(t, folder)
  await checkFaces(t, again)
  await ended(again)
})

t.test('zonecheck reads the file for each view that it has lines for', async (t) => {
  const bad = `${top}$VIEW internal\n@ MX 10 alias\nalias CNAME ns\n$VIEW external\n@ MX 10 nowhere\n`
  const folder = folderOf(t, { 'one.example.zone': bad })
  const { stdout, code } = await run(process.execPath, [program, 'one.example.zone'], folder)
  t.equal(code, 1)
  t.match(stdout, /one\.example\.zone:6:9: error: .*\[mx-to-cname\]/)
  t.match(stdout, /one\.example\.zone:9:9: error: .*\[mx-target-missing\]/)
  const inside = await run(process.execPath, [program, '--view', 'internal', 'one.example.zone'], folder)
  t.match(inside.stdout, /mx-to-cname/)
  t.notMatch(inside.stdout, /mx-target-missing/)
})
