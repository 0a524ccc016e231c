// The ways in which the linting commands write what they found.

export const formats = ['text', 'json', 'sarif', 'github', 'junit', 'badge'] as const
export type Format = (typeof formats)[number]
