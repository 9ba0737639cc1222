#!/usr/bin/env bash
# Gradescope runs this once, when it builds the container: it lies in /autograder/source.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
cd /

python=""
look() {
  for name in python3.13 python3.12 python3.11; do
    if [ -z "$python" ] && "$name" -I -c "import ensurepip" 2>/dev/null; then python=$name; fi
  done
}

look
if [ -z "$python" ]; then
  apt-get update
  apt-get install -y python3-venv python3-pip
  look
fi
if [ -z "$python" ]; then # the system's is too old: a later one, where every user may read it
  export UV_PYTHON_INSTALL_DIR=/opt/python
  python3 -m pip install --quiet uv
  uv python install --quiet 3.12
  python=$(uv python find 3.12)
fi
"$python" -I -m venv "$root/grader"
cd "$root/source"
"$root/grader/bin/python" -I -m pip install --quiet "@PACKAGE@"
