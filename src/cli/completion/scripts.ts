// The scripts that make a shell ask `janus complete` when somebody presses Tab. They hold no commands: they are as right as the program that
// they ask.

export const shells = ['bash', 'zsh', 'fish'] as const

export type Shell = (typeof shells)[number]

export const scripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for janus and zonecheck
_janus_complete() {
  local line kind words=()
  {
    IFS= read -r kind
    while IFS= read -r line; do words+=("\${line%%$'\\t'*}"); done
  } < <(janus complete "\${COMP_WORDS[0]##*/}" "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  COMPREPLY=("\${words[@]}")
  # The shell has taken what stands before "=" for a word of its own.
  [[ \${COMP_WORDS[COMP_CWORD]} == = || \${COMP_WORDS[COMP_CWORD - 1]} == = ]] && COMPREPLY=("\${COMPREPLY[@]#*=}")
  case $kind in
    files) compopt -o default ;;
    folders) compopt -o dirnames ;;
  esac
}
complete -F _janus_complete janus zonecheck
`,
  zsh: `#compdef janus zonecheck
_janus_complete() {
  local -a lines found
  local line kind
  lines=("\${(@f)$(janus complete "\${words[1]:t}" "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  kind=$lines[1]
  for line in "\${(@)lines[2,-1]}"; do
    [[ -z $line ]] && continue
    # A colon parts a word from what it means.
    if [[ $line == *$'\\t'* ]]; then
      found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    else
      found+=("\${line//:/\\\\:}")
    fi
  done
  (( $#found )) && _describe -V janus found
  case $kind in
    files) _files ;;
    folders) _files -/ ;;
  esac
}
if [[ $funcstack[1] == _janus ]]; then
  _janus_complete "$@"
else
  compdef _janus_complete janus zonecheck
fi
`,
  fish: `# fish completion for janus and zonecheck
function __janus_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '.*/' '' -- $words[1])
    set -l lines (janus complete $program $words[2..-1] "$current" 2>/dev/null)
    printf '%s\\n' $lines[2..-1]
    switch "$lines[1]"
        case files
            __fish_complete_path "$current"
        case folders
            __fish_complete_directories "$current"
    end
end
complete -c janus -f -a '(__janus_complete)'
complete -c zonecheck -f -a '(__janus_complete)'
`,
}
