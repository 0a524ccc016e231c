// The first minute of somebody new: the sample campus as `npm start` serves it, the one link that the terminal shows, and no login.

import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import t, { type Test } from 'tap'
import { folderOf, serve } from '../support/janus.ts'
import { noBrowser, PATIENCE } from './browser.ts'

const ROOT = join(import.meta.dirname, '../..')

t.test(
  'the link shows both faces beside each other, and nothing can be changed',
  { skip: noBrowser },
  async (t: Test) => {
    const folder = folderOf(t, {})
    cpSync(join(ROOT, 'zones'), folder, { recursive: true, filter: (path) => !path.includes('/state') })
    const config = join(folder, 'janus.yaml')
    // Other ports: those of the sample may be in use.
    const free = readFileSync(config, 'utf8')
      .replace(/^listen:.*$/m, 'listen: ["127.0.0.1:0"]')
      .replace('http: {console: true}', 'http: {listen: ["127.0.0.1:0"], console: true}')
    writeFileSync(config, free)
    const janus = await serve(t, folder)
    const { console: link } = await janus.logged('the console is served')
    const browser = await chromium.launch({
      ...{ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'], timeout: PATIENCE },
    })
    t.teardown(() => browser.close())
    const page = await browser.newPage({ locale: 'en-GB' })
    page.setDefaultTimeout(PATIENCE)
    const faults: string[] = []
    page.on('pageerror', ({ message }) => faults.push(message))
    await page.goto(String(link))
    const table = page.locator('table.faces')
    await table.locator('tbody tr').first().waitFor()
    const heads = await table.locator('thead th').allInnerTexts()
    t.same(
      heads.map((head) => head.replace(/^\W+/, '')),
      ['Name', 'Type', 'internal', 'external'],
    )
    await table.locator('tbody tr.differs').first().waitFor()
    await page.getByText('on this machine').waitFor()
    await page.getByRole('link', { name: 'Edit', exact: true }).click()
    await page.getByRole('heading', { name: 'Edit' }).waitFor()
    t.equal(await page.getByRole('button', { name: 'Show the difference' }).count(), 0)
    t.same(faults, [])
  },
)
