// What people do in the console, and what comes of it on the wire.

import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { type Console, consoleOf, dig, keyboard, logIn, MARKER, noBrowser, open, PASSWORD, visit } from './browser.ts'

async function fillHost(page: Page, name: string, inside: string, outside: string): Promise<void> {
  await page.getByLabel('Zone', { exact: true }).fill('univ.example')
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByLabel(`Addresses in ${MARKER}`).fill(inside)
  await page.getByLabel('Addresses in outside').fill(outside)
  await page.getByRole('button', { name: 'Show the difference' }).click()
}

t.test(
  'with the keyboard alone somebody logs in and adds a host in both faces, with its names',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, faults } = await visit(console)
    await page.goto(console.url)
    await page.getByLabel('User').waitFor()
    const { press, tabTo } = keyboard(page)
    await tabTo(/^User/)
    await page.keyboard.type('admin')
    await tabTo(/^Password/)
    await page.keyboard.type(PASSWORD)
    await press('Enter')
    await page.getByRole('navigation', { name: 'Screens' }).waitFor()
    await tabTo(/^Edit$/)
    await press('Enter')
    await page.getByRole('heading', { name: 'Edit' }).waitFor()
    await tabTo(/^Zone$/)
    await page.keyboard.type('univ.example')
    await tabTo(/^Name$/)
    await page.keyboard.type('printer')
    await tabTo(new RegExp(`Addresses in ${MARKER}`))
    await page.keyboard.type('10.0.0.77')
    await tabTo(/Addresses in outside/)
    await page.keyboard.type('192.0.2.77')
    await tabTo(/^Show the difference$/)
    await press('Enter')
    const difference = page.getByRole('region', { name: `Show the difference ${MARKER}` })
    await difference.getByText('+ printer.univ.example. 3600 A 10.0.0.77').waitFor()
    await difference.getByText('+ 77.0.0.10.in-addr.arpa. 3600 PTR printer.univ.example.').waitFor()
    t.equal(await dig(console, 'inside', 'printer.univ.example'), '', 'nothing has changed yet')
    await tabTo(/^Change it$/)
    await press('Enter')
    await page.getByText('Served now').waitFor()
    t.equal(await dig(console, 'inside', 'printer.univ.example'), '10.0.0.77')
    t.equal(await dig(console, 'outside', 'printer.univ.example'), '192.0.2.77')
    t.equal(await dig(console, 'inside', '77.0.0.10.in-addr.arpa', 'PTR'), 'printer.univ.example.')
    t.equal(await dig(console, 'outside', '77.2.0.192.in-addr.arpa', 'PTR'), 'printer.univ.example.')
    await open(page, console, 'dynamic/univ.example.', 'printer.univ.example.')
    await open(page, console, 'zone/univ.example.', '10.0.0.77')
    await open(page, console, 'audit', 'change')
    t.same(faults, [])
  },
)

t.test(
  'of two who change the same name the second sees what the first did, and nothing is lost',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const [first, second] = [await visit(console), await visit(console)]
    for (const { page } of [first, second]) {
      await logIn(page, console)
      await open(page, console, 'edit', 'Show the difference')
    }
    await fillHost(first.page, 'shared', '10.0.0.1', '')
    await fillHost(second.page, 'shared', '10.0.0.2', '')
    for (const { page } of [first, second]) await page.getByRole('button', { name: 'Change it' }).waitFor()
    await first.page.getByRole('button', { name: 'Change it' }).click()
    await first.page.getByText('Served now').waitFor()
    await second.page.getByRole('button', { name: 'Change it' }).click()
    await second.page.getByText('Somebody has changed what is served').waitFor()
    await second.page.getByText('− shared.univ.example. 3600 A 10.0.0.1').waitFor()
    t.equal(await dig(console, 'inside', 'shared.univ.example'), '10.0.0.1')
    await second.page.getByRole('button', { name: 'Change it' }).click()
    await second.page.getByText('Served now').waitFor()
    t.equal(await dig(console, 'inside', 'shared.univ.example'), '10.0.0.2')
  },
)

t.test(
  'what zonecheck refuses is refused with its reason, in all views at once',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'edit', 'Show the difference')
    await page.getByRole('button', { name: 'Alias', exact: true }).click()
    await page.getByLabel('Zone', { exact: true }).fill('univ.example')
    await page.getByLabel('Name', { exact: true }).fill('www')
    await page.getByLabel(`Target in ${MARKER}`).fill('mx.univ.example.')
    await page.getByRole('button', { name: 'Show the difference' }).click()
    const why = await page.getByRole('alert').filter({ hasText: 'Refused, and nothing has changed' }).innerText()
    t.match(why, /CNAME|www/)
    t.equal(await page.getByRole('button', { name: 'Change it' }).count(), 0, 'nothing is left to try')
    t.equal(await dig(console, 'inside', 'www.univ.example'), '10.0.0.10')
  },
)

async function editFile({ file }: Console, name: string, from: string, to: string): Promise<void> {
  writeFileSync(file(name), readFileSync(file(name), 'utf8').replace(from, to).replace(' 1 7200', ' 2 7200'))
}

t.test(
  'a plan shows what a reload changes, the reload serves it, and a rollback takes it back',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page } = await visit(console)
    await logIn(page, console)
    await editFile(console, 'out.zone', 'www A 192.0.2.10', 'www A 192.0.2.20')
    await open(page, console, 'plan', 'No plan has been made')
    await page.getByRole('button', { name: 'Read the files' }).click()
    await page.getByText('A reload would change 1 zone faces.').waitFor()
    await page.getByText('− www.univ.example. 3600 A 192.0.2.10').waitFor()
    await open(page, console, 'generations', 'in service')
    await open(page, console, 'plan', 'A reload would change 1 zone faces.')
    await page.getByText(/^Made .* by /).waitFor()
    await page.getByText('+ www.univ.example. 3600 A 192.0.2.20').waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.10', 'a look changes nothing')
    await page.getByRole('button', { name: 'Reload', exact: true }).click()
    await page.getByText('Generation 2 is in service.').waitFor()
    await page.getByText('The generation has changed since this plan was made.').waitFor()
    t.equal(await page.getByRole('button', { name: 'Reload', exact: true }).count(), 0, 'it was done')
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.20')
    await open(page, console, 'generations', 'in service')
    await page.getByRole('button', { name: 'Roll back 1' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.20', 'Escape does nothing')
    await page.getByRole('button', { name: 'Roll back 1' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true }).click()
    await page.getByText('Generation 3 serves what generation 1 served.').waitFor()
    t.equal(await dig(console, 'outside', 'www.univ.example'), '192.0.2.10')
  },
)

t.test(
  'a plan names the keys of a configuration that changes no zone, and the reload takes them up',
  { skip: noBrowser },
  async (t) => {
    const console = await consoleOf(t)
    const { page } = await visit(console)
    await logIn(page, console)
    const path = console.file('janus.yaml')
    await open(page, console, 'plan', 'No plan has been made')
    // The first makes no generation.
    for (const [key, value, generation] of [
      ['generations', '9', 1],
      ['edns-buffer-size', '1400', 2],
    ] as const) {
      writeFileSync(path, `${readFileSync(path, 'utf8')}${key}: ${value}\n`)
      await page.getByRole('button', { name: 'Read the files' }).click()
      await page.getByText('A reload would change 0 zone faces.').waitFor()
      await page.getByText(`A reload would change the configuration: ${key}`).waitFor()
      await page.getByRole('button', { name: 'Reload', exact: true }).click()
      await page.getByText(`Generation ${generation} is in service.`).waitFor()
      await page.getByText('The generation has changed').waitFor()
      t.equal(await page.getByRole('button', { name: 'Reload', exact: true }).count(), 0, key)
    }
  },
)

t.test('an entry of a list is added, is on the wire, and is taken away', { skip: noBrowser }, async (t: Test) => {
  const console = await consoleOf(t)
  const { page } = await visit(console)
  await logIn(page, console)
  await open(page, console, 'lists/pop.univ.example.', 'Entries of pop.univ.example.')
  await page.getByLabel('Entry').fill('192.0.2.99')
  await page.getByLabel('Lasts').fill('5m')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'Remove 192.0.2.99' }).waitFor()
  t.match(await dig(console, 'inside', '99.2.0.192.pop.univ.example'), /^127\.0\.0\.\d+$/)
  await page.getByRole('button', { name: 'Remove 192.0.2.99' }).click()
  await page.getByRole('button', { name: 'Remove 192.0.2.99' }).waitFor({ state: 'detached' })
  t.equal(await dig(console, 'inside', '99.2.0.192.pop.univ.example'), '')
})
