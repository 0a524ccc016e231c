// A server that has something to show on every screen: a signed zone, one that is refused, a secondary that is told and never comes, a
// catalog, a certificate, gateways; and what people and programs have done to it.

import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { Page } from 'playwright-core'
import type { Test } from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { type Console, consoleOf, MARKER } from './browser.ts'

export type FullConsole = Console & {
  /** Zones of which the secondary was told, one for each message. */
  readonly notified: readonly string[]
}

const lab = '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n  NS ns\nns A 192.0.2.1\n'

export async function fullConsole(t: Test): Promise<FullConsole> {
  const secondary = createSocket('udp4')
  const notified: string[] = []
  secondary.on('message', (message) => {
    // RFC 1996: opcode 4; the zone is the question.
    if (((message[2]! >> 3) & 15) === 4) notified.push(nameIn(message))
  })
  secondary.bind(0, '127.0.0.1')
  await once(secondary, 'listening')
  t.teardown(() => secondary.close())
  const { port } = secondary.address()
  const { certificate, key } = selfSigned('ns1')
  const files = {
    ...{ 'lab.zone': lab, 'broken.zone': `${lab}www CNAME ns\nwww A 192.0.2.1\n` },
    ...{ 'ns.crt': certificate, 'ns.key': key },
  }
  const console = await consoleOf(t, files, (yaml) =>
    [
      yaml
        .replace('\nlists:', '\n  lab.example: {outside: lab.zone}\n  broken.example: {outside: broken.zone}\nlists:')
        .replace('listen: ["127.0.0.1:0"]\nworkers', `listen: ["127.0.0.1:0", ${overTls}]\nworkers`),
      'sign: {lab.example: {parents: []}}',
      `mail: {gateways: {${MARKER}: mx.univ.example, outside: mx.univ.example}}`,
      `secondaries: {ns2: {address: ["127.0.0.1:${port}"], views: [outside]}}`,
      'catalogs: {catalog.example: {view: outside, produce: [ns2]}}\n',
    ].join('\n'),
  )
  return { ...console, notified }
}

const overTls = '{address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}'

/** By who has logged in on the page: records over a file, an entry, a plan, a second generation and the way back. */
export async function doEverything(page: Page): Promise<void> {
  const rrset = (name: string, type: string, content: string) => ({
    ...{ name, type, ttl: 60, changetype: 'REPLACE', records: [{ content }] },
  })
  const zone = 'univ.example'
  const orders: readonly (readonly [path: string, body?: object])[] = [
    ['change', { zone, views: [MARKER, 'outside'], rrsets: [rrset('dyn.univ.example.', 'TXT', '"over the file"')] }],
    ['change', { zone, views: [MARKER], rrsets: [rrset('dept.univ.example.', 'MX', '10 mx.univ.example.')] }],
    ['list/add', { zone: 'pop.univ.example', entry: '192.0.2.97', for: '9m', text: 'a reason' }],
    ['plan'],
  ]
  for (const [path, body] of orders) {
    const said = await page.evaluate(
      async ([path, body]) => {
        const headers = { 'content-type': 'application/json', 'x-janus-request': '1' }
        const posted = body && { method: 'POST', headers, body: JSON.stringify(body) }
        const response = await fetch(`/api/janus/v1/${path}`, posted ?? { headers })
        return response.ok ? '' : response.text()
      },
      [path, body] as const,
    )
    if (said !== '') throw new Error(`${path}: ${said}`)
  }
}

function nameIn(message: Uint8Array): string {
  let text = ''
  for (let at = 12; message[at]! > 0; at += message[at]! + 1)
    text += `${Buffer.from(message.subarray(at + 1, at + 1 + message[at]!)).toString('latin1')}.`
  return text
}
