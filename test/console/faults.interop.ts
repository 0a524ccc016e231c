// What goes wrong while somebody works, and what he wrote in ways that nobody expects: the page shows what is, and loses nothing.

import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { consoleOf, dig, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(text)
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

t.test(
  'forms show what they replace, however it is written, and change it once',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page, faults } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'edit', 'Show the difference')
    await button(page, 'One rrset').click()
    await fill(page, { Zone: 'univ.example', Name: '\\119WW', Type: 'TYPE1' })
    await page.locator(`[name="data-${MARKER}"]`).fill('10.0.0.44')
    await button(page, 'Show the difference').click()
    await page.getByText('TYPE1 10.0.0.10').waitFor()
    let changes = 0
    page.on('response', (response) => {
      const request = response.request()
      if (request.url().endsWith('/change') && response.ok() && !request.postDataJSON().trial) changes++
    })
    await button(page, 'Change it').dblclick()
    await page.getByText('Served now').waitFor()
    t.equal(await dig(console, 'inside', 'www.univ.example'), '10.0.0.44')
    t.equal(changes, 1)
    await button(page, 'Mail host').click()
    await fill(page, { Name: '@' })
    await page.locator('[name="data-outside"]').fill('20 mx')
    await button(page, 'Show the difference').click()
    await page.getByText('− univ.example. 3600 MX 10 mx.univ.example.').waitFor()
    await open(page, console, 'dynamic/univ.example.', '10.0.0.44')
    await page
      .getByRole('button', { name: /^Remove .* A / })
      .first()
      .click()
    await page.getByText(/all changes of www\.univ\.example\. A/i).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    await page
      .getByRole('button', { name: /^Remove .* A / })
      .first()
      .waitFor({ state: 'detached' })
    t.equal(await dig(console, 'inside', 'www.univ.example'), '10.0.0.10')
    t.same(faults, [])
  },
)

t.test(
  'what would be refused is told before it is made, and nothing of it is',
  { skip: noBrowser },
  async (t: Test) => {
    const console = await consoleOf(t)
    const { page } = await visit(console)
    await logIn(page, console)
    await open(page, console, 'edit', 'Show the difference')
    await button(page, 'Mail host').click()
    await fill(page, { Zone: 'univ.example', Name: '@' })
    await page.locator(`[name="data-${MARKER}"]`).fill('10 nowhere')
    await button(page, 'Show the difference').click()
    await page
      .getByRole('alert')
      .getByText(/nowhere/)
      .waitFor()
    t.equal(await button(page, 'Change it').count(), 0)
  },
)

t.test('an address and the name for it are one request, which may be refused', { skip: noBrowser }, async (t: Test) => {
  const console = await consoleOf(t)
  const { page } = await visit(console)
  await logIn(page, console)
  await open(page, console, 'edit', 'Show the difference')
  await fill(page, { Zone: 'univ.example', Name: 'late' })
  await page.locator(`[name="data-${MARKER}"]`).fill('10.0.0.45')
  await button(page, 'Show the difference').click()
  await button(page, 'Change it').waitFor()
  const zones: string[] = []
  await page.route(/\/change$/, (route) => {
    const { zone, also } = route.request().postDataJSON()
    zones.push(zone, ...also.map((one: { readonly zone: string }) => one.zone))
    return route.fulfill({ status: 422, json: { code: 'bad-change', detail: 'not this one' } })
  })
  await button(page, 'Change it').click()
  const alert = page.getByRole('alert')
  await alert.waitFor()
  t.match(await alert.innerText(), /Refused, and nothing has changed: not this one/)
  t.same(zones, ['univ.example', '10.in-addr.arpa.'])
  await page.unroute(/\/change$/)
  await button(page, 'Show the difference').click()
  await button(page, 'Change it').click()
  await page.getByText('Served now').waitFor()
  t.equal(await dig(console, 'inside', 'late.univ.example'), '10.0.0.45')
  t.equal(await dig(console, 'inside', '45.0.0.10.in-addr.arpa', 'PTR'), 'late.univ.example.')
})

t.test('addresses, filters and data that nobody expects break no screen', { skip: noBrowser }, async (t: Test) => {
  const script = '"<script>document.title=1</script><img src=x onerror=document.title=2>"'
  const odd = `$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n  NS ns\nns A 192.0.2.1\nodd TXT ${script}\n\\<b\\>x TXT "y"\n`
  const console = await consoleOf(t, { 'out.zone': odd })
  const { page, faults } = await visit(console)
  await logIn(page, console)
  for (const name of ['constructor', 'toString', '__proto__'])
    await open(page, console, name, 'There is no such screen')
  await open(page, console, 'zone/univ.example.', '<script>document.title=1</script>')
  t.equal(await page.locator('main script, main img').count(), 0)
  await open(page, console, 'audit', 'login')
  await page.getByLabel('Since').selectOption('all')
  t.match(page.url(), /since=all/)
  t.equal(await page.getByLabel('Since').inputValue(), 'all')
  await open(page, console, 'log?client=nowhere', /cannot follow queries/)
  await page.getByLabel('Queries from a network').fill('127.0.0.0/8')
  await page.getByLabel('Queries from a network').press('Enter')
  await page.getByRole('alert').waitFor({ state: 'detached' })
  // Who asks before the stream is open does not stand in it.
  const asked = page.getByRole('log').getByText('www.univ.example').first()
  for (let tries = 0; tries < 20 && !(await asked.isVisible()); tries++) {
    await dig(console, 'inside', 'www.univ.example')
    await asked.waitFor({ timeout: 1500 }).catch(() => {})
  }
  await asked.waitFor()
  t.same(faults, [])
})
