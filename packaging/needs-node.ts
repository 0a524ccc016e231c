// Which Node.js the package needs, and what tells a program that imports it under an older one.

export const OLDEST_NODE = { major: 22, minor: 18 } as const

/**
 * A module that the library loads before all else: it has to name what is missing, which an older Node.js does not before somebody calls
 * what it lacks. Plain enough for any that knows modules.
 */
export function needsNode(): string {
  const { major, minor } = OLDEST_NODE
  return `const [major, minor] = process.versions.node.split('.').map(Number)
if (major < ${major} || (major === ${major} && minor < ${minor}))
  throw new Error('janus-dns needs Node.js ${major}.${minor} or newer; this is ' + process.version)
`
}
