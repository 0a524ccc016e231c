// The command `zonecheck`. The thread that helps with a large file starts before what understands the arguments is loaded.

import { availableParallelism } from 'node:os'
import { startHelper, WORTH_HELP } from '../supply/pieces/helper.ts'
import { fileSize } from '../system/file-size.ts'

/** Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const helper = availableParallelism() > 1 && args.some(isLargeFile) ? startHelper() : undefined
  try {
    const { runCommand } = await import('./zonecheck-command.ts')
    return await runCommand(args, helper)
  } finally {
    helper?.close()
  }
}

/** The argument is a file, or a view and its file: NAME=FILE. */
function isLargeFile(argument: string): boolean {
  return fileSize(argument.slice(argument.indexOf('=') + 1)) >= WORTH_HELP
}
