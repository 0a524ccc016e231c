// Makes the manual pages and the completion of shells, out of the commands and the schema of the configuration:
//
//   FOLDER/man/man1/janus.1, janus-check.1 …, zonecheck.1, zonecheck-lsp.1
//   FOLDER/man/man5/janus.yaml.5
//   FOLDER/completion/janus.bash, _janus, janus.fish

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { commandTree } from '../../src/cli/command-tree.ts'
import { wholeProgram } from '../../src/cli/commands.ts'
import { type Shell, scripts } from '../../src/cli/completion/scripts.ts'
import { zonecheckCommand } from '../../src/cli/zonecheck-command.ts'
import { commandPage, pageName, programPage } from './command-page.ts'
import { configurationPage } from './configuration-page.ts'

const EXAMPLE = join(import.meta.dirname, '../../zones/janus.yaml')

/** File name to text. `date`: of the pages, in seconds since 1970. */
export async function manualPages(date: number): Promise<Map<string, string>> {
  const janus = commandTree(await wholeProgram())
  const pages = new Map<string, string>()
  const own = new Set(janus.commands.map(pageName))
  pages.set('janus.1', programPage(janus, own, ['zonecheck 1', 'janus.yaml 5'], date))
  for (const command of janus.commands)
    pages.set(`${pageName(command)}.1`, commandPage(command, ['janus 1', 'janus.yaml 5'], date))
  const zonecheck = commandTree(zonecheckCommand())
  pages.set('zonecheck.1', commandPage(zonecheck, ['janus 1', 'janus-check 1'], date))
  for (const command of zonecheck.commands)
    pages.set(`${pageName(command)}.1`, commandPage(command, ['zonecheck 1'], date))
  pages.set('janus.yaml.5', configurationPage(readFileSync(EXAMPLE, 'utf8'), ['janus 1', 'janus-check 1'], date))
  return pages
}

const SCRIPTS: Readonly<Record<Shell, string>> = { bash: 'janus.bash', zsh: '_janus', fish: 'janus.fish' }

export async function writeManual(folder: string, date: number): Promise<void> {
  for (const [name, text] of await manualPages(date)) write(join(folder, 'man', `man${name.slice(-1)}`), name, text)
  for (const [shell, name] of Object.entries(SCRIPTS)) write(join(folder, 'completion'), name, scripts[shell as Shell])
}

function write(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, name), text)
}
