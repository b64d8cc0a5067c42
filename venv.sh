#!/bin/sh
# Makes the virtual environment $1; Debian keeps Python's venv module in a package of its own.
set -e
python="${PYTHON:-python3}"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, $python is older." >&2; exit 1; }
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        echo "installing python3-venv"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "This Python has no venv module. On Debian: sudo apt install python3-venv, then again." >&2
        exit 1
    fi
fi
"$python" -m venv "$1"
