// A text for people as data: which one it is, and what is put into it. Its words, in each language, are a row of the table of the
// room that says it; sentences are made where they are shown (text/findings/wording.ts).

/** Plain data: it goes from thread to thread, and into files. */
export type Said = { readonly code: string; readonly parameters?: Parameters }

export type Parameters = Readonly<Record<string, Parameter>>

/** A text within the text is data too. */
export type Parameter = string | number | Said | readonly Said[]

/** By code, with `{parameters}`. */
export type Says = Readonly<Record<string, readonly [english: string, japanese: string]>>

/** Says the texts of a table: only those that it has, each with all of its parameters. */
export type Say<Rows extends Says> = <Code extends keyof Rows & string>(
  code: Code,
  ...parameters: ArgumentsOf<Rows[Code][0]>
) => Said

type ArgumentsOf<Text extends string> = [ParameterOf<Text>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParameterOf<Text>, Parameter>>]

type ParameterOf<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never

/** The rows, and what says them. Other parameters in Japanese than in English are an error of types. */
export function table<const Rows extends Says>(
  rows: Rows & Matching<Rows>,
): { readonly rows: Rows; readonly say: Say<Rows> } {
  return { rows, say: (code, ...[parameters]) => (parameters === undefined ? { code } : { code, parameters }) }
}

type Matching<Rows extends Says> = {
  readonly [Code in keyof Rows]: [ParameterOf<Rows[Code][0]>, ParameterOf<Rows[Code][1]>] extends [
    ParameterOf<Rows[Code][1]>,
    ParameterOf<Rows[Code][0]>,
  ]
    ? unknown
    : { readonly 'Japanese has other parameters': ParameterOf<Rows[Code][1]> }
}
