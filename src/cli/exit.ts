// Exit codes of the linting commands.

/** Contract with scripts: 0 nothing worse than a warning, 1 errors, 2 could not run. */
export const Exit = { clean: 0, findings: 1, failed: 2 } as const
