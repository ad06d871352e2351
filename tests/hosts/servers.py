"""The servers beside the site on several machines: PgBouncer, Redis with TLS, nginx, S3; with the files of `deploy/`."""

from __future__ import annotations

import os
import pwd
import re
import socket
import subprocess
import sys
from configparser import ConfigParser
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scripts.places import ROOT
from tests.outbox.test_redis_outage import wait_until
from tests.ports import free_port
from tests.programs import find_program

DEPLOY = ROOT / "deploy"
HOST, LOCALHOST = "localhost", "127.0.0.1"
ROLE, PASSWORD = "sustaining", "a-password-of-letters"


def answers(port: int) -> bool:
    """Return whether somebody listens on the port."""
    with closing(socket.socket()) as probe:
        return probe.connect_ex((LOCALHOST, port)) == 0


@dataclass
class Program:
    """A server in a process of its own, which writes to `<name>.log` in the folder."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen | None = None

    def command(self) -> list[str]:
        """Write what it reads, and return how to start it."""
        raise NotImplementedError

    def start(self, **how: Any) -> None:
        """Start it and wait until it listens."""
        with (self.folder / f"{type(self).__name__}.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), cwd=self.folder, stdout=log, stderr=log, start_new_session=True, **how
            )
        wait_until(lambda: answers(self.port))

    def stop(self) -> None:
        """Kill it, as a machine that loses its power does."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@dataclass
class PgBouncer(Program):
    """PgBouncer by `deploy/pgbouncer/pgbouncer.ini`, but for ports and paths; with `database` behind it."""

    database: str = ""
    sockets: Path = Path()

    @property
    def url(self) -> str:
        return f"postgresql://{ROLE}:{PASSWORD}@{LOCALHOST}:{self.port}/{self.database}"

    def command(self) -> list[str]:
        settings = ConfigParser(comment_prefixes=(";",), interpolation=None)
        settings.read(DEPLOY / "pgbouncer" / "pgbouncer.ini")
        settings["databases"] = {self.database: f"host={self.sockets} port=5432 dbname={self.database}"}
        users = self.folder / "userlist.txt"
        users.write_text(f'"{ROLE}" "{PASSWORD}"\n')
        settings["pgbouncer"].update({"listen_port": str(self.port), "auth_file": str(users), "unix_socket_dir": ""})
        ini = self.folder / "pgbouncer.ini"
        with ini.open("w") as file:
            settings.write(file)
        return [find_program("pgbouncer"), str(ini)]

    def start(self, **how: Any) -> None:
        """Start it as another user if we are root, whom it refuses."""
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            how |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        super().start(**how)


@dataclass
class TlsRedis(Program):
    """Redis that takes TLS alone, and one user alone, as `deploy/redis/users.acl` says."""

    certificate: Path = Path()

    def url(self, *, password: str = PASSWORD, authority: bool = True) -> str:
        """Return its address, with the authority that signed its certificate or without."""
        known = f"?ssl_ca_certs={self.certificate / 'certificate.pem'}" if authority else ""
        return f"rediss://{ROLE}:{password}@{LOCALHOST}:{self.port}/0{known}"

    def command(self) -> list[str]:
        users = self.folder / "users.acl"
        users.write_text((DEPLOY / "redis" / "users.acl").read_text().replace("PASSWORD", PASSWORD))
        options = {
            "--port": "0", "--tls-port": str(self.port), "--bind": LOCALHOST, "--tls-auth-clients": "no",
            "--tls-cert-file": str(self.certificate / "certificate.pem"), "--tls-key-file": str(self.certificate / "key.pem"),
            "--aclfile": str(users), "--save": "", "--appendonly": "no", "--dir": str(self.folder),
        }  # fmt: skip
        return [find_program("redis-server"), *(word for pair in options.items() for word in pair)]


@dataclass
class Bucket(Program):
    """moto's S3, in memory."""

    name = "sustaining-files"

    def command(self) -> list[str]:
        return [sys.executable, "-m", "moto.server", "-H", LOCALHOST, "-p", str(self.port)]

    @property
    def url(self) -> str:
        return f"http://{LOCALHOST}:{self.port}"


@dataclass
class Nginx(Program):
    """nginx by `deploy/nginx/sustaining.conf`, but for ports and paths; `hosts` are the ports of gunicorn."""

    certificate: Path = Path()
    hosts: tuple[int, ...] = ()

    def command(self) -> list[str]:
        text = (DEPLOY / "nginx" / "sustaining.conf").read_text().replace("sustaining.example", HOST)
        text = re.sub(r"^ +listen \[::\].*\n", "", text, flags=re.M)
        text = text.replace("listen 80;", f"listen {LOCALHOST}:{free_port()};")
        text = text.replace("listen 443 ssl", f"listen {LOCALHOST}:{self.port} ssl")
        text = re.sub(r"ssl_certificate .*;", f"ssl_certificate {self.certificate / 'certificate.pem'};", text)
        text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {self.certificate / 'key.pem'};", text)
        text = text.replace("/var/log/nginx/sustaining.log", str(self.folder / "access.log"))
        text = text.replace(
            "    server 127.0.0.1:8000;\n", "".join(f"    server {LOCALHOST}:{port};\n" for port in self.hosts)
        )
        text = text.replace("location / {", "location / {\n        add_header X-Host $upstream_addr always;")
        places = "".join(
            f"{kind}_temp_path {self.folder / kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"daemon off;\npid {self.folder / 'nginx.pid'};\nerror_log {self.folder / 'error.log'};\n"
        main += "user root;\n" if os.geteuid() == 0 else ""
        path = self.folder / "nginx.conf"
        path.write_text(f"{main}events {{}}\nhttp {{\n{places}{text}}}\n")
        return [find_program("nginx"), "-p", str(self.folder), "-c", str(path)]

    def stop(self) -> None:
        """End it with its workers."""
        if self.process:
            self.process.terminate()
            self.process.wait()
