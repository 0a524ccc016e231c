// nsupdate, and those that run it: acme.sh with its own commands, fail2ban with the action that Debian ships.

import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { missing } from '../support/janus.ts'
import { until } from '../support/until.ts'
import { Campus } from './campus.ts'
import { INSIDE, noNamespaces, OUTSIDE } from './namespace.ts'

const skip = (await noNamespaces()) || (await missing('nsupdate', 'dig'))

t.test('clients that run nsupdate', { skip }, async (t) => {
  const campus = await Campus.start(t)
  const name = '_acme-challenge.univ.example'
  const values = (...texts: string[]) => {
    const told = texts.map((text) => `"${text}"`)
    return { internal: told, external: told }
  }

  await t.test('a zone and a server are named, or a server alone', async (t) => {
    const named = [`server ${OUTSIDE}`, 'zone univ.example', `update add ${name} 60 TXT a`]
    t.equal(await campus.nsupdate('acme', ...named), '')
    t.equal(await campus.nsupdate('acme', `server ${INSIDE}`, `update add ${name} 60 TXT b`), '')
    t.same(await campus.ask(name, 'TXT'), values('a', 'b'), 'both values stand in both views')
    t.equal(await campus.nsupdate('acme', `server ${INSIDE}`, `update delete ${name} TXT a`), '')
    t.same(await campus.ask(name, 'TXT'), values('b'))
    t.equal(await campus.nsupdate('acme', `server ${INSIDE}`, `update delete ${name} TXT`), '')
    t.same(await campus.ask(name, 'TXT'), values())
  })

  await t.test('acme.sh: its text, and the commands of its dns_nsupdate', async (t) => {
    const text = await campus.printed('acme', 'acme.sh')
    const home = join(campus.folder, 'home')
    mkdirSync(join(home, '.acme.sh'), { recursive: true })
    copyFileSync(campus.keyFile('acme'), join(home, '.acme.sh/acme.key'))
    // In place of the script: its commands, with the values of two names of one certificate, and a look in between.
    const update = (change: string) => `nsupdate -k "$NSUPDATE_KEY" <<END
server $NSUPDATE_SERVER  $NSUPDATE_SERVER_PORT
zone $NSUPDATE_ZONE.
${change}
send
END
`
    const script = `#!/bin/sh -e
${['one', 'two'].map((value) => update(`update add ${name}. 60 in txt "${value}"`)).join('')}
dig +short @${INSIDE} ${name} TXT | sort
${update(`update delete ${name}. txt`)}`
    writeFileSync(join(home, 'acme.sh'), script, { mode: 0o755 })
    const { code, stdout, stderr } = await campus.namespace.script(text, `export HOME=${home} PATH=${home}:$PATH`)
    t.same([code, stdout, stderr], [0, '"one"\n"two"\n', ''])
    t.same(await campus.ask(name, 'TXT'), values())
  })

  await t.test('what nobody takes away ends by itself, in both views', async (t) => {
    t.equal(await campus.nsupdate('brief', `server ${INSIDE}`, `update add ${name} 60 TXT left`), '')
    const isThere = async () => {
      const { internal, external } = await campus.ask(name, 'TXT')
      return internal.length + external.length > 0
    }
    await until('its end', async () => !(await isThere()))
  })

  const file = '/etc/fail2ban/action.d/nsupdate.conf'
  const noFail2ban = existsSync(file) ? false : 'fail2ban is not installed'
  await t.test("fail2ban's action bans an address once, and takes it back", { skip: noFail2ban }, async (t) => {
    const action = readFileSync(file, 'utf8')
    const settings: Readonly<Record<string, string>> = {
      ...{ ip: '192.0.2.66', domain: 'univ.example', ttl: '60', rdata: 'banned' },
      ...{ nsupdatecmd: 'nsupdate', keyfile: campus.keyFile('bans') },
    }
    // No server is named: the resolver of the machine is asked for it.
    const resolver = join(campus.folder, 'resolv.conf')
    writeFileSync(resolver, `nameserver ${INSIDE}\n`)
    const act = (key: string) => {
      const [, command] = new RegExp(`^${key} = (.*)$`, 'm').exec(action)!
      const filled = command!.replaceAll(/<(\w+)>/g, (_, word: string) => settings[word] ?? '')
      return campus.namespace.script(filled, `mount --bind ${resolver} /etc/resolv.conf`)
    }
    const banned = '66.2.0.192.univ.example'
    t.match(await act('actionban'), { code: 0, stderr: '' })
    t.same((await campus.ask(banned, 'TXT')).internal, ['"banned"'])
    t.match(await act('actionban'), { code: 2, stderr: /YXRRSET/ }, 'twice is once')
    t.match(await act('actionunban'), { code: 0, stderr: '' })
    t.same((await campus.ask(banned, 'TXT')).internal, [])
  })

  await t.test('what is refused is refused whole, and the log says why', async (t) => {
    const two = [`server ${INSIDE}`, `update add ${name} 60 TXT c`, 'update add www.univ.example 60 TXT c']
    t.match(await campus.nsupdate('acme', ...two), /update failed: REFUSED/)
    t.same(await campus.ask(name, 'TXT'), values())
    t.match(await campus.server.logged('an update is refused'), {
      key: 'acme',
      zone: 'univ.example.',
      rcode: 'REFUSED',
      why: /other names/,
    })
  })
})
