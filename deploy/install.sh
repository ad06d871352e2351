#!/bin/sh
# Installs or upgrades Sustaining on one machine with systemd, from a checkout or an unpacked release. Run as root:
#
#     deploy/install.sh /path/to/release
#
# It makes the user `sustaining`, /opt/sustaining/<release>, /var/lib/sustaining and three services, and reads
# /etc/sustaining/sustaining.env, which you write first (deploy/sustaining.env.example). PostgreSQL, Redis and the
# proxy are the machine’s own. Run again with a new release, it upgrades: the former one stays beside it.
set -eu

fail() { echo "$*" >&2; exit 1; }

release=$(cd "${1:-$(dirname "$0")/..}" && pwd)
environment=/etc/sustaining/sustaining.env
[ "$(id -u)" = 0 ] || fail "Run this as root: it makes a user and services."
[ -f "$release/manage.py" ] || fail "$release is no release of Sustaining: it has no manage.py."
[ -f "$environment" ] || fail "Write $environment first; deploy/sustaining.env.example shows what is needed."
command -v npm >/dev/null || fail "Install Node 20 or newer with npm."
python=$(command -v python3.13 || command -v python3.12 || command -v python3.11 || command -v python3) ||
  fail "Install Python 3.11 or newer with its venv module."

id sustaining >/dev/null 2>&1 || useradd --system --home-dir /var/lib/sustaining --shell /usr/sbin/nologin sustaining
install -d -m 0755 -o root -g root /opt/sustaining
install -d -m 0700 -o sustaining -g sustaining /var/lib/sustaining /var/lib/sustaining/files
chmod 0600 "$environment"

# A folder for each release, so that the former one can be gone back to.
version=$(cat "$release/VERSION" 2>/dev/null || date +%Y%m%d%H%M%S)
target=/opt/sustaining/$version
if [ ! -e "$target" ]; then
  echo "Copying the release to $target"
  mkdir "$target"
  (cd "$release" && tar --exclude=.git --exclude=.venv --exclude=node_modules --exclude=.local -cf - .) |
    tar -xf - -C "$target" --no-same-owner
fi
cd "$target"
echo "Installing the packages of requirements.txt and package-lock.json"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements.txt
npm ci --omit=dev --loglevel=error

run() {
  systemd-run --quiet --pipe --wait --collect --property=User=sustaining --property=WorkingDirectory="$target" \
    --property=EnvironmentFile="$environment" "$target/.venv/bin/python" manage.py "$@"
}
# collectstatic writes below the release, which belongs to root from then on.
install -d -m 0755 -o sustaining -g sustaining "$target/.static"
echo "Checking the settings"
run check --deploy --fail-level WARNING
run collectstatic --no-input --verbosity 0
chown -R root:root "$target/.static"
echo "Migrating the database"
run migrate --no-input --verbosity 1

ln -sfn "$target" /opt/sustaining/current
install -m 0644 deploy/systemd/*.service /etc/systemd/system/
systemctl daemon-reload
systemctl enable --quiet sustaining-web sustaining-worker sustaining-beat
systemctl restart sustaining-web sustaining-worker sustaining-beat
echo "Sustaining $version runs. Put deploy/nginx/sustaining.conf into your proxy if you have not."
echo "The first time, make an administrator: see docs/deploying.md."
