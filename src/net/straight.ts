// Reads of TLS, straight to whoever takes them. Resolvers put each question into a record of its own, and TLS reads each record by itself.
// For each read Node's streams keep books, tell whoever listens, and look a moment later whether to read on.

import type { Socket } from 'node:net'

/** While the stream flows and holds nothing back, `take` gets what it reads; else that goes its usual way, and comes by 'data'. */
export function takeStraight(socket: Socket, take: (read: Uint8Array) => void): void {
  const push = socket.push
  // By this Node hands over what it has read, and null at the end; to the stream it looks as if nothing had come yet.
  socket.push = (read: unknown, encoding?: BufferEncoding) => {
    if (!(read instanceof Uint8Array) || !socket.readableFlowing || socket.readableLength > 0)
      return push.call(socket, read, encoding)
    take(read)
    return true
  }
}
