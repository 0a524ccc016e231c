// The directives there are. A new one is a new file and a new line here.

import type { Directive } from './directive.ts'
import { generate } from './generate.ts'
import { include } from './include.ts'
import { origin } from './origin.ts'
import { ttl } from './ttl.ts'

const all: readonly Directive[] = [origin, ttl, include, generate]

export const directives: ReadonlyMap<string, Directive> = new Map(all.map((directive) => [directive.name, directive]))
