// Draws the pictures of docs/console.md anew, from the sample campus: `node test/console/pictures.ts`. It serves a copy of that.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { hidePassword } from '../../src/users/password.ts'
import { writeUsers } from '../../src/users/users-file.ts'
import { serve } from '../support/janus.ts'

const ROOT = join(import.meta.dirname, '../..')
const PASSWORD = 'correct horse battery'

type Picture = {
  readonly name: string
  readonly screen: string
  readonly scheme: 'light' | 'dark'
  readonly act?: (page: Page) => Promise<void>
}

const pictures: readonly Picture[] = [
  { name: 'zone', screen: 'zone/univ.example.?show=differs', scheme: 'light' },
  { name: 'explain', screen: 'explain?name=hosta.dept.univ.example&type=MX', scheme: 'light' },
  { name: 'mail', screen: 'mail', scheme: 'dark' },
  {
    name: 'text',
    screen: 'file/univ.example.?view=external&line=12',
    scheme: 'light',
    act: async (page) => {
      const area = page.locator('textarea')
      const text = await area.inputValue()
      await area.fill(`${text.trimEnd()}\nnews    A    192.0.2.80\nblog    CNAME  news\nnews    TXT    "v=spf1 +all"\n`)
      await page.getByText('+ news.univ.example.').first().waitFor()
      await page.getByRole('region', { name: 'Findings' }).getByText('+all').first().waitFor()
      await page.evaluate(() => (globalThis as unknown as { scrollTo: (x: number, y: number) => void }).scrollTo(0, 0))
    },
  },
]

const folder = mkdtempSync(join(tmpdir(), 'janus-pictures-'))
const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
const t = { teardown: (end: () => unknown) => ends.unshift(end) } as unknown as Test
try {
  cpSync(join(ROOT, 'zones'), folder, { recursive: true, filter: (path) => !path.includes('/state') })
  const yaml = readFileSync(join(folder, 'janus.yaml'), 'utf8')
  const http = 'http: {listen: ["127.0.0.1:0"], console: true, edit: apply, users: users.json}'
  writeFileSync(
    join(folder, 'janus.yaml'),
    yaml.replace(/^http:.*$/m, http).replace(/^listen:.*$/m, 'listen: ["127.0.0.1:0"]'),
  )
  const password = await hidePassword(PASSWORD)
  writeUsers(join(folder, 'users.json'), [{ name: 'tanaka', role: 'admin', password, tokens: [] }])
  const janus = await serve(t, folder)
  const { console: link } = await janus.logged('the console is served')
  const url = String(link).replace(/#.*/, '')
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  ends.unshift(() => browser.close())
  for (const { name, screen, scheme, act } of pictures) {
    const page = await browser.newPage({
      ...{ viewport: { width: 1040, height: name === 'text' ? 1120 : 560 }, colorScheme: scheme, locale: 'en-GB' },
    })
    await page.goto(url)
    await page.getByLabel('User').fill('tanaka')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.locator('nav.side').waitFor()
    await page.goto(`${url}#/${screen}`)
    await page.getByRole('main').getByText('univ.example').first().waitFor()
    await act?.(page)
    await page.screenshot({ path: join(ROOT, 'docs/pictures', `${name}.png`) })
    await page.close()
  }
} finally {
  for (const end of ends) await end()
}
