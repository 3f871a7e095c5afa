#!/bin/sh
# Prints a Python that can build the virtual environment: 3.11 or newer, with venv. As root, installs Debian's where it
# is missing. Everything else is done in Python, see bootstrap.py.
set -eu

usable() {
    "$1" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if usable "$candidate"; then
        command -v "$candidate"
        exit 0
    fi
done

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    {
        apt-get -o DPkg::Lock::Timeout=300 update -qq
        DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq python3 python3-venv
    } >&2
    if usable /usr/bin/python3; then
        echo /usr/bin/python3
        exit 0
    fi
fi

echo 'Python 3.11 or newer with venv is needed: sudo apt-get install python3 python3-venv' >&2
exit 1
