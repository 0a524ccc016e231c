// The Debian package on a bare Debian: install, serve on port 53 as its own user, query, upgrade, purge. The machine is a root that
// debootstrap makes, in namespaces of its own: nothing of it reaches this one's network.

import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { missing, run } from '../support/janus.ts'

const checkout = join(import.meta.dirname, '../..')
const builder = join(checkout, 'packaging/debian/build.ts')
const needed = await missing('dpkg-deb', 'dpkg-shlibdeps', 'strip', 'lintian', 'debootstrap', 'unshare', 'dig')
const skip = needed || (process.getuid?.() !== 0 ? 'only root can make a machine' : false)

t.setTimeout(1_800_000)
const folder = mkdtempSync(join(tmpdir(), 'janus-deb-'))
t.teardown(() => rmSync(folder, { recursive: true, force: true }))

/** Quickly: it may be large. */
async function build(name: string): Promise<string> {
  const { code, stderr } = await run(process.execPath, [builder, join(folder, name), '0'])
  if (code !== 0) throw new Error(stderr)
  return join(folder, name, globSync('*.deb', { cwd: join(folder, name) })[0]!)
}

/** Where this machine has its packages from; nobody writes it down. */
function mirror(): { readonly suite: string; readonly url: string } {
  const [, suite = ''] = /VERSION_CODENAME=(.*)/.exec(readFileSync('/etc/os-release', 'utf8')) ?? []
  const policy = execFileSync('apt-cache', ['policy'], { encoding: 'utf8' })
  const urls = [...policy.matchAll(/\s(https?:\/\/\S+) (\S+)\/main /g)]
  return { suite, url: urls.find(([, , of]) => of === suite)![1]! }
}

class Machine {
  readonly root: string

  constructor(t: Test) {
    this.root = join(folder, 'root')
    const { suite, url } = mirror()
    execFileSync('debootstrap', ['--variant=minbase', '--include=adduser,debconf', suite, this.root, url], {
      stdio: 'ignore',
    })
    t.teardown(() => rmSync(this.root, { recursive: true, force: true }))
  }

  /** A command of the machine, with the network that is none but loopback. */
  run(command: string) {
    const inside = `ip link set lo up 2>/dev/null || true; mount -t proc proc "${this.root}/proc"; exec chroot "${this.root}" sh -c "$1"`
    return run('unshare', ['--net', '--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', inside, 'sh', command])
  }

  file(path: string): string {
    return join(this.root, path)
  }
}

t.test('the same commit gives the same octets, and lintian finds no error', { skip }, async (t) => {
  const first = await build('first')
  t.ok(readFileSync(first).equals(readFileSync(await build('second'))), 'octet for octet')
  const { stdout } = await run('lintian', ['--allow-root', '--tag-display-limit', '0', first])
  t.strictSame(
    stdout.split('\n').filter((line) => line.startsWith('E:')),
    [],
  )
})

/** Without a terminal, and without anybody to ask. */
const apt = 'DEBIAN_FRONTEND=noninteractive apt-get -y'

t.test('install, serve, query, upgrade, remove, purge', { skip }, async (t) => {
  const machine = new Machine(t)
  const deb = globSync(join(folder, 'first/*.deb'))[0] ?? (await build('first'))
  execFileSync('cp', [deb, machine.file('janus.deb')])
  // Libraries that the package names and a bare Debian has not.
  const depends = execFileSync('dpkg-deb', ['-f', deb, 'Depends'], { encoding: 'utf8' })
  t.match(depends, 'libstdc++6')
  const libraries = ['libatomic1', 'libstdc++6', 'libgcc-s1']
  execFileSync(
    'sh',
    ['-c', 'cd "$1" && shift && apt-get download "$@"', 'sh', machine.file('var/cache/apt/archives'), ...libraries],
    {
      stdio: 'ignore',
    },
  )
  const installed = await machine.run(
    `${apt} install --no-install-recommends /janus.deb ${libraries.map((name) => `/var/cache/apt/archives/${name}_*.deb`).join(' ')} 2>&1`,
  )
  t.equal(installed.code, 0, installed.stdout)
  t.equal((await machine.run('janus --version; zonecheck --version')).stdout, '0.1.0\n0.1.0\n')
  t.equal((await machine.run('janus check')).code, 0, 'the configuration that it brings is good')
  const modes = await machine.run('stat -c "%U %G %a %n" /etc/janus/janus.yaml /var/lib/janus /var/lib/janus-keys')
  t.equal(
    modes.stdout,
    'root janus 640 /etc/janus/janus.yaml\njanus janus 750 /var/lib/janus\njanus janus 700 /var/lib/janus-keys\n',
  )
  t.ok(existsSync(machine.file('usr/share/man/man1/janus-explain.1.gz')))

  writeFileSync(
    machine.file('etc/janus/janus.yaml'),
    `listen: [127.0.0.1]
http: {console: true}
state: /var/lib/janus
keys: /var/lib/janus-keys
views: {internal: [127.0.0.1/32], external: [any]}
zones: {univ.example: {internal: in.zone, external: out.zone}}
tsig: {backup: {view: internal}}
`,
  )
  const zone = (address: string) =>
    `$TTL 60\n@ SOA ns h 1 7200 3600 1209600 3600\n@ NS ns\nns A 192.0.2.1\nwww A ${address}\n`
  writeFileSync(machine.file('etc/janus/in.zone'), zone('10.0.0.80'))
  writeFileSync(machine.file('etc/janus/out.zone'), zone('192.0.2.80'))
  const served = await machine.run(serving)
  t.match(served.stdout, /^who janus$/m)
  t.match(served.stdout, /^10\.0\.0\.80$/m)
  t.match(served.stdout, /^docs 200 true$/m, 'the documents are there to read')
  t.match(served.stdout, /^ended 0$/m)
  t.ok(existsSync(machine.file('var/lib/janus-keys/tsig/backup.key')), 'a key was made')

  // The next version.
  const next = join(folder, 'next')
  execFileSync('dpkg-deb', ['-R', deb, next])
  const control = readFileSync(join(next, 'DEBIAN/control'), 'utf8')
  writeFileSync(join(next, 'DEBIAN/control'), control.replace('Version: 0.1.0', 'Version: 0.1.1'))
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zxz', '-z0', '--build', next, machine.file('next.deb')], {
    stdio: 'ignore',
  })
  const upgraded = await machine.run(`${apt} install --no-install-recommends /next.deb 2>&1`)
  t.equal(upgraded.code, 0, upgraded.stdout)
  t.match(readFileSync(machine.file('etc/janus/janus.yaml'), 'utf8'), 'univ.example', 'what was written stays')
  t.match((await machine.run(serving)).stdout, /^10\.0\.0\.80$/m, 'and is served')

  const removed = await machine.run(`${apt} remove janus 2>&1`)
  t.equal(removed.code, 0, removed.stdout)
  t.ok(existsSync(machine.file('etc/janus/janus.yaml')))
  t.ok(existsSync(machine.file('var/lib/janus')))
  const purged = await machine.run(`${apt} purge janus 2>&1 </dev/null`)
  t.equal(purged.code, 0, purged.stdout)
  t.match(purged.stdout, 'the keys in /var/lib/janus-keys stay')
  t.notOk(existsSync(machine.file('var/lib/janus')))
  t.notOk(existsSync(machine.file('etc/janus/janus.yaml')))
  t.ok(existsSync(machine.file('var/lib/janus-keys/tsig/backup.key')), 'a DS outlives the package: keys are kept')
})

/** As the unit starts it: its own user, and one capability. The console is the last that it says to be there. */
const serving = `
setpriv --reuid janus --regid janus --init-groups --inh-caps=+net_bind_service --ambient-caps=+net_bind_service \\
  janus serve --config /etc/janus/janus.yaml > /tmp/log 2>&1 &
server=$!
for i in $(seq 1500); do grep -q '"msg":"the console is served"' /tmp/log && break; sleep 0.1; done
echo "who $(stat -c %U /proc/$server)"
janus query @127.0.0.1 www.univ.example A | sed -n 's/.* IN A //p'
/usr/lib/janus/bin/node -e 'fetch("http://127.0.0.1:9353/console/docs/install.html")
  .then(async (answer) => console.log("docs", answer.status, (await answer.text()).includes("Installing Janus")))'
kill $server
wait $server
echo "ended $?"
cat /tmp/log >&2
`
