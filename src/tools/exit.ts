// Exit codes of the commands.

/** Contract with scripts: 0 all is well, 1 it is not (findings, an error in the answer, a refusal), 2 the command could not run. */
export const Exit = { good: 0, bad: 1, failed: 2 } as const
