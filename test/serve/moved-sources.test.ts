// A face whose source changes: from a file to a primary, back, and by rollbacks across both. What secondaries are given never goes back
// without a word, and what is served is never given up for something that is not there yet.

import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { folderOf } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { until } from '../support/until.ts'
import { Primary } from '../transfer/primary.ts'
import { messagesOf } from '../transfer/streams.ts'

const NAME = { view: 'inside', origin: nameFromText('example.com.') }
const NS = ['@ NS ns', 'ns A 192.0.2.1', '@ NS ns.example.net.']

type Step = {
  readonly what: string
  readonly do: 'file' | 'primary' | 'fetch' | 'back' | 'restart'
  /** Of the file, or of what the primary has from now on; of a generation for `back`. */
  readonly number?: number
  /** Serial and the name that tells the version. */
  readonly serves: string
  readonly says?: RegExp
}

const steps: readonly Step[] = [
  { what: 'a file', do: 'file', number: 10, serves: '10 file-10' },
  {
    what: 'a primary that is behind it',
    do: 'primary',
    number: 5,
    serves: '10 file-10',
    says: /hidden is behind: its serial 5 is lower than ours, 10;/,
  },
  { what: 'its version, wanted all the same', do: 'fetch', number: 5, serves: '5 primary-5', says: /went back/ },
  { what: 'its next version', do: 'fetch', number: 20, serves: '20 primary-20' },
  { what: 'a file with a lower serial', do: 'file', number: 11, serves: '21 file-11' },
  { what: 'a restart', do: 'restart', serves: '21 file-11' },
  { what: 'a file with a higher serial', do: 'file', number: 30, serves: '30 file-30' },
  { what: 'back to the file before', do: 'back', number: 1, serves: '31 file-11' },
  {
    what: 'the primary, whose copy is older',
    do: 'primary',
    number: 20,
    serves: '31 file-11',
    says: /is behind: its serial 20 is lower than ours, 31;/,
  },
  { what: 'what it has next', do: 'fetch', number: 40, serves: '40 primary-40' },
  { what: 'a file again', do: 'file', number: 41, serves: '41 file-41' },
  {
    what: 'back to the primary, which has nothing newer',
    do: 'back',
    number: 3,
    serves: '41 file-41',
    says: /stays as it was: its primary sent the serial 40, and secondaries with 41 take no version/,
  },
  { what: 'something newer of the primary', do: 'fetch', number: 50, serves: '50 primary-50' },
  { what: 'a restart with the file configured', do: 'restart', serves: '51 file-41' },
]

t.test('serials go up from source to source, or somebody is told', async (t) => {
  let there = 0
  const primary = await Primary.start(({ type }) => {
    const soa = `@ SOA ns hostmaster ${there} 1d 2h 4w 1h`
    return type === 'SOA'
      ? messagesOf([soa], { type })
      : messagesOf([soa, ...NS, `primary-${there} A 192.0.2.2`, soa], { type: type === 'IXFR' ? 'IXFR' : 'AXFR' })
  })
  t.teardown(() => primary.close())
  const site = new Site(folderOf(t, {}))
  const configure = (source: string) =>
    site.write(
      'janus.yaml',
      `listen: ["127.0.0.1:0"]
udp: portable
views: {inside: [any]}
primaries: {hidden: {address: ["127.0.0.1:${primary.port}"]}}
zones: {example.com: {inside: ${source}}}
`,
    )
  const served = () => {
    const [{ text } = { text: '' }] = site.served
    return `${/ SOA \S+ \S+ (\d+)/.exec(text ?? '')?.[1]} ${/(?:file|primary)-\d+/.exec(text ?? '')?.[0]}`
  }
  const apply = async ({ do: act, number }: Step) => {
    switch (act) {
      case 'file': {
        const lines = [`@ SOA ns hostmaster ${number} 1d 2h 4w 1h`, ...NS, `file-${number} A 192.0.2.9`]
        site.write('a.zone', `$TTL 60\n${lines.join('\n')}\n`)
        configure('a.zone')
        return site.isRunning ? site.reload() : site.start()
      }
      case 'primary':
        there = number!
        configure('{primary: hidden}')
        return site.reload()
      case 'fetch':
        there = number!
        return site.server.upstream.fetch(NAME)
      case 'back':
        return site.server.rollBack(number)
      case 'restart':
        return site.restart()
      default:
        return act satisfies never
    }
  }
  t.teardown(() => site.stop())
  for (const step of steps) {
    const from = step.do === 'restart' ? 0 : site.said.length
    await apply(step)
    const isSo = () => served() === step.serves && (!step.says || step.says.test(site.said.slice(from).join('\n')))
    await until(() => `${step.what}: ${served()} is served, ${site.said.slice(from).join('')}`, isSo)
    t.equal(served(), step.serves, step.what)
    if (step.says) t.match(site.said.slice(from).join('\n'), step.says, step.what)
  }
})
