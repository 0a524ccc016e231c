// The server serves again what it served, whatever has become of the files and however it ended.

import { chmodSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dig, folderOf, Janus, janus, missing, run, serve } from '../support/janus.ts'
import { campus, campusZone, editCampus } from '../support/small-campus.ts'

const skip = await missing('dig')

async function zones(folder: string): Promise<{ zone: string; view: string; state: string; serial?: number }[]> {
  const { stdout } = await janus('zones', '--json', '--config', join(folder, 'janus.yaml'))
  return JSON.parse(stdout)
}

async function kept(folder: string): Promise<void> {
  const { stdout } = await janus('status', '--json', '--config', join(folder, 'janus.yaml'))
  const { state } = JSON.parse(stdout)
  if (state.failed !== 0) throw new Error(state.reason)
}

async function end(server: Janus): Promise<void> {
  server.signal('SIGTERM')
  await server.ended
}

async function www(server: Janus, from: string): Promise<string[]> {
  return (await dig(server.port(), '@127.0.0.1', '-b', from, 'www.univ.example')).map((line) => line.split(' ').at(-1)!)
}

t.test('a zone whose file broke while the server was down is served as it was', { skip }, async (t) => {
  const folder = folderOf(t, campus('log: {level: debug}\n'))
  const first = await serve(t, folder)
  await first.logged('zones kept')
  await end(first)

  await t.test('one face broken: both are as they were', async (t) => {
    writeFileSync(join(folder, 'in.zone'), 'nonsense\n')
    writeFileSync(join(folder, 'out.zone'), campusZone('external', { serial: 2, host: 20 }))
    const server = await serve(t, folder)
    t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
    t.same(await www(server, '127.0.0.2'), ['192.0.2.10'], 'and not the new one alone')
    t.match(await zones(folder), [
      { view: 'internal', state: 'stale-source', serial: 1 },
      { zone: 'other.example.', state: 'current' },
      { view: 'external', state: 'held', serial: 1 },
      { zone: 'other.example.', state: 'current' },
    ])
    await end(server)
  })

  await t.test('janus explain knows it without a server, and leaves the state folder as it is', async (t) => {
    const state = () => readdirSync(join(folder, 'state'), { recursive: true }).sort()
    const before = state()
    const ask = async (from: string) =>
      JSON.parse(
        (await janus('explain', from, 'www.univ.example', '--json', '--config', join(folder, 'janus.yaml'))).stdout,
      )
    const good = { rcode: 'NOERROR', zone: { state: 'last good', serial: 1 } }
    t.match((await ask('127.0.0.1')).answer, { ...good, sections: { answer: [{ rdata: '10.0.0.10' }] } })
    t.match((await ask('127.0.0.2')).answer, { ...good, sections: { answer: [{ rdata: '192.0.2.10' }] } })
    t.same(state(), before)
  })

  await t.test('files gone', async (t) => {
    for (const file of ['in.zone', 'out.zone', 'other.zone']) rmSync(join(folder, file))
    const server = await serve(t, folder)
    t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
    t.same(await www(server, '127.0.0.2'), ['192.0.2.10'])
    t.match(
      (await zones(folder)).map(({ state }) => state),
      ['stale-source', 'stale-source', 'stale-source', 'stale-source'],
    )
    await end(server)
  })

  await t.test('repaired while it runs, the files are served again', async (t) => {
    const server = await serve(t, folder)
    editCampus(folder, { serial: 3, host: 30 })
    writeFileSync(join(folder, 'other.zone'), campusZone('external'))
    server.signal('SIGHUP')
    await server.logged('reloaded')
    t.same(await www(server, '127.0.0.1'), ['10.0.0.30'])
    t.same(await www(server, '127.0.0.2'), ['192.0.2.30'])
    t.match(
      (await zones(folder)).map(({ state }) => state),
      ['current', 'current', 'current', 'current'],
    )
    await end(server)
  })
})

t.test('a host that is served as it was keeps its PTR', { skip }, async (t) => {
  const reverse = 'reverse: {10.0.0.0/8: [internal], 192.0.2.0/24: [external]}\nlog: {level: debug}\n'
  const folder = folderOf(t, campus(reverse))
  const config = join(folder, 'janus.yaml')
  const alias = 'alias CNAME www\n'
  writeFileSync(join(folder, 'other.zone'), campusZone('external', { more: alias }))
  const before = {
    '10.0.0.10': ['10.0.0.10.in-addr.arpa. www.univ.example.'],
    '10.0.0.77': ['NXDOMAIN'],
    '192.0.2.10': ['10.2.0.192.in-addr.arpa. www.univ.example.'],
    '192.0.2.77': ['NXDOMAIN'],
  }
  const names = async (server: Janus) => {
    const ask = (from: string, address: string) => dig(server.port(), '@127.0.0.1', '-b', from, '-x', address)
    const asked = Object.keys(before).map(async (address) => {
      const lines = await ask(address.startsWith('10.') ? '127.0.0.1' : '127.0.0.2', address)
      return [address, lines.map((line) => line.replace(/ 3600 IN PTR/, ''))]
    })
    return Object.fromEntries(await Promise.all(asked))
  }
  const explained = async () => {
    const asked = ['127.0.0.1', '10.0.0.10.in-addr.arpa', 'PTR', '--json', '--config', config]
    return JSON.parse((await janus('explain', ...asked)).stdout).answer.sections.answer
  }
  const moved = { serial: 2, host: 77 }
  const broken = {
    'a line that cannot be read': campusZone('internal', { ...moved, more: 'bad A\n' }),
    'a file that is gone': undefined,
    'an alias in another zone of the view': campusZone('internal', {
      ...moved,
      more: 'm MX 10 alias.other.example.\n',
    }),
  }
  const first = await serve(t, folder)
  t.same(await names(first), before)
  await first.logged('zones kept')
  await end(first)
  for (const [what, inside] of Object.entries(broken))
    await t.test(what, async (t) => {
      const server = await serve(t, folder)
      editCampus(folder, moved)
      const file = join(folder, 'in.zone')
      if (inside === undefined) rmSync(file)
      else writeFileSync(file, inside)
      const { stdout } = await janus('reload', '--config', config)
      t.match(stdout, /in\.zone:\d+:\d+: error: cannot /, 'the reason is told')
      const states = (await zones(folder)).filter(({ zone }) => zone === 'univ.example.').map(({ state }) => state)
      t.same(states, ['stale-source', 'held'])
      t.same(await names(server), before, 'after a reload')
      await end(server)
      const restarted = await serve(t, folder)
      t.same(await names(restarted), before, 'after a restart')
      await end(restarted)
      t.match(await explained(), [{ rdata: 'www.univ.example.' }])
      editCampus(folder, { serial: 1, host: 10 })
    })

  await t.test('refused in all views, for what stands in another zone', async (t) => {
    editCampus(folder, { more: alias })
    const other = (octet: number, more = '') =>
      writeFileSync(join(folder, 'other.zone'), campusZone('external', { more: `solo A 192.0.2.${octet}\n${more}` }))
    other(88)
    const server = await serve(t, folder)
    const solo = (octet: number) => dig(server.port(), '@127.0.0.1', '-b', '127.0.0.2', '-x', `192.0.2.${octet}`)
    const named = ['88.2.0.192.in-addr.arpa. 3600 IN PTR solo.other.example.']
    t.same(await solo(88), named)
    other(99, 'm MX 10 alias.univ.example.\n')
    await janus('reload', '--config', config)
    t.same(
      (await zones(folder)).filter(({ zone }) => zone === 'other.example.').map(({ state }) => state),
      ['stale-source', 'stale-source'],
    )
    t.same(await solo(88), named)
    t.same(await solo(99), ['NXDOMAIN'])
    await end(server)
  })

  await t.test('repaired, the new ones have theirs', async (t) => {
    editCampus(folder, moved)
    const server = await serve(t, folder)
    t.match(await names(server), {
      '10.0.0.10': ['NXDOMAIN'],
      '10.0.0.77': ['77.0.0.10.in-addr.arpa. www.univ.example.'],
      '192.0.2.77': ['77.2.0.192.in-addr.arpa. www.univ.example.'],
    })
    await end(server)
  })
})

t.test('a damaged file in the state folder is passed over', { skip }, async (t) => {
  const folder = folderOf(t, campus('log: {level: debug}\n'))
  const first = await serve(t, folder)
  await first.logged('zones kept')
  await end(first)
  const images = readdirSync(join(folder, 'state/zones'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.name.endsWith('.zone-image'))
    .map((entry) => join(entry.parentPath, entry.name))
  t.equal(images.length, 4)

  await t.test('whole files make up for it', async (t) => {
    for (const [i, image] of images.entries()) damage(image, i)
    const server = await serve(t, folder)
    t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
    await server.logged('zones kept')
    await end(server)
  })

  await t.test('where there is no file either, the zone is refused, and the others are served', async (t) => {
    for (const image of images) if (image.includes('univ.example')) damage(image, 0)
    for (const file of ['in.zone', 'out.zone']) rmSync(join(folder, file))
    const server = await serve(t, folder)
    t.same(await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', 'www.univ.example'), ['SERVFAIL'])
    t.same(await dig(server.port(), '@127.0.0.1', '-b', '127.0.0.1', 'www.other.example'), [
      'www.other.example. 3600 IN A 192.0.2.10',
    ])
    await end(server)
  })
})

t.test('a second server on the same state folder refuses to start', async (t) => {
  const folder = folderOf(t, campus())
  const first = await serve(t, folder)
  const second = new Janus(t, folder)
  t.same(await second.ended, { code: 2, signal: null })
  t.match(second.stderr, new RegExp(`another server has it, process ${first.process.pid}\n`))
  first.signal('SIGKILL')
  await first.ended
  const third = await serve(t, folder)
  t.ok(third.port(), 'the lock ends with the process, however it ends')
})

t.test('a state folder that cannot be written is told of, and everything is served', { skip }, async (t) => {
  const asRoot = process.getuid?.() === 0
  const folder = folderOf(t, campus())
  writeFileSync(join(folder, 'blocked'), '')
  const yaml = readFileSync(join(folder, 'janus.yaml'), 'utf8')
  writeFileSync(join(folder, 'janus.yaml'), yaml.replace('state: state', 'state: blocked/state'))
  const server = await serve(t, folder)
  t.match(await server.logged('the state folder cannot be used: nothing is kept for the next start'), {
    reason: /ENOTDIR/,
  })
  t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
  editCampus(folder, { serial: 2, host: 20 })
  server.signal('SIGHUP')
  await server.logged('reloaded')
  t.same(await www(server, '127.0.0.1'), ['10.0.0.20'])
  await end(server)

  await t.test('read-only', { skip: asRoot && 'root may write everywhere' }, async (t) => {
    const folder = folderOf(t, { ...campus(), 'state/x': '' })
    chmodSync(join(folder, 'state'), 0o500)
    t.teardown(() => chmodSync(join(folder, 'state'), 0o700))
    const server = await serve(t, folder)
    t.match(await server.logged('the state folder cannot be used: nothing is kept for the next start'), {
      reason: /EACCES/,
    })
    t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
  })
})

t.test('a state folder on a file system that is mounted read-only', { skip }, async (t) => {
  const folder = folderOf(t, { ...campus(), 'state/x': '' })
  const state = join(folder, 'state')
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', state]).catch(() => ({ code: 1 }))
  if (mounted.code !== 0) return t.pass('read-only', { skip: 'mounting is not permitted' })
  const server = await serve(t, folder)
  t.teardown(() => run('umount', ['-l', state]))
  t.match(await server.logged('the state folder cannot be used: nothing is kept for the next start'), {
    reason: /EROFS/,
  })
  t.same(await www(server, '127.0.0.1'), ['10.0.0.10'])
  editCampus(folder, { serial: 2, host: 20 })
  server.signal('SIGHUP')
  await server.logged('reloaded')
  t.same(await www(server, '127.0.0.1'), ['10.0.0.20'])
  await end(server)
})

t.test('a full disk loses nothing that is served, nor what was kept before', { skip }, async (t) => {
  const folder = folderOf(t, { ...campus('log: {level: debug}\n'), 'state/x': '' })
  const state = join(folder, 'state')
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', state]).catch(() => ({ code: 1 }))
  if (mounted.code !== 0) return t.pass('a full disk', { skip: 'mounting a small tmpfs is not permitted' })
  const tries: Janus[] = []
  t.teardown(async () => {
    for (const server of tries) server.signal('SIGKILL')
    await Promise.all(tries.map(({ ended }) => ended))
    await run('umount', ['-l', state])
  })
  const first = await serve(t, folder)
  tries.push(first)
  await first.logged('zones kept')
  const hosts = Array.from({ length: 2000 }, (_, i) => `h${i} A 192.0.2.1`).join('\n')
  editCampus(folder, { serial: 2, host: 20, more: hosts })
  first.signal('SIGHUP')
  t.match(await first.logged('zones could not be written to the state folder'), { failed: 2, reason: /ENOSPC/ })
  t.same(await www(first, '127.0.0.1'), ['10.0.0.20'], 'the new one is served all the same')
  await t.rejects(kept(folder), /ENOSPC/)
  await end(first)
  for (const file of ['in.zone', 'out.zone']) rmSync(join(folder, file))
  const second = await serve(t, folder)
  tries.push(second)
  t.same(await www(second, '127.0.0.1'), ['10.0.0.10'], 'the last that could be kept')
})

t.test('times from the future, as after the clock was set back, hide no change', { skip }, async (t) => {
  const folder = folderOf(t, campus('log: {level: debug}\n'))
  const future = new Date(Date.now() + 86_400_000)
  const touch = () => {
    for (const file of ['in.zone', 'out.zone']) utimesSync(join(folder, file), future, future)
  }
  touch()
  const first = await serve(t, folder)
  await first.logged('zones kept')
  editCampus(folder, { serial: 1, host: 20 })
  touch()
  first.signal('SIGHUP')
  await first.logged('reloaded')
  t.same(await www(first, '127.0.0.1'), ['10.0.0.20'])
  await first.logged('zones kept', 2)
  await end(first)
  editCampus(folder, { serial: 1, host: 30 })
  touch()
  const second = await serve(t, folder)
  t.same(await www(second, '127.0.0.1'), ['10.0.0.30'], 'same size, same time, another content')
})

/** Cut off, a bit turned over, emptied, or something else. */
function damage(path: string, way: number): void {
  const bytes = readFileSync(path)
  const kinds = [
    () => bytes.subarray(0, bytes.length - 7),
    () => {
      bytes[bytes.length - 20]! ^= 1
      return bytes
    },
    () => Buffer.alloc(0),
    () => Buffer.alloc(bytes.length, 0x41),
  ]
  writeFileSync(path, kinds[way % kinds.length]!())
}
