// Pages of lists: reads where a page begins, which the answer before it named as "next". That holds as long as the same is served.

import { VerbError } from './errors.ts'
import { quoted } from './fields.ts'
import { say } from './says.ts'

/** Reads `revision:number`; gives the number of items before the page. */
export function offsetOf(after: string, revision: string): number {
  const [, of, offset] = /^(.+):(\d{1,9})$/.exec(after) ?? []
  if (of === undefined) throw afterMisread(after)
  if (of !== revision) throw afterMoved()
  return Number(offset)
}

export function afterMisread(after: string): VerbError {
  return new VerbError('bad-request', say('after-misread', { after: quoted(after) }), 'after')
}

export function afterMoved(): VerbError {
  return new VerbError('moved', say('page-moved'), 'after')
}

export async function* pageOf(
  items: Iterable<unknown> | AsyncIterable<unknown>,
  begin: number,
  limit: number,
  revision: string,
): AsyncGenerator<unknown, string | undefined> {
  let passed = 0
  for await (const item of items) {
    if (passed >= begin + limit) return `${revision}:${passed}`
    if (passed++ >= begin) yield item
  }
  return undefined
}
