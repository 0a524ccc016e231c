// Does every example of a page as it stands there, from top to bottom, in a folder that looks like the checkout. Only the ports are
// others, so that nothing on this machine is in the way.

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import t, { type Test } from 'tap'
import { parseConfig } from '../../src/text/config/load.ts'
import { freePort } from '../support/free-port.ts'
import { folderOf, Janus, missing, run } from '../support/janus.ts'
import { type Block, blocksOf, stepsOf } from './blocks.ts'
import { pattern } from './printed.ts'

export const checkout = join(import.meta.dirname, '../..')
export const textOf = (page: string) => readFileSync(join(checkout, page), 'utf8')

const noDig = await missing('dig')

export function testPage(page: string): void {
  const blocks = blocksOf(textOf(page))

  t.test(`${page}: every block has a mark`, async (t) => {
    t.equal(blocks.length, (textOf(page).match(/^```/gm) ?? []).length / 2)
    for (const { mark, line } of blocks)
      t.match(mark, /^(run( exit=\d)?|serve \S+|file \S+|config|not run: .+)$/, `line ${line}`)
  })

  t.test(`${page}: every example does what the page says`, (t) => doBlocks(t, blocks))

  t.test(`${page}: every link leads somewhere`, async (t) => {
    for (const [, link, heading] of textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(#[^)]+)?\)/g)) {
      const target = link === '' ? page : join(dirname(page), link!)
      t.ok(existsSync(join(checkout, target)), link!)
      if (heading !== undefined) t.ok(headingsOf(textOf(target)).includes(heading), `${link}${heading}`)
    }
  })
}

async function doBlocks(t: Test, blocks: readonly Block[]): Promise<void> {
  const ports = new Map([
    ['5300', String(await freePort())],
    ['5301', String(await freePort())],
  ])
  const folder = folderLikeCheckout(t, ports)
  for (const block of blocks) {
    const [kind, argument = ''] = block.mark.split(' ')
    if (kind === 'file') write(join(folder, argument), replacePorts(block.text, ports))
    if (kind === 'config') t.same(parseConfig('janus.yaml', Buffer.from(block.text)).problems, [], `line ${block.line}`)
    if (kind === 'serve') await serveBlock(t, folder, block, argument)
    if (kind === 'run') await runBlock(t, folder, block, ports)
  }
}

/** As links name them. */
function headingsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading]) =>
      `#${heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-')}`,
  )
}

function folderLikeCheckout(t: Test, ports: ReadonlyMap<string, string>): string {
  const folder = folderOf(t, {})
  cpSync(join(checkout, 'zones'), join(folder, 'zones'), { recursive: true })
  const config = join(folder, 'zones/janus.yaml')
  writeFileSync(config, replacePorts(readFileSync(config, 'utf8'), ports))
  // Like npx in a checkout, and quicker.
  write(
    join(folder, 'bin/npx'),
    `#!/bin/sh\nname=$1\nshift\nexec "${process.execPath}" "${checkout}/src/cli/$name.js" "$@"\n`,
  )
  chmodSync(join(folder, 'bin/npx'), 0o755)
  return folder
}

async function serveBlock(t: Test, folder: string, block: Block, config: string): Promise<void> {
  t.match(stepsOf(block).at(-1)!.command, /^npm ci && npm start$|^npx janus serve --config /, `line ${block.line}`)
  await new Janus(t, dirname(join(folder, config))).logged('ready')
}

async function runBlock(t: Test, folder: string, block: Block, ports: ReadonlyMap<string, string>): Promise<void> {
  const steps = stepsOf(block)
  const last = Number(/exit=(\d)/.exec(block.mark)?.[1] ?? 0)
  for (const [i, { command, output }] of steps.entries()) {
    if (command.startsWith('dig ') && noDig) continue
    const script = `export PATH="$PWD/bin:$PATH"; exec 2>&1; ${replacePorts(command, ports)}`
    const { code, stdout } = await run('sh', ['-c', script], folder)
    t.equal(code, i === steps.length - 1 ? last : 0, `line ${block.line}: ${command}`)
    let printed = stdout.trimEnd()
    for (const [shown, real] of ports) printed = printed.replaceAll(real, shown)
    if (command.startsWith('dig ')) t.same(sorted(printed), sorted(output))
    else t.match(printed, pattern(output), `line ${block.line}: what it prints`)
  }
}

/** dig aligns by tabs, and records of equal preference take turns. */
function sorted(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' '))
    .sort()
}

function replacePorts(text: string, ports: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\b530[01]\b/g, (port) => ports.get(port)!)
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
