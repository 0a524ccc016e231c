// The disk is full while messages and programs change names and lists: each is told so, nothing is half done, what was answered before
// is answered after a kill on the same full disk, and all goes on once there is room, without a restart.

import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { readMessage } from '../../src/wire/message.ts'
import { transferred } from '../peers/transferred.ts'
import { queryFor, summary } from '../support/ask.ts'
import { changeable as files } from '../support/changeable.ts'
import { exchange } from '../support/exchange.ts'
import { fill, filler, mounted } from '../support/full-disk.ts'
import { janus as command, folderOf, type Janus, serve } from '../support/janus.ts'
import { updateMessage } from '../support/update-message.ts'

class Asker {
  readonly #t: Test
  readonly janus: Janus
  readonly #http: string
  static #id = 0

  private constructor(t: Test, janus: Janus, http: string) {
    this.#t = t
    this.janus = janus
    this.#http = http
  }

  static async of(t: Test, janus: Janus): Promise<Asker> {
    const { listen } = await janus.logged('HTTP is served')
    return new Asker(t, janus, `http://${(listen as string[])[0]}/api/janus/v1`)
  }

  get #way() {
    return { port: this.janus.port(), from: '127.0.0.1', transport: 'tcp' } as const
  }

  async update(...lines: string[]): Promise<string> {
    const message = updateMessage('example.com.', lines, { id: ++Asker.#id })
    return rcodeName((await exchange(this.#t, message, this.#way))[3]! & 0xf)
  }

  async ask(question: string): Promise<string> {
    return summary(readMessage(await exchange(this.#t, queryFor(question), this.#way))!)
  }

  zone(): Promise<string[]> {
    return transferred(this.#t, this.janus.port(), 'example.com', '127.0.0.1')
  }

  async http(method: string, path: string): Promise<{ status: number; body: string }> {
    const response = await fetch(`${this.#http}${path}`, { method, headers: { authorization: 'Bearer secret' } })
    return { status: response.status, body: await response.text() }
  }
}

t.test('a disk that is full, and has room again', async (t) => {
  const folder = folderOf(t, files)
  const state = await mounted(t, folder)
  if (state === undefined) return t.pass('full', { skip: 'mounting is not permitted' })
  const config = ['--config', join(folder, 'janus.yaml')]
  let asker = await Asker.of(t, await serve(t, folder))
  t.equal(await asker.update('add before 60 A 192.0.2.7'), 'NOERROR')
  t.match(await asker.http('PUT', '/lists/pop.example/10.0.0.1'), { status: 200 })

  /** What a log has room for in its last page goes well still; from then on all that changes something is told that it did not. */
  const refuses = async (when: string) => {
    const long = 'x'.repeat(250)
    const taken: string[] = []
    const until = async (change: (i: number) => Promise<boolean>) => {
      for (let i = 0; await change(i); i++) if (i > 500) throw new Error('the disk is not full')
    }
    await until(async (i) => {
      const isTaken = (await asker.update(`add f${i} 60 TXT "${long}"`, `add g${i} 60 A 192.0.2.9`)) === 'NOERROR'
      if (isTaken) taken.push(`f${i}`)
      return isTaken
    })
    await until(async (i) => (await asker.http('PUT', `/lists/pop.example/10.9.0.${i}?text=${long}`)).status === 200)
    const was = await asker.zone()
    for (const name of taken)
      t.ok(
        was.some((line) => line.startsWith(`${name}.`)),
        `${when}: what was answered NOERROR is there`,
      )
    for (let i = 0; i < 3; i++)
      t.equal(await asker.update(`add n${i} 60 TXT "${long}"`, 'delete before A'), 'SERVFAIL', when)
    t.match(
      await asker.http('PUT', `/lists/pop.example/10.0.0.2?text=${long}`),
      { status: 503, body: /ENOSPC|no space/ },
      when,
    )
    t.same(await asker.zone(), was, `${when}: nothing half`)
    t.equal(await asker.ask('before.example.com A'), '192.0.2.7', when)
    t.equal(await asker.ask('1.0.0.10.pop.example A'), '127.0.0.2', when)
    t.equal(await asker.ask('2.0.0.10.pop.example A'), 'NXDOMAIN', when)
    t.match(await command('reload', ...config), { code: 0 }, `${when}: a reload goes on`)
    t.match(await command('status', ...config), { code: 0 }, when)
  }
  const goesOn = async (name: string, when: string) => {
    t.equal(await asker.update(`add ${name} 60 A 192.0.2.9`), 'NOERROR', when)
    t.match(await asker.http('PUT', `/lists/pop.example/${name}.example`), { status: 200 }, when)
    t.equal(await asker.ask(`${name}.example.com A`), '192.0.2.9', when)
    t.match(
      await command('audit', '--what', 'update', ...config),
      { code: 0, stdout: /client 127\.0\.0\.1/ },
      `${when}: on the trail`,
    )
  }

  fill(state)
  await refuses('full')
  asker.janus.signal('SIGKILL')
  await asker.janus.ended
  asker = await Asker.of(t, await serve(t, folder))
  await refuses('after a kill')
  rmSync(filler(state))
  await goesOn('room', 'with room again')

  // A crash leaves the last record half written, and the disk is full when the next process comes.
  asker.janus.signal('SIGKILL')
  await asker.janus.ended
  for (const file of ['layers', 'leases', 'audit']) {
    const path = join(state, 'kept', file)
    // Behind the last record there may be room for others.
    truncateSync(path, readFileSync(path).findLastIndex((octet) => octet !== 0xff) - 3)
  }
  fill(state)
  asker = await Asker.of(t, await serve(t, folder))
  await refuses('with torn ends')
  rmSync(filler(state))
  await goesOn('mended', 'with torn ends and room again')
  t.equal(readdirSync(join(state, 'kept')).filter((name) => name.includes('.torn-')).length, 3, 'they are put aside')
  asker.janus.signal('SIGKILL')
  await asker.janus.ended
  asker = await Asker.of(t, await serve(t, folder))
  t.equal(await asker.ask('mended.example.com A'), '192.0.2.9')
  t.equal(await asker.ask('1.0.0.10.pop.example A'), '127.0.0.2')
})

t.test('a first start on a full disk', async (t) => {
  const folder = folderOf(t, files)
  const state = await mounted(t, folder)
  if (state === undefined) return t.pass('full', { skip: 'mounting is not permitted' })
  fill(state)
  const asker = await Asker.of(t, await serve(t, folder))
  t.equal(await asker.ask('ns.example.com A'), '192.0.2.1', 'what files say is served')
  t.equal(await asker.update('add n 60 A 192.0.2.9'), 'SERVFAIL')
  t.match(await asker.http('PUT', '/lists/pop.example/10.0.0.1'), { status: 503 })
  rmSync(filler(state))
  t.equal(await asker.update('add n 60 A 192.0.2.9'), 'NOERROR')
  t.match(await asker.http('PUT', '/lists/pop.example/10.0.0.1'), { status: 200 })
  asker.janus.signal('SIGKILL')
  await asker.janus.ended
  const again = await Asker.of(t, await serve(t, folder))
  t.equal(await again.ask('n.example.com A'), '192.0.2.9')
  t.equal(await again.ask('1.0.0.10.pop.example A'), '127.0.0.2')
})
