#!/bin/sh
# Installs the packed edge agent on a Linux box with systemd. Uses no network. Run it again to upgrade.
set -eu

usage='sudo ./install.sh [--config FILE] [--lan-page] [--unchecked-node] [--root DIR]
                  [--check | --rollback | --uninstall [--purge]]

  --config FILE  the configuration to begin with, and the files beside it that it names; an existing one is never replaced
  --lan-page     lets telephones in the workshop open the page, with a PIN that is made and shown once
  --unchecked-node  takes a Node archive without its SHASUMS256.txt
  --check        says what is missing and changes nothing
  --rollback     back to the version before
  --uninstall    removes the program; keeps configuration and data unless --purge
  --root DIR     installs beneath DIR and makes no user; systemctl is called only if NAKAMAWASHI_SYSTEMCTL names one

NAKAMAWASHI_ARCH stands for `uname -m`, NAKAMAWASHI_NODE for the Node to use.'

fail() { printf '%s\n' "$@" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root='' action=install purge=no config='' lan=no unchecked=no
while [ $# -gt 0 ]; do
  case $1 in
    --root) [ $# -ge 2 ] || fail "$usage"; root=${2%/}; shift ;;
    --config) [ $# -ge 2 ] || fail "$usage"; config=$2; shift ;;
    --check | --rollback | --uninstall) action=${1#--} ;;
    --purge) purge=yes ;;
    --lan-page) lan=yes ;;
    --unchecked-node) unchecked=yes ;;
    --help) printf '%s\n' "$usage"; exit 0 ;;
    *) fail "unknown: $1" "$usage" ;;
  esac
  shift
done
[ $purge = no ] || [ $action = uninstall ] || fail '--purge belongs to --uninstall'

unit=nakamawashi-edge.service
user=nakamawashi-edge
opt=$root/opt/nakamawashi-edge
etc=$root/etc/nakamawashi
data=$root/var/lib/nakamawashi-edge
units=$root/etc/systemd/system

systemctl_() {
  if [ -n "${NAKAMAWASHI_SYSTEMCTL:-}" ]; then "$NAKAMAWASHI_SYSTEMCTL" "$@"
  elif [ -z "$root" ]; then systemctl "$@"
  fi
}

may_write() {
  [ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail 'Run it as root: sudo ./install.sh' 'sudo を付けて実行してください。'
}

new_enough() {
  has=$("$1" --version 2>/dev/null) || return 1
  has=${has#v}
  minor=${has#*.}
  [ "${has%%.*}" -gt 24 ] || { [ "${has%%.*}" -eq 24 ] && [ "${minor%%.*}" -ge 15 ]; }
}

# Sets `node` to a Node that will do, and `archive` when it has to be unpacked first.
find_node() {
  archive=''
  case ${NAKAMAWASHI_ARCH:-$(uname -m)} in
    aarch64 | arm64) arch=arm64 ;;
    x86_64) arch=x64 ;;
    *) fail "This box is ${NAKAMAWASHI_ARCH:-$(uname -m)}; a 64-bit system (arm64 or x64) is needed." \
      '64ビット版のOS（Raspberry Pi OS 64-bit など）が必要です。' ;;
  esac
  for each in "${NAKAMAWASHI_NODE:-}" "$opt/current/node/bin/node" node; do
    node=$(command -v "$each" 2>/dev/null) || continue
    node=$(readlink -f -- "$node")
    # The service sees no home folders.
    case $node in /home/* | /root/*) [ -n "$root" ] || continue ;; esac
    if new_enough "$node"; then return; fi
  done
  for archive in "$here"/node-v*-linux-$arch.tar.?z "$here"/../node-v*-linux-$arch.tar.?z; do
    [ ! -f "$archive" ] || return 0
  done
  fail "Node 24.15 or newer is needed. Download node-v24.21.0-linux-$arch.tar.xz and SHASUMS256.txt from" \
    'https://nodejs.org/dist/v24.21.0/ , put both beside install.sh, and run it again.' \
    'Node 24.15以上が必要です。上の2つのファイルを install.sh と同じ場所に置き、もう一度実行してください。'
}

verify_archive() {
  sums=$(dirname -- "$archive")/SHASUMS256.txt
  if [ ! -f "$sums" ]; then
    [ $unchecked = no ] || return 0
    fail "SHASUMS256.txt is missing beside $archive: put it there, or say --unchecked-node." \
      'SHASUMS256.txt も同じ場所に置いてください。'
  fi
  wanted=$(awk -v name="$(basename -- "$archive")" '$2 == name { print $1 }' "$sums")
  found=$(sha256sum "$archive" | cut -d' ' -f1)
  [ "$wanted" = "$found" ] || fail "$archive is damaged or not the original: download it again."
}

look() {
  [ -f "$here/lib/main.mjs" ] || fail "This is not the packed agent: lib/main.mjs is missing in $here."
  find_node
  [ -z "$archive" ] || verify_archive
  mkdir_parent=$opt
  while [ ! -d "$mkdir_parent" ]; do mkdir_parent=$(dirname -- "$mkdir_parent"); done
  free=$(df -Pk "$mkdir_parent" | awk 'NR == 2 { print $4 }')
  needed=$(($(du -sk "$here" | cut -f1) + 200000))
  [ "$free" -ge "$needed" ] || fail "Too little space for $opt: $free kB free, $needed kB needed."
}

# Moves the link in one step: whoever starts the agent finds the old version or the new one.
point() { ln -sfn -- "$2" "$opt/$1.new" && mv -fT -- "$opt/$1.new" "$opt/$1"; }

copy_agent() {
  name=$(basename -- "$here")
  version=${name#nakamawashi-edge-}
  mkdir -p "$opt"
  chmod 755 "$opt"
  [ "$here" != "$opt/$version" ] || return 0
  rm -rf "$opt/$version.part"
  mkdir "$opt/$version.part"
  (cd "$here" && tar --exclude='./node-v*' --exclude=./SHASUMS256.txt -cf - .) |
    tar --no-same-owner -xf - -C "$opt/$version.part"
  mkdir -p "$opt/$version.part/node/bin"
  if [ -n "$archive" ]; then
    tar --no-same-owner --strip-components=1 -xf "$archive" -C "$opt/$version.part/node"
    new_enough "$opt/$version.part/node/bin/node" || fail "$archive holds no Node 24.15 or newer for this box."
  elif [ "$node" = "$(readlink -f -- "$opt/current/node/bin/node" 2>/dev/null || true)" ]; then
    cp -p "$node" "$opt/$version.part/node/bin/node"
  else
    ln -s "$node" "$opt/$version.part/node/bin/node"
  fi
  chmod -R u=rwX,go=rX "$opt/$version.part"
  rm -rf "${opt:?}/$version"
  mv "$opt/$version.part" "$opt/$version"
  old=$(readlink "$opt/current" 2>/dev/null || true)
  [ -z "$old" ] || [ "$old" = "$version" ] || point previous "$old"
  point current "$version"
}

# Runs a command as the service will run; before its user exists, or beneath another root, as the caller.
as_service() {
  if [ -z "$root" ] && id "$user" >/dev/null 2>&1 && [ "$(id -u)" -eq 0 ]; then runuser -u "$user" -- "$@"
  else "$@"
  fi
}

# Reads the configuration, one in its place as the service would, and sees that the service may write its data folder.
check_config() {
  as=''
  [ "$2" != "$etc/edge-agent.yaml" ] || as=as_service
  $as "$1" check "$2" || return 2
  list=$($as "$1" files "$2")
  # Of a configuration that is not in its place yet, what lies beside it is copied along.
  hidden=$(printf '%s\n' "$list" | sed -n 's#^reads \(/home/.*\|/root/.*\)#\1#p')
  if [ -z "$root" ] && [ -n "$as" ] && [ -n "$hidden" ]; then
    printf '%s\n' "The service sees no home folders. Put these into $etc and name them there:" "$hidden"
    return 2
  fi
  writes=$(printf '%s\n' "$list" | sed -n 's/^writes //p')
  case $writes/ in
    "$data"/*) ;;
    *)
      printf '%s\n' "dataDir: $writes cannot be written by the service; write: dataDir: $data" \
        "dataDir を $data に書き換えてください。"
      return 2
      ;;
  esac
}

own() { chmod 640 "$1"; [ -n "$root" ] || chown "root:$user" "$1"; }

# The configuration and what it names in its own folder; what it names elsewhere stays there and is checked there.
copy_config() {
  from=$(readlink -f -- "$config") || fail "There is no file $config."
  list=$("$opt/current/bin/nakamawashi-edge" files "$from") || fail "Nothing was copied: correct $from as said above."
  printf '%s\n' "$list" | sed -n 's/^reads //p' | while IFS= read -r file; do
    case $file in
      "$from") to=$etc/edge-agent.yaml ;;
      "$(dirname -- "$from")"/*) to=$etc/${file#"$(dirname -- "$from")"/} ;;
      *) continue ;;
    esac
    mkdir -p "$(dirname -- "$to")"
    [ "$file" = "$to" ] || cp -- "$file" "$to"
    own "$to"
  done
}

lan_page() {
  wanted='http: { host: 0.0.0.0, port: 8180, pinFile: ./pin }'
  file=$etc/edge-agent.yaml
  sed -i "s|^http: { host: 127.0.0.1, port: 8180 }\$|$wanted|" "$file"
  own "$file"
  if [ ! -e "$etc/pin" ]; then
    : >"$etc/pin"
    own "$etc/pin"
    printf '%06d\n' $(($(od -An -N4 -tu4 /dev/urandom) % 1000000)) >"$etc/pin"
    echo "PIN 暗証番号: $(cat "$etc/pin")"
  fi
  grep -qF 'pinFile' "$file" || fail "Write in $file, and run it again: $wanted"
}

prepare_folders() {
  if [ -z "$root" ] && ! id "$user" >/dev/null 2>&1; then
    useradd --system --user-group --home-dir /var/lib/nakamawashi-edge --shell /usr/sbin/nologin "$user"
  fi
  mkdir -p "$etc" "$data" "$units"
  chmod 755 "$etc"
  chmod 750 "$data"
  if [ ! -e "$etc/edge-agent.yaml" ]; then
    if [ -n "$config" ]; then copy_config
    else
      cp "$here/edge-agent.yaml" "$etc/edge-agent.yaml"
      own "$etc/edge-agent.yaml"
    fi
  fi
  [ $lan = no ] || lan_page
  # Also what somebody left there who ran the agent by hand as root.
  [ -n "$root" ] || chown -Rh "$user:$user" "$data"
}

start() {
  systemctl_ daemon-reload
  systemctl_ enable "$unit"
  if ! check_config "$opt/current/bin/nakamawashi-edge" "$etc/edge-agent.yaml"; then
    echo "Next: correct $etc/edge-agent.yaml as said above, then run: sudo $opt/current/install.sh"
    echo "つぎに: $etc/edge-agent.yaml を直して、もう一度 install.sh を実行してください。"
    return 2
  fi
  systemctl_ restart "$unit"
  port=$(sed -n 's/^http:.*port: *\([0-9]*\).*/\1/p' "$etc/edge-agent.yaml")
  echo "Installed. The owner's page: http://127.0.0.1:${port:-8180}/ (on this box)"
  echo "設置できました。この箱の画面: http://127.0.0.1:${port:-8180}/"
}

case $action in
  check)
    look
    file=${config:-$etc/edge-agent.yaml}
    if [ -z "$archive" ] && [ -e "$file" ]; then
      NAKAMAWASHI_NODE=$node
      export NAKAMAWASHI_NODE
      check_config "$here/bin/nakamawashi-edge" "$file" || exit 2
    else echo 'the configuration was not looked at: it or Node is not there yet'
    fi
    echo "fine: $arch, ${archive:-$node}"
    ;;
  install)
    may_write; look; copy_agent; prepare_folders
    cp "$opt/current/$unit" "$units/$unit"
    chmod 644 "$units/$unit"
    start
    ;;
  rollback)
    may_write
    old=$(readlink "$opt/previous") || fail 'There is no version before this one.'
    new=$(readlink "$opt/current")
    point current "$old"
    point previous "$new"
    cp "$opt/current/$unit" "$units/$unit"
    start
    ;;
  uninstall)
    may_write
    systemctl_ disable --now "$unit" || true
    rm -rf "$opt" "${units:?}/$unit"
    systemctl_ daemon-reload
    if [ $purge = yes ]; then
      rm -rf "$etc/edge-agent.yaml" "$etc/pin" "$data"
      [ -n "$root" ] || userdel "$user" || true
    else
      echo "Kept: $etc and $data"
    fi
    ;;
esac
