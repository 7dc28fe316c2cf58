#!/bin/sh
# deps.sh PACKAGE... - installs those of the named Debian packages that are missing, and says so.
# On a distribution without apt it names them. Does nothing when all are there.
set -eu

missing=
if command -v dpkg-query > /dev/null; then
    for package in "$@"; do
        state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null || true)
        [ "$state" = installed ] || missing="$missing $package"
    done
else
    missing=" $*"
fi
if [ -z "$missing" ]; then
    echo "deps: all $# packages are installed"
    exit 0
fi
if ! command -v apt-get > /dev/null; then
    echo "deps: this distribution has no apt-get; hebb needs what Debian calls:" >&2
    for package in $missing; do echo "    $package" >&2; done
    echo "deps: install their equivalents, then run make again" >&2
    exit 1
fi
sudo=
if [ "$(id -u)" != 0 ]; then
    command -v sudo > /dev/null || { echo "deps: run as root, or install sudo, to install:$missing" >&2; exit 1; }
    sudo=sudo
fi
echo "deps: installing$missing"
$sudo apt-get update -qq
# shellcheck disable=SC2086 # a list of words
DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends $missing
echo "deps: done"
