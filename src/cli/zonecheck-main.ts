// The command `zonecheck`. For a large file it starts the helping thread before it loads the code that reads the arguments.

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

/** Whether the argument is a large file, or NAME=FILE with one. */
function isLargeFile(argument: string): boolean {
  return fileSize(argument.slice(argument.indexOf('=') + 1)) >= WORTH_HELP
}
