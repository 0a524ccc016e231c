// Private keys are where they sign, and nowhere else: threads that face the network unasked for signatures are posted none, and share no
// memory that has one. Whoever looks for them here finds them in the threads that do sign.

import { createPrivateKey, KeyObject } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import threads, { MessagePort, type Transferable, Worker, type WorkerOptions } from 'node:worker_threads'
import t, { type Test } from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { typeCode } from '../../src/dns/types.ts'
import { askUdp } from '../peers/client.ts'
import { labelsOf } from '../support/name.ts'
import { queryOf } from '../support/query.ts'
import { INSIDE, SIGNED_CONFIG, startedSite } from '../support/signed-site.ts'
import type { Site } from '../support/site.ts'

const CONFIG = `workers: 2\n${SIGNED_CONFIG.replace('parents: []', 'parents: [], keys: split, denial: {internal: compact, external: nsec3}')}`

type Posted = { readonly to: string; readonly what: unknown }

/** All that is posted to threads from now on, and what each begins with. */
function posted(t: Test): () => Posted[] {
  const all: { readonly to: Worker | MessagePort; readonly what: unknown }[] = []
  const names = new WeakMap<Worker, string>()
  const otherEnds = new WeakMap<MessagePort, MessagePort>()
  /** Which thread was handed a port. */
  const owners = new WeakMap<MessagePort, Worker>()
  const { Worker: RealWorker, MessageChannel: RealChannel } = threads
  const [ofWorker, ofPort] = [Worker.prototype.postMessage, MessagePort.prototype.postMessage]
  class WatchedWorker extends RealWorker {
    constructor(file: string | URL, options?: WorkerOptions) {
      super(file, options)
      names.set(this, /([a-z-]+)\.[tj]s$/.exec(String(file))?.[1] ?? 'another')
      all.push({ to: this, what: options?.workerData })
      for (const port of options?.transferList ?? []) if (port instanceof MessagePort) owners.set(port, this)
    }
  }
  class WatchedChannel extends RealChannel {
    constructor() {
      super()
      otherEnds.set(this.port1, this.port2)
      otherEnds.set(this.port2, this.port1)
    }
  }
  // A worker posts by a port of its own, which nobody else sees.
  let isInner = false
  const watch = (to: Worker | MessagePort, what: unknown, ports: readonly unknown[], post: () => void) => {
    if (to instanceof Worker) for (const port of ports) if (port instanceof MessagePort) owners.set(port, to)
    if (!isInner) all.push({ to, what })
    isInner = true
    post()
    isInner = false
  }
  Object.assign(Worker.prototype, {
    postMessage(this: Worker, what: unknown, ports: readonly Transferable[] = []) {
      watch(this, what, ports, () => ofWorker.call(this, what, ports))
    },
  })
  Object.assign(MessagePort.prototype, {
    postMessage(this: MessagePort, what: unknown, ports: Transferable[] = []) {
      watch(this, what, ports, () => ofPort.call(this, what, { transfer: ports }))
    },
  })
  Object.assign(threads, { Worker: WatchedWorker, MessageChannel: WatchedChannel })
  syncBuiltinESMExports()
  t.teardown(() => {
    Object.assign(threads, { Worker: RealWorker, MessageChannel: RealChannel })
    Object.assign(Worker.prototype, { postMessage: ofWorker })
    Object.assign(MessagePort.prototype, { postMessage: ofPort })
    syncBuiltinESMExports()
  })
  const nameOf = (to: Worker | MessagePort) => {
    const worker = to instanceof MessagePort ? owners.get(otherEnds.get(to) ?? to) : to
    return (worker && names.get(worker)) ?? 'unknown'
  }
  return () => all.map(({ to, what }) => ({ to: nameOf(to), what }))
}

/** The private number of each key, which is in all forms that a key has. */
function secretsOf(site: Site): Buffer[] {
  const folder = join(site.folder, 'keys/zone/univ.example')
  return readdirSync(folder)
    .filter((file) => file.endsWith('.pem'))
    .map((file) =>
      Buffer.from(createPrivateKey(readFileSync(join(folder, file))).export({ format: 'jwk' }).d!, 'base64url'),
    )
}

/** Whether a secret is anywhere in it: as a key, as octets, or as text. */
function holds(what: unknown, secrets: readonly Buffer[], seen = new Set<unknown>()): boolean {
  if (typeof what === 'string') return secrets.some((secret) => textsOf(secret).some((text) => what.includes(text)))
  if (typeof what !== 'object' || what === null || seen.has(what)) return false
  seen.add(what)
  if (what instanceof KeyObject) return what.type !== 'public'
  if (what instanceof ArrayBuffer || what instanceof SharedArrayBuffer) return isIn(Buffer.from(what), secrets)
  if (ArrayBuffer.isView(what)) return holds(what.buffer, secrets, seen)
  const inside = what instanceof Map ? [...what].flat() : what instanceof Set ? [...what] : Object.values(what)
  return inside.some((one) => holds(one, secrets, seen))
}

function isIn(octets: Buffer, secrets: readonly Buffer[]): boolean {
  return secrets.some((secret) => octets.includes(secret) || textsOf(secret).some((text) => octets.includes(text)))
}

function textsOf(secret: Buffer): string[] {
  return [secret.toString('hex'), secret.toString('base64').slice(0, 42), secret.toString('base64url').slice(0, 42)]
}

t.test('threads that answer over UDP never get a private key', async (t) => {
  const whatWasPosted = posted(t)
  const site = await startedSite(t, CONFIG)
  const secrets = secretsOf(site)
  t.equal(secrets.length, 2)
  const ask = async () => {
    const names = ['www A', 'nobody A', 'x.wild TXT', '. DNSKEY']
    const queries = names.map((question) => {
      const [name, type] = question.split(' ') as [string, string]
      const full = nameFromText(name === '.' ? 'univ.example.' : `${name}.univ.example.`)
      return queryOf(labelsOf(full), typeCode(type)!, { edns: 4096, dnssec: true })
    })
    const answers = await askUdp(site.server.bound[0]!.port, queries, { timeout: 5000, tries: 3 })
    t.ok(answers.every((answer) => answer !== undefined))
  }
  await ask()
  site.write('in.zone', `${INSIDE}more A 10.0.0.9\n`)
  await site.reload()
  await ask()
  const all = whatWasPosted()
  const found = new Set(all.filter(({ what }) => holds(what, secrets)).map(({ to }) => to))
  const told = new Set(all.map(({ to }) => to))
  t.ok(told.has('udp-thread'), [...told].join(' '))
  // It answers for the face that signs when somebody asks: the search finds keys where there are some.
  t.same([...found], ['online-thread'])
})
