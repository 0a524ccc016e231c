// A catalog that somebody else writes, version after version: what is followed of it, what is not, and that a version which is broken
// or takes too much away changes nothing. Over real sockets, from one server that has it as a zone file to one that follows it.

import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { get32 } from '../../src/dns/big-endian.ts'
import { askServer } from '../../src/operate/control/client.ts'
import { Option } from '../../src/wire/edns.ts'
import { readMessage } from '../../src/wire/message.ts'
import { queryFor } from '../support/ask.ts'
import { withOptions } from '../support/edns-options.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, type Janus, serve } from '../support/janus.ts'

const KEYS = ['ns2.inside', 'ns3.inside'] as const
const SECRET = 'R16NojROxtxH/xbDl//ehDsHm5DjWTQ2YXV+hGC2iBY='
const MEMBERS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'] as const
const zoneText = '$TTL 60\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n@ NS ns\nns A 192.0.2.1\n'
const FOUR_WEEKS = 28 * 86_400
const catalogText = (serial: number, lines: readonly string[]) =>
  `$TTL 0\n@ SOA invalid. invalid. ${serial} 3600 600 2147483646 0\n@ NS invalid.\n${lines.join('\n')}\n`

type Step = {
  readonly what: string
  readonly lines: readonly string[]
  /** Of the second catalog, which is as it was where they are missing. */
  readonly second?: readonly string[]
  /** Members that are served afterwards. */
  readonly served: readonly string[]
  /** Why the version is not followed. */
  readonly fault?: RegExp
  /** Why members are not served, by their names. */
  readonly whyNot?: Readonly<Record<string, RegExp>>
  /** From which primary one comes. */
  readonly from?: Readonly<Record<string, string>>
}

const V = 'version TXT "2"'
const member = (name: string, label = `l-${name}`) => `${label}.zones PTR ${name}.test.`
const all = (...names: readonly string[]) => [V, ...names.map((name) => member(name))]
const FOUR = ['one', 'two', 'three', 'four']

const steps: readonly Step[] = [
  { what: 'four zones', lines: all(...FOUR), served: FOUR },
  {
    what: 'without a version',
    lines: all(...FOUR, 'five').slice(1),
    served: FOUR,
    fault: /^the catalog has no version/,
  },
  {
    what: 'a version that nobody knows',
    lines: ['version TXT "3"', ...all(...FOUR, 'five').slice(1)],
    served: FOUR,
    fault: /the version "3" at version\.catalog\.example\./,
  },
  {
    what: 'two versions',
    lines: [...all('one'), 'version TXT "1"'],
    served: FOUR,
    fault: /^the catalog has 2 versions/,
  },
  {
    what: 'two zones under one label',
    lines: [...all(...FOUR), 'l-one.zones PTR five.test.'],
    served: FOUR,
    fault: /^l-one\.zones\.catalog\.example\. names 2 zones/,
  },
  {
    what: 'one zone under two labels',
    lines: [...all(...FOUR, 'five'), member('one', 'other')],
    served: FOUR,
    fault: /^the catalog lists one\.test\. twice/,
  },
  {
    what: 'one that goes to two catalogs',
    lines: [...all(...FOUR, 'five'), 'coo.l-one.zones PTR a.', 'coo.l-one.zones PTR b.'],
    served: FOUR,
    fault: /names 2 catalogs/,
  },
  { what: 'nothing at all', lines: [V], served: FOUR, fault: /^the catalog would remove 4 of 4 zones at once/ },
  { what: 'too little', lines: all('four'), served: FOUR, fault: /^the catalog would remove 3 of 4 zones at once/ },
  {
    what: 'the same under other labels',
    lines: [V, ...FOUR.map((name) => member(name, `new-${name}`))],
    served: FOUR,
    fault: /or begin them again under other labels/,
  },
  {
    what: 'half of them, another one, and what nobody knows',
    lines: [...all('three', 'four', 'five'), 'x.ext TXT "y"', 'serial.l-five.zones A 192.0.2.1'],
    served: ['three', 'four', 'five'],
  },
  {
    what: 'zones beside ours, and ones that "zones" does not admit',
    lines: [
      ...all('three', 'four', 'five'),
      'u.zones PTR x.own.test.',
      'o.zones PTR own.test.',
      'f.zones PTR far.example.',
    ],
    served: ['three', 'four', 'five'],
    whyNot: {
      'x.own.test.': /at, above or below own\.test\., which is configured here/,
      'own.test.': /^the configuration gives the view this zone already/,
      'far.example.': /does not admit the zone/,
    },
  },
  {
    what: 'a group',
    lines: [
      ...all('three', 'four', 'five'),
      member('six'),
      'group.l-six.zones TXT "unknown" "x"',
      'group.l-six.zones TXT "servers"',
    ],
    served: ['three', 'four', 'five', 'six'],
    from: { 'five.test.': 'main', 'six.test.': 'grouped' },
  },
  {
    what: 'one with a new label, which begins anew',
    lines: [...all('three', 'four', 'six'), member('five', 'again')],
    served: ['three', 'four', 'five', 'six'],
  },
  {
    what: 'one that another catalog has too, and that stays',
    lines: all('three', 'four', 'five', 'six').with(3, member('five', 'again')),
    second: all('three', 'seven'),
    served: ['three', 'four', 'five', 'six', 'seven'],
    whyNot: { 'second three.test.': /^it belongs to the catalog catalog\.example\./ },
  },
  {
    what: 'the same handed over',
    lines: [
      ...all('three', 'four', 'five', 'six').with(3, member('five', 'again')),
      'coo.l-three.zones PTR second.example.',
    ],
    second: all('three', 'seven'),
    served: ['three', 'four', 'five', 'six', 'seven'],
    whyNot: { 'three.test.': /^it belongs to the catalog second\.example\./ },
  },
]

type Shown = {
  readonly serial?: number
  readonly followed?: number
  readonly error?: string
  readonly members: readonly {
    readonly zone: string
    readonly state: string
    readonly primary?: string
    readonly why?: string
  }[]
}

t.test('each version is followed as far as it may be', async (t) => {
  const [port, other] = [await freePort(), await freePort()]
  const main = folderWith(t, {
    'janus.yaml': `listen: ["127.0.0.1:${port}"]
workers: 1
views: {inside: [any]}
secondaries:
  ns2: {address: ["127.0.0.1:${other}"], views: [inside]}
  ns3: {address: ["127.0.0.1:1"], from: [127.0.0.1], views: [inside], notify: false}
zones:
  catalog.example: catalog.zone
  second.example: second.zone
${MEMBERS.map((name) => `  ${name}.test: member.zone\n`).join('')}`,
    'member.zone': zoneText,
    'catalog.zone': catalogText(1, [V]),
    'second.zone': catalogText(1, [V]),
  })
  const follower = folderWith(t, {
    'janus.yaml': `listen: ["127.0.0.1:${other}"]
workers: 1
views: {inside: [any]}
tsig: {ns2.inside: {view: inside}, ns3.inside: {view: inside}}
primaries:
  main: {address: ["127.0.0.1:${port}"], key: ns2.inside}
  grouped: {address: ["127.0.0.1:${port}"], key: ns3.inside}
catalogs:
  catalog.example: {view: inside, primary: main, zones: ["*.test"], groups: {servers: grouped}}
  second.example: {view: inside, primary: main, zones: ["*.test"]}
zones: {own.test: member.zone}
`,
    'member.zone': zoneText,
  })
  await serve(t, main)
  const janus = await serve(t, follower)
  const show = async (catalog: string) =>
    (await verb(follower, 'catalog-show', { catalog, whyNot: true })) as unknown as Shown
  let serial = 1
  for (const { what, lines, second, served, fault, whyNot = {}, from = {} } of steps) {
    serial++
    replace(main, 'catalog.zone', catalogText(serial, lines))
    if (second !== undefined) replace(main, 'second.zone', catalogText(serial, second))
    const report = await verb(main, 'reload')
    t.not(report.outcome, 'refused', `${what}: ${JSON.stringify(report)}`)
    const seen = await settled(show, serial, fault)
    if (fault === undefined) t.equal(seen.error, undefined, what)
    else t.match(seen.error, fault, what)
    t.strictSame(await answered(t, janus, served.length), [...served].sort(), what)
    const lists = { catalog: (await show('catalog.example')).members, second: (await show('second.example')).members }
    for (const [name, why] of Object.entries(whyNot)) {
      const [list, zone] = name.startsWith('second ') ? [lists.second, name.slice(7)] : [lists.catalog, name]
      t.match(list.find((one) => one.zone === zone)?.why, why, `${what}: ${name}`)
    }
    for (const [name, primary] of Object.entries(from))
      t.equal(lists.catalog.find((one) => one.zone === name)?.primary, primary, `${what}: ${name}`)
  }
  // Members that came while the server ran end with their primary's last word as well: what a secondary is told (RFC 7314) goes down.
  for (const name of steps.at(-1)!.served) {
    let told: number
    do {
      const query = withOptions(queryFor(`${name}.test. SOA`, { edns: 1232 }), [Option.EXPIRE, new Uint8Array(0)])
      const answer = await exchange(t, query, { port: janus.port(), from: '127.0.0.1', transport: 'udp' })
      told = get32(readMessage(answer)!.opt!.options.find(({ code }) => code === Option.EXPIRE)!.data, 0)
      await setTimeout(50)
    } while (told === FOUR_WEEKS)
    t.ok(told < FOUR_WEEKS && told > FOUR_WEEKS - 600, `${name}: ${told}`)
  }
  // What is known of the catalogs outlives the server that made them.
  janus.signal('SIGKILL')
  await janus.ended
  const again = await serve(t, follower)
  const last = [...steps.at(-1)!.served].sort()
  t.strictSame(await answered(t, again, last.length), last, 'after a restart')
})

/** Until that version has come, and is judged. */
async function settled(show: (catalog: string) => Promise<Shown>, serial: number, fault?: RegExp): Promise<Shown> {
  for (;;) {
    const shown = await show('catalog.example')
    const isWaiting = shown.members.some(({ state }) => state === 'waiting')
    if (shown.serial === serial && !isWaiting && (shown.error !== undefined) === (fault !== undefined)) return shown
    await setTimeout(20)
  }
}

/** Members that are answered for, once they are as many. */
async function answered(t: Test, janus: Janus, count: number): Promise<string[]> {
  for (let tries = 0; ; tries++) {
    const names: string[] = []
    for (const name of MEMBERS) {
      const way = { port: janus.port(), from: '127.0.0.1', transport: 'udp' } as const
      const answer = await exchange(t, queryFor(`ns.${name}.test. A`), way)
      if (answer[7] === 1) names.push(name)
    }
    if (names.length === count || tries > 5000) return names.sort()
    await setTimeout(20)
  }
}

async function verb(folder: string, name: string, options: Record<string, string | boolean> = {}) {
  const answer = await askServer(join(folder, 'state/control.sock'), { verb: name, options })
  if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
  return answer.result as Record<string, unknown>
}

function folderWith(t: Test, files: Readonly<Record<string, string>>): string {
  const keys = KEYS.map((name): [string, string] => [
    `keys/tsig/${name}.key`,
    `key "${name}" { algorithm hmac-sha256; secret "${SECRET}"; };\n`,
  ])
  const folder = folderOf(t, { ...files, ...Object.fromEntries(keys) })
  for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
  for (const [path] of keys) chmodSync(join(folder, path), 0o600)
  return folder
}

function replace(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, `${file}.new`), text)
  renameSync(join(folder, `${file}.new`), join(folder, file))
}
