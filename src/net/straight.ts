// Gives the reads of a connection straight to their taker. Resolvers put each question into a record of its own, and TLS reads each record by
// itself. For each read Node's streams keep books, tell whoever listens, and look a moment later whether to read on.

import type { Socket } from 'node:net'
import { Octets } from '../dns/octets.ts'

/**
 * While the stream flows and holds nothing back, `take` gets what it reads. While it is halted, what comes is kept as one piece, and comes
 * by 'data' when it flows again: Node counts octets alone, and would keep an object for each of 65,536 records of one octet.
 */
export function takeStraight(socket: Socket, take: (read: Uint8Array) => void): void {
  const push = socket.push
  let kept: Octets | undefined
  const passOn = () => {
    if (kept === undefined) return
    const octets = kept.view()
    kept = undefined
    push.call(socket, octets)
  }
  // By this Node hands over what it has read, and null at the end; to the stream it looks as if nothing had come yet.
  socket.push = (read: unknown, encoding?: BufferEncoding) => {
    if (!(read instanceof Uint8Array)) {
      passOn()
      return push.call(socket, read, encoding)
    }
    if (kept === undefined && socket.readableFlowing) {
      if (socket.readableLength > 0) return push.call(socket, read)
      take(read)
      return true
    }
    kept ??= new Octets(read.length)
    kept.append(read)
    return socket.readableLength + kept.length < socket.readableHighWaterMark
  }
  // Before the stream gives what it has kept itself.
  socket.on('resume', passOn)
}
