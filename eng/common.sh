# What ./likeness and ./test share: finding the SDK, installing what is missing, building when sources changed.
# Sourced by them with $root set to the folder of the checkout. Nothing here writes to standard output.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
state="$root/artifacts/launch"

say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

find_dotnet() {
  local candidate
  for candidate in dotnet "${DOTNET_ROOT:-}/dotnet" "${HOME:-}/.dotnet/dotnet" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet /usr/local/share/dotnet/dotnet; do
    if command -v -- "$candidate" >/dev/null 2>&1; then dotnet=$candidate; return; fi
  done
  die "likeness: the command dotnet was not found; Likeness needs the .NET 10 SDK. Install it (https://dotnet.microsoft.com/download/dotnet/10.0) and start again."
}

# The runtime alone starts programs but cannot build them; asked only before a build, because asking takes a tenth of a second.
require_sdk() {
  "$dotnet" --list-sdks 2>/dev/null | grep -q '^10\.' && return
  die "likeness: $dotnet has no .NET 10 SDK (found: $("$dotnet" --list-sdks 2>/dev/null | cut -d' ' -f1 | tr '\n' ' ')). Install it (https://dotnet.microsoft.com/download/dotnet/10.0) and start again."
}

# True when the shared library is where the loader looks. The usual folders are tried first: that starts no other program.
has_shared_library() {
  local file
  for file in /usr/lib/*-linux-gnu*/"$1" /usr/lib64/"$1" /usr/lib/"$1" /usr/local/lib/"$1"; do
    [[ -e $file ]] && return 0
  done
  PATH=$PATH:/sbin:/usr/sbin ldconfig -p 2>/dev/null | grep -qF "$1 "
}

am_root() { (( EUID == 0 )); }

# May commands be run as root without asking anybody? Leaves the words that do it in as_root.
can_be_root() {
  as_root=()
  am_root && return 0
  command -v sudo >/dev/null 2>&1 && sudo -n true >/dev/null 2>&1 && as_root=(sudo -n)
}

# What comes with the program reads JPEG, PNG, WebP, GIF, TIFF and AVIF. Debian's libraries read more and JPEG faster: they are installed where nobody has to be
# asked for it, once; elsewhere it is said, once, what would be gained. Nothing depends on it. LIKENESS_INSTALL=no leaves the system alone.
offer_native_libraries() {
  local packages=() as_root=() gain='' by_hand log="$state/apt.log"
  [[ $(uname -s) == Linux && ${LIKENESS_INSTALL-} != no ]] || return 0
  has_shared_library libturbojpeg.so.0 || { packages+=(libturbojpeg0); gain='JPEG several times as fast'; }
  has_shared_library libvips.so.42 || { packages+=(libvips42); gain+="${gain:+, and }HEIC, JPEG XL and JPEG 2000"; }
  (( ${#packages[@]} )) || return 0
  [[ -e $state/decoders && $(<"$state/decoders") == "${packages[*]}" ]] && return 0
  { mkdir -p -- "$state" && printf '%s' "${packages[*]}" >"$state/decoders"; } 2>/dev/null || return 0   # somebody else's checkout: its owner was told

  by_hand="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
  if ! command -v apt-get >/dev/null 2>&1; then
    say "likeness: pictures are read by the libraries that come with it; with libjpeg-turbo's TurboJPEG and libvips of the system there would be: $gain."
  elif ! can_be_root; then
    say "likeness: pictures are read by the libraries that come with it. For $gain, type as root: $by_hand"
  else
    say "likeness: installing ${packages[*]} (once, for $gain) …"
    { "${as_root[@]}" apt-get update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${packages[@]}"; } </dev/null >"$log" 2>&1 ||
      say "likeness: that failed (see $log); going on with the libraries that come with it. By hand, as root: $by_hand"
  fi
}

# sources FOLDER… -- FIND'S WORDS: the files and folders that a build reads, below the FOLDERS and beside them.
sources() {
  local folders=()
  while [[ $1 != -- ]]; do folders+=("$1"); shift; done
  shift
  find "${folders[@]}" Directory.Build.props Directory.Packages.props global.json .editorconfig eng/*.props eng/*.targets eng/*.txt \
    \( -name bin -o -name obj -o -name TestResults \) -prune -o "$@" 2>/dev/null
}

# One line that changes whenever one of them is edited, added, removed or renamed. It goes by contents: times come from other machines too, and what prints them is
# not the same everywhere.
sources_state() {
  ( cd -- "$root" && sources "$@" -- -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum )
}

# sources_untouched STAMP FOLDER…: nothing was written since STAMP was; of what is added, removed or renamed the folder is. Quicker than reading them all.
sources_untouched() {
  local stamp=$1
  shift
  ( cd -- "$root" && [[ -z $(sources "$@" -- -newer "$stamp" -print) ]] )
}

# build_when_changed NAME RESULT FOLDER…: calls build_NAME unless RESULT is there and the FOLDERs are as at the last build.
build_when_changed() {
  local name=$1 result=$2
  shift 2
  local stamp="$state/$name.stamp" log="$state/$name.log" now
  [[ -e $result && -e $stamp ]] && sources_untouched "$stamp" "$@" && return 0
  # What is edited from here on is newer than this; where it cannot be written, somebody else's checkout is read every time.
  { : >"$stamp.begun"; } 2>/dev/null
  now=$(sources_state "$@")
  is_built() { [[ -e $result && -e $stamp && $(<"$stamp") == "$now" ]]; }
  is_built && { touch -r "$stamp.begun" -- "$stamp" 2>/dev/null; return 0; }

  mkdir -p -- "$state" 2>/dev/null && [[ -w $state ]] ||
    die "likeness: sources changed since the last build, and $(id -un) cannot write to $root. Build as its owner, or make a checkout of your own."
  require_sdk
  (
    # Two starts at once would build into the same folders: the second waits, then finds everything done.
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    : >"$stamp.begun"
    now=$(sources_state "$@")
    is_built && exit 0
    say "likeness: building …"
    cd -- "$root" || exit 1
    # Build servers would outlive the build and keep the lock; they get neither the lock nor our output.
    if ! "build_$name" </dev/null >"$log" 2>&1 9>&-; then
      grep -E ': (error|warning) ' -- "$log" | sort -u | head -n 20 >&2 || tail -n 20 -- "$log" >&2
      say "likeness: the build failed; all of its output is in $log"
      exit 1
    fi
    printf '%s' "$now" >"$stamp"
    touch -r "$stamp.begun" -- "$stamp"
  ) 9>"$state/lock" || exit 1
}

build_options=(-c Release -v quiet -nologo -nodeReuse:false)

build_tests() { "$dotnet" build Likeness.slnx "${build_options[@]}"; }

# The program, compiled ahead of time for this machine where that is possible: every command then starts sooner.
program="$root/artifacts/likeness"
build_likeness() {
  local fresh="$state/likeness" system
  rm -rf -- "$fresh"
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) system=linux-x64 ;;
    Linux-aarch64) system=linux-arm64 ;;
    Darwin-x86_64) system=osx-x64 ;;
    Darwin-arm64) system=osx-arm64 ;;
  esac
  if [[ -z ${system-} ]] || ! publish -r "$system" --self-contained false -p:PublishReadyToRun=true; then
    rm -rf -- "$fresh"
    publish || return 1
  fi
  # Whoever is running the old program keeps its files, because they are renamed and not written over.
  rm -rf -- "$program.old"
  [[ ! -e $program ]] || mv -- "$program" "$program.old"
  mv -- "$fresh" "$program" && rm -rf -- "$program.old"
}
publish() { "$dotnet" publish src/Likeness.Cli/Likeness.Cli.csproj "${build_options[@]}" -o "$fresh" "$@"; }
