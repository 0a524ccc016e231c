// Postfix asks lists over the wire: a black list refuses a client with the text of its line, and whoever has just read his mail is spared
// that, until it ends.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { janus, missing, run } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { Campus } from './campus.ts'
import { INSIDE, type Namespace, noNamespaces } from './namespace.ts'

const skip = (await noNamespaces()) || (await missing('postfix', 'python3'))

const LISTS = `lists:
  dnsbl.univ.example: {files: [{file: spam, format: ip4set}], leases: 10m}
  pop.univ.example: {leases: 10m}
`

/** A process of smtpd keeps what lists have said as long as it lives: each serves one client. */
const MAIN = (folder: string) => `compatibility_level = 3.6
queue_directory = ${folder}/queue
data_directory = ${folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
inet_protocols = ipv4
mynetworks =
myhostname = mx.univ.example
mydestination = univ.example
local_recipient_maps =
alias_maps =
smtpd_peername_lookup = no
max_use = 1
smtpd_client_restrictions = permit_dnswl_client pop.univ.example=127.0.0.2, reject_rbl_client dnsbl.univ.example
`

const MASTER = `127.0.0.1:2525 inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
cleanup unix n - n - 0 cleanup
`

/** Prints what the server says to a recipient. */
const RCPT = `import smtplib, sys
s = smtplib.SMTP('127.0.0.1', 2525, timeout=120, source_address=(sys.argv[1], 0))
s.ehlo()
s.mail('a@example.net')
code, text = s.rcpt(sys.argv[2])
print(code, text.decode())
`

async function postfix(t: Test, namespace: Namespace): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'janus-postfix-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  for (const name of ['etc', 'queue', 'data']) mkdirSync(join(folder, name), { mode: 0o755 })
  await run('chown', ['postfix', join(folder, 'data')])
  writeFileSync(join(folder, 'etc/main.cf'), MAIN(folder))
  writeFileSync(join(folder, 'etc/master.cf'), MASTER)
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${INSIDE}\n`)
  // It opens its standard output once more, which no socket lets it do.
  const command = `mount --bind ${folder}/resolv.conf /etc/resolv.conf; postfix -c ${folder}/etc start-fg | cat`
  const running = namespace.start(t, ['sh', '-ec', command])
  // Its programs are no children of the shell, and hold the pipe.
  t.teardown(() => run('postfix', ['-c', join(folder, 'etc'), 'abort']))
  await running.said(/daemon started/)
}

t.test('a mail server asks', { skip }, async (t) => {
  const campus = await Campus.start(t, LISTS, { spam: '127.0.0.8-11 :2:Listed, see https://univ.example/?$\n' })
  await postfix(t, campus.namespace)
  const rcpt = async (client: string, recipient: string) => {
    const { stdout, stderr } = await campus.namespace.run('python3', '-c', RCPT, client, recipient)
    return `${stdout}${stderr}`.trim()
  }
  const list = async (...words: readonly string[]) => {
    const { code, stderr } = await janus('list', ...words, '--config', campus.config)
    t.equal(code, 0, stderr)
  }

  await t.test('a line of a file refuses a client, with its text', async (t) => {
    const answer = await rcpt('127.0.0.8', 'b@univ.example')
    t.match(answer, /^554 .*127\.0\.0\.8.* blocked using dnsbl\.univ\.example/)
    t.match(answer, 'Listed, see https://univ.example/?127.0.0.8')
    t.match(await rcpt('127.0.0.7', 'b@univ.example'), /^250 /, 'others may send')
  })

  await t.test('so does an entry that was added, until it is taken out', async (t) => {
    await list('add', 'dnsbl.univ.example', '127.0.0.7', '--for', '10m', '--text', 'a trap was met')
    t.match(await rcpt('127.0.0.7', 'b@univ.example'), /^554 .*a trap was met/)
    await list('remove', 'dnsbl.univ.example', '127.0.0.7')
    t.match(await rcpt('127.0.0.7', 'b@univ.example'), /^250 /)
  })

  await t.test('who has read his mail is spared that, until it ends', async (t) => {
    t.match(await rcpt('127.0.0.9', 'b@univ.example'), /^554 /)
    await list('add', 'pop.univ.example', '127.0.0.9', '--for', '10m')
    t.match(await rcpt('127.0.0.9', 'b@univ.example'), /^250 /)
    t.match(await rcpt('127.0.0.10', 'b@univ.example'), /^554 /, 'nobody else is')
    await list('add', 'pop.univ.example', '127.0.0.11', '--for', '1s')
    await until('its end', async () => /^554 /.test(await rcpt('127.0.0.11', 'b@univ.example')))
  })
})
