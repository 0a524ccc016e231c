// The documents in a real browser: from a screen to its page, and on; axe finds nothing there that somebody cannot use.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { consoleOf, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds, and how much wider than the window the page is. */
async function flaws(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  return page.evaluate(async () => {
    type Found = {
      readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[]
    }
    const { axe, document } = globalThis as unknown as {
      readonly axe: { readonly run: () => Promise<Found> }
      readonly document: { readonly documentElement: { readonly scrollWidth: number; readonly clientWidth: number } }
    }
    const { scrollWidth, clientWidth } = document.documentElement
    const { violations } = await axe.run()
    const wide = scrollWidth > clientWidth ? [`${scrollWidth} in ${clientWidth}`] : []
    return [...wide, ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))]
  })
}

t.test('a screen leads to its page, and that to all others', { skip: noBrowser }, async (t: Test) => {
  const console = await consoleOf(t)
  const { page, context, traffic } = await visit(console)
  await logIn(page, console)
  await open(page, console, 'keys', 'No zone is signed')
  const opened = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Help' }).click()
  const help = await opened
  await help.getByRole('heading', { level: 1 }).waitFor()
  t.match(help.url(), /\/console\/docs\/dnssec\.html$/)
  await help.getByRole('link', { name: '手引き' }).click()
  await help.getByRole('heading', { name: 'Janus の手引き' }).waitFor()
  await help.getByRole('link', { name: 'install.md' }).click()
  await help.getByRole('heading', { name: 'Installing Janus' }).waitFor()
  await help.getByRole('link', { name: 'Console' }).click()
  await help.getByRole('navigation', { name: 'Screens' }).waitFor()
  t.ok(traffic.length > 0)
})

t.test(
  'pages complain of nothing, hold nothing of a view, and can be used by everybody',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, faults, traffic, context } = await visit(console, {
        colorScheme,
        bypassCSP: true,
        viewport: { width: 640, height: 512 },
      })
      for (const name of [
        '',
        'index.ja.html',
        'console.html',
        'rules.html',
        'rules/mail.html',
        'performance.html',
        'introduction.ja.html',
      ]) {
        await page.goto(`${console.url}docs/${name}`)
        t.same(await flaws(page), [], `${name}, ${colorScheme}`)
      }
      t.notMatch((await Promise.all(traffic)).join(), MARKER)
      t.same(faults, [])
      await context.close()
    }
    // Under their own policy.
    const { page, faults } = await visit(console)
    for (const name of ['console.html', 'performance.html']) {
      await page.goto(`${console.url}docs/${name}`)
      await page.waitForLoadState('networkidle')
      const widths = await page.evaluate(() =>
        [
          ...(globalThis as unknown as { document: { images: Iterable<{ naturalWidth: number }> } }).document.images,
        ].map(({ naturalWidth }) => naturalWidth),
      )
      t.ok(widths.length > 0 && widths.every((width) => width > 0), `${name}: its pictures are there`)
    }
    t.same(faults, [])
  },
)
