#!/usr/bin/env bash
# Installs the packages of package-lock.json, unless they are installed already.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v node >/dev/null || {
  echo 'Node.js is missing. Install version 20.19 or newer, or 22.12 or newer: https://nodejs.org' >&2
  exit 1
}
node -e '
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (!((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major > 22)) {
    console.error(`Node.js ${process.versions.node} is too old. Install version 20.19 or newer, or 22.12 or newer: https://nodejs.org`);
    process.exit(1);
  }'
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
