// Follows docs/install.md as it stands there, from top to bottom: as root, with Debian's tools, on a machine of its own as far
// as namespaces make one. The server runs as the unit's user under the unit's filter.

import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { asUnit, noFilter } from '../operations/unit-filter.ts'
import { blocksOf, stepsOf } from '../readme/blocks.ts'
import { pattern } from '../readme/printed.ts'
import { folderOf, missing, run } from '../support/janus.ts'

const checkout = join(import.meta.dirname, '../..')
const page = readFileSync(join(checkout, 'docs/install.md'), 'utf8')
const blocks = blocksOf(page.slice(0, page.indexOf('\n## Started as root')))
const MACHINE = ['unshare', '--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'] as const

const skip =
  (await noFilter()) ||
  (await missing('dig', 'ip', 'unshare', 'systemd-sysusers', 'runuser')) ||
  ((await run(MACHINE[0], [...MACHINE.slice(1), 'sh', '-c', 'mount -t tmpfs none /mnt'])).code !== 0 &&
    'namespaces cannot be had')

t.test('every block says whether it is followed', async (t) => {
  for (const { mark, text, line } of blocks)
    t.match(mark || text, /^(run|file \S+|not run: .+|control: .*\n)$/, `line ${line}`)
})

t.test('a machine without Janus becomes one that answers', { skip }, async (t) => {
  const folder = folderOf(t, {})
  const become = await asUnit(folder, { user: 'janus', program: [] })
  writeFileSync(join(folder, 'machine.sh'), machine(folder))
  writeFileSync(join(folder, 'systemctl'), systemctl(folder, become))
  chmodSync(join(folder, 'systemctl'), 0o755)

  const steps: { readonly command: string; readonly output: string }[] = []
  const script = blocks.flatMap((block) => {
    const [kind, path] = block.mark.split(' ')
    if (kind === 'file') return `cat > ${path} <<'END'\n${block.text}END\n`
    if (kind !== 'run') return []
    return stepsOf(block).map((step) => {
      steps.push(step)
      return `${step.command} > ${folder}/printed 2>&1; echo "$?" > ${folder}/step-${steps.length}; cat ${folder}/printed >> ${folder}/step-${steps.length}\n`
    })
  })
  writeFileSync(join(folder, 'steps.sh'), script.join(''))
  const ran = await run(MACHINE[0], [...MACHINE.slice(1), 'bash', join(folder, 'machine.sh')])
  t.equal(ran.code, 0, ran.stderr)
  for (const [i, { command, output }] of steps.entries()) {
    const [code, ...lines] = readFileSync(join(folder, `step-${i + 1}`), 'utf8')
      .trimEnd()
      .split('\n')
    t.equal(code, '0', `${command}\n${lines.join('\n')}`)
    if (output !== '') t.match(lines.join('\n').replaceAll(/ +/g, ' '), pattern(output.replaceAll(/ +/g, ' ')), command)
  }
})

/** Folders that the page writes to are empty or hold changes for themselves; the package lies where npm would have put it. */
function machine(folder: string): string {
  return `set -e
mount --make-rprivate /
mkdir ${folder}/own && mount -t tmpfs own ${folder}/own
mkdir ${folder}/own/etc ${folder}/own/work
mount -t overlay etc -o lowerdir=/etc,upperdir=${folder}/own/etc,workdir=${folder}/own/work /etc
for path in /usr/local /var/lib /run; do mount -t tmpfs -o mode=755 own $path; done
mkdir -p /usr/local/bin /usr/local/lib/node_modules
ln -s ${checkout} /usr/local/lib/node_modules/janus-dns
ln -s ../lib/node_modules/janus-dns/src/cli/janus.js /usr/local/bin/janus
ln -s ${process.execPath} /usr/local/bin/node
cp ${folder}/systemctl /usr/local/bin
rm -rf /etc/janus
sed -i /^janus:/d /etc/passwd /etc/group
ip link set lo up
ip address add 192.0.2.2/32 dev lo
ip address add 198.51.100.7/32 dev lo
unset NODE_OPTIONS
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin NO_COLOR=1
cd /
set +e
. ${folder}/steps.sh
`
}

/** What of systemd the page uses: it makes the folders of the unit, and waits until the server is ready. */
function systemctl(folder: string, become: readonly string[]): string {
  return `#!/bin/bash
unit=/etc/systemd/system/janus.service
[ -f $unit ] || exit 5
[ "$*" = daemon-reload ] && exit 0
[ "$*" = 'enable --now janus' ] || exit 1
user=$(sed -n 's/^User=//p' $unit)
for kind in State:/var/lib Runtime:/run; do
  for name in $(sed -n "s/^\${kind%:*}Directory=//p" $unit); do
    install -d -o "$user" -g "$user" -m "$(sed -n "s/^\${kind%:*}DirectoryMode=//p" $unit)" "\${kind#*:}/$name"
  done
done
cd / && umask "$(sed -n 's/^UMask=//p' $unit)"
HOME=/var/lib/janus ${become.join(' ')} $(sed -n 's/^ExecStart=//p' $unit) > ${folder}/log 2>&1 &
for ((i = 0; i < 1500; i++)); do
  grep -qs '"msg":"ready"' ${folder}/log && exit 0
  kill -0 $! 2> /dev/null || break
  sleep 0.1
done
cat ${folder}/log
exit 1
`
}
