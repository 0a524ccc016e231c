// The package as npm packs and installs it: what a user gets who has never seen the sources.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import t, { type Test } from 'tap'

// tap puts its hooks into every Node below it by NODE_OPTIONS; npm and tsc shall run as they do for a user.
const run = (file: string, args: string[], cwd?: string) =>
  promisify(execFile)('env', ['-u', 'NODE_OPTIONS', file, ...args], { cwd, maxBuffer: 1 << 24 })
const checkout = join(import.meta.dirname, '../..')
const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'))

/** As src/cli/janus.js says. */
const NODE = '>=22.18'
const TOO_NEW = 'a Node that is too old'

t.test('the packed package runs in an empty folder', async (t) => {
  // Outside the checkout, or Node would find its node_modules and miss a dependency that is not declared.
  const folder = mkdtempSync(join(tmpdir(), 'janus-dns-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  leaveState(t)
  const before = readFileSync(join(checkout, 'package.json'), 'utf8')
  const packed = await run('npm', ['pack', '--json', '--pack-destination', folder], checkout)
  const [{ filename, files }] = JSON.parse(packed.stdout.slice(packed.stdout.indexOf('[')))
  const paths: string[] = files.map((file: { path: string }) => file.path)

  t.same(
    paths.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts')),
    [],
    'ships no TypeScript sources',
  )
  const manual = ['dist/man/man1/janus-explain.1', 'dist/man/man5/janus.yaml.5', 'dist/completion/janus.bash']
  const pages = ['dist/program/pages/index.html.gz', 'dist/program/pages/files.json']
  for (const path of [
    'dist/index.js',
    'dist/index.d.ts',
    'LICENSE',
    'CHANGELOG.md',
    'zones/janus.yaml',
    ...manual,
    ...pages,
  ]) {
    t.ok(paths.includes(path), `ships ${path}`)
  }
  t.same(
    paths.filter((path) => path.startsWith('zones/state')),
    [],
    'what npm start has kept stays here',
  )
  t.ok(paths.includes('npm-shrinkwrap.json'), 'ships the versions that were tested')
  t.equal(readFileSync(join(checkout, 'package.json'), 'utf8'), before, 'the checkout is as it was')
  t.notOk(existsSync(join(checkout, 'npm-shrinkwrap.json')))
  t.notOk(manifest.engines, 'in the checkout, which brings its Node.js, npx has nothing to warn of')
  for (const page of paths.filter((path) => path.endsWith('.md')))
    for (const [, link] of readFileSync(join(checkout, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      const target = join(dirname(page), link!)
      t.ok(
        paths.some((path) => path === target || path.startsWith(join(target, '/'))),
        `${page} leads to ${target}`,
      )
    }

  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'user', private: true, dependencies: { 'janus-dns': `file:${filename}` } }),
  )
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lockFor(filename)))
  await run('npm', ['ci', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund'], folder)
  for (const command of ['janus', 'zonecheck']) {
    const { stdout } = await run('npx', ['--no', '--', command, '--version'], folder)
    t.equal(stdout.trim(), manifest.version, `npx ${command} --version`)
  }

  const installed = (path: string) => JSON.parse(readFileSync(join(folder, 'node_modules/janus-dns', path), 'utf8'))
  t.same(installed('package.json').engines, { node: NODE }, 'npm can say what it needs')
  const { packages } = installed('npm-shrinkwrap.json')
  t.same(Object.keys(packages['']).includes('devDependencies'), false)
  for (const name of Object.keys(manifest.dependencies)) t.ok(packages[`node_modules/${name}`].version, name)
  t.notOk(packages['node_modules/tap'], 'and nothing that development needs')

  const campus = join(folder, 'node_modules/janus-dns/zones')
  await t.test('it lints', async (t) => {
    const { stdout } = await run(
      'npx',
      ['--no', '--', 'zonecheck', join(campus, 'departments/dept.univ.example.zone')],
      folder,
    )
    t.match(stdout, /dept\.univ\.example\.zone, read as zone dept\.univ\.example\.: /)
    t.notMatch(stdout, /error/)
  })

  await t.test('it is a library to a program beside it, and refuses a Node that is too old in one line', async (t) => {
    writeFileSync(join(folder, 'program.mjs'), PROGRAM)
    const { stdout, stderr } = await run(process.execPath, [join(folder, 'program.mjs')], campus)
    t.equal(stderr, '')
    t.equal(stdout, '[true,true,0,"dept.univ.example.","external","NOERROR"]\n')
    const old = await oldNode()
    if (old === undefined) return t.pass(TOO_NEW, { skip: 'no Node older than 22.18 on this machine' })
    const error = await run(old.path, [join(folder, 'program.mjs')], campus).catch((error) => error)
    t.match(error.stderr, `Error: janus-dns needs Node.js 22.18 or newer; this is ${old.version}`)
    return
  })

  await t.test('it serves the sample campus that it brings', async (t) => {
    const config = readFileSync(join(campus, 'janus.yaml'), 'utf8')
    writeFileSync(join(campus, 'janus.yaml'), config.replace(/^listen: .*$/m, 'listen: ["127.0.0.1:0"]'))
    const server = spawn('env', ['-u', 'NODE_OPTIONS', join(folder, 'node_modules/.bin/janus'), 'serve'], {
      cwd: campus,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const ended = once(server, 'exit')
    t.teardown(() => {
      server.kill('SIGKILL')
      return ended
    })
    const lines = createInterface({ input: server.stdout })
    let port = 0
    for await (const line of lines) {
      const { msg, listen, udp } = JSON.parse(line)
      if (udp !== undefined) t.comment(`udp: ${udp}`)
      if (msg !== 'ready') continue
      port = Number(listen[0].split(':')[1])
      break
    }
    const { stdout } = await run(
      'npx',
      ['--no', '--', 'janus', 'query', `@127.0.0.1:${port}`, 'hosta.dept.univ.example', 'MX'],
      folder,
    )
    t.match(stdout, /MX 10 hosta\.dept\.univ\.example\.$/m)
    server.kill('SIGTERM')
    t.same(await ended, [0, null])
  })
})

/** What a program of somebody else's would do, in a folder that holds nothing but the installed package. */
const PROGRAM = `
import { readFileSync } from 'node:fs'
import { checkZones, openConfiguration, parseZone } from 'janus-dns'
const zone = 'departments/dept.univ.example.zone'
const { whole, records } = parseZone(readFileSync(zone), { origin: 'dept.univ.example' })
const { errors, zones } = await checkZones([zone])
const { configuration } = await openConfiguration('janus.yaml')
const { view, rcode } = configuration.ask('203.0.113.1', 'univ.example', 'SOA')
console.log(JSON.stringify([whole, records.length > 5, errors, zones[0], view, rcode]))
`

/** As after `npm start`. */
function leaveState(t: Test): void {
  const folder = join(checkout, 'zones/state')
  const file = join(folder, 'left-by-a-test')
  const isNew = !existsSync(folder)
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, '')
  t.teardown(() => rmSync(isNew ? folder : file, { recursive: true, force: true }))
}

/** The versions of this checkout's tests, so that npm's cache is enough to install them. */
function lockFor(filename: string): object {
  const lock = JSON.parse(readFileSync(join(checkout, 'package-lock.json'), 'utf8'))
  const packages = Object.entries<{ dev?: boolean; devOptional?: boolean }>(lock.packages).filter(
    ([path, entry]) => path !== '' && !entry.dev && !entry.devOptional,
  )
  const { name, version, license, dependencies, bin } = manifest
  const janus = { name, version, resolved: `file:${filename}`, license, dependencies, bin, engines: { node: NODE } }
  const root = { name: 'user', dependencies: { [name]: `file:${filename}` } }
  return {
    ...lock,
    name: 'user',
    packages: { '': root, [`node_modules/${name}`]: janus, ...Object.fromEntries(packages) },
  }
}

t.test('a Node that is too old gets one line and exit code 2', async (t) => {
  const old = await oldNode()
  if (old === undefined) return t.pass(TOO_NEW, { skip: 'no Node older than 22.18 on this machine' })
  for (const command of ['janus', 'zonecheck']) {
    const error = await run(old.path, [join(checkout, 'src/cli', `${command}.js`), '--version']).catch((error) => error)
    t.equal(error.code, 2)
    t.equal(error.stderr, `${command} needs Node.js 22.18 or newer; this is ${old.version}\n`)
    t.equal(error.stdout, '')
  }
})

async function oldNode(): Promise<{ path: string; version: string } | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, 'node')
    const version = await run(path, ['--version']).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    )
    const [major = 0, minor = 0] = version?.slice(1).split('.').map(Number) ?? []
    if (version !== undefined && (major < 22 || (major === 22 && minor < 18))) return { path, version }
  }
  return undefined
}
