// A server whose views partners and internal take messages from this machine. Partners become everybody when the configuration says so.

import type { Test } from 'tap'
import { rcodeName } from '../../src/dns/rcodes.ts'
import { exchange } from '../support/exchange.ts'
import { folderOf } from '../support/janus.ts'
import { followed, stepsOf } from '../support/remade-site.ts'
import { Site } from '../support/site.ts'
import { updateMessage } from '../support/update-message.ts'

export type Config = {
  readonly isPublic?: boolean
  readonly isAllowed?: boolean
  /** The name that is allowed; by default that of a host in the partners' own zone. */
  readonly allowed?: string
  /** The last day on which it is allowed. */
  readonly until?: string
  /** Which networks of public addresses are the inside too. */
  readonly inside?: string
  readonly isSigned?: boolean
  /** A new text of the zone of partners. */
  readonly file?: string
}

export const forSome: Config = {}
export const forAll: Config = { isPublic: true }

const heading = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.53\n'
export const partnersZone = `${heading}www A 192.0.2.80\nprinter A 10.0.0.90\n`

/** The file of the inside, with these names beside what it has. */
export const insideWith = (...names: readonly string[]) =>
  `${heading}${['intranet', ...names].map((name) => `${name} A 10.0.0.81\n`).join('')}`

/** Who asks from 127.0.0.1 is a partner. The file of partners has a private address too, which is its writer's to tell. */
export async function serving(t: Test, begin: Config) {
  const written = ({
    isPublic,
    isAllowed,
    allowed = 'pc.example.com',
    until,
    inside,
    isSigned,
  }: Config) => `listen: ["127.0.0.1:0"]
udp: portable
state: state
views: {internal: [127.0.0.2], partners: {clients: [127.0.0.1]${isPublic ? ', public: true' : ''}}, external: [any]}
zones:
  example.com: {internal: internal.zone, partners: partners.zone}
  made.example: {internal: made.zone, partners: {from: internal, rules: [{hide: [secret]}]}}
  other.example: other.zone
reverse: {10.0.1.0/24: [partners]}
updates: [{from: [127.0.0.0/8], zones: [example.com, made.example, 1.0.10.in-addr.arpa], names: ["*"]}]
${isSigned ? 'sign: {example.com: {parents: []}, made.example: {parents: []}}' : ''}
${isAllowed ? `allowed-leaks: [{name: ${allowed}, reason: known${until ? `, until: ${until}` : ''}}]` : ''}
${inside ? `inside: [${inside}]` : ''}
`
  const site = new Site(
    folderOf(t, {
      'internal.zone': insideWith(),
      'partners.zone': partnersZone,
      'made.zone': `${heading}www A 192.0.2.81\n`,
      'other.zone': heading,
      'janus.yaml': written(begin),
    }),
  )
  await site.start()
  t.teardown(() => site.stop())
  const write = (next: Config) => {
    site.write('janus.yaml', written(next))
    if (next.file !== undefined) site.write('partners.zone', next.file)
  }
  let id = 0
  return {
    site,
    write,
    async change(zone: string, line: string, from = '127.0.0.1') {
      const way = { port: Number(site.server.bound[0]!.port), from, transport: 'tcp' } as const
      const answer = await exchange(t, updateMessage(`${zone}.`, [line], { id: ++id }), way)
      await followed(site)
      return rcodeName(answer[3]! & 15)
    },
    ...stepsOf(site, write),
    text: (zone: string) => site.served.find(({ face }) => face === `partners ${zone}.`)?.text ?? '',
    isPublic: () => site.server.current.candidate.settings.views[1]!.public,
  }
}

/** How partners come to see a private host. */
export const ways = [
  { way: 'their own zone', zone: 'example.com', line: 'add pc 60 A 10.0.0.7' },
  { way: 'a made zone', zone: 'made.example', line: 'add pc 60 A 10.0.0.7' },
  { way: 'a reverse zone', zone: '1.0.10.in-addr.arpa', line: 'add pc 60 PTR intranet.example.com.' },
  { way: 'a name of the inside', zone: 'example.com', line: 'add pc 60 CNAME intranet.example.com.' },
] as const

export const withheldLines = (site: Site) => site.said.filter((line) => line.includes('are withheld, for they'))

/** Those that messages bring. */
export const hosts = (text: string) =>
  text
    .split('\n')
    .flatMap((line) => /^(pc|more|later) /.exec(line)?.[1] ?? [])
    .sort()
