// What the package offers to other programs.

export type { Place, Problem, Severity } from './text/findings/problem.ts'
