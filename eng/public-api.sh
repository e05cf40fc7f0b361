#!/usr/bin/env bash
# Writes down what each project shows to the world: src/*/PublicAPI.Unshipped.txt. A build fails where code and file differ, so that nothing becomes public, or ceases
# to be, by accident. Run it after a change that was meant, and look at the difference before it is committed. At a release the lines move to PublicAPI.Shipped.txt.
set -euo pipefail
root=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/..
. "$root/eng/common.sh"
find_dotnet
cd -- "$root"
for project in src/*/; do printf '#nullable enable\n' >"${project}PublicAPI.Unshipped.txt"; done
log=$(mktemp)
trap 'rm -f -- "$log"' EXIT
"$dotnet" build src/Likeness.Cli -c Release -nologo -nodeReuse:false -v quiet -p:TreatWarningsAsErrors=false >"$log" || { grep -E ': error ' -- "$log" | sort -u; exit 1; }
for project in src/*/; do
  name=${project#src/} name=${name%/}
  grep -F "[$PWD/src/$name/$name.csproj]" -- "$log" | sed -n "s/.*warning RS0016: Symbol '\(.*\)' is not part of the declared public API.*/\1/p" |
    LC_ALL=C sort -u >>"${project}PublicAPI.Unshipped.txt" || true
done
