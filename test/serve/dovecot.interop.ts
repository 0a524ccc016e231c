// POP before SMTP as docs/pop-before-smtp.md has it: whoever logs in at a real Dovecot is on the list a moment later.

import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { janus as command, dig, folderOf, missing, serve } from '../support/janus.ts'
import { campus } from '../support/small-campus.ts'
import { until } from '../support/until.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/pop-before-smtp.md'), 'utf8')

/** The indented lines of the page from this one up to the line of prose behind them. */
function shown(begin: string): string {
  const lines = page.slice(page.indexOf(`    ${begin}`)).split('\n')
  const end = lines.findIndex((line) => line !== '' && !line.startsWith('    '))
  return lines
    .slice(0, end)
    .map((line) => line.slice(4))
    .join('\n')
    .trim()
}

/** What ends an answer: lines before it only tell more. */
const ENDS = /^(?:\* OK|a (?:OK|NO|BAD)|\+OK|-ERR)[^\n]*\n/m

/** Speaks in turn: waits for an answer, says the next. The last answer that came. */
function talk(port: number, from: string, says: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress: from })
    const left = [...says]
    socket.setEncoding('utf8').setTimeout(120_000, () => socket.destroy(new Error('Dovecot is silent')))
    socket.once('error', reject)
    let heard = ''
    socket.on('data', (part: string) => {
      heard += part
      if (!ENDS.test(heard)) return
      const text = heard
      heard = ''
      const next = left.shift()
      if (next !== undefined) return socket.write(`${next}\r\n`)
      socket.end()
      resolve(text)
    })
  })
}

t.test('a login puts the client on the list', { skip: await missing('dovecot', 'curl', 'dig') }, async (t) => {
  const list =
    'lists: {pop.univ.example: {leases: 10m, views: [internal]}}\nhttp: {listen: ["127.0.0.1:0"], users: keys/users.json}\n'
  const folder = folderOf(t, campus(list))
  const config = ['--config', join(folder, 'janus.yaml')]
  let token = ''
  for (const line of shown('janus user add').split('\n')) {
    const { code, stdout } = await command(...line.split(' ').slice(1), ...config)
    t.equal(code, 0, line)
    token = stdout.trim()
  }
  writeFileSync(join(folder, 'janus-token'), `Authorization: Bearer ${token}\n`)
  const janus = await serve(t, folder)
  const { listen } = await janus.logged('HTTP is served')
  const script = shown('#!/bin/sh')
    .replace('127.0.0.1:9353', String((listen as string[])[0]))
    .replace('/etc/dovecot/janus-token', join(folder, 'janus-token'))
  writeFileSync(join(folder, 'login-add'), `${script}\n`)
  chmodSync(join(folder, 'login-add'), 0o755)
  for (const name of ['run', 'home']) mkdirSync(join(folder, name))
  chmodSync(join(folder, 'home'), 0o777)
  const [imap, pop3] = [await freePort(), await freePort()]
  writeFileSync(
    join(folder, 'dovecot.conf'),
    `base_dir = ${folder}/run
log_path = ${folder}/dovecot.log
protocols = imap pop3
ssl = no
disable_plaintext_auth = no
listen = 127.0.0.1
mail_location = maildir:~/Maildir
first_valid_uid = 1
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=${folder}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = 0
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = 0
  }
}
${shown('service pop3 {').replaceAll('/etc/dovecot/login-add', join(folder, 'login-add'))}
`,
  )
  const dovecot = spawn('dovecot', ['-F', '-c', join(folder, 'dovecot.conf')], { stdio: 'inherit' })
  const ended = new Promise((resolve) => dovecot.once('exit', resolve))
  t.teardown(async () => {
    dovecot.kill('SIGTERM')
    await ended
  })
  const log = () => readFileSync(join(folder, 'dovecot.log'), 'utf8')
  const ask = (octet: number) =>
    dig(janus.port(), '@127.0.0.1', '-b', '127.0.0.1', `${octet}.0.0.127.pop.univ.example`, 'A')
  t.equal((await ask(9)).join(), 'NXDOMAIN')
  // It listens when it answers.
  for (const port of [imap, pop3])
    await until(
      () => `a word of Dovecot: ${existsSync(join(folder, 'dovecot.log')) ? log() : ''}`,
      async () => (await talk(port, '127.0.0.1', []).catch(() => undefined)) !== undefined,
    )
  t.match(await talk(imap, '127.0.0.9', ['a login anna secret']), /^a OK/m, log())
  t.match((await ask(9)).join(), /127\.0\.0\.2/)
  t.match(await talk(pop3, '127.0.0.10', ['USER anna', 'PASS secret']), /^\+OK/, log())
  t.match((await ask(10)).join(), /127\.0\.0\.2/)
  t.match(await talk(pop3, '127.0.0.11', ['USER anna', 'PASS wrong']), /^-ERR/)
  t.equal((await ask(11)).join(), 'NXDOMAIN', 'not who could not log in')
  t.match(
    await talk(imap, '127.0.0.1', ['a login anna secret']),
    /^a OK/m,
    'a client that no list takes logs in all the same',
  )
  await until('the refusal in its log', () => /422/.test(log()))
  janus.signal('SIGTERM')
  await janus.ended
  t.match(
    await talk(imap, '127.0.0.12', ['a login anna secret']),
    /^a OK/m,
    'and so does everybody where no server runs',
  )
})
