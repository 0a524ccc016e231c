// The sample campus as two copies of each zone, in a form that every tool reads: other programs take it, and each face keeps
// the rules of campus mail. one-source.test.ts proves that the campus in zones/ says the same.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'

const folder = join(import.meta.dirname, 'two-copies')
const config: { zones: Record<string, string | Record<string, string>>; views: Record<string, string[]> } = parse(
  readFileSync(join(folder, 'janus.yaml'), 'utf8'),
)
const views = Object.keys(config.views)
const files = Object.entries(config.zones).flatMap(([zone, faces]) =>
  typeof faces === 'string'
    ? [{ zone, views, file: faces }]
    : Object.entries(faces).map(([view, file]) => ({ zone, views: [view], file })),
)

function installed(command: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${command}`])
    return true
  } catch {
    return false
  }
}

const checkers = [
  { command: 'named-checkzone', args: (zone: string, path: string) => ['-i', 'local', '-W', 'warn', zone, path] },
  { command: 'nsd-checkzone', args: (zone: string, path: string) => [zone, path] },
  { command: 'kzonecheck', args: (zone: string, path: string) => ['-o', zone, path] },
]

for (const { command, args } of checkers) {
  t.test(`${command} finds nothing to say`, { skip: !installed(command) && `${command} is not installed` }, (t) => {
    for (const { zone, file } of files) {
      const output = execFileSync(command, args(zone, join(folder, file)), { encoding: 'utf8' })
      t.match(output.trim(), /^(zone \S+: loaded serial \d+\nOK|zone \S+ is ok|)$/, file)
    }
    t.end()
  })
}

type Row = { owner: string; type: string; data: string }

/** All records of a view, as BIND reads them. */
function records(view: string): Row[] {
  return files
    .filter((file) => file.views.includes(view))
    .flatMap(({ zone, file }) =>
      execFileSync('named-compilezone', ['-q', '-i', 'none', '-s', 'full', '-o', '-', zone, join(folder, file)], {
        encoding: 'utf8',
      })
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(/\s+/))
        .map(([owner, , , type, ...data]) => ({ owner: owner!, type: type!, data: data.join(' ') })),
    )
}

t.test(
  'each face keeps the rules of campus mail',
  { skip: !installed('named-compilezone') && 'BIND is not installed' },
  (t) => {
    for (const view of views) {
      const rows = records(view)
      const addresses = (name: string) => rows.filter(({ owner, type }) => owner === name && type === 'A')
      const mail = rows
        .filter(({ type, data }) => type === 'MX' && data !== '0 .')
        .map(({ owner, data }) => [owner, data.split(' ')[1]!] as const)
      t.ok(mail.length >= 5, `${view}: mail domains`)
      for (const [owner, target] of mail) {
        t.ok(addresses(target).length > 0, `${view}: ${owner} MX ${target} has an IPv4 address that this server knows`)
        t.equal(
          target === 'mx.univ.example.',
          view === 'external',
          `${view}: ${owner} MX ${target} is the gateway outside alone`,
        )
        t.notOk(owner.startsWith('*'), `${view}: no wildcard MX`)
      }
      for (const { owner, data } of rows.filter(({ type }) => type === 'PTR')) {
        const text = addressOf(owner)
        t.ok(
          rows.some((row) => row.owner === data && row.data === text),
          `${view}: ${text} is ${data}, and back`,
        )
      }
      for (const { data } of rows.filter(({ type }) => type === 'SOA'))
        t.match(data, /^\S+ hostmaster\./, `${view}: hostmaster`)
    }
    const mx = (view: string) =>
      records(view)
        .filter(({ owner, type }) => owner === 'mx.univ.example.' && type === 'A')
        .map(({ data }) => data)
    t.same(mx('external'), ['192.0.2.25', '198.51.100.25'])
    t.same(mx('internal'), ['10.1.0.25'])
    t.end()
  },
)

t.test(
  'no private address is seen from outside',
  { skip: !installed('named-compilezone') && 'BIND is not installed' },
  (t) => {
    t.same(
      records('external').filter(({ type, data }) => type === 'A' && data.startsWith('10.')),
      [],
    )
    t.end()
  },
)

/** The address that a name below in-addr.arpa or ip6.arpa stands for, IPv6 as BIND prints it. */
function addressOf(owner: string): string {
  const labels = owner.split('.').slice(0, -3).reverse()
  if (owner.endsWith('in-addr.arpa.')) return labels.join('.')
  const url = new URL(`http://[${labels.join('').match(/..../g)!.join(':')}]/`)
  return url.hostname.slice(1, -1)
}
