// A zone's file as a text in the browser: by the keyboard from a record to its line, findings while somebody types, and what comes of
// it on the wire; two who write one file; and who proposes.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { consoleOf, dig, keyboard, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

/** Remarks are told of these zones whatever stands in them. */
const JUDGED = /Go to line/

const area = (page: Page) => page.getByRole('textbox', { name: /\.zone$/ })

t.test(
  'by the keyboard somebody follows a record to its line, sees what is wrong as he types, and serves what is right',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, faults } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'zone/univ.example.', 'www.univ.example.')
    const { tabTo } = keyboard(page)
    await tabTo(/^out\.zone:5$/)
    await page.keyboard.press('Enter')
    await area(page).waitFor()
    await page.getByText(JUDGED).first().waitFor()
    const marked = await page.evaluate(() => {
      const { activeElement: at } = (
        globalThis as unknown as {
          document: { activeElement: { value: string; selectionStart: number; selectionEnd: number } }
        }
      ).document
      return at.value.slice(at.selectionStart, at.selectionEnd)
    })
    t.equal(marked, 'www A 192.0.2.10', 'the line is marked')
    await page.keyboard.type('www A 192.0.2')
    const findings = page.getByRole('region', { name: 'Findings' })
    await findings.getByText('Error').first().waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.10', 'nothing is written while he types')
    await page.keyboard.type('.30')
    const difference = page.getByRole('region', { name: 'univ.example. outside' })
    await difference.getByText('− www.univ.example. 3600 A 192.0.2.10').waitFor()
    await difference.getByText('+ www.univ.example. 3600 A 192.0.2.30').waitFor()
    await tabTo(/^Write and serve$/)
    await page.keyboard.press('Enter')
    await page.getByText('It is written, and generation 2 serves it.').waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.30')
    t.equal(await dig(console, 'inside', 'www.univ.example'), '10.0.0.10')
    t.match(readFileSync(console.file('out.zone'), 'utf8'), /\nwww A 192\.0\.2\.30\nmx A/)
    t.ok(await page.getByRole('button', { name: 'Write and serve' }).isDisabled(), 'there is nothing more to write')
    t.same(faults, [])
  },
)

t.test(
  'of two who write one file the second sees the lines of the first, and both stay',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const [first, second] = [(await visit(console)).page, (await visit(console)).page]
    for (const page of [first, second]) {
      await logIn(page, console)
      await open(page, console, 'file/univ.example.?view=outside', JUDGED)
    }
    const text = await area(first).inputValue()
    const write = async (page: Page, next: string) => {
      await area(page).fill(next)
      await page.getByRole('button', { name: 'Write and serve' }).click()
    }
    await write(first, text.replace('www A 192.0.2.10', 'www A 192.0.2.31'))
    await first.getByText('It is written, and generation 2 serves it.').waitFor()
    await write(second, `${text}more A 192.0.2.32\n`)
    await second.getByText('Somebody has written this file since you began.').waitFor()
    const theirs = second.getByRole('region', { name: 'What somebody else has changed' })
    await theirs.getByText('+ 5: www A 192.0.2.31').waitFor()
    t.equal(await area(second).inputValue(), `${text}more A 192.0.2.32\n`, 'what he typed is still there')
    // Another screen, and back: it is there too.
    await open(second, console, 'zones', 'univ.example.')
    await open(second, console, 'file/univ.example.?view=outside', 'Findings')
    t.equal(await area(second).inputValue(), `${text}more A 192.0.2.32\n`)
    await second.getByRole('button', { name: 'Write and serve' }).click()
    await second.getByRole('button', { name: 'Keep both' }).click()
    await second.getByRole('button', { name: 'Write and serve' }).click()
    await second.getByText('It is written, and generation 3 serves it.').waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.31')
    t.equal(await dig(console, 'outside', 'more.univ.example'), '192.0.2.32')
    // Of the same line somebody has to choose.
    writeFileSync(console.file('out.zone'), text.replace('www A 192.0.2.10', 'www A 192.0.2.33'))
    await write(second, text.replace('www A 192.0.2.10', 'www A 192.0.2.34'))
    await second.getByText('+ 5: www A 192.0.2.33').waitFor()
    t.equal(await second.getByRole('button', { name: 'Keep both' }).count(), 0)
    await second.getByRole('button', { name: 'Keep mine, without these lines' }).click()
    await second.getByRole('button', { name: 'Write and serve' }).click()
    await second.getByText('It is written, and generation 4 serves it.').waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.34')
  },
)

t.test(
  'where users propose the text is kept as a patch, and who only looks reads it',
  { skip: noBrowser },
  async (t: Test) => {
    const yaml = (edit: string) => (text: string) => text.replace('edit: apply', `edit: ${edit}`)
    const console = await consoleOf(t, {}, yaml('propose'))
    const { page } = await visit(console)
    await logIn(page, console)
    await open(page, console, `file/univ.example.?view=${MARKER}`, JUDGED)
    t.equal(await page.getByRole('button', { name: 'Write and serve' }).count(), 0)
    const text = await area(page).inputValue()
    await area(page).fill(`${text}new A 10.0.0.90\n`)
    await page.getByLabel('Why').fill('a new host')
    await page.getByRole('button', { name: 'Propose' }).click()
    await page.getByText('Proposal saved').waitFor()
    const folder = join(console.folder, 'state/proposals')
    const [patch] = readdirSync(folder)
    t.match(readFileSync(join(folder, patch!), 'utf8'), /Subject: a new host\n[\s\S]*\n\+new A 10\.0\.0\.90\n/)
    t.equal(await dig(console, 'inside', 'new.univ.example'), '')
    const { page: viewers } = await visit(console)
    await logIn(viewers, console, 'viewer')
    await open(viewers, console, 'file/univ.example.?view=outside', 'Text of')
    t.equal(await area(viewers).getAttribute('readonly'), '')
    t.equal(await viewers.getByRole('button', { name: /Propose|Write/ }).count(), 0)
    await open(viewers, console, `file/univ.example.?view=${MARKER}`, 'cannot find the zone')
  },
)
