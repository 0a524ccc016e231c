// What comes from a real primary is looked at as a file of ours is: its faults are told wherever somebody looks, and what would tell of
// our inside is not shown, whether it comes as changes or whole.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, serve } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { installed, run } from './process.ts'

const named = installed('named')
const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
const theirs = (serial: number, more: string) =>
  `$TTL 60\n@ SOA ns hostmaster ${serial} 1d 2h 4w 60\n@ NS ns\nns A 192.0.2.1\n@ NS ns.example.net.\n@ MX 10 ali\nali CNAME ns\nx A 10.0.0.7\n${more}`

t.test('a zone of BIND is judged as it comes', { skip: !named && 'BIND is not installed' }, async (t) => {
  const port = await freePort()
  const bind = await run((own, folder) => ({
    program: named!,
    files: {
      'dept.zone': theirs(1, ''),
      'named.conf': `options { directory "${folder}"; listen-on port ${own} { 127.0.0.1; }; listen-on-v6 { none; };
  pid-file none; session-keyfile none; lock-file none; recursion no; dnssec-validation no; empty-zones-enable no; };
controls { };
zone "dept.example" { type primary; file "dept.zone"; ixfr-from-differences yes; check-mx-cname ignore; check-integrity no;
  allow-transfer { any; }; notify explicit; notify-delay 0; also-notify { 127.0.0.1 port ${port}; }; };
`,
    },
    args: ['-g', '-n', '1', '-c', `${folder}/named.conf`],
  }))
  t.teardown(() => bind.stop())
  await until(
    () => `an answer of BIND: ${bind.log()}`,
    async () => bind.hasEnded() || !(await dig(bind.port, '@127.0.0.1', 'dept.example', 'SOA')).includes('no answer'),
  )
  const folder = folderOf(t, {
    'own/external.zone': `${heading}www A 192.0.2.80\n`,
    'own/internal.zone': `${heading}www A 10.0.0.80\nintranet A 10.0.0.81\n`,
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {internal: [10.0.0.0/8], external: [any]}
primaries: {hidden: {address: ["127.0.0.1:${bind.port}"]}}
zones:
  dept.example: {external: {primary: hidden}}
  own.example: {internal: own/internal.zone, external: own/external.zone}
`,
  })
  chmodSync(folder, 0o755)
  const config = ['--config', join(folder, 'janus.yaml')]
  const janus = await serve(t, folder)
  const told = async (words: readonly string[], expected: RegExp) => {
    let shown = ''
    await until(
      () => `${words.join(' ')}: it tells ${shown}`,
      async () => {
        shown = (await command(...words, ...config)).stdout
        return expected.test(shown)
      },
    )
    t.match(shown, expected, words.join(' '))
  }
  const change = (serial: number, more: string) => {
    writeFileSync(join(bind.folder, 'new'), theirs(serial, more))
    renameSync(join(bind.folder, 'new'), join(bind.folder, 'dept.zone'))
    bind.reload()
  }
  const serial = async () => (await dig(port, '@127.0.0.1', 'dept.example', 'SOA'))[0]?.split(' ')[6]

  await janus.logged('a zone has come from its primary')
  await told(['status'], /^primaries +1 zone face from them: 1 current; 2 faults in 1 of them: "janus transfers"$/m)
  await told(['transfers'], /dept\.example.* current .* 2 faults/)
  await told(['transfers', 'dept.example'], /cannot use .*ali\.dept\.example.* as mail server .*\[mx-to-cname\]/)
  await told(['transfers', 'dept.example'], /\[address-private\]/)
  t.equal(await serial(), '1')

  change(2, 'peek CNAME intranet.own.example.\n')
  const leak = /names "intranet\.own\.example\.", which only .*internal.*correct it at hidden/
  await told(['transfers'], leak)
  t.equal(await serial(), '1', 'what was served is served')
  t.same(await dig(port, '@127.0.0.1', 'peek.dept.example', 'A'), ['NXDOMAIN'])

  janus.signal('SIGKILL')
  await janus.ended
  const again = await serve(t, folder)
  t.equal(await serial(), '1', 'a restart has not let it in')

  change(3, 'fine A 192.0.2.9\n')
  await again.logged('a zone has come from its primary')
  t.equal(await serial(), '3')
  await told(['status'], /1 current; 2 faults in 1 of them/)
})
