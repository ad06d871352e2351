"""The files of `deploy/` fit the site: variables that it reads, commands that exist, the same secrets masked."""

from __future__ import annotations

import re
import runpy
import subprocess

import pytest
import yaml

from sustaining.common.environment import ENVIRONMENT
from sustaining.common.logs import mask_tokens

from .sources import ROOT

DEPLOY = ROOT / "deploy"
TOKEN = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
"""As long as those of our links."""
OWN = {
    "SITE_HOST", "VERSION", "COMPOSE_PROJECT_NAME", "POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PGDATA",
    "WEB_BIND", "WEB_WORKERS", "WEB_THREADS", "TMPDIR", "WEB", "TRAINING_HOST", "TRAINING_WEB",
}  # fmt: skip
"""Variables of compose, PostgreSQL’s image, Python, Caddy’s and gunicorn’s files, which the settings do not read."""
SAMPLES = (
    "sustaining.env.example",
    "compose.yaml",
    "compose.training.yaml",
    "compose.env.example",
    "kubernetes/configuration.yaml",
)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_variable_that_is_set_is_read(name):
    text = (DEPLOY / name).read_text()
    names = set(re.findall(r"^\s*([A-Z][A-Z0-9_]+)(?:_FILE)?[:=]", text, re.M))
    names = {name.removesuffix("_FILE") for name in names}
    assert names
    assert names - set(ENVIRONMENT.defaults) - OWN == set()


def test_services_run_the_same_commands_everywhere():
    units = "".join(path.read_text() for path in sorted((DEPLOY / "systemd").glob("*.service")))
    compose = (DEPLOY / "compose.yaml").read_text().replace(", ", " ").replace('"', "")
    pods = (
        "".join(path.read_text() for path in (DEPLOY / "kubernetes").glob("*.yaml")).replace(", ", " ").replace('"', "")
    )
    for command in (
        "celery -A sustaining worker --concurrency 2 --without-gossip --without-mingle",
        "celery -A sustaining beat --schedule",
    ):
        for where, text in (("systemd", units), ("compose", compose), ("kubernetes", pods)):
            assert command in text, f"{where} lacks {command}"
    assert "gunicorn -c deploy/gunicorn.conf.py sustaining.wsgi" in units
    assert '"gunicorn", "-c", "deploy/gunicorn.conf.py", "sustaining.wsgi"' in (DEPLOY / "Dockerfile").read_text()


def test_proxy_masks_every_address_that_the_site_masks():
    masked = re.search(r"\(\?<start>/\(\?:(.*?)\)/\)", (DEPLOY / "nginx/sustaining.conf").read_text()).group(1)
    paths = masked.split("|")
    assert len(paths) > 10
    for path in paths:
        for token in (
            TOKEN,
            TOKEN[:-1],
            f"{TOKEN}xy",
            TOKEN[:12],
        ):  # links are pasted with a letter too many or too few
            assert mask_tokens(f"Not Found: /{path}/{token}/") == f"Not Found: /{path}/[token]/", path
    documented = (ROOT / "docs/deploying.md").read_text()
    assert masked in documented


def test_proxies_log_no_request_that_failed():
    """What a proxy says of a fault quotes the request, with the secrets of its address and of the page before it."""
    caddy = (DEPLOY / "Caddyfile").read_text()
    assert re.search(
        r"^\{[^(]*\blog \{\s+format filter \{.*?request>uri delete\s+request>headers delete", caddy, re.S | re.M
    )
    servers = (DEPLOY / "nginx/sustaining.conf").read_text().split("\nserver {")[1:]
    assert len(servers) == 2
    for server in servers:  # the one that only redirects is given addresses of links too
        assert "error_log /var/log/nginx/error.log crit;" in server
        assert "access_log /var/log/nginx/sustaining.log masked;" in server


def test_proxies_have_a_page_for_the_moment_when_the_site_is_away():
    sentences = re.findall(r"<(?:h1|p)>([^<]+)", (DEPLOY / "away.html").read_text())
    assert len(sentences) == 3
    nginx = (DEPLOY / "nginx/sustaining.conf").read_text()
    assert "error_page 502 504 @away;" in nginx
    assert [sentence for sentence in sentences if sentence not in nginx] == []
    for name in ("Caddyfile", "compose.yaml"):
        assert "/away.html" in (DEPLOY / name).read_text(), name


def test_proxy_of_containers_stays_while_others_are_replaced():
    """Compose stops what depends on a service while it replaces that service."""
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert "depends_on" not in services["proxy"]
    assert "lb_try_duration" in (DEPLOY / "Caddyfile").read_text()


def test_logs_of_containers_end_somewhere():
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    sizes = {name: service.get("logging", {}).get("options", {}).get("max-size") for name, service in services.items()}
    assert [name for name, size in sizes.items() if not size] == []


@pytest.mark.parametrize("name", ["install.sh", "sustaining-manage"])
def test_scripts_of_deployment_are_valid_shell(name):
    subprocess.run(["sh", "-n", str(DEPLOY / name)], check=True)


def test_example_of_settings_is_read_alike_by_a_shell_and_by_systemd():
    example = DEPLOY / "sustaining.env.example"
    printed = subprocess.run(
        ["sh", "-euc", 'set -a; . "$0"; exec env -0', str(example)], check=True, capture_output=True, text=True, env={}
    ).stdout
    by_shell = dict(line.split("=", 1) for line in printed.split("\0") if line)
    lines = [line.split("=", 1) for line in example.read_text().splitlines() if line and not line.startswith("#")]
    # systemd takes a line as it is, less one pair of quotes around the value.
    assert {name: value.strip("'") for name, value in lines}.items() <= by_shell.items()
    assert "<" in by_shell["FROM_EMAIL"]


def test_static_files_belong_to_their_release():
    """A folder that is named through `current` would be the former release’s while the next one is installed."""
    for name in ("sustaining.env.example", "install.sh"):
        assert not re.search(r"STATIC_ROOT=\S*/", (DEPLOY / name).read_text()), name


def test_a_release_that_is_installed_can_be_installed_again():
    """Static files of the run before belong to root, and `collectstatic` runs as the site’s user and replaces them."""
    steps = (DEPLOY / "install.sh").read_text()
    order = [
        steps.index(step)
        for step in ("chown -R sustaining:sustaining .local", "run collectstatic", "chown -R root:root .local")
    ]
    assert order == sorted(order)


def test_every_unit_is_hardened_alike():
    hardening = [
        re.search(r"^User=.*?(?=\n\n|\Z)", path.read_text(), re.M | re.S).group().strip()
        for path in sorted((DEPLOY / "systemd").glob("*.service"))
    ]
    assert len(hardening) == 4
    assert set(hardening) == {hardening[0]}
    assert "ProtectSystem=strict" in hardening[0]


def test_back_ups_run_each_night_where_the_sites_user_may_write():
    unit = (DEPLOY / "systemd/sustaining-backup.service").read_text()
    folder = re.search(r"manage.py backup (/\S+) ", unit).group(1)
    assert folder.startswith(re.search(r"^ReadWritePaths=(\S+)", unit, re.M).group(1))
    script = (DEPLOY / "install.sh").read_text()
    assert folder in script
    assert "sustaining-backup.timer" in script
    assert (DEPLOY / "systemd/sustaining-backup.timer").is_file()


def test_containers_have_the_servers_own_programs_and_folders_of_their_user():
    compose, image = ((DEPLOY / name).read_text() for name in ("compose.yaml", "Dockerfile"))
    server = re.search(r"image: (postgres:\S+)", compose).group(1)
    assert f"FROM {server} AS database" in image
    assert "COPY --from=database" in image
    mounted = re.search(r"FILES_DIR: (\S+)", compose).group(1)
    assert re.search(rf"install -d .*-o sustaining .*{mounted}\b", image)


def test_containers_wait_for_the_database_that_they_will_use():
    """The server that PostgreSQL’s image starts to make the database answers on its socket alone, and stops again."""
    assert "pg_isready, -h, 127.0.0.1" in (DEPLOY / "compose.yaml").read_text()


def test_one_service_builds_the_image_of_all():
    """Builds of one tag at once end with an error on a machine that does not have it yet."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = {
        name: service for name, service in compose["services"].items() if service["image"].startswith("sustaining")
    }
    assert set(services) == {"migrate", "web", "worker", "beat", "backup"}
    assert [name for name, service in services.items() if "build" in service] == ["migrate"]
    assert {service["pull_policy"] for service in services.values()} == {"never"}


def test_what_containers_are_given_stays_out_of_image_and_repository():
    for name in (".env", "secrets", "backups"):
        assert f"deploy/{name}" in (ROOT / ".dockerignore").read_text().splitlines()
        done = subprocess.run(
            ["git", "check-ignore", "--quiet", f"deploy/{name}/x" if name != ".env" else "deploy/.env"],
            cwd=ROOT,
            check=False,
        )
        assert done.returncode == 0, name


def test_certificates_can_be_renewed_through_the_proxy():
    plain = (DEPLOY / "nginx/sustaining.conf").read_text().partition("listen 443")[0]
    assert "location /.well-known/acme-challenge/" in plain


def test_gunicorn_writes_no_socket_into_a_home_that_may_be_read_only():
    assert runpy.run_path(str(DEPLOY / "gunicorn.conf.py"))["control_socket_disable"] is True


def test_images_name_no_registry():
    texts = [(DEPLOY / name).read_text() for name in ("Dockerfile", "compose.yaml")]
    images = re.findall(r"^(?:FROM|\s+image:) (\S+)", "\n".join(texts), re.M)
    assert len(images) >= 6
    assert [image for image in images if "." in image.split("/")[0].split(":")[0]] == []


def test_each_lock_is_part_of_the_next():
    locks = [(ROOT / name).read_text() for name in ("requirements.txt", "requirements-run.txt", "requirements-dev.txt")]
    runtime, run, development = (
        set(re.findall(r"^([a-z0-9][^\\\n]*==[^\\\n]*)\\$", text, re.M | re.I)) for text in locks
    )
    assert runtime < run < development
    assert not {name for name in run if name.startswith(("pytest", "playwright", "mypy", "ruff", "moto", "locust"))}
    assert not {name for name in runtime if name.startswith("pixeltable")}
