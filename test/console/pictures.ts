// Draws the pictures of docs/console.md anew, from the sample campus: `node test/console/pictures.ts http://127.0.0.1:9353/console/`,
// while `npm start` serves it.

import { join } from 'node:path'
import { chromium } from 'playwright-core'

const [url = 'http://127.0.0.1:9353/console/'] = process.argv.slice(2)
const folder = join(import.meta.dirname, '../../docs/pictures')

const pictures = [
  { name: 'zone', screen: 'zone/univ.example.?show=differs', scheme: 'light' },
  { name: 'explain', screen: 'explain?name=hosta.dept.univ.example&type=MX', scheme: 'light' },
  { name: 'mail', screen: 'mail', scheme: 'dark' },
] as const

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
for (const { name, screen, scheme } of pictures) {
  const page = await browser.newPage({ viewport: { width: 1040, height: 560 }, colorScheme: scheme, locale: 'en-GB' })
  await page.goto(`${url}#/${screen}`)
  await page.getByRole('main').getByText('univ.example').first().waitFor()
  await page.screenshot({ path: join(folder, `${name}.png`) })
  await page.close()
}
await browser.close()
