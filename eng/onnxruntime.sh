# Installs ONNX Runtime's Node.js package, which carries its native library, into artifacts/onnxruntime. Sourced after eng/common.sh, with $root set.
# Nothing of Likeness needs it to run: tests compare with it. Without Node.js, npm or a network they are skipped, and say so.

onnxruntime="$root/artifacts/onnxruntime"

install_onnxruntime() {
  local wanted made log="$state/onnxruntime.log"
  wanted=$(cat -- "$root"/eng/onnxruntime/{package.json,package-lock.json} | cksum)
  [[ -e $onnxruntime/installed && $(<"$onnxruntime/installed") == "$wanted" ]] && return 0
  if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    say "likeness: node and npm were not found; tests that compare with ONNX Runtime are skipped (Debian: apt-get install -y nodejs npm)."
    return 0
  fi

  mkdir -p -- "$state"
  say "likeness: installing ONNX Runtime for the tests (once) …"
  # Beside its place first, then renamed: an install that is cut short is never taken for a whole one. Its scripts would download more; they do not run.
  made=$(mktemp -d "$root/artifacts/onnxruntime.XXXXXX")
  if cp -- "$root"/eng/onnxruntime/{package.json,package-lock.json,.npmrc} "$made" &&
      (cd -- "$made" && npm ci --ignore-scripts --no-audit --no-fund) </dev/null >"$log" 2>&1; then
    printf '%s' "$wanted" >"$made/installed"
    rm -rf -- "$onnxruntime"
    mv -T -- "$made" "$onnxruntime"
  else
    rm -rf -- "$made"
    say "likeness: installing ONNX Runtime failed (see $log); tests that compare with it are skipped."
  fi
}
