# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash. Needs nothing but bash itself.

_dropoff_cli() {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command='' i
  local commands='upload list pause resume cancel status sign-in sign-out doctor connection'
  local options='--connection --user --password-fd --browser --detail --sent --json --data --version'
  options+=' --help'

  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --connection | --user | --password-fd | --detail | --data | -c | -u | -d) ((i++)) ;;
      --) command=${command:-${COMP_WORDS[i + 1]}} ;;
      -*) ;;
      *) command=${command:-${COMP_WORDS[i]}} ;;
    esac
  done
  # bash splits "--option=value" at the sign.
  if [[ $word == '=' ]]; then
    word=
  elif [[ $before == '=' ]]; then
    before=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  case $before in
    --connection | -c) command=connection ;;
    --data)
      _dropoff_cli_files -d "$word"
      return
      ;;
    --user | -u | --password-fd | --detail | -d) return ;;
    *)
      if [[ $word == -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
        return
      fi
      ;;
  esac
  case $command in
    '') mapfile -t COMPREPLY < <(compgen -W "$commands" -- "$word") ;;
    upload) _dropoff_cli_files -f "$word" ;;
    pause | resume | cancel) mapfile -t COMPREPLY < <(compgen -W all -- "$word") ;;
    connection) _dropoff_cli_files -d "$word" "$word*.dropoff" ;;
  esac
}

# Offers files (-f) or folders (-d), and those that match a pattern.
_dropoff_cli_files() {
  local name

  while IFS= read -r name; do
    COMPREPLY+=("$name")
  done < <(compgen "$1" -- "$2" || true; [[ -z ${3-} ]] || compgen -G "$3")
  compopt -o filenames 2>/dev/null || true
}

complete -F _dropoff_cli dropoff-cli
