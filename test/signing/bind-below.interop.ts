// BIND serves and signs a zone below one that is signed here, as docs/dnssec.md has it, and its KSK is rolled: the DS follows when this
// server is told to reload, BIND sees it, and whoever validates finds nothing bogus.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { nameFromText } from '../../src/dns/name-text.ts'
import { printRdata } from '../../src/dns/rdata/rdata.ts'
import { Type } from '../../src/dns/types.ts'
import { askServer } from '../../src/signing/ask-server.ts'
import { installed, run } from '../peers/process.ts'
import { folderOf, janus } from '../support/janus.ts'
import { Site } from '../support/site.ts'
import { Unbound } from '../support/unbound.ts'
import { until } from '../support/until.ts'

const missing = ['named', 'rndc', 'unbound'].find((name) => installed(name) === undefined)
const DEPT = 'dept.univ.example.'
/** Steps of half a second: a roll takes some twenty seconds, and machines are busy. */
const MOST = 240
const SECRET = 'key k { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"; };\n'
const SHORT = `
  dnskey-ttl 1; max-zone-ttl 1; parent-ds-ttl 1; publish-safety 1s; retire-safety 1s;
  zone-propagation-delay 1s; parent-propagation-delay 1s; signatures-refresh 5d;`

const documented = readFileSync('docs/dnssec.md', 'utf8').match(/```named\n([^`]*)```/)![1]!

const namedConf = (port: number, folder: string, parent: number) => `
options {
  directory "${folder}"; pid-file none; session-keyfile none; recursion no; dnssec-validation no;
  listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
};
${SECRET}
controls { inet 127.0.0.2 port ${port} allow { any; } keys { k; }; };
${documented.replace('dnssec-policy dept {', `dnssec-policy dept {${SHORT}`).replace('192.0.2.2;', `127.0.0.1 port ${parent};`)}`

t.test('BIND rolls its KSK below us, as the document has it', { skip: missing && `no ${missing}` }, async (t) => {
  const config = (children: string) =>
    `listen: ["127.0.0.1:0"]\nviews: {campus: [any]}\nzones: {univ.example: z.zone}\nsign: {univ.example: {parents: []${children}}}\n`
  const zone = (ds = '') =>
    `$TTL 1\n@ SOA ns hostmaster 2026010101 1d 2h 4w 1\n@ NS ns\nns A 127.0.0.1\ndept NS ns.dept\n${ds}ns.dept A 127.0.0.1\n`
  const above = new Site(folderOf(t, { 'janus.yaml': config(''), 'z.zone': zone() }))
  t.teardown(() => above.stop())
  await above.start()
  await until('the first keys', () => above.server.signing!.status.every(({ face }) => face.signed !== undefined))
  const { port } = above.server.bound[0]!
  const bind = await run((own, folder) => ({
    program: installed('named')!,
    files: {
      'named.conf': namedConf(own, folder, port),
      'rndc.conf': `${SECRET}options { default-key k; default-server 127.0.0.2; default-port ${own}; };\n`,
      'dept.zone': '$TTL 1\n@ SOA ns hostmaster 1 1d 2h 4w 1\n@ NS ns\nns A 127.0.0.1\n*.w A 192.0.2.7\n',
    },
    args: ['-g', '-c', join(folder, 'named.conf')],
  }))
  t.teardown(() => bind.stop())
  const rdata = async (at: number, type: number): Promise<readonly Uint8Array[]> => {
    for (let tries = 0; ; tries++) {
      const answer = await askServer({ address: '127.0.0.1', family: 4, port: at }, { name: nameFromText(DEPT), type })
      // Who says nothing has not said that there is nothing.
      if (!('code' in answer)) return answer.answer.flatMap((one) => (one.type === type ? [one.rdata] : []))
      if (tries === 5) return []
    }
  }
  const tags = async (at: number, type: number) => (await rdata(at, type)).map((one) => (one[0]! << 8) | one[1]!)
  const soon = async (what: string, isSo: () => Promise<boolean>) => {
    for (let i = 0; i < MOST; i++) {
      if (await isSo()) return
      await setTimeout(500)
    }
    throw new Error(`waits for ${what}: ${above.said.slice(-3)} ${bind.log().slice(-2000)}`)
  }
  await soon('the CDS of BIND', async () => (await tags(bind.port, Type.CDS)).length === 1)
  const [cds] = await rdata(bind.port, Type.CDS)
  const [first] = await tags(bind.port, Type.CDS)
  above.write('z.zone', zone(`dept DS ${printRdata(Type.DS, cds!, 0, cds!.length)}\n`))
  above.write('janus.yaml', config(`, children: {dept.univ.example: {servers: ["127.0.0.1:${bind.port}"]}}`))
  await above.reload()
  t.same(await tags(port, Type.DS), [first])

  const printed = (await janus('dnssec', 'ds', 'univ.example', '--config', join(above.folder, 'janus.yaml'))).stdout
  const anchor = printed.split('\n').find((line) => line.includes(' IN DS '))!
  const start = () =>
    Unbound.start(t, { port, zones: ['univ.example'], others: { 'dept.univ.example': bind.port }, anchors: [anchor] })
  const always = await start()
  let asked = 0
  const bogus: string[] = []
  const ask = async (unbound: Unbound) => {
    const answer = await unbound.ask(`h${asked++}.w.dept.univ.example A`)
    if (answer !== 'NOERROR secure') bogus.push(`${asked}: ${answer}`)
  }
  await ask(always)
  const rndc = (...words: readonly string[]) =>
    execFileSync(installed('rndc')!, ['-c', join(bind.folder, 'rndc.conf'), ...words], { encoding: 'utf8' })
  const status = () => rndc('dnssec', '-status', 'dept.univ.example')
  // BIND looks by itself too, and not often.
  await soon('the DS, seen by BIND', async () => {
    rndc('loadkeys', 'dept.univ.example')
    return /- ds: +omnipresent/.test(status())
  })
  rndc('dnssec', '-rollover', '-key', `${first}`, 'dept.univ.example')
  await soon('another DS', async () => {
    await above.reload()
    await ask(always)
    const now = await tags(port, Type.DS)
    return now.length > 0 && now.join() !== `${first}`
  })
  const [second, ...others] = await tags(port, Type.DS)
  t.same(others, [])
  t.same(await tags(bind.port, Type.CDS), [second])
  await soon('the end of the first key', async () => {
    rndc('loadkeys', 'dept.univ.example')
    await ask(always)
    return !status().includes(`key: ${first} `) || /goal: +hidden\n +- dnskey: +hidden/.test(status())
  })
  await ask(await start())
  t.same(bogus, [])
})
