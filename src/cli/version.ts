// The version of this package, from package.json: two folders up from here, in the sources and in dist alike.

import { readFileSync } from 'node:fs'

const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')

export const version: string = (JSON.parse(manifest) as { version: string }).version
