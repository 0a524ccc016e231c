// `janus query`: one question to one server, and its answer for people to read. Also how a container asks itself whether it
// is well. What it sends and reads goes through dns2, not through the code that answers; dns2 knows plain DNS alone, and the other
// doors are asked through our own codec.

import { nameText } from '../dns/name-text.ts'
import { typeName } from '../dns/types.ts'
import { endpointText } from '../net/endpoint.ts'
import { Exit } from '../tools/exit.ts'
import { exchange } from './query-exchange.ts'
import { replyText } from './query-text.ts'
import { isPlain, type QueryOptions, readWords } from './query-words.ts'

/** `words` are @server, name and type, or fewer. Gives the exit code. */
export async function query(words: readonly string[], options: QueryOptions): Promise<number> {
  const request = readWords(words, options)
  if (typeof request === 'string') return fail(request)
  const reply = await (isPlain(request)
    ? exchange(request)
    : (await import('./query-doors.ts')).exchangeByDoor(request))
  if (typeof reply === 'string') {
    const question = `${nameText(request.name)} ${typeName(request.type)}`
    return fail(`cannot ask ${endpointText(request.server)} for ${question}: ${reply}`)
  }
  process.stdout.write(replyText(request, reply))
  return reply.told.rcode === 0 ? Exit.good : Exit.bad
}

function fail(message: string): number {
  process.stderr.write(`janus: ${message}\n`)
  return Exit.failed
}
