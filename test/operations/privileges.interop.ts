// From root to an ordinary user, as the kernel sees it; and what Janus refuses.

import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { dig, folderOf, Janus, missing, run, serve } from '../support/janus.ts'
import { campus, campusZone, editCampus } from '../support/small-campus.ts'

const noDig = await missing('dig')
const notRoot = process.getuid?.() !== 0 && 'only root can become another user'
const linux = process.platform !== 'linux' && 'these are calls of Linux'

t.test('started as root', { skip: linux || notRoot }, async (t) => {
  const { stdout } = await run('id', ['-u', 'nobody'])
  const nobody = Number(stdout)

  await t.test('every thread ends up as the user, for good', { skip: noDig }, async (t) => {
    const folder = folderOf(t, campus('user: nobody\nhttp: {listen: ["127.0.0.1:0"]}\n'))
    chmodSync(folder, 0o755)
    for (const file of ['in.zone', 'out.zone', 'other.zone', 'janus.yaml']) chmodSync(join(folder, file), 0o644)
    const server = await serve(t, folder)
    await server.logged('HTTP is served')
    const threads = `/proc/${server.process.pid}/task`
    const names = readdirSync(threads)
    t.ok(names.length > 4, `${names.length} threads`)
    for (const thread of names) {
      const status = statusOf(join(threads, thread))
      // A thread that writes to the state folder may have ended meanwhile.
      if (status === undefined) continue
      const line = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'm').exec(status)?.[1]
      t.same(line('Uid')!.split('\t').map(Number), [nobody, nobody, nobody, nobody], thread)
      t.equal(Number(line('CapEff')), 0, 'no capability')
      t.equal(Number(line('CapPrm')), 0)
      t.equal(line('Groups'), '')
      if (thread === String(server.process.pid)) t.equal(line('NoNewPrivs'), '1', 'the thread that starts programs')
    }
    t.equal(statSync(join(folder, 'state')).uid, nobody)
    t.same(await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.10',
    ])
    editCampus(folder, { serial: 2, host: 20 })
    server.signal('SIGHUP')
    await server.logged('reloaded')
    t.same(await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.20',
    ])
    server.signal('SIGTERM')
    t.same(await server.ended, { code: 0, signal: null })
    const again = await serve(t, folder)
    t.ok(again.port(), 'the state folder is the user’s now')
    t.notMatch(again.log, [{ msg: 'the state folder cannot be used: nothing is kept for the next start' }])
  })

  await t.test('a port below 1024 is bound before', { skip: noDig }, async (t) => {
    const free = await lowPort('127.0.0.77')
    const files = campus('user: nobody\n')
    const yaml = (files['janus.yaml'] as string).replace('127.0.0.1:0', `127.0.0.77:${free}`)
    const folder = folderOf(t, { ...files, 'janus.yaml': yaml })
    chmodSync(folder, 0o755)
    const server = await serve(t, folder)
    t.equal(server.port(), free)
    t.same(await dig(free, '@127.0.0.77', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.10',
    ])
  })

  await t.test('a file that the user may not read is noticed at the start', { skip: noDig }, async (t) => {
    const folder = folderOf(t, campus('user: nobody\n'))
    chmodSync(folder, 0o755)
    chmodSync(join(folder, 'other.zone'), 0o600)
    const server = await serve(t, folder)
    t.same(await dig(server.port(), '@127.0.0.1', 'www.other.example'), ['SERVFAIL'])
  })

  await t.test('a link in a state folder that is the user’s already is not followed', async (t) => {
    const folder = folderOf(t, { ...campus('user: nobody\n'), precious: 'of root' })
    chmodSync(folder, 0o755)
    mkdirSync(join(folder, 'state'))
    chownSync(join(folder, 'state'), nobody, nobody)
    await run('ln', ['-s', join(folder, 'precious'), join(folder, 'state/lock')])
    const server = await serve(t, folder)
    t.match(await server.logged('the state folder cannot be used: nothing is kept for the next start'), {
      reason: /lock is a link$/,
    })
    t.equal(readFileSync(join(folder, 'precious'), 'utf8'), 'of root')
    t.equal(statSync(join(folder, 'precious')).uid, 0)
  })

  await t.test('what is refused', async (t) => {
    const cases: [name: string, more: string, address: string, said: RegExp][] = [
      ['no user for a low port', '', '127.0.0.77:853', /cannot serve as root: name the user/],
      ['an unknown user', 'user: nosuchuser\n', '127.0.0.1:0', /"nosuchuser": there is no such user/],
      [
        'an unknown group',
        'user: nobody\ngroup: nosuchgroup\n',
        '127.0.0.1:0',
        /"nosuchgroup": there is no such group/,
      ],
      ['root by name', 'user: root\n', '127.0.0.1:0', /"root": it is root/],
      ['root by number', 'user: "0"\n', '127.0.0.1:0', /"0": it is root/],
    ]
    for (const [name, more, address, said] of cases) {
      const files = campus(more)
      const yaml = (files['janus.yaml'] as string).replace('127.0.0.1:0', address)
      const server = new Janus(t, folderOf(t, { ...files, 'janus.yaml': yaml }))
      t.match(await server.ended, { code: 2 }, name)
      t.match(server.stderr, said)
    }
  })
})

t.test(
  'never root, with the capability to bind low ports',
  { skip: linux || notRoot || (await missing('setpriv', 'dig')) },
  async (t) => {
    const free = await lowPort('127.0.0.78')
    const files = campus()
    const yaml = (files['janus.yaml'] as string).replace('127.0.0.1:0', `127.0.0.78:${free}`)
    const folder = folderOf(t, { ...files, 'janus.yaml': yaml, 'out.zone': campusZone('external') })
    await run('chown', ['-R', 'nobody', folder])
    const become = [
      'setpriv',
      '--reuid=nobody',
      '--clear-groups',
      '--inh-caps=+net_bind_service',
      '--ambient-caps=+net_bind_service',
    ]
    const server = await serve(t, folder, [...become, '--', process.execPath])
    t.same(await dig(free, '@127.0.0.78', '-b', '127.0.0.1', 'www.univ.example'), [
      'www.univ.example. 3600 IN A 10.0.0.10',
    ])
    t.notMatch(server.log, [{ msg: /runs as root/ }])
    writeFileSync(join(folder, 'in.zone'), campusZone('internal', { serial: 2, host: 20 }))
    server.signal('SIGHUP')
    await server.logged('reloaded')
  },
)

/** One that is free at this address, as root finds it. */
async function lowPort(address: string): Promise<number> {
  for (let port = 700; port < 1024; port++) {
    const server = createServer().listen(port, address)
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!isFree) continue
    server.close()
    await once(server, 'close')
    return port
  }
  throw new Error(`no port below 1024 is free at ${address}`)
}

/** What the system says of a thread, as long as there is one. */
function statusOf(task: string): string | undefined {
  try {
    return readFileSync(join(task, 'status'), 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw error
  }
}
