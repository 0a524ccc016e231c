// The ways in which the linting commands write what they found.

export const formats = ['text', 'json', 'sarif', 'github', 'junit'] as const
export type Format = (typeof formats)[number]
