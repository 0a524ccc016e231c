// What is about to end, on the screens that tell it: certificates, signatures, and the timetable of keys that others take the place of.

import t, { type Test } from 'tap'
import { selfSigned } from '../../src/net/tls/self-signed.ts'
import { consoleOf, logIn, MARKER, noBrowser, open, visit } from './browser.ts'

t.test(
  'the overview shows the days of each certificate and of the signatures of each face, and Keys when a roll takes its steps',
  { skip: noBrowser },
  async (t: Test) => {
    const { certificate, key } = selfSigned('ns1')
    const console = await consoleOf(t, { 'ns.crt': certificate, 'ns.key': key }, (yaml) =>
      yaml.replace(
        'listen: ["127.0.0.1:0"]\nworkers',
        'listen: ["127.0.0.1:0", {address: "127.0.0.1:0", tls: {certificate: ns.crt, key: ns.key}}]\n' +
          'sign: {univ.example: {parents: []}}\nworkers',
      ),
    )
    const { page, faults } = await visit(console)
    await logIn(page, console)
    const rows = (name: string) => page.getByRole('table', { name, exact: true }).locator('tbody tr')
    await open(page, console, 'overview', 'ns.crt')
    t.match(await rows('Certificates').allInnerTexts(), [/ns\.crt[\s\S]*\d+ days/])
    await rows('Signatures').nth(1).waitFor()
    const faces = (await rows('Signatures').allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '))
    for (const view of [MARKER, 'outside'])
      t.ok(
        faces.some((row) => row.includes(view) && /\d+ days/.test(row)),
        `${view}: ${faces.join(' | ')}`,
      )
    await open(page, console, 'keys', 'univ.example.')
    // Without a mouse: to the choice of the zone, and down to it.
    const choice = page.getByRole('combobox')
    await choice.focus()
    await page.keyboard.press('ArrowDown')
    await page.getByText('caches may not have key').waitFor()
    // The first key is on its way: what is still to come has its dates.
    await rows('Timetable of univ.example.').first().waitFor()
    const steps = (await rows('Timetable of univ.example.').allInnerTexts()).join('\n')
    t.match(steps, /20\d\d[\s\S]*DNSKEY is everywhere, in caches too/)
    t.same(faults, [])
  },
)
