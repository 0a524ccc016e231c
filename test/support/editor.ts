// An editor as the language server sees it: frames of JSON over two streams (JSON-RPC 2.0, "Base Protocol" of LSP), in this process
// or to another one.

import { PassThrough, type Readable, type Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'

export type Message = {
  readonly id?: number
  readonly method?: string
  readonly params?: unknown
  readonly result?: unknown
  readonly error?: unknown
}

type Position = { readonly line: number; readonly character: number }
type Range = { readonly start: Position; readonly end: Position }
export type Edit = { readonly range: Range; readonly newText: string }

export type Diagnostic = {
  readonly range: Range
  readonly severity: number
  readonly code?: string
  readonly message: string
  readonly relatedInformation?: readonly {
    readonly location: { readonly uri: string; readonly range: Range }
    readonly message: string
  }[]
}

type Published = { readonly uri: string; readonly version?: number; readonly diagnostics: readonly Diagnostic[] }

export class Editor {
  readonly published: Published[] = []
  readonly #output: Writable
  readonly #waiting = new Set<() => void>()
  readonly #answers = new Map<number, (message: Message) => void>()
  readonly #versions = new Map<string, number>()
  #next = 0

  /** `input`: what the server writes; `output`: what it reads. */
  constructor(input: Readable, output: Writable) {
    this.#output = output
    eachMessage(input, (message) => this.#hear(message))
  }

  async begin(): Promise<Message> {
    const answer = await this.request('initialize', { processId: null, rootUri: null, capabilities: {} })
    this.notify('initialized', {})
    return answer
  }

  async end(): Promise<void> {
    await this.request('shutdown', undefined)
    this.notify('exit', undefined)
  }

  open(path: string, text: string, languageId = 'zone'): void {
    const uri = uriOf(path)
    this.#versions.set(uri, 1)
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } })
  }

  /** The whole text where there is no range. */
  type(path: string, text: string, range?: Range): number {
    const uri = uriOf(path)
    const version = this.#versions.get(uri)! + 1
    this.#versions.set(uri, version)
    const contentChanges = [range === undefined ? { text } : { range, text }]
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges })
    return version
  }

  close(path: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri: uriOf(path) } })
  }

  async ask<Result>(method: string, path: string, more: object = {}): Promise<Result> {
    const { result, error } = await this.request(method, { textDocument: { uri: uriOf(path) }, ...more })
    if (error) throw new Error(JSON.stringify(error))
    return result as Result
  }

  /** The findings for the version that is the newest now. */
  async findings(path: string, version = this.#versions.get(uriOf(path))): Promise<readonly Diagnostic[]> {
    const found = await this.until(() =>
      this.published.findLast((one) => one.uri === uriOf(path) && one.version === version),
    )
    return found.diagnostics
  }

  /** What is shown of a file that is not open, as soon as that is so. */
  async shown(path: string, isSo: (found: readonly Diagnostic[]) => boolean): Promise<readonly Diagnostic[]> {
    const found = await this.until(() => {
      const last = this.published.findLast(({ uri }) => uri === uriOf(path))
      return last && last.version === undefined && isSo(last.diagnostics) ? last : undefined
    })
    return found.diagnostics
  }

  async until<T>(look: () => T | undefined): Promise<T> {
    for (;;) {
      const seen = look()
      if (seen !== undefined) return seen
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve)
      })
    }
  }

  request(method: string, params: unknown): Promise<Message> {
    const id = ++this.#next
    this.#send({ id, method, params })
    return new Promise((resolve) => {
      this.#answers.set(id, resolve)
    })
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params })
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    this.#output.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }

  #hear(message: Message): void {
    if (message.method === undefined && message.id !== undefined) this.#answers.get(message.id)?.(message)
    if (message.method === 'textDocument/publishDiagnostics') this.published.push(message.params as Published)
    for (const resolve of this.#waiting) resolve()
    this.#waiting.clear()
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href
}

/** Both ends of two streams, for a server in this process. */
export function editorPipes(): { readonly editor: Editor; readonly input: Readable; readonly output: Writable } {
  const input = new PassThrough()
  const output = new PassThrough()
  return { editor: new Editor(output, input), input, output }
}

/** What edits of one text make of it; they lie apart, and are made from the end. */
export function edited(text: string, edits: readonly Edit[]): string {
  const starts = [0, ...[...text.matchAll(/\r\n|\r|\n/g)].map(({ 0: end, index }) => index + end.length)]
  const offset = ({ line, character }: Position) => (starts[line] ?? text.length) + character
  return edits
    .toSorted((a, b) => offset(b.range.start) - offset(a.range.start))
    .reduce(
      (now, { range, newText }) => now.slice(0, offset(range.start)) + newText + now.slice(offset(range.end)),
      text,
    )
}

function eachMessage(input: Readable, hear: (message: Message) => void): void {
  let left = Buffer.alloc(0)
  input.on('data', (chunk: Buffer) => {
    left = Buffer.concat([left, chunk])
    for (;;) {
      const head = left.indexOf('\r\n\r\n')
      const size = Number(/Content-Length: (\d+)/i.exec(left.subarray(0, Math.max(0, head)).toString())?.[1])
      if (head < 0 || left.length < head + 4 + size) return
      hear(JSON.parse(left.subarray(head + 4, head + 4 + size).toString()))
      left = left.subarray(head + 4 + size)
    }
  })
}
