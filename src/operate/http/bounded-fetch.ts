// A fetch whose answer has a bound: no server that is asked can fill the memory of this one.

/** The body fails after `largest` octets, counted unpacked. */
export async function boundedFetch(largest: number, url: string, options: RequestInit): Promise<Response> {
  const response = await fetch(url, options)
  if (response.body === null) return response
  let size = 0
  const bounded = response.body.pipeThrough(
    new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
      transform: (chunk, controller) => {
        size += chunk.length
        if (size > largest) throw new Error(`its answer has more than ${largest} octets`)
        controller.enqueue(chunk)
      },
    }),
  )
  const { status, statusText, headers } = response
  return new Response(bounded, { status, statusText, headers })
}
