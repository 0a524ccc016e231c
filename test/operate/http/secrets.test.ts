// Keys sign what leaves the server, and never leave it themselves: whatever is asked over HTTP or at the control socket, by who may do
// everything, is searched for the secret of each key, of the users, and of the operator.

import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { routesOf } from '../../../src/operate/http/api.ts'
import { makeApp } from '../../../src/operate/http/app.ts'
import { verbs } from '../../../src/operate/table.ts'
import { hidePassword } from '../../../src/users/password.ts'
import { makeToken } from '../../../src/users/token.ts'
import { writeUsers } from '../../../src/users/users-file.ts'
import { requestsOf } from '../../console/requests.ts'
import { folderOf } from '../../support/janus.ts'
import { askersWith, everybody, operatedOf, told } from '../../support/operated.ts'
import { Site } from '../../support/site.ts'
import { campus, LEASED } from '../../support/small-campus.ts'

const MORE = `${LEASED}keys: keys
tsig: {acme: {views: [internal, external]}}
sign: {univ.example: {parents: []}}
secondaries: {ns2: {address: ["127.0.0.1:9"], views: [external], notify: false}}
catalogs: {catalog.example: {view: external, produce: [ns2]}}
updates: [{key: acme, zones: [univ.example], types: [TXT]}]
`

/** What stands in the files of a folder that somebody could sign with. */
function secretsIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return []
    const text = readFileSync(join(entry.parentPath, entry.name), 'latin1')
    if (entry.name.endsWith('.pem')) return createPrivateKey(text).export({ format: 'jwk' }).d!
    return [...text.matchAll(/secret "([^"]+)"/g)].map(([, secret]) => secret!)
  })
}

/** As it is written, and as somebody might have written it otherwise. */
function formsOf(secret: string): string[] {
  const octets = Buffer.from(secret, 'base64')
  const forms = [octets.toString('base64'), octets.toString('base64url'), octets.toString('hex')]
  return [secret, encodeURIComponent(secret), ...forms.filter((form) => form.length > 20)]
}

t.test('no answer has a secret in it', async (t) => {
  const site = new Site(folderOf(t, { ...campus(MORE), token: 'the-word-of-the-operator' }))
  await site.start()
  t.teardown(() => site.stop())
  const { text, token } = makeToken(Date.now(), {})
  const password = await hidePassword('correct horse battery')
  const users = join(site.folder, 'users.json')
  writeUsers(users, [{ name: 'root', role: 'admin', password, tokens: [token] }])
  const secrets = secretsIn(join(site.folder, 'keys'))
  t.ok(secrets.length >= 3, `${secrets.length} keys: of a zone, of a secondary, of who sends updates`)
  const hidden = [...secrets, token.hash, password.split(':')[2]!, 'the-word-of-the-operator']
  const search = (answer: string, about: string) => {
    for (const secret of hidden)
      for (const form of formsOf(secret)) if (answer.includes(form)) t.fail(`${about} tells a secret`)
  }
  const settings = { users, tokenFile: join(site.folder, 'token'), edit: 'apply', console: true } as const
  const app = makeApp(askersWith(settings), operatedOf(site.server))
  t.teardown(() => app.close())
  const ask = async (method: 'GET' | 'POST', url: string, payload?: object) => {
    const headers = { authorization: `Bearer ${text}` }
    const { body, headers: sent, statusCode } = await app.inject({ method, url, headers, ...(payload && { payload }) })
    search(`${JSON.stringify(sent)}${body}`, `${method} ${url}`)
    return statusCode
  }
  let answered = 0
  // By all names that a key or its file might be asked for with.
  const names = ['acme', 'ns2.external', 'univ.example', 'keys', ...readdirSync(join(site.folder, 'keys'))]
  for (const verb of verbs.filter(({ effect, page }) => effect === 'reads' && page?.type === undefined)) {
    const keys = Object.keys(verb.request)
    for (const name of names) {
      const words = { zone: 'univ.example', key: name, name, catalog: 'catalog.example', holds: name, file: name }
      const more = { address: '127.0.0.1', left: 'internal', right: 'external', view: 'external' }
      const given = Object.entries({ ...words, ...more, text: '', source: '127.0.0.1', type: 'TXT' })
      const options = Object.fromEntries(given.filter(([key]) => keys.includes(key)))
      for (const { method, path } of routesOf(verb)) {
        const url = path.replace(':zone', 'univ.example').replace(':entry', name)
        const inPath = Object.entries(options).filter(([key]) => !path.includes(`:${key}`))
        const isDone =
          method === 'GET'
            ? await ask('GET', `${url}?${new URLSearchParams(inPath as [string, string][])}`)
            : await ask('POST', url, options)
        if (isDone === 200) answered++
      }
      const over = await told(operatedOf(site.server), everybody, { verb: verb.name, options }).catch(String)
      search(JSON.stringify(over), `${verb.name} at the socket`)
    }
  }
  t.ok(answered > 100, `${answered} were answered`)
  const scene = { zone: 'univ.example', small: 'other.example', views: ['internal', 'external'], catalog: 'x' } as const
  const hosts = { host: 'www.univ.example', late: 'www.univ.example', address: '192.0.2.10', list: 'pop.univ.example' }
  for (const { path, body } of requestsOf({ ...scene, ...hosts, text: '' }))
    await ask(body ? 'POST' : 'GET', `/api/janus/v1/${path}`, body)
  for (const path of ['keys/tsig/acme.key', '../keys/tsig/acme.key', 'users.json', '%2e%2e/users.json'])
    for (const before of ['/', '/console/', '/console/docs/', '/api/janus/v1/', '/api/v1/servers/localhost/zones/'])
      t.not(await ask('GET', `${before}${path}`), 200, `${before}${path}`)
  for (const url of ['/metrics', '/status', '/api/v1/servers/localhost/zones/univ.example..external/export'])
    t.equal(await ask('GET', url), 200, url)
  for (const way of ['cryptokeys', 'metadata'])
    t.not(await ask('GET', `/api/v1/servers/localhost/zones/univ.example..external/${way}`), 200, way)
  t.not(await ask('GET', '/api/v1/servers/localhost/tsigkeys'), 200)
})
