# ONNX Runtime's native library, which pretrained networks are run with and which tests compare with: the package for Node.js carries it. It is installed into
# artifacts/onnxruntime, at the version pinned in eng/onnxruntime. Sourced after eng/common.sh, with $root set.

onnxruntime="$root/artifacts/onnxruntime"

# install_onnxruntime WITHOUT: WITHOUT says what happens where there is no Node.js, npm or network.
install_onnxruntime() {
  local without=$1 wanted made log="$state/onnxruntime.log"
  wanted=$(cat -- "$root"/eng/onnxruntime/{package.json,package-lock.json} | cksum)
  is_installed() { [[ -e $onnxruntime/installed && $(<"$onnxruntime/installed") == "$wanted" ]]; }
  is_installed && return 0
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    say "likeness: node and npm were not found; $without (Debian: apt-get install -y nodejs npm)."
    return 0
  fi

  mkdir -p -- "$state"
  (
    # Of two starts at once the second waits, then finds everything done.
    if command -v flock >/dev/null 2>&1; then flock 9; fi
    is_installed && exit 0
    say "likeness: installing ONNX Runtime (once) …"
    # Beside its place first, then renamed: an install that is cut short is never taken for a whole one. Its scripts would download more; they do not run.
    made=$(mktemp -d "$root/artifacts/onnxruntime.XXXXXX")
    if cp -- "$root"/eng/onnxruntime/{package.json,package-lock.json,.npmrc} "$made" &&
        (cd -- "$made" && npm ci --ignore-scripts --no-audit --no-fund) </dev/null >"$log" 2>&1 9>&-; then
      printf '%s' "$wanted" >"$made/installed"
      rm -rf -- "$onnxruntime"
      mv -T -- "$made" "$onnxruntime"
    else
      rm -rf -- "$made"
      say "likeness: installing ONNX Runtime failed (see $log); $without."
    fi
  ) 9>"$state/onnxruntime.lock"
}

# offer_onnxruntime ARGUMENT…: puts a link to the library beside the program, where the program looks for it last. It is installed when the arguments ask for a
# pretrained network and nobody else provides it. Costs next to nothing in every other case.
offer_onnxruntime() {
  local name=libonnxruntime.so.1 system file
  case $OSTYPE-$HOSTTYPE in
    linux*-x86_64) system=linux/x64 ;;
    linux*-aarch64) system=linux/arm64 ;;
    darwin*-arm64 | darwin*-aarch64) system=darwin/arm64 name=libonnxruntime.1.dylib ;;
    *) return 0 ;;
  esac
  [[ -z ${LIKENESS_ONNXRUNTIME-} && ! -e $program/$name ]] || return 0
  case " $* " in
    *' --network'* | *' --descriptor onnx '* | *' --descriptor=onnx '*)
      has_shared_library "$name" || install_onnxruntime "the program says where else ONNX Runtime may come from" ;;
  esac
  file="$onnxruntime/node_modules/onnxruntime-node/bin/napi-v6/$system/$name"
  # Where it cannot be written, somebody else's build is in use, and the program says what is missing.
  [[ ! -e $file ]] || ln -sf -- "$file" "$program/$name" 2>/dev/null || return 0
}
