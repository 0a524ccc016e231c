// Every screen opened and used, in both colours and both languages; axe finds nothing that somebody cannot use.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { says } from '../../src/console/says.ts'
import { until } from '../support/until.ts'
import { consoleOf, dig, keyboard, logIn, MARKER, noBrowser, open, visit } from './browser.ts'
import { doEverything, fullConsole } from './full.ts'

t.setTimeout(1_500_000)
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each screen, with what stands on it when it is there. */
const screens: readonly (readonly [screen: string, shows: string | RegExp])[] = [
  ['overview', 'Differ from their files'],
  ['zones', 'univ.example.'],
  ['zone/univ.example.', `${MARKER}-db`],
  ['zone/univ.example.?show=any', /warning|remark/i],
  [`file/univ.example.?view=${MARKER}&line=5`, /Go to line/],
  ['explain?name=www.univ.example&address=127.0.0.1', '10.0.0.10'],
  ['findings', '[ns-single]'],
  ['edit', 'Show the difference'],
  ['plan', 'A reload would change'],
  ['generations', 'in service'],
  ['transfers', 'ns2'],
  ['catalogs/catalog.example.', 'lab.example.'],
  ['lists/pop.univ.example.', '192.0.2.97'],
  ['dynamic/univ.example.', 'dyn.univ.example.'],
  ['keys', 'lab.example.'],
  ['mail', 'The way of mail'],
  ['log', /lines are held/],
  ['audit', 'change'],
  ['search/www', 'What holds'],
  ['search/nothing-has-this', 'No zone that you may see has such'],
  ['nowhere', 'There is no such screen'],
]

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Found = {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
    }
    const { axe } = globalThis as unknown as { readonly axe: { readonly run: () => Promise<Found> } }
    const { violations } = await axe.run()
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
  })
}

/** Texts with two lower-case words one behind the other, outside of quotes, but what stands in files, where records of no file stand, and what the log says. */
async function englishOn(page: Page): Promise<string[]> {
  const texts = await page.evaluate(() => {
    type Text = { readonly data: string; readonly parentElement: { closest(of: string): unknown } | null }
    type Walker = { nextNode(): Text | null }
    const { document } = globalThis as unknown as {
      readonly document: { readonly body: unknown; createTreeWalker(of: unknown, what: number): Walker }
    }
    const walker = document.createTreeWalker(document.body, 4)
    const found: string[] = []
    for (let text = walker.nextNode(); text !== null; text = walker.nextNode())
      if (!text.parentElement?.closest('.mono, pre, code, textarea, script, style, noscript, .log'))
        found.push(text.data)
    return found
  })
  return texts.filter((text) =>
    /(?<![\w.-])[a-z]{2,} [a-z]{2,}(?![\w.-])/.test(text.replaceAll(/"[^"]*"| in view \S+:\d+$/g, '')),
  )
}

function isWithinScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = (
      globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } }
    ).document.documentElement
    return scrollWidth <= clientWidth
  })
}

type Named = { readonly tagName: string; readonly textContent: string; getAttribute: (of: string) => string | null }
type Document = { readonly document: { querySelectorAll: (of: string) => Iterable<Named> } }

/** Buttons of one screen that somebody who hears them cannot tell from each other; and tables and drawings without a name. */
function unnamed(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { document } = globalThis as unknown as Document
    const name = (one: Named) => (one.getAttribute('aria-label') ?? one.textContent).trim()
    const buttons = [...document.querySelectorAll('main button')].map(name)
    const twice = buttons.filter((text, i) => text === '' || buttons.indexOf(text) !== i)
    const tables = [...document.querySelectorAll('main table:not(:has(caption:not(:empty)))')].map(() => 'a table')
    const heads = [...document.querySelectorAll('main table th:not([scope])')].map(() => 'a head without a scope')
    const drawn = [...document.querySelectorAll('main svg:not([aria-label]), main canvas:not([aria-label] canvas)')]
    return [...twice, ...tables, ...heads, ...drawn.map(({ tagName }) => tagName)]
  })
}

/** Each view by its name, its shape and its colour: no two have one of them in common. */
async function legendOf(page: Page): Promise<readonly string[]> {
  const marks = await page.locator('header .legend .view').evaluateAll((found) =>
    found.map((one) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle: (of: unknown) => { color: string } }
      return [(one as unknown as Named).textContent, getComputedStyle(one).color]
    }),
  )
  return marks.flatMap(([text = '', colour = '']) => [...text.split(/\s+/), colour])
}

/** In Japanese other words stand there: what is asked for has come. */
async function openAny(page: Page, { url }: { readonly url: string }, screen: string): Promise<void> {
  await page.goto(`${url}#/${screen}`)
  // From nothing: the screen that was there before has a heading too, and waits for nothing any more.
  await page.reload()
  await page.locator('main h1').first().waitFor()
  await page.waitForFunction((loading) => {
    type Main = { readonly querySelectorAll: (of: string) => Iterable<{ readonly textContent: string }> }
    const { document } = globalThis as unknown as { readonly document: Main }
    const waiting = [...document.querySelectorAll('main p.dim')].filter(({ textContent }) =>
      loading.includes(textContent),
    )
    return waiting.length === 0 && [...document.querySelectorAll('main [aria-busy="true"]')].length === 0
  }, LOADING)
}

/** What stands where something has not come for the first time. */
const LOADING: readonly string[] = says.loading

for (const [locale, colorScheme] of [
  ['en-GB', 'light'],
  ['en-GB', 'dark'],
  ['ja-JP', 'light'],
  ['ja-JP', 'dark'],
] as const)
  t.test(
    `each screen is there, complains of nothing, and axe finds nothing: ${locale}, ${colorScheme}`,
    { skip: noBrowser },
    async (t: Test) => {
      const console = await fullConsole(t)
      const { page, faults } = await visit(console, { colorScheme, locale, bypassCSP: true })
      await page.goto(console.url)
      await page.locator('[name="user"]').waitFor()
      t.same(await violations(page), [], 'login')
      t.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2))
      await logIn(page, console)
      await doEverything(page)
      for (const [screen, shows] of screens) {
        if (locale === 'en-GB') await open(page, console, screen, shows)
        else await openAny(page, console, screen)
        t.same(await violations(page), [], screen)
        t.same(await unnamed(page), [], `${screen}: names`)
        const legend = await legendOf(page)
        t.match(legend, ['■', MARKER, /./, '●', 'outside', /./], `${screen}: the views`)
        t.equal(new Set(legend).size, 6, `${screen}: in colours of their own`)
        if (locale === 'ja-JP') t.same(await englishOn(page), [], `${screen}: no English sentence`)
      }
      // What stands over a screen, and what comes of a form.
      await openAny(page, console, 'dynamic/univ.example.')
      await page.locator('main tbody button').first().click()
      await page.getByRole('dialog').waitFor()
      t.same(await violations(page), [], 'a question before something goes')
      await page.keyboard.press('Escape')
      await openAny(page, console, 'edit')
      await page.locator('[name="zone"]').fill('univ.example')
      await page.locator('[name="name"]').fill('new')
      await page.locator('[name="data-outside"]').fill('192.0.2.50')
      await page.locator('form button[type="submit"]').last().click()
      await page.getByText('+ new.univ.example. 3600 A 192.0.2.50').waitFor()
      t.same(await violations(page), [], 'a difference')
      await page.locator('[name="data-outside"]').fill('10.0.0.50 nonsense')
      await page.locator('main form button[type="submit"]').click()
      await page.locator('main [role="alert"]').first().waitFor()
      t.same(await violations(page), [], 'a refusal')
      t.same(faults, [])
    },
  )

t.test(
  'a plan that is there, done and old, and findings of all rules are used by keyboard in Japanese, and axe finds nothing',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, faults } = await visit(console, { locale: 'ja-JP', bypassCSP: true })
    await logIn(page, console)
    const files = [
      [
        'out.zone',
        (text: string) => text.replace('www A 192.0.2.10', 'www A 192.0.2.20').replace(' 1 7200', ' 2 7200'),
      ],
      ['janus.yaml', (text: string) => `${text.replace('workers: 1', 'workers: 2')}generations: 9\n`],
    ] as const
    for (const [name, edited] of files)
      writeFileSync(console.file(name), edited(readFileSync(console.file(name), 'utf8')))
    await openAny(page, console, 'plan')
    const press = async (name: string) => {
      await page.getByRole('button', { name, exact: true }).focus()
      await page.keyboard.press('Enter')
    }
    await press('ファイルを読む')
    await page.getByText('再読み込みで設定が変わります: generations').waitFor()
    await page.getByText('再起動の後に有効になります: workers').waitFor()
    await page.getByText('+ www.univ.example. 3600 A 192.0.2.20').waitFor()
    t.same(await violations(page), [], 'made')
    await press('再読み込み')
    await page.getByText('世代 2 を提供中です。').waitFor()
    await page.getByText('この計画の後に').waitFor()
    t.same(await violations(page), [], 'old')
    await openAny(page, console, 'findings')
    await page.getByText('[ns-single]').first().waitFor()
    t.same(await violations(page), [], 'findings of all rules')
    t.same(faults, [])
  },
)

t.test(
  'under its own policy nothing is refused, nobody else is asked, and nothing is wider than the screen at 200 %',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await fullConsole(t)
    const asked = new Set<string>()
    // 1280 pixels at 200 %.
    const { page, faults } = await visit(console, { viewport: { width: 640, height: 512 } })
    page.on('request', (request) => asked.add(new URL(request.url()).origin))
    await logIn(page, console)
    await doEverything(page)
    for (const [screen, shows] of screens) {
      await open(page, console, screen, shows)
      t.ok(await isWithinScreen(page), screen)
    }
    await page.getByRole('button', { name: '日本語' }).click()
    for (const [screen] of screens) {
      await openAny(page, console, screen)
      t.ok(await isWithinScreen(page), `${screen} in Japanese`)
    }
    t.same([...asked], [new URL(console.url).origin])
    t.same(faults, [])
  },
)

t.test(
  'a zone in two columns: filters, pages of names, the way to the explanation',
  { skip: noBrowser },
  async (t: Test) => {
    const told =
      '$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n  NS ns\nns A 192.0.2.1\nwww A 192.0.2.10\nmx A 192.0.2.12\n@ MX 10 mx\ntold A 10.9.9.9\n'
    const console = await consoleOf(t, { 'out.zone': told })
    const { page } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'zone/univ.example.', `${MARKER}-db`)
    const rows = () => page.locator('table.faces tbody tr').allInnerTexts()
    const heads = await page.locator('table.faces thead th').allInnerTexts()
    t.same(
      heads.map((head) => head.replace(/^\W+/, '')),
      ['Name', 'Type', MARKER, 'outside'],
    )
    const www = page.locator('table.faces tbody tr', { hasText: 'www.univ.example.' }).first()
    t.match(
      await www.innerText(),
      /≠ differs[\s\S]*10\.0\.0\.10[\s\S]*in\.zone:5[\s\S]*TTL 3600[\s\S]*192\.0\.2\.10[\s\S]*out\.zone:5/,
    )
    const filters: readonly (readonly [button: string | RegExp, has: RegExp, not: RegExp])[] = [
      [/differs/, /www/, /= same/],
      [`only ${MARKER}`, /innermost-db[\s\S]*not there/, /www/],
      // What no load looks for: the rules are asked when somebody wants to know.
      ['leaks', /told\.univ[\s\S]*10\.9\.9\.9[\s\S]*private/, /innermost/],
      ['findings', /told\.univ/, /^$/],
      ['all', /= same/, /^$/],
    ]
    for (const [name, has, not] of filters) {
      await page.getByRole('button', { name }).click()
      // The rows of the filter before stand there until those of this one come.
      let all = ''
      await until(
        () => `the rows of "${name}": ${all}`,
        async () => {
          all = (await rows()).join('\n')
          return has.test(all) && !not.test(all)
        },
      )
    }
    await page.getByLabel('Names that hold').fill('mx')
    await until('one row', async () => (await rows()).length === 1)
    await page.getByRole('link', { name: 'mx.univ.example.' }).click()
    await page.getByRole('region', { name: 'outside' }).getByText('192.0.2.12').first().waitFor()
    await page.getByRole('region', { name: MARKER }).getByText('10.0.0.12').first().waitFor()
  },
)

t.test(
  'the overview tells what is asked, what is refused and who is behind; each drawing has its table',
  {
    skip: noBrowser,
  },
  async (t: Test) => {
    const console = await fullConsole(t)
    const { page, faults } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'overview', 'Differ from their files')
    const rows = (name: string) => page.getByRole('table', { name, exact: true }).locator('tbody tr')
    await rows('Differ from their files').first().waitFor()
    t.match(await rows('Differ from their files').allInnerTexts(), [/broken\.example\.[\s\S]*outside[\s\S]*refused/])
    // What it has taken is an old one by now.
    const key = join(console.folder, 'keys/tsig/ns2.outside.key')
    t.match(await dig(console, 'inside', 'univ.example', 'AXFR', '-k', key, '+onesoa'), '192.0.2.10')
    await doEverything(page)
    await page.reload()
    // Nobody hears the NOTIFY: once its last try is over, who is behind has failed. The catalog's may be over before.
    await rows('Transfers')
      .filter({ hasText: /^univ\.example\.[\s\S]*outside[\s\S]*ns2[\s\S]*(behind|failed)/ })
      .waitFor()
    await page
      .locator('dl div', { hasText: 'Secondaries behind' })
      .getByText(/[1-9]\d* \/ \d/)
      .waitFor()
    for (const fact of ['Next signature ends in', 'Certificates'])
      await page
        .locator('dl div', { hasText: fact })
        .first()
        .getByText(/\d+ days/)
        .waitFor()
    t.match(await page.locator('dl div', { hasText: 'Generation' }).first().innerText(), /1/)
    // What is drawn is told as a table too, which the keyboard opens.
    const drawn = page.getByRole('img', { name: 'Answers a second, by view' })
    await drawn.waitFor()
    await keyboard(page).enter(/^The same as a table$/)
    const rates = async () =>
      (await rows('Answers a second, by view').allInnerTexts()).map((row) => row.split('\t').slice(1).map(Number))
    let seen: number[][] = []
    await until(
      () => `a rate outside: ${JSON.stringify(seen)}`,
      async () => {
        await dig(console, 'outside', 'www.univ.example')
        seen = await rates()
        return seen.some(([, outside = 0]) => outside > 0)
      },
    )
    t.ok(
      seen.every(([inside]) => inside === 0),
      'nobody has asked inside',
    )
    await open(page, console, 'mail', 'The way of mail')
    await page.getByRole('region', { name: 'dept.univ.example.', exact: true }).waitFor()
    const ways = await page.locator('main section section').evaluateAll((found) =>
      (found as unknown as readonly Drawing[]).map((one) => ({
        drawn: [...one.querySelectorAll('svg text')].map(({ textContent }) => textContent.replace('⇄ ', '')),
        told: [...one.querySelectorAll('li')].map(({ textContent }) => textContent).join('\n'),
      })),
    )
    t.ok(ways.some(({ drawn }) => drawn.length > 0))
    for (const { drawn, told } of ways) for (const text of drawn) t.match(told, text)
    t.same(faults, [])
  },
)

type Drawing = { readonly querySelectorAll: (of: string) => Iterable<{ readonly textContent: string }> }

t.test('Japanese, and dark, stay when the page is opened again', { skip: noBrowser }, async (t: Test) => {
  const console = await consoleOf(t)
  const { page } = await visit(console, { colorScheme: 'light' })
  await logIn(page, console)
  await page.getByRole('button', { name: '日本語' }).click()
  await page.getByRole('button', { name: 'ダーク' }).click()
  await page.reload()
  await page.getByRole('heading', { name: '概要' }).waitFor()
  t.equal(await page.locator('html').getAttribute('lang'), 'ja')
  t.equal(await page.locator('html').getAttribute('data-theme'), 'dark')
})
