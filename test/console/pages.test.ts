// The documents, as somebody reads them in the console: each page, link and picture is there, and nothing runs in them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastify from 'fastify'
import t from 'tap'
import { makePages } from '../../packaging/pages.ts'
import { addPages } from '../../src/operate/http/pages.ts'
import { askersWith } from '../support/operated.ts'

const pages = makePages()
const html = [...pages].filter(([name]) => name.endsWith('.html')).map(([name, octets]) => [name, `${octets}`] as const)

function served(names: readonly string[] = []) {
  const app = fastify()
  t.teardown(() => app.close())
  addPages(app, askersWith({ console: true, names }))
  return (url: string, headers: Readonly<Record<string, string>> = {}, remoteAddress = '127.0.0.1') =>
    app.inject({ url, headers: { host: '127.0.0.1', ...headers }, remoteAddress })
}

/** Where its links and pictures lead, as a browser makes of them. */
function targets(page: string): string[] {
  return [...page.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, target]) => target!.replaceAll('&amp;', '&'))
}

t.test('all documents are pages, in both languages where there are two', async (t) => {
  for (const name of ['index', 'index.ja', 'introduction', 'introduction.ja', 'install', 'rules/mail', 'CHANGELOG'])
    t.ok(pages.has(`${name}.html`), name)
  t.match(`${pages.get('index.ja.html')}`, /<html lang="ja">.*<title>Janus の手引き – Janus<\/title>/s)
})

t.test('what a page links to is there: the page, its place in it, the picture, the style', async (t) => {
  const get = served()
  const ids = new Map(
    html.map(([name, text]) => [name, new Set([...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id))]),
  )
  const status = new Map<string, number>()
  for (const [name, text] of html)
    for (const target of targets(text).filter((one) => !/^https?:/.test(one))) {
      const { pathname, hash } = new URL(target, `http://x/console/docs/${name}`)
      if (pathname === '/console/') continue
      if (!status.has(pathname)) status.set(pathname, (await get(pathname)).statusCode)
      if (status.get(pathname) !== 200) t.fail(`${name}: ${target} is not there`)
      const page = pathname.slice('/console/docs/'.length) || 'index.html'
      if (hash !== '' && !ids.get(page)?.has(decodeURIComponent(hash.slice(1)))) t.fail(`${name}: no place ${target}`)
    }
  t.ok(status.size > 35, `${status.size} files`)
})

t.test('nothing runs in a page, and nothing comes from elsewhere', async (t) => {
  const get = served()
  for (const [name, text] of html) {
    t.notMatch(text, /<script|<style|<iframe|<!--|\son\w+=|\sstyle=|javascript:/i, name)
    t.notMatch(text, /src="(?:https?:)?\/\//, name)
  }
  const answer = await get('/console/docs/')
  t.equal(
    answer.headers['content-security-policy'],
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  )
  t.match(answer.headers, { 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' })
})

t.test('each screen of the console has its page', async (t) => {
  const shell = readFileSync(join(import.meta.dirname, '../../src/console/shell.tsx'), 'utf8')
  const screens = [...shell.matchAll(/^ {2}(\w+): \{ name: '/gm)].map(([, name]) => name!)
  t.ok(screens.length > 15, screens.join())
  const get = served()
  for (const screen of screens) {
    const { statusCode, headers } = await get(`/console/docs/about/${screen}`)
    t.equal(statusCode, 302)
    const [path = '', place] = String(headers.location).split('#')
    t.not(path, '/console/docs/', screen)
    const page = await get(path)
    t.equal(page.statusCode, 200, screen)
    if (place !== undefined) t.match(page.body, ` id="${place}"`, screen)
  }
  t.match((await get('/console/docs/about/constructor')).headers, { location: '/console/docs/' })
})

t.test('each rule of a finding has its line', async (t) => {
  const list = `${pages.get('rules.html')}`
  for (const rule of ['syntax', 'cname-and-other-data', 'spf-syntax', 'dkim-syntax'])
    t.match(list, new RegExp(`<a id="${rule}" href="rules/\\w+\\.html#${rule}">`), rule)
})

t.test('who is shown no console is shown no documents, and no path leads out', async (t) => {
  const get = served(['ns1.univ.example'])
  const cases: readonly (readonly [url: string, headers: Record<string, string>, from: string, status: number])[] = [
    ['/console/docs', {}, '127.0.0.1', 308],
    ['/console/docs/', {}, '127.0.0.1', 200],
    ['/console/docs/install.html', { host: 'ns1.univ.example' }, '127.0.0.1', 200],
    ['/console/docs/install.html', { host: 'rebound.example' }, '127.0.0.1', 403],
    ['/console/docs/install.html', {}, '192.0.2.7', 403],
    ['/console/docs/__proto__', {}, '127.0.0.1', 404],
    ['/console/docs/files.json', {}, '127.0.0.1', 404],
    ['/console/docs/..%2f..%2fpackage.json', {}, '127.0.0.1', 404],
    ['/console/docs/%2e%2e/index.js', {}, '127.0.0.1', 404],
    ['/console/docs/%00', {}, '127.0.0.1', 404],
    ['/console/docs/install.html/', {}, '127.0.0.1', 404],
  ]
  for (const [url, headers, from, status] of cases)
    t.equal((await get(url, headers, from)).statusCode, status, `${url} ${JSON.stringify(headers)} ${from}`)
  const packed = await get('/console/docs/install.html', { 'accept-encoding': 'gzip' })
  t.equal(packed.headers['content-encoding'], 'gzip')
  t.match((await get('/console/docs/install.html')).body, 'Installing Janus')
})
