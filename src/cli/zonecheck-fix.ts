// `zonecheck --fix`: shows what the safe repairs would change, asks, and writes.

import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { changesText, type Fixed, fixText } from '../check/fix.ts'
import { visible } from '../report/escape.ts'
import type { Problem } from '../report/problem.ts'
import { Exit } from './exit.ts'

type FileFix = Fixed & { readonly file: string }

/** `yes`: nobody is asked. Gives the exit code. */
export async function fixFiles(problems: readonly Problem[], yes: boolean): Promise<number> {
  const files = [...new Set(problems.filter(({ edit }) => edit).map(({ place }) => place.file))]
  const fixes = files.map((file) => fixFile(file, problems)).filter(({ changes }) => changes.length > 0)
  if (fixes.length === 0) {
    process.stdout.write('nothing can be mended without thought\n')
    return Exit.clean
  }
  for (const { file, changes } of fixes)
    process.stdout.write(`${changesText(file, changes).split('\n').map(visible).join('\n')}\n`)
  const mended = fixes.reduce((sum, fix) => sum + fix.mended, 0)
  const what = `${mended} ${mended === 1 ? 'finding' : 'findings'} in ${fixes.length} ${fixes.length === 1 ? 'file' : 'files'}`
  if (!(yes || (await agrees(`Mend ${what}?`)))) {
    process.stdout.write('nothing was written\n')
    return Exit.findings
  }
  for (const { file, bytes } of fixes) replaceFile(file, bytes)
  process.stdout.write(`mended ${what}; count the serial up and check again\n`)
  return Exit.clean
}

function fixFile(file: string, problems: readonly Problem[]): FileFix {
  const own = problems.filter(({ place }) => place.file === file)
  return { file, ...fixText(readFileSync(file), own) }
}

/** Without a terminal there is nobody to ask: --yes says so beforehand. */
async function agrees(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    process.stdout.write(`${question} say so with --yes\n`)
    return false
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await terminal.question(`${question} [y/N] `)
  terminal.close()
  return /^y(es)?$/i.test(answer.trim())
}

/** Whole or not at all: a file half written would be a zone half lost. */
function replaceFile(file: string, bytes: Uint8Array): void {
  const written = `${file}.zonecheck`
  writeFileSync(written, bytes, { mode: statSync(file).mode & 0o777 })
  renameSync(written, file)
}
