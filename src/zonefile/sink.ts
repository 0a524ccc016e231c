// Where the parser puts what it reads. The zone builder is one; the linter's and the printer's tests have others.

/** Calls come in file order. Arrays are the parser's own and change with the next call: copy what is to stay. */
export interface RecordSink {
  /** The records that follow belong to the absolute name at (name, at), in wire form, spelled as in the file. */
  owner(name: Uint8Array, at: number): void
  /**
   * One record of class IN. `rdata[0, length)` is in wire form, names in it absolute and uncompressed. `line` counts the
   * lines read so far over all files, from 1; ZoneText.place() turns it back into file, line and column.
   */
  record(type: number, ttl: number, rdata: Uint8Array, length: number, line: number): void
}
