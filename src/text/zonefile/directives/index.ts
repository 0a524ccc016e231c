// All directives. A new one is a new file and a new line here.

import { add } from './add.ts'
import type { Directive } from './directive.ts'
import { generate } from './generate.ts'
import { hide } from './hide.ts'
import { include } from './include.ts'
import { origin } from './origin.ts'
import { ttl } from './ttl.ts'
import { view } from './view.ts'

const all: readonly Directive[] = [origin, ttl, include, generate, view, add, hide]

export const directives: ReadonlyMap<string, Directive> = new Map(all.map((directive) => [directive.name, directive]))
