// The command `janus`: reads its arguments, calls, prints.

import { version } from './version.ts'

/** Gives the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--version')) {
    console.log(version)
    return 0
  }
  console.error('usage: janus --version')
  return 2
}
