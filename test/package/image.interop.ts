// The image that is made without a container engine: other tools read it, it holds what its programs need and nothing of another
// architecture, and it serves from a root that is that image and nothing else. Namespaces keep it from this machine's network.

import { execFileSync } from 'node:child_process'
import {
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { USER, VOLUMES } from '../../packaging/image/root.ts'
import { missing, run } from '../support/janus.ts'

const checkout = join(import.meta.dirname, '../..')
const programs = ['dpkg-deb', 'skopeo', 'umoci', 'unshare', 'readelf', 'aarch64-linux-gnu-strip', 'qemu-aarch64-static']
const needed = await missing(...programs)
const skip = needed || (process.getuid?.() !== 0 ? 'only root can change its root' : false)

t.setTimeout(1_200_000)
const folder = mkdtempSync(join(tmpdir(), 'janus-image-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

const other = process.arch === 'x64' ? false : 'the emulator is for machines that are not arm64 themselves'

/** Of what OCI and Docker call the configuration. */
type Settings = {
  readonly WorkingDir: string
  readonly Entrypoint: readonly string[]
  readonly Cmd: readonly string[]
  readonly Volumes: object
  readonly ExposedPorts: object
  readonly Healthcheck: { readonly Test: readonly string[] }
}

type Bundle = { readonly root: string; readonly config: Record<string, unknown> }

/** What .dockerignore hands to an engine, which is all that the image may be made of; and the Dockerfile. */
function handedOver(): string {
  const context = join(folder, 'context')
  const [, ...kept] = readFileSync(join(checkout, '.dockerignore'), 'utf8').trim().split('\n')
  for (const path of ['Dockerfile', ...kept.map((line) => line.slice(1))])
    cpSync(join(checkout, path), join(context, path), { recursive: true })
  symlinkSync(join(checkout, 'node_modules'), join(context, 'node_modules'))
  return context
}

const context = skip ? '' : handedOver()

function node(...words: string[]): string {
  const env = { ...process.env, SOURCE_DATE_EPOCH: '1700000000' }
  return execFileSync(process.execPath, words, { cwd: context, env, stdio: ['ignore', 'pipe', 'inherit'] }).toString()
}

/** Made as `npm run build:image` makes it, copied by skopeo, which checks every digest, and unpacked by umoci. */
function bundle(debian: string): Bundle {
  const deb = packaged()
  const [, archive] = /^(.*): \d+\.\d MB$/m.exec(node('packaging/image/build.ts', folder, process.arch, deb))!
  const layout = join(folder, `${debian}-layout`)
  const skopeo = (...words: string[]) => execFileSync('skopeo', ['--override-arch', debian, ...words]).toString()
  skopeo('copy', '--quiet', `oci-archive:${archive}`, `oci:${layout}:it`)
  const config = JSON.parse(skopeo('inspect', '--config', '--raw', `oci:${layout}:it`))
  execFileSync('umoci', ['unpack', '--image', `${layout}:it`, join(folder, debian)], { stdio: 'ignore' })
  return { root: join(folder, debian, 'rootfs'), config }
}

/** Once for all, and quickly: it may be large. */
function packaged(): string {
  const [made] = globSync(join(folder, 'deb/*.deb'))
  if (made !== undefined) return made
  node('packaging/debian/build.ts', join(folder, 'deb'), '0')
  return globSync(join(folder, 'deb/*.deb'))[0]!
}

/** `e_machine` of ELF's header. */
const MACHINES: Readonly<Record<string, number>> = { amd64: 62, arm64: 183 }

/** Each file of machine code by its path: what it is for, and which libraries it names. */
function machineCode(root: string): Map<string, { readonly machine: number; readonly libraries: readonly string[] }> {
  const found = new Map<string, { machine: number; libraries: readonly string[] }>()
  for (const path of globSync('**/{*.node,*.so,*.so.*,bin/*,sbin/*}', { cwd: root })) {
    const whole = join(root, path)
    if (!lstatSync(whole).isFile()) continue
    const octets = readFileSync(whole)
    if (octets.subarray(0, 4).toString('latin1') !== '\x7fELF') continue
    const told = execFileSync('readelf', ['--wide', '--dynamic', whole]).toString()
    const libraries = [...told.matchAll(/\(NEEDED\).*\[(.+)\]$/gm)].map(([, name]) => name!)
    found.set(path, { machine: octets.readUInt16LE(18), libraries })
  }
  return found
}

function isWhole(t: Test, root: string, architecture: string): void {
  const code = machineCode(root)
  t.ok(code.has('usr/lib/janus/bin/node') && code.has('bin/dash') && code.size > 10)
  t.equal([...code.keys()].filter((path) => path.endsWith('/koffi.node')).length, 1)
  const there = new Set(globSync('{lib,lib64,usr/lib}/**/*.so*', { cwd: root }).map((path) => path.split('/').at(-1)))
  for (const [path, { machine, libraries }] of code) {
    t.equal(machine, MACHINES[architecture], path)
    t.same(
      libraries.filter((name) => !there.has(name)),
      [],
      `${path} finds its libraries`,
    )
  }
  for (const one of ['janus', 'libc6', 'libstdc++6', 'libgcc-s1', 'dash'])
    t.ok(statSync(join(root, `usr/share/doc/${one}/copyright`)).size > 0, `the licence of ${one}`)
  t.ok(readFileSync(join(root, 'usr/lib/janus/bin/LICENSE'), 'utf8').startsWith('Node.js is licensed'))
  const files = globSync('**/*', { cwd: root }).map((path) => [path, lstatSync(join(root, path))] as const)
  t.same(
    files.filter(([, { mode }]) => mode & 0o6000).map(([path]) => path),
    [],
    'nothing lends the rights of its owner',
  )
  t.same(
    files.filter(([path, { mode }]) => !path.startsWith('var/lib/') && (mode & 0o444) !== 0o444).map(([path]) => path),
    [],
    'everybody may read it',
  )
  t.same(globSync('{var/lib/janus,var/lib/janus-keys,etc/janus}/*', { cwd: root }), [], 'no state, no key, no zone')
}

const zone = (address: string) =>
  `$TTL 60\n@ SOA ns h 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.1\nwww A ${address}\n`

/** What an engine mounts: the configuration, and the devices. */
function mount(root: string): void {
  for (const path of ['dev', 'proc']) mkdirSync(join(root, path), { recursive: true })
  for (const device of ['null', 'urandom']) writeFileSync(join(root, 'dev', device), '')
  const put = (name: string, text: string) => writeFileSync(join(root, 'etc/janus', name), text)
  put(
    'janus.yaml',
    `listen: [127.0.0.1]
state: /var/lib/janus
keys: /var/lib/janus-keys
views: {internal: [127.0.0.1/32], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
tsig: {backup: {view: internal}}
`,
  )
  put('in.zone', zone('10.0.0.80'))
  put('out.zone', zone('192.0.2.80'))
}

/** In namespaces of its own, with that root; `steps` uses `inside WORDS…`, a program of the image run as its user. */
function inImage(root: string, steps: string, log: string) {
  const script = `
ip link set lo up
sysctl -q -w net.ipv4.ip_unprivileged_port_start=0
mount -t proc proc "$1/proc"
for device in null urandom; do mount --bind /dev/$device "$1/dev/$device"; done
root=$1 log=$2
become() { PATH=/usr/bin:/bin exec /usr/sbin/chroot --userspec=1000:1000 "$root" "$@"; }
inside() { (become "$@"); }
ready() { for i in $(seq 3000); do grep -q '"msg":"ready"' "$log" && return; kill -0 $server || return; sleep 0.1; done; }
${steps}
cat "$log" >&2`
  return run('unshare', ['--net', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', root, log])
}

const asked = "www.univ.example A | sed -n 's/.* IN A //p'"

t.test('for this architecture: it is whole, and serves as its settings say', { skip }, async (t) => {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  const image = bundle(architecture)
  isWhole(t, image.root, architecture)
  const settings = image.config.config as Settings
  t.match(settings, { User: '1000:1000', WorkingDir: '/etc/janus', Entrypoint: ['janus'], StopSignal: 'SIGTERM' })
  t.same(Object.keys(settings.Volumes), ['/var/lib/janus', '/var/lib/janus-keys'])
  t.same(Object.keys(settings.ExposedPorts), ['53/udp', '53/tcp'])
  const [way, health] = settings.Healthcheck.Test
  t.equal(way, 'CMD-SHELL')
  const owned = globSync('**/*', { cwd: image.root }).map((path) => [path, lstatSync(join(image.root, path))] as const)
  t.same(
    owned
      .filter(([, { uid, gid }]) => uid !== 0 || gid !== 0)
      .map(([path, { uid, mode }]) => `${path} ${uid} ${(mode & 0o777).toString(8)}`),
    ['var/lib/janus 1000 750', 'var/lib/janus-keys 1000 700'],
  )
  mount(image.root)
  const steps = `
health() { inside sh -c 'cd ${settings.WorkingDir} && { ${health}; }'; echo "health $?"; }
health
become ${[...settings.Entrypoint, ...settings.Cmd].join(' ')} > "$log" 2>&1 &
server=$!
ready
inside janus query @127.0.0.1 ${asked}
health
kill $server
wait $server
echo "ended $?"`
  const { stdout, stderr } = await inImage(image.root, steps, join(folder, 'native.log'))
  t.equal(stdout, 'health 1\n10.0.0.80\nhealth 0\nended 0\n', stderr)
  t.ok(existsSync(join(image.root, 'var/lib/janus-keys/tsig/backup.key')), 'a key was made')
})

t.test('for another architecture: it is whole, and serves under an emulator', { skip: skip || other }, async (t) => {
  const root = join(folder, 'root')
  node('packaging/image/root.ts', root, 'arm64', packaged())
  isWhole(t, root, 'arm64')
  mount(root)
  for (const volume of Object.keys(VOLUMES)) chownSync(join(root, volume), USER, USER)
  copyFileSync('/usr/bin/qemu-aarch64-static', join(root, 'emulator'))
  // The emulator runs one program: what janus's own script would call.
  const janus = '/emulator /usr/lib/janus/bin/node /usr/lib/janus/src/cli/janus.js'
  const steps = `
inside ${janus} --version
become ${janus} serve --config /etc/janus/janus.yaml > "$log" 2>&1 &
server=$!
ready
inside ${janus} query @127.0.0.1 ${asked}
kill $server
wait $server
echo "ended $?"`
  const { stdout, stderr } = await inImage(root, steps, join(folder, 'emulated.log'))
  t.equal(stdout, '0.1.0\n10.0.0.80\nended 0\n', stderr)
  t.match(stderr, /"udp":"batch"/, 'koffi and its library are found')
})
