// Builds a program of which all that it loads at once is one file, with files beside it for what it loads on demand. esbuild
// alone makes a file of each set of modules that the same demands share: the server began with 136 of them, and to find and link
// so many took a sixth of its start.

import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild'

/** Builds `path` into `folder` as `name`. Gives the files that went in. */
export async function buildJoined(
  path: string,
  name: string,
  folder: string,
  options: BuildOptions,
): Promise<string[]> {
  const { banner, ...bare } = options
  const split = await build({
    ...bare,
    ...{ entryPoints: [{ in: path, out: name }], outdir: folder, splitting: true, write: false, metafile: true },
  })
  const texts = new Map(split.outputFiles.map(({ path, text }) => [basename(path), text]))
  const outputs = new Map(Object.entries(split.metafile.outputs).map(([path, output]) => [basename(path), output]))
  const program = new Program(`${name}.js`, outputs)
  const beside = [...texts].flatMap(([file, text]) => {
    if (!program.files.includes(file)) return { file, text: program.askedBy(text) }
    return program.isOnDemand(file) ? { file, text: program.facadeOf(file) } : []
  })
  await build({
    ...options,
    // One that waits for a file beside it while it loads would wait for ever: that file waits for the program to be loaded.
    supported: { 'top-level-await': false },
    entryPoints: [{ in: WHOLE, out: name }],
    outdir: folder,
    plugins: [
      inMemory(new Map([...program.files.map((file) => [file, texts.get(file)!] as const), [WHOLE, program.whole()]])),
    ],
  })
  mkdirSync(folder, { recursive: true })
  for (const { file, text } of beside) writeFileSync(join(folder, file), `${banner?.js ?? ''}\n${text}`)
  return Object.keys(split.metafile.inputs)
}

type Outputs = ReadonlyMap<string, Metafile['outputs'][string]>

/** The file of what is loaded at once, and what the files beside it ask it for. */
class Program {
  /** That esbuild made of it. */
  readonly files: readonly string[]
  readonly #name: string
  readonly #outputs: Outputs
  readonly #asked = new Set<string>()

  constructor(name: string, outputs: Outputs) {
    this.#name = name
    this.#outputs = outputs
    const found = new Set([name])
    for (const file of found)
      for (const { path, kind, external } of outputs.get(file)!.imports)
        if (kind === 'import-statement' && !external) found.add(basename(path))
    this.files = [...found]
  }

  /** It is asked for by its name, though it is there already. */
  isOnDemand(file: string): boolean {
    return file !== this.#name && this.#outputs.get(file)!.entryPoint !== undefined
  }

  /** What stands for such a file. */
  facadeOf(file: string): string {
    const names = this.#outputs.get(file)!.exports.map((name) => `${this.#nameOf(file, name)} as ${name}`)
    return `export {${names}} from './${this.#name}'\n`
  }

  /** The text of a file beside it, which asks it alone. */
  askedBy(text: string): string {
    const [head = ''] = HEAD.exec(text)!
    return (
      head.replaceAll(IMPORT, (whole, names: string | undefined, file: string) => {
        if (!this.files.includes(file)) return whole
        if (names === undefined) return ''
        const renamed = names.split(',').map((one) => {
          const [name = '', as = name] = one.trim().split(' as ')
          return `${this.#nameOf(file, name)} as ${as}`
        })
        return `import{${renamed}}from"./${this.#name}";`
      }) + text.slice(head.length)
    )
  }

  /** All of it, with what it is asked for. */
  whole(): string {
    return [`export * from './${this.#name}'`, ...this.#asked].join('\n')
  }

  /** Two files may have exports of one name. */
  #nameOf(file: string, name: string): string {
    const own = `of${this.files.indexOf(file)}$${name}`
    this.#asked.add(`export {${name} as ${own}} from './${file}'`)
    return own
  }
}

/** As esbuild writes it, and what files import of each other before all else in them. */
const IMPORT = /import(?:\{([^}]*)\}from)?"\.\/([\w-]+\.js)";?/g
const HEAD = new RegExp(`^(?:${IMPORT.source}\\s*)*`)

const WHOLE = 'whole.js'

/** Files that lie nowhere; what they import beside these stays where it is. */
function inMemory(texts: ReadonlyMap<string, string>): Plugin {
  return {
    name: 'in-memory',
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^(?:\.\/)?[\w-]+\.js$/ }, ({ path, kind }) =>
        kind !== 'dynamic-import' && texts.has(basename(path))
          ? { path: basename(path), namespace: 'memory' }
          : { path, external: true },
      )
      onLoad({ filter: /.*/, namespace: 'memory' }, ({ path }) => ({ contents: texts.get(path)! }))
    },
  }
}
