// Lists whose entries end, at the real server: whoever adds one is answered by the threads at once, in the views of the list alone, until
// its end, and after a kill.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { freePort } from '../support/free-port.ts'
import { dig, folderOf, type Janus, janus, missing, run, serve } from '../support/janus.ts'
import { janusProgram as program } from '../support/program.ts'
import { campus } from '../support/small-campus.ts'
import { until } from '../support/until.ts'

const HTTP = 'http: {listen: ["127.0.0.1:0"], token-file: token}\n'
const LIST = 'lists: {pop.univ.example: {leases: 10m, max: 1h, writers: [mail], max-entries: 3}}\n'
const KEYS =
  'transfers: [{from: [127.0.0.1]}]\nkeys: keys\ntsig: {mail: {view: internal}, stranger: {view: internal}, outside: {view: external}}\n'
const SECRET = 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IHNlY3JldA=='
const noDig = await missing('dig', 'nsupdate')

const keyFile = (name: string) => `key "${name}" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`

async function base(server: Janus): Promise<string> {
  const { listen } = await server.logged('HTTP is served')
  return `http://${(listen as string[])[0]}/api/janus/v1/lists/pop.univ.example`
}

t.test('who has just read his mail', { skip: noDig }, async (t) => {
  const made = campus(HTTP + LIST + KEYS)
  // A port that Linux gives to no client: nsupdate would share it, and ask itself.
  const listen = `127.0.0.1:${await freePort()}`
  const files = { ...made, 'janus.yaml': String(made['janus.yaml']).replace('127.0.0.1:0', listen) }
  const folder = folderOf(t, { ...files, token: 'secret\n' })
  for (const name of ['mail', 'stranger', 'outside']) {
    const made = await run(
      'sh',
      ['-c', `umask 077; mkdir -p keys/tsig; cat > keys/tsig/${name}.key <<'END'\n${keyFile(name)}END`],
      folder,
    )
    t.equal(made.code, 0)
  }
  let server = await serve(t, folder)
  let url = await base(server)
  const config = join(folder, 'janus.yaml')
  const list = async (...words: string[]) => {
    const { code, stdout, stderr } = await janus('list', ...words, '--config', config)
    return `${code} ${stdout}${stderr}`.trim()
  }
  const http = async (
    method: string,
    entry: string,
    headers: Record<string, string> = { authorization: 'Bearer secret' },
  ) => {
    const response = await fetch(`${url}/${entry}`, { method, headers })
    return { status: response.status, ...Object(await response.json()) }
  }
  const reload = async () => {
    const there = new URL('/control/reload', url)
    return (await fetch(there, { method: 'POST', headers: { authorization: 'Bearer secret' } })).status
  }
  /** Answers, or the rcode; over UDP. */
  const ask = async (name: string, type = 'A', from = '127.0.0.1') => {
    const words = [
      '+time=30',
      '+tries=1',
      '-p',
      `${server.port()}`,
      '@127.0.0.1',
      '-b',
      from,
      `${name}.pop.univ.example`,
      type,
    ]
    const { stdout } = await run('dig', ['+noall', '+comments', '+answer', ...words])
    const [answer] = /(?<=\s(?:A|TXT)\s+).+$/m.exec(stdout) ?? []
    return answer ?? /status: \w+/.exec(stdout)?.[0]
  }

  await t.test('is listed once the request is answered', async (t) => {
    t.equal(await ask('7.2.0.192'), 'status: NXDOMAIN')
    t.match(await http('PUT', '192.0.2.7?for=3000&text=POP'), {
      status: 200,
      entries: [{ outcome: 'added', left: Number }],
    })
    t.equal(await ask('7.2.0.192'), '127.0.0.2')
    t.equal(await ask('7.2.0.192', 'TXT'), '"POP"')
    t.equal(await ask('7.2.0.192', 'AAAA'), 'status: NOERROR')
    t.equal(await ask('0.192'), 'status: NOERROR')
    t.match(
      (
        await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', '+noall', '+answer', '7.2.0.192.pop.univ.example')
      ).join(),
      / (2\d\d|300) IN A/,
    )
    t.match(
      (
        await dig(
          server.port(),
          '@127.0.0.1',
          '+tcp',
          '-b',
          '127.0.0.1',
          '+noall',
          '+answer',
          '7.2.0.192.pop.univ.example',
          'ANY',
        )
      ).join(),
      /A\s+127\.0\.0\.2.*TXT\s+"POP"/s,
    )
    t.match(
      await http('GET', '192.0.2.7'),
      [{ entry: '192.0.2.7', text: 'POP', by: 'HTTP token from 127.0.0.1' }].map((one) => ({ 0: one }))[0]!,
    )
  })

  await t.test('ends by himself', async (t) => {
    const sent = Date.now()
    t.match(await http('PUT', '203.0.113.1?for=2'), { status: 200 })
    const isListed = (await ask('1.113.0.203')) === '127.0.0.2'
    t.ok(isListed || Date.now() - sent >= 2000, 'it is listed, if nothing kept us from asking')
    await until('its end', async () => (await ask('1.113.0.203')) === 'status: NXDOMAIN')
    t.ok(Date.now() - sent >= 1900, `${Date.now() - sent} ms`)
  })

  await t.test('is nobody outside', async (t) => {
    t.equal(await ask('7.2.0.192', 'A', '127.0.0.2'), 'status: NXDOMAIN')
    t.equal(await ask('2.0.192', 'A', '127.0.0.2'), 'status: NXDOMAIN')
  })

  await t.test('is put there by a command, which says what became of it', async (t) => {
    t.match(
      await list('add', 'pop.univ.example', '192.0.2.8', '--for', '2h', '--code', '127.0.0.3'),
      /^0 192\.0\.2\.8 is listed in pop\.univ\.example, and ends in (1h|59m\d+s): it is listed for 1h, the longest that pop\.univ\.example allows$/,
    )
    t.equal(await ask('8.2.0.192'), '127.0.0.3')
    t.match(await http('PUT', '192.0.2.8'), { entries: [{ outcome: 'extended' }] })
    t.match(await http('PUT', '::ffff:192.0.2.9'), { entries: [{ entry: '192.0.2.9', outcome: 'added' }] })
    t.match(await list('add', 'pop.univ.example', '192.0.2.10'), /^1 .*has 3 entries, and takes no more until some end/)
    t.match(await http('PUT', '192.0.2.10'), { status: 507, code: 'list-full' })
    t.match(await http('DELETE', '192.0.2.9'), { status: 200, entry: '192.0.2.9' })
    t.match(await http('DELETE', '192.0.2.9'), {
      status: 404,
      detail: /is not in pop\.univ\.example, or its lease has ended/,
    })
    t.equal(await ask('9.2.0.192'), 'status: NXDOMAIN')
  })

  await t.test('goes out with the zone', async () => {
    const words = ['+noall', '+answer', '-p', `${server.port()}`, '-b', '127.0.0.1', '@127.0.0.1']
    const transferred = async () => {
      const { stdout } = await run('dig', [...words, 'pop.univ.example', 'AXFR'])
      const lines = stdout.trim().split('\n')
      return lines.map((line) => line.split(/\s+/).toSpliced(1, 2).join(' '))
    }
    const wanted = [
      '7.2.0.192.pop.univ.example. A 127.0.0.2',
      '7.2.0.192.pop.univ.example. TXT "POP"',
      '8.2.0.192.pop.univ.example. A 127.0.0.3',
    ]
    // What was added or taken off a moment ago goes with the next version: there is one a second.
    let entries: string[] = []
    await until(
      () => `the newest version, and not ${entries.join()}`,
      async () => {
        entries = (await transferred()).slice(2, -1)
        return entries.join() === wanted.join()
      },
    )
  })

  await t.test('is refused with what to do', async (t) => {
    const cases: readonly (readonly [path: string, status: number, detail: RegExp])[] = [
      ['192.0.2.9?for=0', 422, /for no time: give at least 1s/],
      ['192.0.2.9?for=-1m', 422, /cannot use "-1m" as the time/],
      ['192.0.2.9?for=', 400, /"for"/],
      ['192.0.2.9?until=1', 400, /cannot use "until"/],
      ['192.0.2.9?code=10.0.0.1', 422, /within 127\.0\.0\.0\/8/],
      ['192.0.2.9%2F24', 422, /single addresses and names/],
      ['192.0.2.300', 422, /it is not an address/],
      ['127.0.0.1', 422, /RFC 5782/],
      ['*.example.com', 422, /belong in a file/],
      ['a..b', 422, /neither an address nor a name/],
      [`192.0.2.9?text=${'x'.repeat(256)}`, 422, /the text: it has 256 octets/],
    ]
    for (const [path, status, detail] of cases) t.match(await http('PUT', path), { status, detail }, path)
    t.match(await http('PUT', '192.0.2.9', {}), { status: 401, code: 'no-token' })
    t.match(await http('DELETE', '192.0.2.77'), { status: 404, code: 'no-entry' })
  })

  await t.test('comes by update, of a key that may', async (t) => {
    const update = async (key: string | undefined, ...lines: string[]) => {
      const text = [
        `server 127.0.0.1 ${server.port()}`,
        'local 127.0.0.1',
        'zone pop.univ.example',
        ...lines,
        'send',
        '',
      ].join('\n')
      writeFileSync(join(folder, 'update'), text)
      const { code, stderr } = await run('nsupdate', [...(key ? ['-k', `keys/tsig/${key}.key`] : []), 'update'], folder)
      return `${code} ${stderr.trim()}`
    }
    const name = '99.2.0.192.pop.univ.example'
    t.match(await update('mail', `prereq nxrrset ${name} TXT`, `update add ${name} 60 TXT "fail2ban"`), /^0/)
    t.equal(await ask('99.2.0.192', 'TXT'), '"fail2ban"')
    t.equal(await ask('99.2.0.192'), '127.0.0.2')
    t.match(await update('mail', `prereq nxrrset ${name} TXT`, `update add ${name} 60 TXT "fail2ban"`), /YXRRSET/)
    t.match(await update('mail', `update add ${name} 60 A 10.0.0.1`), /REFUSED/)
    t.match(await update('mail', `update add ${name} 60 MX 10 mx`), /REFUSED/)
    t.match(
      await update('mail', `update add 98.2.0.192.pop.univ.example 60 A 127.0.0.2`),
      /REFUSED/,
      'the list is full',
    )
    t.match(await update('mail', `update delete ${name}`), /^0/)
    t.equal(await ask('99.2.0.192'), 'status: NXDOMAIN')
    for (const key of ['stranger', undefined])
      t.match(await update(key, `update add ${name} 60 A 127.0.0.2`), /REFUSED/, `${key}`)
    t.match(await update('outside', `update add ${name} 60 A 127.0.0.2`), /NOTAUTH|NOTIMP/)
    t.equal(await ask('99.2.0.192'), 'status: NXDOMAIN')
  })

  await t.test('stays while the configuration forgets the list, and comes back with it', async (t) => {
    const text = String(files['janus.yaml'])
    writeFileSync(config, text.replace(LIST, ''))
    t.equal(await reload(), 200)
    t.equal(await ask('7.2.0.192'), 'status: NXDOMAIN')
    t.match(await http('GET', '192.0.2.7'), { status: 404, code: 'no-zone' })
    writeFileSync(config, text.replace('max-entries: 3', 'max-entries: 1'))
    t.equal(await reload(), 200)
    t.equal(await ask('7.2.0.192'), '127.0.0.2')
    t.match(await http('PUT', '192.0.2.66'), { status: 507, detail: /has 1 entries/ })
  })

  await t.test('is there after a kill', async (t) => {
    const input = Array.from({ length: 300 }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join('\n')
    writeFileSync(config, String(files['janus.yaml']).replace('max-entries: 3', 'max-entries: 1000'))
    t.equal(await reload(), 200)
    writeFileSync(join(folder, 'lines'), `# many\n${input}\n`)
    const added = await run(
      'sh',
      ['-c', `'${process.execPath}' '${program}' list add pop.univ.example - --config '${config}' < lines`],
      folder,
    )
    t.equal(added.stdout.trim().split('\n').length, 300)
    server.signal('SIGKILL')
    await server.ended
    server = await serve(t, folder)
    url = await base(server)
    t.equal((await list('show', 'pop.univ.example')).split('\n').length, 303)
    t.equal(await ask('43.1.0.10'), '127.0.0.2')
    t.equal(await ask('7.2.0.192', 'TXT'), '"POP"')
    t.match(await http('GET', '192.0.2.7'), { status: 200 })
  })
})
