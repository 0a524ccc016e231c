// Every screen opened and used, in both colours and both languages; axe finds nothing that somebody cannot use.

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { consoleOf, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Each screen, with what stands on it when it is there. */
const screens: readonly (readonly [screen: string, shows: string | RegExp])[] = [
  ['overview', 'Everything is served as its files have it.'],
  ['zones', 'univ.example.'],
  ['zone/univ.example.', `${MARKER}-db`],
  [`file/univ.example.?view=${MARKER}&line=5`, /Go to line/],
  ['explain?name=www.univ.example&address=127.0.0.1', '10.0.0.10'],
  ['findings', /pointer|Nothing to show|\[/],
  ['edit', 'Show the difference'],
  ['plan', 'No plan has been made'],
  ['generations', 'in service'],
  ['transfers', 'Nothing to show.'],
  ['catalogs', 'Nothing to show.'],
  ['lists/pop.univ.example.', 'Entries of pop.univ.example.'],
  ['dynamic', 'Nothing to show.'],
  ['keys', 'No zone is signed'],
  ['mail', 'The way of mail'],
  ['log', /lines are held/],
  ['audit', 'login'],
  ['search/www', 'What holds'],
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

function isWithinScreen(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = (
      globalThis as unknown as { document: { documentElement: { scrollWidth: number; clientWidth: number } } }
    ).document.documentElement
    return scrollWidth <= clientWidth
  })
}

/** In Japanese other words stand there: what is asked for has come. */
async function openAny(page: Page, { url }: { readonly url: string }, screen: string): Promise<void> {
  await page.goto(`${url}#/${screen}`)
  await page.locator('main h1').first().waitFor()
  await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' })
}

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
      const console = await consoleOf(t)
      const { page, faults } = await visit(console, { colorScheme, locale, bypassCSP: true })
      await page.goto(console.url)
      await page.locator('[name="user"]').waitFor()
      t.same(await violations(page), [], 'login')
      t.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2))
      await logIn(page, console)
      for (const [screen, shows] of screens) {
        if (locale === 'en-GB') await open(page, console, screen, shows)
        else await openAny(page, console, screen)
        t.same(await violations(page), [], screen)
      }
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
      ['janus.yaml', (text: string) => `${text}generations: 9\n`],
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
    const console = await consoleOf(t)
    const asked = new Set<string>()
    // 1280 pixels at 200 %.
    const { page, faults } = await visit(console, { viewport: { width: 640, height: 512 } })
    page.on('request', (request) => asked.add(new URL(request.url()).origin))
    await logIn(page, console)
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
    const console = await consoleOf(t)
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
      ['all', /= same/, /^$/],
    ]
    for (const [name, has, not] of filters) {
      await page.getByRole('button', { name }).click()
      await page.waitForFunction(
        () =>
          (globalThis as unknown as { document: { querySelector: (of: string) => unknown } }).document.querySelector(
            'main [aria-busy="true"]',
          ) === null,
      )
      const all = (await rows()).join('\n')
      t.match(all, has, String(name))
      t.notMatch(all, not, String(name))
    }
    await page.getByLabel('Names that hold').fill('mx')
    await page.locator('table.faces tbody tr', { hasText: 'www' }).first().waitFor({ state: 'detached' })
    t.equal((await rows()).length, 1)
    await page.getByRole('link', { name: 'mx.univ.example.' }).click()
    await page.getByRole('region', { name: 'outside' }).getByText('192.0.2.12').first().waitFor()
    await page.getByRole('region', { name: MARKER }).getByText('10.0.0.12').first().waitFor()
  },
)

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
