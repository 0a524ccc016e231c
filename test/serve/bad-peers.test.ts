// What is wrong with keys, secondaries, primaries, transfers and catalogs, case by case, as somebody meets it who reloads: the place
// and the sentence, whether the reload is refused, and that whoever asked before is answered as before. Every other mistake in these
// sections stands in test/text/config/golden.

import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readKeyFile } from '../../src/keys/key-file.ts'
import { askServer } from '../../src/operate/control/client.ts'
import type { TsigKey } from '../../src/wire/tsig/mac.ts'
import { signRequest } from '../../src/wire/tsig/sign.ts'
import { TcpClient } from '../net/harness.ts'
import { queryFor } from '../support/ask.ts'
import { exchange } from '../support/exchange.ts'
import { freePort } from '../support/free-port.ts'
import { janus as command, folderOf, serve } from '../support/janus.ts'
import { cases, config, KEY, keyText, SECRET, zoneText } from './bad-peers.ts'

t.test('each mistake is told with its place, and what was served is served', async (t) => {
  const port = await freePort()
  const good = config(port)
  const folder = folderOf(t, {
    [KEY]: keyText('backup.internal'),
    'janus.yaml': good,
    'internal.zone': zoneText('internal'),
    'external.zone': zoneText('external'),
  })
  for (const path of ['keys', 'keys/tsig']) chmodSync(join(folder, path), 0o700)
  chmodSync(join(folder, KEY), 0o600)
  const file = join(folder, 'janus.yaml')
  await serve(t, folder)
  const own = readKeyFile(join(folder, KEY), 'backup.internal').key!
  const made = readKeyFile(join(folder, 'keys/tsig/ns2.external.key'), 'ns2.external').key!
  const reload = async () => {
    const answer = await askServer(join(folder, 'state/control.sock'), { verb: 'reload' })
    if (answer.kind !== 'result') throw new Error(JSON.stringify(answer))
    return answer.result as Report
  }

  /** Of a question each, by address and by key; and a whole zone. */
  const served = async () => {
    const named = async (from: string, view: string) =>
      has(await exchange(t, queryFor(`mark-${view}.univ.example. A`), { port, from, transport: 'udp' }))
    return {
      internal: [await named('127.0.0.2', 'internal'), await named('127.0.0.2', 'external')],
      external: [await named('127.0.0.3', 'internal'), await named('127.0.0.3', 'external')],
      'fetched by backup.internal': await fetched(own),
      'fetched by ns2.external': await fetched(made),
    }
  }
  const fetched = async (key: TsigKey) => {
    const { message } = signRequest(key, queryFor('univ.example. AXFR'), Math.floor(Date.now() / 1000))
    const client = new TcpClient(t, port, { from: '127.0.0.1' })
    client.ask(message)
    await client.receive(1)
    client.socket.destroy()
    return /mark-\w+/.exec(Buffer.from(client.answers[0]!).toString('latin1'))?.[0]
  }

  const before = await served()
  t.strictSame(before, {
    internal: [true, false],
    external: [false, true],
    'fetched by backup.internal': 'mark-internal',
    'fetched by ns2.external': 'mark-external',
  })
  const { generation } = await reload()
  for (const { what, edit, key = keyText('backup.internal'), mode = 0o600, says, isTaken } of cases) {
    if (edit !== undefined && !good.includes(edit[0])) throw new Error(`nothing to edit: ${edit[0]}`)
    const at = (text: string) => text.replace('PORT', String(port))
    writeFileSync(file, edit === undefined ? good : good.replace(edit[0], at(edit[1])))
    writeFileSync(join(folder, KEY), key)
    chmodSync(join(folder, KEY), mode)
    const report = await reload()
    const lines = report.findings.map((one) => lineOf(one, folder))
    t.ok(lines.includes(at(says)), `${what}: ${lines.join('\n')}`)
    t.notOk(JSON.stringify(report).includes(SECRET.slice(0, 7)), `${what}: no secret is told`)
    if (isTaken) t.not(report.outcome, 'refused', what)
    else {
      t.strictSame([report.outcome, report.generation], ['refused', generation], what)
      t.strictSame(await served(), before, what)
    }
    // A warning about a secret is for the secret that it is about: the next reload brings the first one back.
    writeFileSync(file, good)
    writeFileSync(join(folder, KEY), keyText('backup.internal'))
    chmodSync(join(folder, KEY), 0o600)
    if (isTaken) await reload()
  }
  t.match(await served(), before, 'and after all of them')

  writeFileSync(file, good)
  writeFileSync(join(folder, 'external.zone'), zoneText('external', '1h'))
  t.match(await command('check', '--config', file), {
    code: 0,
    stdout:
      /external\.zone:2:\d+: warning: the expire time 1h is not longer than refresh and retry together, .* \[soa-expire\]/,
  })
})

type Finding = {
  readonly rule: string
  readonly severity: string
  readonly message: string
  readonly place: { readonly file: string; readonly line: number; readonly column: number }
}
type Report = { readonly outcome: string; readonly generation: number; readonly findings: readonly Finding[] }

function lineOf({ rule, severity, message, place }: Finding, folder: string): string {
  const text = `${place.file}:${place.line}:${place.column}: ${severity}: ${message} [${rule}]`
  return text.replaceAll(`${folder}/`, '')
}

/** Whether it has a record that answers. */
function has(answer: Uint8Array): boolean {
  return answer[7]! > 0
}
