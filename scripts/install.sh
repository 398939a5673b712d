#!/usr/bin/env bash
# Installs the packages of package-lock.json, unless they are installed already.
set -euo pipefail
cd "$(dirname "$0")/.."

admitted=$(sed -nE 's/^ *"node": "(.*)".*/\1/p' package.json |
  sed -E 's/\^([0-9]+)([0-9.]*)/\1\2 or newer of \1/g; s/>=([0-9.]+)/\1 or newer/g; s/ \|\| /, or /g')
command -v node >/dev/null || {
  echo "Node.js is missing. Install one of these versions: $admitted. They are at https://nodejs.org" >&2
  exit 1
}
node scripts/node-is-admitted.cjs || {
  echo "Node.js $(node --version) is none of the versions that this runs on: $admitted. Install one of them (https://nodejs.org) or switch to it, and run the same command again." >&2
  exit 1
}
command -v npm >/dev/null || {
  echo 'npm is missing. It comes with Node.js: https://nodejs.org' >&2
  exit 1
}
if node scripts/packages-are-installed.cjs; then exit 0; fi

echo 'Installing packages …'
npm ci --no-audit --no-fund || {
  echo 'The packages could not be installed (npm ci, see above). Without a network: run it once with one, or copy node_modules from a machine of the same kind.' >&2
  exit 1
}
