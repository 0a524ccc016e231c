// Who looks: a login and its end, too many wrong passwords, and somebody who sees the outside alone.

import t, { type Test } from 'tap'
import { consoleOf, logIn, MARKER, noBrowser, open, visit } from './browser.ts'
import { requestsOf } from './requests.ts'

t.test(
  'somebody logs in, is known after a new start of the page, and logs out',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, context } = await visit(console)
    await logIn(page, console)
    const [cookie] = await context.cookies()
    t.match(cookie, { name: 'janus-session', httpOnly: true, sameSite: 'Strict' })
    await page.reload()
    await page.getByRole('button', { name: 'Log out' }).click()
    await page.getByLabel('Password').waitFor()
    t.same(await context.cookies(), [])
    await context.addCookies([cookie!])
    await page.reload()
    await page.getByLabel('Password').waitFor()
    t.equal(
      await page.getByRole('navigation', { name: 'Screens' }).count(),
      0,
      'a session that has ended opens nothing',
    )
  },
)

t.test(
  'after some wrong passwords nobody guesses on, and it says for how long',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page } = await visit(console)
    await page.goto(console.url)
    const attempt = async (password: string) => {
      await page.getByLabel('User').fill('admin')
      await page.getByLabel('Password').fill(password)
      const answer = page.waitForResponse(/\/login$/)
      await page.getByRole('button', { name: 'Log in' }).click()
      return (await answer).status()
    }
    t.equal(await attempt('wrong horse battery'), 401)
    t.match(await page.getByRole('alert').innerText(), /No user has this name and password/)
    let status = 401
    for (let tries = 0; status === 401 && tries < 30; tries++) status = await attempt(`wrong horse battery ${tries}`)
    t.equal(status, 429)
    await page.getByText(/try again in \d+ seconds/).waitFor()
  },
)

t.test(
  'who sees the outside only meets nothing of the inside in all that comes to his browser',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, traffic, faults } = await visit(console)
    await logIn(page, console, 'viewer')
    const screens: readonly (readonly [string, string | RegExp])[] = [
      ['overview', 'Everything is served'],
      ['zones', 'univ.example.'],
      ['zone/univ.example.', '192.0.2.10'],
      ['zone/univ.example.?show=differs', 'Nothing to show.'],
      ['zone/univ.example.?show=any', /Nothing to show|pointer|\[/],
      ['zone/10.in-addr.arpa.', 'No view that you may see serves this zone.'],
      ['explain?name=www.univ.example&address=127.0.0.2', '192.0.2.10'],
      ['explain?name=www.univ.example&address=127.0.0.1', /cannot explain/],
      ['explain?name=old.univ.example&address=127.0.0.2', 'NXDOMAIN'],
      ['findings', /Nothing to show|\[/],
      ['edit', 'Nothing may be changed here'],
      ['plan', /your rights do not include it/],
      ['generations', 'in service'],
      ['transfers', 'Nothing to show.'],
      ['catalogs', 'Nothing to show.'],
      ['lists/pop.univ.example.', /cannot|no such|Nothing/],
      ['dynamic/univ.example.', 'Nothing to show.'],
      ['keys', 'No zone is signed'],
      ['mail', 'The way of mail'],
      ['log', /lines are held/],
      ['audit', /your rights do not include it/],
      ['search/db', 'No zone that you may see has such'],
      ['search/10.0.0.11', 'No zone that you may see has such'],
    ]
    for (const [screen, shows] of screens) await open(page, console, screen, shows)
    // And all that any screen asks, by hand: of what he sees, and of names that only the inside has.
    const scene = { zone: 'univ.example', small: '2.0.192.in-addr.arpa', views: ['outside', 'outside'] } as const
    const hidden = { host: 'old.univ.example', late: 'db.univ.example', address: '192.0.2.10' }
    const more = { list: 'pop.univ.example', catalog: 'catalog.example', text: 'www A 192.0.2.10\n' }
    for (const request of requestsOf({ ...scene, ...hidden, ...more }))
      await page.evaluate(async ({ path, body }) => {
        const headers = { 'content-type': 'application/json', 'x-janus-request': '1', 'accept-language': 'ja' }
        const posted = body && { method: 'POST', headers, body: JSON.stringify(body) }
        await (await fetch(`/api/janus/v1/${path}`, posted ?? { headers })).text()
      }, request)
    const came = await Promise.all(traffic)
    t.ok(came.length > 90, `${came.length} answers were looked at`)
    for (const marker of [MARKER, '10.0.0.1', 'in.zone', 'rev10', 'rev-in'])
      t.same(
        came.filter((text) => text.includes(marker)).map((text) => text.slice(0, 300)),
        [],
        marker,
      )
    t.same(faults, [])
  },
)
