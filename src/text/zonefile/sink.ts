// Where the parser puts what it reads. The zone builder is one; the linter's and the printer's tests have others.

/** Calls come in file order. Arrays belong to the parser and change with the next call: copy what you keep. */
export interface RecordSink {
  /** The records that follow belong to the absolute name at (name, at), in wire form, spelled as in the file. */
  owner(name: Uint8Array, at: number): void
  /**
   * One record of class IN. `rdata[0, length)` is in wire form, names in it absolute and uncompressed. `line` counts the
   * lines read so far over all files, from 1; ZoneText.place() turns it back into file, line and column.
   */
  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number): void
}

/** A sink that knows views and layers: zone files with $VIEW, $ADD or $HIDE in them need one (docs/one-source.md). */
export interface LayerSink extends RecordSink {
  /** All views, to find misspelt ones; undefined where nobody knows. */
  readonly views: readonly string[] | undefined
  /** Records that follow come from the next file, which lies over those before it. */
  nextFile(): void
  /** Records that follow are for these views; undefined: for all. */
  section: readonly string[] | undefined
  /** Records that follow are added to those of the layer below instead of taking their place. */
  adding: boolean
  /** Leaves out the rrset of `type`, or for 0 all rrsets, that the layer below has at the name; with `below` at all names below it too. */
  hide(name: Uint8Array, below: boolean, type: number, line: number): void
}
