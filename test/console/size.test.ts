// What a browser gets: little, all of it from here, and nothing that runs in the page itself.

import fastify from 'fastify'
import t from 'tap'
import { packed } from '../../src/operate/http/browser-file.ts'
import { addConsole, consoleFiles } from '../../src/operate/http/console.ts'
import { askersWith } from '../support/operated.ts'

const files = await consoleFiles()

t.test('all of it takes less than 60 kB on the way', async (t) => {
  const octets = Object.values(files).reduce((sum, content) => sum + packed(content).length, 0)
  t.ok(octets < 60_000, `${octets}`)
})

t.test('it names nobody else: no address but those of names of elements', async (t) => {
  for (const [name, content] of Object.entries(files)) {
    const found = [
      ...Buffer.from(content)
        .toString()
        .matchAll(/(?:https?:)?\/\/[a-z0-9.-]+\.[a-z]{2,}[^"'`\s)]*/gi),
    ].map(([text]) => text)
    const elements = new Set([
      'http://www.w3.org/2000/svg',
      'http://www.w3.org/1998/Math/MathML',
      'http://www.w3.org/1999/xhtml',
    ])
    t.same(
      found.filter((text) => !elements.has(text)),
      [],
      name,
    )
  }
})

t.test('the page has no code, no style and no handler in itself', async (t) => {
  const page = Buffer.from(files['index.html']!).toString()
  t.notMatch(page, /<style|\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)/i)
})

t.test('what is sent, and with which words', async (t) => {
  const app = fastify()
  t.teardown(() => app.close())
  addConsole(app, askersWith({ console: true, names: ['ns1.univ.example'] }))
  const get = (url: string, headers: Readonly<Record<string, string>> = {}, remoteAddress = '127.0.0.1') =>
    app.inject({ url, headers: { host: '127.0.0.1', ...headers }, remoteAddress })
  const code = Object.keys(files).find((name) => name.endsWith('.js'))!
  const cases: readonly (readonly [
    url: string,
    headers: Record<string, string>,
    from: string,
    status: number,
    has: object,
  ])[] = [
    ['/console', {}, '127.0.0.1', 308, { location: '/console/' }],
    ['/console/', {}, '127.0.0.1', 200, { 'cache-control': 'no-cache', 'content-type': 'text/html; charset=utf-8' }],
    [`/console/${code}`, {}, '127.0.0.1', 200, { 'cache-control': 'public, max-age=31536000, immutable' }],
    [`/console/${code}`, { 'accept-encoding': 'br, gzip' }, '127.0.0.1', 200, { 'content-encoding': 'gzip' }],
    [`/console/${code}`, { 'accept-encoding': 'gzip;q=0' }, '127.0.0.1', 200, { 'content-encoding': undefined }],
    [`/console/${code}`, { 'accept-encoding': 'gzip;q=0.5' }, '127.0.0.1', 200, { 'content-encoding': 'gzip' }],
    // A link on a page of somebody else leads here.
    ['/console/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, '127.0.0.1', 200, {}],
    ['/console/', { host: 'ns1.univ.example' }, '127.0.0.1', 200, {}],
    ['/console/', { host: 'rebound.example' }, '127.0.0.1', 403, {}],
    ['/console/', {}, '192.0.2.7', 403, {}],
    ['/console/nothing.js', {}, '127.0.0.1', 404, {}],
    ['/console/__proto__', {}, '127.0.0.1', 404, {}],
    ['/console/constructor', {}, '127.0.0.1', 404, {}],
    ['/console/..%2f..%2fpackage.json', {}, '127.0.0.1', 404, {}],
    ['/console/%00', {}, '127.0.0.1', 404, {}],
  ]
  for (const [url, headers, from, status, has] of cases) {
    const answer = await get(url, headers, from)
    t.equal(answer.statusCode, status, `${url} ${JSON.stringify(headers)} ${from}`)
    t.match(answer.headers, has)
    if (status !== 200) continue
    const policy = String(answer.headers['content-security-policy'])
    t.match(policy, /default-src 'none'/)
    t.notMatch(policy, /unsafe|\*|https?:/)
    t.match(answer.headers, { 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
  }
})
