// HTTP over TLS: by its certificate, by the one that comes after it, and by no old version of the protocol.

import { writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { join } from 'node:path'
import { connect } from 'node:tls'
import t from 'tap'
import { selfSigned } from '../../../src/net/tls/self-signed.ts'
import { HttpConnections } from '../../../src/operate/http/connections.ts'
import { openHttp } from '../../../src/operate/http/listeners.ts'
import { folderOf } from '../../support/janus.ts'
import { NO_HTTP, operatedOf } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus } from '../../support/small-campus.ts'
import { until } from '../../support/until.ts'

function get(port: number, ca: string, path: string): Promise<number | string> {
  return new Promise((resolve) => {
    const asked = request({ port, path, ca, host: '127.0.0.1', checkServerIdentity: () => undefined, agent: false })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    asked.setHeader('authorization', 'Bearer secret')
    asked.end()
  })
}

t.test('the API over TLS', async (t) => {
  const site = new Site(folderOf(t, { ...campus(), token: 'secret\n' }))
  await site.start()
  t.teardown(() => site.stop())
  const first = selfSigned('ns1')
  const files = { certificate: join(site.folder, 'ns.crt'), key: join(site.folder, 'ns.key') }
  writeFileSync(files.certificate, first.certificate)
  writeFileSync(files.key, first.key)
  const said: string[] = []
  const http = await openHttp(
    {
      ...{ ...NO_HTTP, listen: [{ address: '127.0.0.1', port: 0 }] },
      ...{ tokenFile: join(site.folder, 'token'), tls: files },
    },
    operatedOf(site.server),
    { connections: new HttpConnections(), warn: (_, text) => said.push(text), look: 5 },
  )
  t.teardown(() => http.close())
  const port = Number(http.listen[0]!.split(':')[1])
  t.equal(await get(port, first.certificate, '/api/janus/v1/zones'), 200)
  t.equal(await get(port, first.certificate, '/healthz'), 200)
  const old = connect({
    port,
    host: '127.0.0.1',
    ca: first.certificate,
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'ALL@SECLEVEL=0',
  })
  t.match(await new Promise((resolve) => old.on('error', resolve).on('secureConnect', () => resolve('open'))), {
    code: /SSL|ECONNRESET/,
  })

  const second = selfSigned('ns1')
  writeFileSync(files.key, second.key)
  writeFileSync(files.certificate, second.certificate)
  // The files are looked at by and by.
  await until('the second certificate', async () => (await get(port, second.certificate, '/healthz')) === 200)

  writeFileSync(files.certificate, 'nonsense')
  await until('a word about it', async () => {
    await get(port, second.certificate, '/healthz')
    return said.length > 0
  })
  t.match(said.at(-1), /a certificate for HTTP cannot be used/)
  t.equal(await get(port, second.certificate, '/healthz'), 200, 'the last good one stays')
})
