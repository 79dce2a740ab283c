#!/usr/bin/env bash
# Builds the autograder's image: the only step that needs a network. Gradescope runs it once, as root.
set -euo pipefail
root="${GRADBOOK_AUTOGRADER:-/autograder}"
cd "$root/source/gradbook"

if [ "$(uname -s)-$(uname -m)" != Linux-x86_64 ]; then
  echo "setup.sh: this is $(uname -s) on $(uname -m); the autograder needs Linux on x86_64: choose such an image" >&2
  exit 1
fi

# Students' code is confined more strongly where bubblewrap is; it runs confined without it too.
if ! command -v bwrap > /dev/null; then
  apt-get install -y bubblewrap || { apt-get update && apt-get install -y bubblewrap; } ||
    echo 'setup.sh: bubblewrap cannot be installed: code runs at a weaker level of the sandbox' >&2
fi
if ! command -v npm > /dev/null; then
  apt-get install -y npm || { apt-get update && apt-get install -y npm; }
fi

# Versions stand in package.json; none of the packages needs a script of its own.
npm install --ignore-scripts --omit=optional --no-audit --no-fund --no-package-lock

# Opens the device and the sandbox once: what does not work here fails now, and not with a submission.
. ./environment.sh
"$node" dist/autograder.js --check
