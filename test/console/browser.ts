// A real server with people who log in, and a real browser that uses its console; both end with the test.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import type { Test } from 'tap'
import { hidePassword } from '../../src/users/password.ts'
import type { User } from '../../src/users/user.ts'
import { writeUsers } from '../../src/users/users-file.ts'
import { folderOf, type Janus, run, serve } from '../support/janus.ts'

const CHROMIUM = '/usr/bin/chromium'

/** In milliseconds: as long as others wait for a busy machine, see until(). */
export const PATIENCE = 150_000
/** False, or why these tests are skipped. */
export const noBrowser = existsSync(CHROMIUM) ? false : 'chromium is not installed'

export const PASSWORD = 'correct horse battery'

const zone = (lines: string) => `$TTL 3600\n@ SOA ns hostmaster 1 7200 900 1209600 300\n  NS ns\n${lines}\n`
const reverse = (lines: string) =>
  `$TTL 3600\n@ SOA ns.univ.example. hostmaster.univ.example. 1 7200 900 1209600 300\n  NS ns.univ.example.\n${lines}\n`

/** Inside names hold the marker, so that whoever sees the outside only can be searched for it. */
export const MARKER = 'innermost'

const FILES = {
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
control: {socket: control.sock}
http: {listen: ["127.0.0.1:0"], console: true, edit: apply, users: users.json}
views:
  ${MARKER}: [127.0.0.1]
  outside: [any]
zones:
  univ.example: {${MARKER}: in.zone, outside: out.zone}
  2.0.192.in-addr.arpa: {${MARKER}: rev-in.zone, outside: rev-out.zone}
  10.in-addr.arpa: {${MARKER}: rev10.zone}
lists: {pop.univ.example: {leases: 10m, views: [${MARKER}]}}
`,
  'in.zone': zone(
    `ns A 192.0.2.1\nwww A 10.0.0.10\n${MARKER}-db A 10.0.0.11\nmx A 10.0.0.12\n@ MX 10 mx\nold CNAME ${MARKER}-db`,
  ),
  'out.zone': zone('ns A 192.0.2.1\nwww A 192.0.2.10\nmx A 192.0.2.12\n@ MX 10 mx'),
  'rev-in.zone': reverse('1 PTR ns.univ.example.\n10 PTR www.univ.example.'),
  'rev-out.zone': reverse('1 PTR ns.univ.example.\n10 PTR www.univ.example.'),
  'rev10.zone': reverse(`10.0.0 PTR www.univ.example.\n11.0.0 PTR ${MARKER}-db.univ.example.`),
}

export type Console = {
  readonly folder: string
  readonly janus: Janus
  readonly browser: Browser
  readonly url: string
  readonly file: (name: string) => string
}

/** `configured`: janus.yaml, otherwise than it is. */
export async function consoleOf(
  t: Test,
  files: Readonly<Record<string, string>> = {},
  configured: (yaml: string) => string = (yaml) => yaml,
): Promise<Console> {
  const folder = folderOf(t, { ...FILES, 'janus.yaml': configured(FILES['janus.yaml']), ...files })
  const password = await hidePassword(PASSWORD)
  const people: readonly User[] = [
    { name: 'admin', role: 'admin', password, tokens: [] },
    { name: 'viewer', role: 'viewer', views: ['outside'], password, tokens: [] },
  ]
  writeUsers(join(folder, 'users.json'), people)
  const janus = await serve(t, folder)
  const { console } = await janus.logged('the console is served')
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'], timeout: PATIENCE })
  t.teardown(() => browser.close())
  return { folder, janus, browser, url: String(console).replace(/#.*/, ''), file: (name) => join(folder, name) }
}

export type Visit = {
  readonly context: BrowserContext
  readonly page: Page
  readonly faults: string[]
  readonly traffic: Promise<string>[]
}

/** What the page complains of is collected, and all that came to it. */
export async function visit({ browser }: Console, options: Parameters<Browser['newContext']>[0] = {}): Promise<Visit> {
  // What comes anew is drawn fainter until it is there, to whom nothing may move it is not: axe may look in between.
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(PATIENCE)
  const page = await context.newPage()
  const faults: string[] = []
  const traffic: Promise<string>[] = []
  page.on('pageerror', ({ message }) => faults.push(message))
  page.on('console', (message) => {
    // The browser itself tells of every answer that is an error: those that are wanted are asserted where they are.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  page.on('response', (response) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    traffic.push(promise)
    response.text().then(
      (text) => resolve(`${JSON.stringify(response.headers())}\n${text}`),
      () => resolve(''),
    )
  })
  return { context, page, faults, traffic }
}

export async function logIn(page: Page, { url }: Console, user = 'admin', password = PASSWORD): Promise<void> {
  await page.goto(url)
  // In whatever language.
  await page.locator('[name="user"]').fill(user)
  await page.locator('[name="password"]').fill(password)
  await page.locator('form button[type="submit"]').click()
  await page.locator('nav.side').waitFor()
}

export async function open(page: Page, { url }: Console, screen: string, shows: string | RegExp): Promise<void> {
  await page.goto(`${url}#/${screen}`)
  await page.getByRole('main').getByText(shows).first().waitFor()
}

/** The data of the answer, as one view sees it: 127.0.0.1 is inside, 127.0.0.2 is not. With `+noshort` all that dig prints. */
export async function dig(
  { janus }: Console,
  from: 'inside' | 'outside',
  name: string,
  type = 'A',
  ...more: readonly string[]
): Promise<string> {
  const source = from === 'inside' ? '127.0.0.1' : '127.0.0.2'
  const words = ['@127.0.0.1', '-p', `${janus.port()}`, '-b', source, name, type, '+time=30', ...more]
  const { code, stdout, stderr } = await run('dig', words)
  if (code !== 0) throw new Error(stdout + stderr)
  if (more.includes('+noshort')) return stdout
  const answer = type === 'AXFR' ? stdout : (/;; ANSWER SECTION:\n(.*?)\n\n/s.exec(stdout)?.[1] ?? '')
  const records = answer.split('\n').filter((line) => line !== '' && !line.startsWith(';'))
  return records.map((line) => line.split(/\s+/).slice(4).join(' ')).join(' ')
}

/** What has the focus is called: by its label, its own name, or what stands in it; nothing where the browser itself has it. */
function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    type Element = {
      readonly tagName: string
      readonly labels?: readonly { readonly textContent: string }[]
      readonly textContent: string
      getAttribute: (of: string) => string | null
    }
    const { activeElement: one } = (globalThis as unknown as { readonly document: { activeElement: Element | null } })
      .document
    if (one === null || one.tagName === 'BODY') return ''
    return one.getAttribute('aria-label') ?? one.labels?.[0]?.textContent ?? one.textContent
  })
}

/** Somebody who has no mouse. */
export function keyboard(page: Page) {
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  /** On to what has this name. */
  const tabTo = async (name: RegExp, back = false) => {
    for (let presses = 0; presses < 120; presses++) {
      await press(back ? 'Shift+Tab' : 'Tab')
      if (name.test(await focusedName(page))) return
    }
    throw new Error(`no way to ${name} with the keyboard`)
  }
  return {
    press,
    tabTo,
    enter: async (name: RegExp) => {
      await tabTo(name)
      await press('Enter')
    },
    type: async (field: RegExp, text: string) => {
      await tabTo(field)
      await press('Control+a')
      await page.keyboard.type(text)
    },
  }
}
