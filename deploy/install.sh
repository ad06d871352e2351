#!/bin/sh
# Installs or upgrades Sustaining on one machine with systemd, from a checkout or an unpacked release. Run as root:
#
#     deploy/install.sh /path/to/release
#
# It makes the user `sustaining`, /opt/sustaining/<version>, /var/lib/sustaining, the services, a back-up each night and
# the command sustaining-manage, and reads /etc/sustaining/sustaining.env, which you write first
# (deploy/sustaining.env.example). PostgreSQL, Redis and the proxy are the machine’s own. Run again with a new release, it
# upgrades: the former one stays beside it. What was interrupted is taken up by running it again.
set -eu
umask 022  # the site’s user reads what root installs

fail() { echo "$*" >&2; exit 1; }

release=$(cd "${1:-$(dirname "$0")/..}" && pwd)
environment=/etc/sustaining/sustaining.env
[ "$(id -u)" = 0 ] || fail "Run this as root: it makes a user and services."
[ -f "$release/manage.py" ] || fail "$release is no release of Sustaining: it has no manage.py."
[ -f "$environment" ] || fail "Write $environment first; deploy/sustaining.env.example shows what is needed."
! grep -q '^STATIC_ROOT=' "$environment" ||
  fail "Remove STATIC_ROOT from $environment: each release keeps its static files in its own folder."
[ -S /run/dbus/system_bus_socket ] || fail "Install dbus and start it: systemctl start dbus."
command -v npm >/dev/null || fail "Install nodejs and npm."
for name in python3.13 python3.12 python3.11 python3; do
  if "$name" -c "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null; then
    python=$name
    break
  fi
done
[ -n "${python:-}" ] || fail "Install Python 3.11 or newer with its venv module (Debian: python3-venv)."

exec 9>/run/lock/sustaining-install.lock  # what is left of an interrupted run holds it too
flock --nonblock 9 || fail "Another run of install.sh is still under way."

id sustaining >/dev/null 2>&1 || useradd --system --home-dir /var/lib/sustaining --shell /usr/sbin/nologin sustaining
install -d -m 0755 -o root -g root /opt/sustaining
for folder in /var/lib/sustaining /var/lib/sustaining/files /var/lib/sustaining/backups; do
  install -d -m 0700 -o sustaining -g sustaining "$folder"
done
chmod 0600 "$environment"

# A folder for each release, so that the former one can be gone back to. It has its name once the copy is whole.
version=$(cat "$release/VERSION")
target=/opt/sustaining/$version
made="--exclude=.git --exclude=.venv --exclude=node_modules --exclude=.local --exclude=__pycache__"
if [ ! -e "$target" ]; then
  echo "Copying the release to $target"
  rm -rf "$target.part"
  mkdir "$target.part"
  # shellcheck disable=SC2086
  tar $made -C "$release" -cf "$target.part/release.tar" .
  tar -C "$target.part" --no-same-owner -xf "$target.part/release.tar"
  rm "$target.part/release.tar"
  chmod -R u=rwX,go=rX "$target.part"
  mv "$target.part" "$target"
elif [ "$release" != "$target" ]; then
  # shellcheck disable=SC2086
  diff -r --brief $made "$release" "$target" ||
    fail "$target is there and differs from $release: a release with changes needs a VERSION of its own."
fi
cd "$target"
echo "Installing the packages of requirements.txt and package-lock.json"
[ -x .venv/bin/pip ] || "$python" -m venv --clear .venv
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements.txt
npm ci --omit=dev --loglevel=error
# The release belongs to root, so that the services could not keep what they compile.
.venv/bin/python -m compileall -q -x '/(\.venv|node_modules|\.local)/' .

run() { SUSTAINING_RELEASE="$target" deploy/sustaining-manage "$@"; }
echo "Checking the settings"
run check --deploy --fail-level WARNING
# collectstatic writes below the release, which belongs to root from then on: a second run takes what the first one wrote back.
install -d -m 0755 .local .local/static
chown -R sustaining:sustaining .local
run collectstatic --no-input --verbosity 0
chown -R root:root .local
echo "Migrating the database"
run migrate --no-input --verbosity 1

ln -sfn "$target" /opt/sustaining/current
install -m 0755 deploy/sustaining-manage /usr/local/bin/
install -m 0644 deploy/systemd/*.service deploy/systemd/*.timer /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet sustaining-web sustaining-worker sustaining-beat sustaining-backup.timer
systemctl restart sustaining-web sustaining-worker sustaining-beat sustaining-backup.timer
echo "Sustaining $version runs. What to do next is in docs/deploying.md; sustaining-manage doctor says what is missing."
