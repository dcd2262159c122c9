#!/usr/bin/env bash
# Installs Debian packages as root or through sudo. Exit status 1 when neither may: the caller says what that costs.
set -u
export DEBIAN_FRONTEND=noninteractive
as_root=()
if [ "$(id -u)" -ne 0 ]; then
  sudo -n true 2>/dev/null || { echo "Neither root nor sudo: can't install $*" >&2; exit 1; }
  as_root=(sudo -n --preserve-env=DEBIAN_FRONTEND)
fi
command -v apt-get >/dev/null || { echo "No apt-get here: please install $*" >&2; exit 1; }
"${as_root[@]}" apt-get update -qq >/dev/null 2>&1
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null || { echo "apt-get could not install $*" >&2; exit 1; }
