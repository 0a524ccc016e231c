// Impossible zone files: one located error each, SERVFAIL for that zone, and answers from all others.

import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { dig, folderOf, janus, missing, run, serve, unprivileged } from '../support/janus.ts'
import { janusProgram as program } from '../support/program.ts'

const good = '@ 300 IN SOA ns hostmaster 7 3600 600 86400 60\n@ 300 IN NS ns\nns 300 IN A 192.0.2.2\n'

const command = await unprivileged()
const skip = typeof command === 'string' ? command : await missing('dig')

type Row = { zone: string; content?: string | Uint8Array; at: string; said: RegExp }

const rows: Row[] = [
  { zone: 'missing', at: '1:1', said: /no such file/ },
  { zone: 'unreadable', content: good, at: '1:1', said: /permission denied/ },
  { zone: 'empty', content: '', at: '1:1', said: /it has no records/ },
  { zone: 'large-line', content: Buffer.alloc(100e6, 'a'), at: '1:1', said: /a label is longer than 63 octets/ },
  { zone: 'large-nothing', content: Buffer.alloc(100e6), at: '1:1', said: /it is not text: it holds a NUL octet/ },
  { zone: 'binary', content: Buffer.from('@ 300 IN A \x01\xff\x00\xfe', 'latin1'), at: '1:14', said: /it is not text/ },
  { zone: 'utf16', content: Buffer.from(`\ufeff${good}`, 'utf16le'), at: '1:1', said: /it is UTF-16 text/ },
  { zone: 'loop', content: `${good}$INCLUDE loop.zone\n`, at: '4:10', said: /it includes itself/ },
]

const files = Object.fromEntries(rows.map(({ zone, content }) => [`${zone}.zone`, content]))
delete files['missing.zone']
const zones = ['good', ...rows.map(({ zone }) => zone), 'other']
const config = `listen: ["127.0.0.1:0"]
workers: 1
zones:
${zones.map((zone) => `  ${zone}.example: ${zone}.zone\n`).join('')}`

t.test('each bad file is one error at its place, and the others are served', { skip }, async (t) => {
  const folder = folderOf(t, {
    ...(files as Record<string, string>),
    'janus.yaml': config,
    'good.zone': good,
    'other.zone': good,
  })
  chmodSync(join(folder, 'unreadable.zone'), 0)
  const server = await serve(t, folder, command as string[])
  const refused = server.log.filter(({ zone, level }) => zone !== undefined && level >= 50)
  for (const { zone, at, said } of rows) {
    const lines = refused.filter((line) => line.zone === `${zone}.example.`)
    t.equal(lines.length, 1, `${zone}: one line in the log`)
    const findings = lines[0]?.findings as { at: string; message: string }[]
    t.equal(findings.length, 1, `${zone}: one error`)
    t.equal(findings[0]!.at, `${join(folder, `${zone}.zone`)}:${at}`)
    t.match(findings[0]!.message, said)
    t.ok(findings[0]!.message.length < 2000, `${zone}: in few words`)
    t.same(await dig(server.port(), '@127.0.0.1', `ns.${zone}.example`, 'A'), ['SERVFAIL'], zone)
  }
  t.equal(refused.length, rows.length)
  for (const zone of ['good', 'other'])
    t.same(await dig(server.port(), '@127.0.0.1', `ns.${zone}.example`, 'A'), [
      `ns.${zone}.example. 300 IN A 192.0.2.2`,
    ])

  const [file, ...args] = command as string[]
  const check = await run(file!, [...args, program, 'check', '--config', join(folder, 'janus.yaml')])
  t.equal(check.code, 2, 'janus check: a file cannot be read')
  t.match(check.stdout, /10 zones in 1 view, 8 zone faces refused: 8 errors\b/)
})

t.test('a zone that only has errors in its text: janus check exits with 1', async (t) => {
  const folder = folderOf(t, {
    'janus.yaml': 'zones: {good.example: good.zone, bad.example: bad.zone}',
    'good.zone': good,
    'bad.zone': `${good}@ 300 IN MX 10 ns\n@ 300 IN A 192.0.2\n`,
  })
  const { code, stdout } = await janus('check', '--config', join(folder, 'janus.yaml'))
  t.equal(code, 1)
  t.match(stdout, /bad\.zone:5:12: error: .*\n.*\n.*\^/)
})
