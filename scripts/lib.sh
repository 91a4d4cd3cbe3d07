# For the other scripts to source: from the top of the tree on, with what they need there, or one clear line why not.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
unset CDPATH

# say LINE tells a person what happens now.
say() { printf '== %s\n' "$*"; }

# stop LINE ends the script.
stop() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# quietly WHY COMMAND… runs COMMAND without its output. If it fails, its last words are shown, and WHY is the last line.
quietly() {
  local why=$1 log
  shift
  log=$(mktemp)
  if ! "$@" </dev/null >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    rm -f "$log"
    stop "$why"
  fi
  rm -f "$log"
}

# A home of their own for the caches of Go and npm, where there is none to be had.
if [ ! -w "${HOME:-/nowhere}" ]; then
  mkdir -p .build/home
  export HOME=$PWD/.build/home
fi

# have COMMAND tells whether it can be started. Debian keeps a server's programs out of the PATH. have /PATH tells whether
# that is there, for what comes without a program.
have() {
  case $1 in
  /*) [ -e "$1" ] ;;
  *) command -v "$1" >/dev/null 2>&1 || compgen -G "/usr/lib/postgresql/*/bin/$1" >/dev/null ;;
  esac
}

# debian COMMAND=PACKAGE… installs each package whose command, or whose file, is missing.
debian() {
  local pair missing=() root=()
  for pair in "$@"; do
    have "${pair%%=*}" || missing+=("${pair#*=}")
  done
  ((${#missing[@]})) || return 0

  local list="${missing[*]}"
  have apt-get || stop "please install $list: this machine has no apt-get to do it with"
  if ((EUID)); then
    have sudo || stop "please run 'apt-get install $list' as root, then start this again"
    root=(sudo)
    [ -t 0 ] || root+=(-n)
  fi
  say "installing from Debian: $list"
  quietly "apt-get can't fetch its lists; is there a network?" "${root[@]}" apt-get update
  quietly "apt-get can't install $list" "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}"
}

# What listens for a campaign's closing line: a recogniser, and its English.
recogniser=(pocketsphinx_batch=pocketsphinx /usr/share/pocketsphinx/model/en-us=pocketsphinx-en-us)

# go_and_modules looks for a Go that is new enough, and fetches the modules of go.mod.
go_and_modules() {
  have go && go list -m >/dev/null 2>&1 || stop "please install Go $(sed -n 's/^go //p' go.mod) or newer (https://go.dev/doc/install), then start this again"
  say "Go modules (go.mod)"
  quietly "the Go modules can't be had; is there a network?" go mod download
}

# npm_packages [FOLDER] installs what the folder's package-lock.json lists, unless it is there. Without one: the pages'.
npm_packages() {
  local folder=${1-web}
  local stamp=$folder/node_modules/.installed
  if ! cmp --silent "$folder/package-lock.json" "$stamp"; then
    say "npm packages ($folder/package-lock.json)"
    quietly "the npm packages can't be had; is there a network?" \
      npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund
    cp "$folder/package-lock.json" "$stamp"
  fi
}

# bluesky_server installs the server that tests post to, and the one part of it that is no JavaScript: as its makers built it
# where that can be had, else compiled, which takes a minute or two.
bluesky_server() {
  local folder=internal/social/pds part=better-sqlite3 prefix
  npm_packages "$folder"
  ! bluesky_server_loads || return 0
  say "$part ($folder/package-lock.json)"
  if (cd "$folder/node_modules/$part" && timeout 60 ../.bin/prebuild-install) >/dev/null 2>&1 && bluesky_server_loads; then
    return 0
  fi
  debian make=make g++=g++ python3=python3
  prefix=$(node -p 'require("path").resolve(process.execPath, "../..")')
  [ "$prefix" != /usr ] || debian /usr/include/node/node.h=libnode-dev
  [ ! -e "$prefix/include/node/node.h" ] || export npm_config_nodedir=$prefix
  quietly "$part can't be compiled" npm rebuild --prefix "$folder" --build-from-source "$part"
  bluesky_server_loads || stop "$part was compiled, and still this Node.js can't load it: $(node --version)"
}

# It is tried, and not only there: another Node.js wants it built anew.
bluesky_server_loads() {
  node -e 'require("./internal/social/pds/node_modules/better-sqlite3")(":memory:")' >/dev/null 2>&1
}

# tools NAME… builds the programs that are pinned in scripts/tools/NAME.mod. Go's cache keeps them.
tools() {
  local name
  for name; do
    say "$name (scripts/tools/$name.mod)"
    quietly "$name can't be built; is there a network?" go tool -modfile="scripts/tools/$name.mod" -n "$name"
  done
}

# tool NAME… runs one of them.
tool() { go tool -modfile="scripts/tools/$1.mod" "$@"; }
