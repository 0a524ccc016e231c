// One task on each screen with the keyboard alone, and then the question whose answer on the wire shows that it is done, or that what the
// screen says is so. Edit, text and login by keyboard: use.interop.ts, text.interop.ts.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { until } from '../support/until.ts'
import { type Console, dig, keyboard, logIn, MARKER, noBrowser, open, visit } from './browser.ts'
import { fullConsole } from './full.ts'

type Scene = { readonly console: Console; readonly page: Page; readonly t: Test; readonly notified: readonly string[] }

type Task = {
  readonly screen: string
  /** What stands there when it can be used. */
  readonly shows: string | RegExp
  readonly task: string
  readonly act: (scene: Scene) => Promise<void>
}

/** What the page has in a row that has this text. */
function row(page: Page, text: string): Promise<string> {
  return page.locator('main tbody tr', { hasText: text }).first().innerText()
}

const tasks: readonly Task[] = [
  {
    screen: 'overview',
    shows: 'Differ from their files',
    task: 'from how many faces there are to the generation that serves them',
    act: async ({ page, console, t }) => {
      const fact = page.locator('dl div', { hasText: 'Zone faces' }).first()
      const [, faces] = /\d+ \/ (\d+)/.exec(await fact.innerText())!
      await keyboard(page).enter(/^1$/)
      await page.getByRole('heading', { name: 'Generations' }).waitFor()
      t.match(await row(page, 'in service'), `${faces} Zone faces`)
      for (const zone of ['univ.example', '10.in-addr.arpa', '2.0.192.in-addr.arpa'])
        t.not(await dig(console, 'inside', zone, 'SOA'), '', zone)
    },
  },
  {
    screen: 'zones',
    shows: 'univ.example.',
    task: 'find a zone by a part of its name, and open it',
    act: async ({ page, console, t }) => {
      const { type, enter } = keyboard(page)
      await type(/^Names that hold/, '10.in')
      await page.locator('main tbody tr', { hasText: 'univ.example.' }).first().waitFor({ state: 'detached' })
      const serial = (await dig(console, 'inside', '10.in-addr.arpa', 'SOA')).split(' ')[2]!
      t.match(await row(page, '10.in-addr.arpa.'), serial)
      await enter(/^10\.in-addr\.arpa\.$/)
      await page.getByText('PTR').first().waitFor()
    },
  },
  {
    screen: 'zone/univ.example.',
    shows: `${MARKER}-db`,
    task: 'what one view has alone',
    act: async ({ page, console, t }) => {
      await keyboard(page).enter(new RegExp(`^only ${MARKER}`))
      await page.locator('table.faces tbody tr', { hasText: 'www' }).first().waitFor({ state: 'detached' })
      t.match(await row(page, `${MARKER}-db`), await dig(console, 'inside', `${MARKER}-db.univ.example`))
      t.equal(await dig(console, 'outside', `${MARKER}-db.univ.example`), '')
    },
  },
  {
    screen: 'explain',
    shows: 'Explain',
    task: 'why a client gets its answer',
    act: async ({ page, console, t }) => {
      const { type, press } = keyboard(page)
      await type(/^Address/, '127.0.0.1')
      await type(/^Name/, 'old.univ.example')
      await press('Enter')
      const inside = page.getByRole('region', { name: MARKER })
      await inside.getByText('10.0.0.11').first().waitFor()
      const outside = page.getByRole('region', { name: 'outside' })
      await outside.getByText('NXDOMAIN').first().waitFor()
      t.same(await inside.locator('ol').first().locator('li').allInnerTexts(), [
        `old.univ.example. is another name for ${MARKER}-db.univ.example.`,
        `${MARKER}-db.univ.example. has the type`,
      ])
      t.same(await outside.locator('ol').first().locator('li').allInnerTexts(), ['old.univ.example. does not exist'])
      t.equal(await dig(console, 'inside', 'old.univ.example'), `${MARKER}-db.univ.example. 10.0.0.11`)
      t.equal(await dig(console, 'outside', 'old.univ.example'), '')
    },
  },
  {
    screen: 'findings',
    shows: 'cname-and-other-data',
    task: 'from an error to the zone that is not served because of it',
    act: async ({ page, console, t }) => {
      const { type, enter } = keyboard(page)
      // What no load looks for.
      await page.getByText('[ns-single]').first().waitFor()
      await type(/^Rule/, 'cname-and-other-data')
      await page.getByText('Repair: ').first().waitFor()
      t.match(await page.getByRole('article').first().innerText(), /broken\.zone:\d+:\d+[\s\S]*\^+[\s\S]*Repair: /)
      await enter(/^broken\.example\.$/)
      await page.getByRole('heading', { name: 'broken.example.' }).waitFor()
      await page.getByText('refused').first().waitFor()
      t.match(await dig(console, 'outside', 'www.broken.example', 'A', '+noshort', '+comments'), 'status: SERVFAIL')
    },
  },
  {
    screen: 'edit',
    shows: 'Show the difference',
    task: 'a mail host in both faces, and then an alias in one',
    act: async ({ page, console, t }) => {
      const { type, enter } = keyboard(page)
      await enter(/^Mail host$/)
      await type(/^Zone/, 'univ.example')
      await type(/^Name/, 'dept')
      await type(new RegExp(`Data in ${MARKER}`), '10 mx.univ.example.')
      await type(/Data in outside/, '20 mx.univ.example.')
      await enter(/^Show the difference$/)
      await page.getByRole('button', { name: 'Change it' }).waitFor()
      t.equal(await dig(console, 'inside', 'dept.univ.example', 'MX'), '', 'nothing has changed yet')
      await enter(/^Change it$/)
      await page.getByText('Served now').waitFor()
      t.equal(await dig(console, 'inside', 'dept.univ.example', 'MX'), '10 mx.univ.example.')
      t.equal(await dig(console, 'outside', 'dept.univ.example', 'MX'), '20 mx.univ.example.')
      await open(page, console, 'edit?again', 'Show the difference')
      await enter(/^Alias$/)
      await type(/^Name/, 'web')
      await type(/Target in outside/, 'www.univ.example.')
      await enter(/^Show the difference$/)
      await page.getByRole('button', { name: 'Change it' }).waitFor()
      await enter(/^Change it$/)
      await page.getByText('Served now').waitFor()
      t.equal(await dig(console, 'outside', 'web.univ.example'), 'www.univ.example. 192.0.2.10')
      t.equal(await dig(console, 'inside', 'web.univ.example'), '')
    },
  },
  {
    screen: 'dynamic/univ.example.',
    shows: 'web.univ.example.',
    task: 'take away what lies over a file',
    act: async ({ page, console, t }) => {
      const { enter } = keyboard(page)
      await enter(/^Remove web\.univ\.example\. CNAME outside/)
      await page.getByRole('dialog').waitFor()
      await enter(/^Remove$/)
      await page.getByRole('button', { name: /^Remove web/ }).waitFor({ state: 'detached' })
      t.equal(await dig(console, 'outside', 'web.univ.example'), '')
      t.equal(await dig(console, 'outside', 'dept.univ.example', 'MX'), '20 mx.univ.example.', 'the others stay')
    },
  },
  {
    screen: 'plan',
    shows: 'No plan has been made',
    task: 'read the files, and reload what was shown',
    act: async ({ page, console, t }) => {
      const { enter } = keyboard(page)
      const path = console.file('out.zone')
      writeFileSync(path, readFileSync(path, 'utf8').replace('www A 192.0.2.10', 'www A 192.0.2.20'))
      await enter(/^Read the files$/)
      await page.getByText('+ www.univ.example. 3600 A 192.0.2.20').waitFor()
      t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.10', 'a look changes nothing')
      await enter(/^Reload$/)
      await page.getByText(/Generation \d+ is in service/).waitFor()
      t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.20')
    },
  },
  {
    screen: 'generations',
    shows: 'in service',
    task: 'go back',
    act: async ({ page, console, t }) => {
      const { enter } = keyboard(page)
      await enter(/^Roll back 1$/)
      await page.getByRole('dialog').waitFor()
      await enter(/^Roll back$/)
      await page.getByText('serves what generation 1 served').waitFor()
      t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.10')
    },
  },
  {
    screen: 'transfers',
    shows: 'ns2',
    task: 'tell a secondary that there is something new',
    act: async ({ page, notified, t }) => {
      await until('a first NOTIFY', () => notified.includes('lab.example.'))
      const before = notified.length
      await keyboard(page).enter(/^Notify: lab\.example\., outside, ns2/)
      await page.getByText('Done').first().waitFor()
      await until('a NOTIFY', () => notified.slice(before).includes('lab.example.'))
      t.pass('it came to the secondary')
    },
  },
  {
    screen: 'catalogs',
    shows: 'catalog.example.',
    task: 'what a catalog lists',
    act: async ({ page, console, t }) => {
      await keyboard(page).enter(/^catalog\.example\.$/)
      t.match(await row(page, 'lab.example.'), 'listed')
      const key = join(console.folder, 'keys/tsig/ns2.outside.key')
      const records = await dig(console, 'inside', 'catalog.example', 'AXFR', '-k', key, '+onesoa')
      t.match(records, / lab\.example\. /, 'who has the key is told the same')
      t.equal(await dig(console, 'outside', 'catalog.example', 'SOA'), '', 'and nobody else')
    },
  },
  {
    screen: 'lists/pop.univ.example.',
    shows: 'Entries of pop.univ.example.',
    task: 'an entry, and its end',
    act: async ({ page, console, t }) => {
      const { type, press, enter } = keyboard(page)
      await type(/^Entry/, '192.0.2.98')
      await type(/^Lasts/, '5m')
      await press('Enter')
      await page.getByRole('button', { name: 'Remove 192.0.2.98' }).waitFor()
      t.equal(await dig(console, 'inside', '98.2.0.192.pop.univ.example'), '127.0.0.2')
      const left = page.locator('main tbody tr', { hasText: '192.0.2.98' }).locator('time')
      const first = await left.innerText()
      await until('less time that is left', async () => (await left.innerText()) !== first)
      await enter(/^Remove 192\.0\.2\.98$/)
      await page.getByRole('button', { name: 'Remove 192.0.2.98' }).waitFor({ state: 'detached' })
      t.equal(await dig(console, 'inside', '98.2.0.192.pop.univ.example'), '')
    },
  },
  {
    screen: 'keys',
    shows: 'lab.example.',
    task: 'by which key a zone is signed, and when a roll of it would take its steps',
    act: async ({ page, console, t }) => {
      const { tabTo, press } = keyboard(page)
      await tabTo(/^Zone–?.*lab\.example\./)
      await press('ArrowDown')
      await page
        .getByText(/caches may not have key|is everywhere/)
        .first()
        .waitFor()
      // RFC 4034 §3.2: type, algorithm, labels, TTL, end, begin, tag.
      const [, tag] = /SOA \d+ \d+ \d+ \d{14} \d{14} (\d+) /.exec(
        await dig(console, 'outside', 'lab.example', 'SOA', '+dnssec'),
      )!
      t.match(await row(page, 'lab.example.'), tag)
    },
  },
  {
    screen: 'mail',
    shows: 'The way of mail',
    task: 'the way of mail to one domain',
    act: async ({ page, console, t }) => {
      await keyboard(page).type(/^Names that hold/, 'dept')
      await page.getByRole('region', { name: 'dept.univ.example.', exact: true }).waitFor()
      await page.getByRole('region', { name: 'univ.example.', exact: true }).waitFor({ state: 'detached' })
      const outside = await page.getByRole('region', { name: 'outside' }).innerText()
      t.match(outside, 'mx.univ.example.')
      t.match(outside, await dig(console, 'outside', 'mx.univ.example'))
    },
  },
  {
    screen: 'log',
    shows: /lines are held/,
    task: 'what a network asks',
    act: async ({ page, console, t }) => {
      const { type, press } = keyboard(page)
      await type(/^Queries from a network/, '127.0.0.2/32')
      await press('Enter')
      const log = page.getByRole('log')
      const asked = (name: string, isSo: () => Promise<boolean>) =>
        until(`${name} in the log`, async () => {
          await dig(console, 'outside', name)
          return isSo()
        })
      await asked('ns.univ.example', () => log.getByText('ns.univ.example').first().isVisible())
      t.notMatch(await log.innerText(), /127\.0\.0\.1 /)
      // What comes while it is paused is held, and shown afterwards.
      await keyboard(page).enter(/^Pause$/)
      await asked('mx.univ.example', async () => /[1-9]\d* lines are held/.test(await page.locator('main').innerText()))
      t.notMatch(await log.innerText(), 'mx.univ.example')
      await keyboard(page).enter(/^(Resume|Go on)/)
      await log.getByText('mx.univ.example').first().waitFor()
      await type(/^Filter/, 'ns.univ')
      await log.getByText('mx.univ.example').first().waitFor({ state: 'detached' })
      t.match(await log.innerText(), 'ns.univ.example')
    },
  },
  {
    screen: 'audit',
    shows: 'rollback',
    task: 'who has changed a zone',
    act: async ({ page, console, t }) => {
      await keyboard(page).type(/^What/, 'change')
      await page.locator('main tbody tr', { hasText: 'rollback' }).first().waitFor({ state: 'detached' })
      const text = await row(page, 'univ.example.')
      t.match(text, 'admin')
      t.equal(await dig(console, 'inside', 'dept.univ.example', 'MX'), '10 mx.univ.example.', 'that is served')
    },
  },
  {
    screen: 'zones?again',
    shows: 'univ.example.',
    task: 'search from any screen, by an address',
    act: async ({ page, console, t }) => {
      const { press, enter } = keyboard(page)
      await press('/')
      await page.keyboard.type(await dig(console, 'inside', `${MARKER}-db.univ.example`))
      await press('Enter')
      await page.getByRole('link', { name: `${MARKER}-db.univ.example.` }).waitFor()
      await enter(new RegExp(`^${MARKER}-db\\.univ\\.example\\.$`))
      await page.locator('table.faces tbody tr', { hasText: '10.0.0.11' }).first().waitFor()
      t.pass('and to the name that has it')
    },
  },
  {
    screen: 'keys?help',
    shows: /signed/,
    task: 'the page about a screen',
    act: async ({ page, t }) => {
      const opened = page.context().waitForEvent('page')
      await keyboard(page).enter(/^Help/)
      const help = await opened
      await help.getByRole('heading', { level: 1 }).waitFor()
      t.match(help.url(), /\/console\/docs\/dnssec\.html$/)
      await help.close()
    },
  },
]

t.test('no screen is without a task', (t) => {
  const shell = readFileSync(join(import.meta.dirname, '../../src/console/shell.tsx'), 'utf8')
  const names = [...shell.matchAll(/^ {2}(\w+): \{ name: '/gm)].map(([, name]) => name!)
  t.ok(names.length > 15, names.join())
  const used = new Set(tasks.map(({ screen }) => screen.split(/[/?]/)[0]))
  // The text of a file is written in text.interop.ts, and the search begins on any screen.
  for (const name of ['file', 'search']) used.add(name)
  t.same(
    names.filter((name) => !used.has(name)),
    [],
  )
  t.end()
})

t.test(
  'one task on each screen with the keyboard alone, and what is on the wire then',
  { skip: noBrowser },
  async (t) => {
    const console = await fullConsole(t)
    const { notified } = console
    const { page, faults } = await visit(console)
    await logIn(page, console)
    for (const { screen, shows, task, act } of tasks)
      await t.test(`${screen}: ${task}`, async (t) => {
        await open(page, console, screen, shows)
        await act({ console, page, t, notified })
      })
    t.same(faults, [])
  },
)
