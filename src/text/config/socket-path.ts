// Reports paths of sockets that are longer than the system takes.

import { isTooLongForSocket, MAX_SOCKET_PATH } from '../../system/socket-path.ts'
import { say } from './says.ts'
import type { SourceText, Span } from './source-text.ts'

/** `path` is absolute: its folders count too. */
export function reportLongPath(source: SourceText, path: string, span: Span): void {
  if (!isTooLongForSocket(path)) return
  source.report('bad-address', span, say('socket-path-long', { path, most: MAX_SOCKET_PATH }), {
    fix: say('socket-path-shorter'),
  })
}
