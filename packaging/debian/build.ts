// `npm run build:deb` makes dist/deb/janus_VERSION_ARCH.deb: the programs, the Node.js that runs them, unit, manual pages and
// completion, with tools of Debian and npm alone (dpkg-dev, binutils). The same commit gives the same octets: times are those of
// the commit, and owners are root's.
//
//   node packaging/debian/build.ts [FOLDER [LEVEL]]     LEVEL of xz, 0 to 9: 0 is large and quick

import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { documents } from './documents.ts'
import { putPackages } from './packages.ts'

const root = join(import.meta.dirname, '../..')
const files = join(import.meta.dirname, 'files')
const { name, version, license, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Nobody reads mail for a project without a home; RFC 2606 keeps this one from being anybody's. */
const MAIL = 'janus-dns@packages.example'

/** By the architecture of this machine, as Node.js calls it. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }
const target = resolve(process.argv[2] ?? join(root, 'dist/deb'))
const level = process.argv[3] ?? '6'
const architecture = ARCHITECTURES[process.arch]
if (architecture === undefined)
  throw new Error(`cannot make a package for ${process.arch}: there is none of koffi's library in it`)

const epoch = process.env.SOURCE_DATE_EPOCH ?? git('log', '-1', '--format=%ct')
process.env.SOURCE_DATE_EPOCH = epoch
const stage = mkdtempSync(join(tmpdir(), 'janus-deb-'))
/** What packaging/build.ts makes. */
const dist = mkdtempSync(join(tmpdir(), 'janus-dist-'))
try {
  run(process.execPath, ['packaging/build.ts', dist])
  putPrograms()
  putSystemFiles()
  putDocuments()
  putControl()
  setModes()
  mkdirSync(target, { recursive: true })
  const deb = `janus_${version}_${architecture}.deb`
  run('dpkg-deb', ['--root-owner-group', '-Zxz', `-z${level}`, '--build', stage, join(target, `${deb}.new`)])
  renameSync(join(target, `${deb}.new`), join(target, deb))
  process.stdout.write(`${join(target, deb)}: ${(statSync(join(target, deb)).size / 1e6).toFixed(1)} MB\n`)
} finally {
  for (const path of [stage, dist]) rmSync(path, { recursive: true, force: true })
}

/** As npm installs it, with the Node.js beside it. */
function putPrograms(): void {
  const home = join(stage, 'usr/lib/janus')
  cpSync(join(dist, 'program'), join(home, 'dist/program'), { recursive: true })
  // What npm pack does to the checkout's own while it runs is not ours.
  put('usr/lib/janus/package.json', `${JSON.stringify({ name, version, license, type: 'module' }, null, 2)}\n`)
  for (const path of globSync('src/cli/*.js', { cwd: root }))
    cpSync(join(root, path), join(home, path), { recursive: true })
  putPackages(root, home)
  const node = join(home, 'bin/node')
  mkdirSync(dirname(node), { recursive: true })
  run('strip', ['--strip-unneeded', '-o', node, process.execPath])
  cpSync(licenceOfNode(), join(home, 'bin/LICENSE'))
  for (const command of ['janus', 'zonecheck'])
    put(`usr/bin/${command}`, `#!/bin/sh\nexec /usr/lib/janus/bin/node /usr/lib/janus/src/cli/${command}.js "$@"\n`)
}

/** Where Node.js's own archive has it, or npm's package of that. */
function licenceOfNode(): string {
  const home = join(process.execPath, '../..')
  const path = [home, join(home, `node_modules/node-linux-${process.arch}`)]
    .map((folder) => join(folder, 'LICENSE'))
    .find((one) => existsSync(one))
  if (path === undefined)
    throw new Error(
      `cannot find the licence of ${process.execPath}: use the Node.js of npm's package "node" or of nodejs.org`,
    )
  return path
}

function putSystemFiles(): void {
  const packaging = join(root, 'packaging')
  const unit = readFileSync(join(packaging, 'janus.service'), 'utf8')
  put('lib/systemd/system/janus.service', unit.replaceAll('/usr/local/bin/janus', '/usr/bin/janus'))
  put('usr/lib/sysusers.d/janus.conf', readFileSync(join(packaging, 'janus.sysusers')))
  put('etc/logrotate.d/janus', readFileSync(join(packaging, 'janus.logrotate')))
  put('etc/janus/janus.yaml', readFileSync(join(files, 'janus.yaml')))
  const completion = join(dist, 'completion')
  put('usr/share/bash-completion/completions/janus', readFileSync(join(completion, 'janus.bash')))
  put('usr/share/bash-completion/completions/zonecheck', readFileSync(join(completion, 'janus.bash')))
  put('usr/share/zsh/vendor-completions/_janus', readFileSync(join(completion, '_janus')))
  put('usr/share/fish/vendor_completions.d/janus.fish', readFileSync(join(completion, 'janus.fish')))
  put('usr/share/fish/vendor_completions.d/zonecheck.fish', readFileSync(join(completion, 'janus.fish')))
}

function putDocuments(): void {
  for (const path of globSync('man/man*/*', { cwd: dist }))
    put(`usr/share/${path}.gz`, zipped(readFileSync(join(dist, path))))
  for (const [path, content] of documents(root)) put(`usr/share/doc/janus/${path}`, content)
  put('usr/share/doc/janus/changelog.gz', zipped(readFileSync(join(root, 'CHANGELOG.md'))))
  const date = new Date(Number(epoch) * 1000).toUTCString().replace('GMT', '+0000')
  put('usr/share/doc/janus/copyright', copyright())
  put(
    'usr/share/doc/janus/changelog.Debian.gz',
    zipped(
      `janus (${version}) unstable; urgency=medium\n\n  * As CHANGELOG.md says.\n\n -- The Janus authors <${MAIL}>  ${date}\n`,
    ),
  )
  put('usr/share/lintian/overrides/janus', readFileSync(join(files, 'lintian-overrides')))
}

function copyright(): string {
  const paragraphs = readFileSync(join(root, 'LICENSE'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ` ${line === '' ? '.' : line}`)
  return [
    'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
    'Upstream-Name: janus-dns',
    'Comment: Packages that became part of the programs are named in /usr/lib/janus/dist/program/LICENSES.txt,',
    ' the others beside their code in /usr/lib/janus/node_modules, and Node.js in /usr/lib/janus/bin/LICENSE.',
    '',
    'Files: *',
    'Copyright: The Janus authors',
    'License: Expat',
    ...paragraphs,
    '',
  ].join('\n')
}

function putControl(): void {
  const size = run('du', ['-sk', '--apparent-size', stage]).split('\t')[0]!
  put(
    'DEBIAN/control',
    `Package: janus
Version: ${version}
Architecture: ${architecture}
Maintainer: The Janus authors <${MAIL}>
Installed-Size: ${size}
Depends: ${libraries()}, debconf (>= 0.5) | debconf-2.0, adduser
Recommends: logrotate
Section: net
Priority: optional
Homepage: https://www.npmjs.com/package/janus-dns
Description: ${summary()}
 Janus answers each client with the face of a zone that belongs to its view:
 the inside sees the inside, the world sees the outside, and no view ever shows
 what another has. It brings zonecheck, a linter for zone files.
 .
 The package has its own Node.js and does not use another one on the machine.
`,
  )
  put('DEBIAN/conffiles', '/etc/janus/janus.yaml\n/etc/logrotate.d/janus\n')
  for (const name of ['config', 'postinst', 'prerm', 'postrm', 'templates'])
    put(`DEBIAN/${name}`, readFileSync(join(files, name)))
  const sums = globSync('**/*', { cwd: stage, exclude: (path) => path.startsWith('DEBIAN') })
    .filter((path) => statSync(join(stage, path)).isFile())
    .sort()
  put('DEBIAN/md5sums', run('md5sum', sums, stage))
}

/** Without its article, as Debian's policy has it. */
function summary(): string {
  return String(description).replace(/^An? /, '').split(',')[0]!
}

/** What the machine code needs, with the versions that have it. */
function libraries(): string {
  const source = mkdtempSync(join(tmpdir(), 'janus-shlibs-'))
  try {
    mkdirSync(join(source, 'debian'))
    writeFileSync(join(source, 'debian/control'), `Source: janus\n\nPackage: janus\nArchitecture: ${architecture}\n`)
    const binaries = [
      join(stage, 'usr/lib/janus/bin/node'),
      ...globSync(join(stage, 'usr/lib/janus/node_modules/**/*.node')),
    ]
    const found = run('dpkg-shlibdeps', ['-O', ...binaries.flatMap((file) => ['-e', file])], source)
    return /^shlibs:Depends=(.*)$/m.exec(found)![1]!
  } finally {
    rmSync(source, { recursive: true, force: true })
  }
}

/** Programs and scripts may be run, and all may be read. */
function setModes(): void {
  const scripts = new Set(['config', 'postinst', 'prerm', 'postrm'].map((name) => join('DEBIAN', name)))
  const runs = (path: string) => path.startsWith('usr/bin/') || path === 'usr/lib/janus/bin/node' || scripts.has(path)
  for (const path of ['.', ...globSync('**/*', { cwd: stage })]) {
    const isFolder = statSync(join(stage, path)).isDirectory()
    chmodSync(join(stage, path), isFolder || runs(path) ? 0o755 : 0o644)
  }
}

function put(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(stage, path)), { recursive: true })
  writeFileSync(join(stage, path), content)
}

/** Without the time and the name that a head of gzip may have. */
function zipped(content: string | Uint8Array): Uint8Array {
  return gzipSync(content, { level: 9 })
}

function git(...args: string[]): string {
  return run('git', args).trim()
}

function run(file: string, args: readonly string[], cwd = root): string {
  return execFileSync(file, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 })
}
