// A zone of a primary from before it has come until after it has expired, as clients, operators and their monitoring see it.

import { join } from 'node:path'
import t, { type Test } from 'tap'
import { janus as command, folderOf, type Janus, missing, run, serve } from '../support/janus.ts'
import { loneSecondary } from '../support/lone-secondary.ts'
import { Primary, type Reply } from '../transfer/primary.ts'
import { message, messagesOf } from '../transfer/streams.ts'

const skip = await missing('dig')
// They wait for other processes and for seconds to pass, and share nothing.
t.jobs = 3
const soa = (serial: number, times: string) => `@ SOA ns hostmaster ${serial} ${times} 1h`
const LONG = '1d 2h 4w'
/** Waited for, and yet longer than a busy machine takes to ask again. */
const EXPIRE = 15
const SHORT = `2 1 ${EXPIRE}`

class Site {
  readonly folder: string
  readonly primary: Primary
  janus: Janus

  constructor(folder: string, primary: Primary, janus: Janus) {
    this.folder = folder
    this.primary = primary
    this.janus = janus
  }

  async dig(...words: string[]): Promise<string> {
    return (await run('dig', ['@127.0.0.1', '-p', `${this.janus.port()}`, '+norec', ...words])).stdout
  }

  command(...words: string[]) {
    return command(...words, '--config', join(this.folder, 'janus.yaml'))
  }

  async transfers(): Promise<Record<string, unknown>[]> {
    return JSON.parse((await this.command('transfers', '--json')).stdout)
  }
}

/** `has`: serial and address of the primary's version; undefined where it refuses. */
async function siteOf(t: Test, times: string, has: () => readonly [serial: number, address: string] | undefined) {
  const primary = await Primary.start(({ type }): Reply => {
    const version = has()
    if (version === undefined) return [message([], { type: type as 'SOA', rcode: 5 })]
    const [serial, address] = version
    if (type === 'SOA') return messagesOf([soa(serial, times)], { type })
    return messagesOf([soa(serial, times), '@ NS ns', `ns A ${address}`, soa(serial, times)], {})
  })
  t.teardown(() => primary.close())
  const folder = folderOf(t, {
    'janus.yaml': loneSecondary(primary.port, { transfers: true }),
  })
  return new Site(folder, primary, await serve(t, folder))
}

t.test('a zone waits, comes when it is fetched, and says how long it is good', { skip }, async (t) => {
  let has: readonly [number, string] | undefined
  const site = await siteOf(t, LONG, () => has)
  const refused = /hidden \(127\.0\.0\.1:\d+\) answers REFUSED/
  const failed = await site.command('transfers', 'fetch', 'example.com')
  t.match(failed, { code: 1, stdout: /^example\.com\.\s+inside\s+hidden\s+failed\s+-\s+hidden .*answers REFUSED/m })
  t.match(await site.dig('ns.example.com', 'A'), /status: SERVFAIL[\s\S]*EDE: 14/)
  t.match(await site.transfers(), [
    { zone: 'example.com.', view: 'inside', peer: 'hidden', way: 'from', state: 'waiting', error: refused },
  ])
  t.match(await site.command('transfers'), { code: 1, stdout: /^example\.com\.\s+inside\s+hidden\s+waiting/m })
  t.match(await site.command('zones'), { code: 1, stdout: /waiting .*no version from its primary is served yet/ })
  t.match(await site.command('status'), { code: 1, stdout: /0 current, 1 waiting/ })
  t.match(await site.command('explain', '127.0.0.1', 'ns.example.com'), {
    stdout: /no version from its primary is served yet/,
  })
  has = [7, '192.0.2.1']
  t.match(await site.command('transfers', 'fetch', 'EXAMPLE.com.', '--json'), {
    code: 0,
    stdout: /"good": ?true,\s*"serial": ?7/,
  })
  t.match(await site.transfers(), [{ state: 'current', serial: 7, there: 7, error: undefined }])
  const [{ expiresIn, age }] = (await site.transfers()) as [{ expiresIn: number; age: number }]
  t.ok(expiresIn <= 2_419_200 && expiresIn > 2_419_000, `${expiresIn}`)
  t.ok(age < 100, `${age}`)
  t.match(await site.command('zones'), { code: 0 })
  const left = /EXPIRE: (24191\d\d|2419200) /
  t.match(await site.dig('+expire', 'example.com', 'SOA'), left)
  t.match(await site.dig('+expire', '+tcp', 'example.com', 'AXFR', '+noall', '+answer', '+comments'), /192\.0\.2\.1/)
  t.match(await site.command('transfers', 'fetch', 'absent.example'), { code: 1, stderr: /there is no such zone/ })
})

t.test('what nobody confirms expires, and is served again whatever its serial', { skip }, async (t) => {
  let has: readonly [number, string] | undefined = [2026112801, '192.0.2.1']
  const site = await siteOf(t, SHORT, () => has)
  await site.janus.logged(CAME)
  const [, left] = /EXPIRE: (\d+) /.exec(await site.dig('+expire', 'example.com', 'SOA')) ?? []
  t.ok(Number(left) <= EXPIRE, `${left} s`)
  has = undefined
  await site.janus.logged(EXPIRED)
  const all = async () => {
    t.match(await site.dig('ns.example.com', 'A'), /status: SERVFAIL[\s\S]*EDE: 24/)
    t.match(await site.dig('+tcp', 'example.com', 'IXFR=1', '+all'), /SERVFAIL[\s\S]*EDE: 24/)
    t.match(await site.transfers(), [{ state: 'expired', expiresIn: 0, error: /REFUSED/ }])
    t.match(await site.command('status'), { stdout: /0 current, 1 expired/ })
  }
  await all()
  site.janus.signal('SIGKILL')
  await site.janus.ended
  site.janus = await serve(t, site.folder)
  await site.janus.logged(`example.com in inside: hidden (127.0.0.1:${site.primary.port}) answers REFUSED`)
  await all()
  has = [3, '192.0.2.3']
  await site.command('transfers', 'fetch', 'example.com')
  t.match(await site.janus.logged(CAME), { serial: 3 })
  t.match(await site.dig('ns.example.com', 'A'), /\s192\.0\.2\.3$/m)
})

t.test('what expires without a restart is served again by itself', { skip }, async (t) => {
  let has: readonly [number, string] | undefined = [2026112801, '192.0.2.1']
  const site = await siteOf(t, SHORT, () => has)
  await site.janus.logged(CAME)
  has = undefined
  await site.janus.logged(EXPIRED)
  has = [3, '192.0.2.3']
  t.match(await site.janus.logged(CAME, 2), { serial: 3 })
  t.match(await site.dig('ns.example.com', 'A'), /\s192\.0\.2\.3$/m)
})

const CAME = 'a zone has come from its primary'
const EXPIRED =
  'a zone has expired: its primary has not answered for too long, and its names get SERVFAIL until it does'
