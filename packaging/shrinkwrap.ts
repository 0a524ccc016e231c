// The lock of what runs: package-lock.json without what only development needs.

export type Manifest = Readonly<Record<string, unknown>>
export type Lock = { readonly packages: Readonly<Record<string, Manifest>> }

/** `own`: what it says of the package itself besides. */
export function shrinkwrap(lock: Lock, own: Manifest = {}): Lock {
  const { devDependencies: _, ...self } = lock.packages['']!
  const others = Object.entries(lock.packages).filter(
    ([path, { dev, devOptional }]) => path !== '' && !dev && !devOptional,
  )
  // npm marks an optional peer that development brings, typescript, but not what that one brings with it.
  const asked = new Set([self, ...others.map(([, one]) => one)].flatMap(asksFor))
  const reached = others.filter(([path]) => asked.has(path.slice(path.lastIndexOf('node_modules/') + 13)))
  return { ...lock, packages: { '': { ...self, ...own }, ...Object.fromEntries(reached) } }
}

/** Names of packages. */
function asksFor({ dependencies, optionalDependencies, peerDependencies }: Manifest): string[] {
  return [dependencies, optionalDependencies, peerDependencies].flatMap((names) => Object.keys(names ?? {}))
}
