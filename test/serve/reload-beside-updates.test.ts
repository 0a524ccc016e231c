// Messages that are accepted while a reload has read its files, and waits for its turn: what they say holds.

import t, { type Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

function text(serial: number): string {
  const head = ['$TTL 60', `@ SOA ns host ${serial} 2 3 4 5`, '@ NS ns', '@ NS ns.example.net.', 'ns A 192.0.2.1']
  return `${[...head, 'www A 192.0.2.7'].join('\n')}\n`
}

const www = 'www 192.0.2.7'
const x = 'x 192.0.2.9'
/** Per zone: a message before the reload, one while it waits; its file afterwards; and then its serial, and what of www and x is there. */
const stories = [
  { zone: 'gone.example', first: 'add x 60 A 192.0.2.9', meanwhile: 'delete x', becomes: `3 ${www}` },
  {
    zone: 'same-text.example',
    first: 'add x 60 A 192.0.2.9',
    meanwhile: 'delete x',
    file: text(1),
    becomes: `3 ${www}`,
  },
  {
    zone: 'new-text.example',
    first: 'add x 60 A 192.0.2.9',
    meanwhile: 'delete x',
    file: text(9),
    becomes: `9 ${www}`,
  },
  { zone: 'first.example', meanwhile: 'add x 60 A 192.0.2.9', becomes: `2 ${www} ${x}` },
  { zone: 'shown.example', first: 'delete www', meanwhile: 'add www 60 A 192.0.2.7', becomes: `3 ${www}` },
  { zone: 'more.example', first: 'add x 60 A 192.0.2.9', meanwhile: 'delete www', becomes: `3 ${x}` },
  { zone: 'still.example', first: 'add x 60 A 192.0.2.9', becomes: `2 ${www} ${x}` },
] as const

t.test('a message that is accepted while a reload waits is not taken back by it', async (t) => {
  const zones = stories.map(({ zone }) => zone)
  const site = new Site(
    folderOf(t, {
      'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
zones: {${zones.map((zone) => `${zone}: ${zone}`).join(', ')}}
updates: [{from: [127.0.0.1], zones: [${zones.join(', ')}], names: ["*"]}]
`,
      ...Object.fromEntries(zones.map((zone) => [zone, text(1)])),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  // From now on a reload looks at what has changed alone.
  await site.reload()
  for (const story of stories)
    if ('first' in story) t.equal(await update(t, site, story.zone, story.first), 'NOERROR', `${story.zone}: before`)
  for (const story of stories) if ('file' in story) site.write(story.zone, story.file)
  const held = new HeldStore(site)
  const coming = stories.flatMap((story) =>
    'meanwhile' in story ? [update(t, site, story.zone, story.meanwhile)] : [],
  )
  await held.untilCalled('acceptJoint', coming.length)
  await held.untilCalled('alone', 1)
  const reloaded = site.reload()
  await held.untilCalled('alone', 2)
  held.release()
  t.strictSame(new Set(await Promise.all(coming)), new Set(['NOERROR']))
  await reloaded
  const wanted = stories.map(({ zone, becomes }) => `${zone}: ${becomes}`)
  t.strictSame(told(site), wanted)
  await site.reload()
  t.strictSame(told(site), wanted, 'after another reload')
  await site.restart()
  t.strictSame(told(site), wanted, 'after a restart')
})

/** Whoever wants to change something waits, in the order of coming. */
class HeldStore {
  readonly #calls = { alone: 0, acceptJoint: 0 }
  release: () => void = () => {}
  #tell: () => void = () => {}

  constructor({ server: { store } }: Site) {
    const { alone, acceptJoint } = store
    store.alone((): Promise<void> => new Promise((resolve) => (this.release = resolve)))
    store.alone = (task) => {
      this.#called('alone')
      return alone.call(store, task) as ReturnType<typeof store.alone<Awaited<ReturnType<typeof task>>>>
    }
    store.acceptJoint = (change) => {
      this.#called('acceptJoint')
      return acceptJoint.call(store, change)
    }
  }

  async untilCalled(what: 'alone' | 'acceptJoint', times: number): Promise<void> {
    while (this.#calls[what] < times) await new Promise<void>((resolve) => (this.#tell = resolve))
  }

  #called(what: 'alone' | 'acceptJoint'): void {
    this.#calls[what]++
    this.#tell()
  }
}

async function update(t: Test, site: Site, zone: string, line: string): Promise<string> {
  const way = { port: Number(site.server.bound[0]!.port), from: '127.0.0.1', transport: 'tcp' } as const
  const answer = await exchange(t, updateMessage(`${zone}.`, [line]), way)
  return rcodeName(answer[3]! & 0xf)
}

function told(site: Site): string[] {
  return site.served.map(({ text }, i) => {
    const lines = text!.split('\n').map((line) => line.split(' '))
    const serial = lines.find((words) => words[3] === 'SOA')![6]!
    const hosts = lines.flatMap((words) => (words[3] === 'A' && words[0] !== 'ns' ? [`${words[0]} ${words[4]}`] : []))
    return [`${stories[i]!.zone}: ${serial}`, ...hosts.sort()].join(' ')
  })
}
