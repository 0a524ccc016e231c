// `janus complete PROGRAM WORD…`: answers the scripts that `janus completion` prints, which ask at each press of Tab. The first line of the
// answer says which files may stand there too: "files", "folders" or "words" for none. Each line that follows is a word, and behind a tab
// its meaning.

import type { CommandTree } from '../command-tree.ts'
import { commandTree } from '../command-tree.ts'
import { nextWords } from './complete-words.ts'
import { valuesOf } from './values.ts'

/** Gives the exit code. */
export async function complete([program = '', ...words]: readonly string[]): Promise<number> {
  const tree = await treeOf(program)
  const { words: known, kind, begun, before, config } = nextWords(tree, words)
  const values = await valuesOf(kind, begun, config)
  const lines = [...known, ...values].map(({ word, tells }) =>
    tells === undefined ? `${before}${word}` : `${before}${word}\t${oneLine(tells)}`,
  )
  const files = kind === 'file' ? 'files' : kind === 'folder' ? 'folders' : 'words'
  process.stdout.write(`${[files, ...lines].join('\n')}\n`)
  return 0
}

async function treeOf(program: string): Promise<CommandTree> {
  if (program === 'zonecheck') {
    const { zonecheckCommand } = await import('../zonecheck-command.ts')
    return commandTree(zonecheckCommand())
  }
  const { wholeProgram } = await import('../commands.ts')
  return commandTree(await wholeProgram())
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
