// Modules of Node are loaded when something in them is used for the first time, and not by every thread that might use it:
// node:crypto alone takes longer to load than most of what we do before the first answer.

import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

export function builtinsOnDemand(): Plugin {
  return {
    name: 'builtins-on-demand',
    setup: ({ onResolve, onLoad }) => {
      const filter = new RegExp(`^(?:node:.*|${builtinModules.join('|')})$`)
      // What is required is wanted at once, and may be a function.
      onResolve({ filter }, ({ path, kind }) =>
        kind === 'require-call'
          ? { path, external: true }
          : { path: path.replace(/^node:/, ''), namespace: 'builtin', sideEffects: false },
      )
      onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({ contents: moduleOf(path) }))
    },
  }
}

/** A module of CommonJS with a getter for each name: whoever imports from it asks it at each use. */
function moduleOf(name: string): string {
  const names = Object.keys(process.getBuiltinModule(`node:${name}`)!)
  return `const load = () => process.getBuiltinModule('node:${name}')
for (const name of ${JSON.stringify(names)}) Object.defineProperty(exports, name, { get: () => load()[name], enumerable: true })
Object.defineProperty(exports, 'default', { get: load })
exports.__esModule = true`
}
