"""A production site under gunicorn, and somebody at it who does not play by the rules."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from scripts.places import ROOT
from scripts.services import services
from sustaining.common.logs import TOKEN
from tests.ports import free_port

HOST = "sustaining.example"
PASSWORD = "sustaining-demo"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HREF = re.compile(r'href="(/[^"#]*)')


@dataclass
class Answer:
    """What the site answered."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def tokens(self) -> list[str]:
        """What could be the token of an acting link. A form's own secret and the nonce of scripts are none."""
        plain = re.sub(r'csrfmiddlewaretoken"[^>]*|nonce-\S+|nonce="[^"]*"|integrity="[^"]*"', "", self.text)
        return [match[0] for match in TOKEN.finditer(plain)]


@dataclass
class Hostile:
    """A client with cookies of its own, behind one proxy; `forged` is what it sends as X-Forwarded-For itself."""

    port: int
    address: str = "198.51.100.7"
    forged: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, **headers)

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        chain = ", ".join(filter(None, [self.forged, self.address]))
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": chain, "Referer": f"https://{HOST}/"}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.request(method, path, body, {**sent, **{name.replace("_", "-"): value for name, value in headers.items()}})
        response = line.getresponse()
        text = response.read().decode(errors="replace")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)
        line.close()
        return answer

    def post(self, path: str, fields: dict[str, str], *, page: str = "", **headers: str) -> Answer:
        """Post a form with the secret of the page that it stands on."""
        secret = CSRF.search(self.get(page or path).text)
        data = urlencode({**fields, "csrfmiddlewaretoken": secret[1] if secret else ""}).encode()
        return self.send("POST", path, data, Content_Type="application/x-www-form-urlencoded", **headers)

    def upload(self, path: str, name: str, content: bytes, *, field: str = "file") -> Answer:
        """Post a file with the secret of its page."""
        secret = CSRF.search(self.get(path).text)
        edge = secrets.token_hex(8)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{secret[1] if secret else ""}\r\n',
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n",
        ]
        body = "".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
        return self.send("POST", path, body, Content_Type=f"multipart/form-data; boundary={edge}")

    def sign_in(self, email: str, password: str = PASSWORD) -> bool:
        """Try to sign in; whether a page of one's own opens afterwards."""
        self.post("/accounts/login/", {"login": email, "password": password})
        return self.get("/accounts/details/").status == 200

    def crawl(self, most: int = 200) -> dict[str, int]:
        """Follow every link from the desk on, by GET; the status of each page."""
        seen: dict[str, int] = {}
        ahead = ["/"]
        while ahead and len(seen) < most:
            path = ahead.pop(0)
            if path in seen or path.startswith(("/static/", "/accounts/logout")):
                continue
            answer = self.get(path)
            seen[path] = answer.status
            if "html" in answer.headers.get("content-type", ""):
                ahead += [link.replace("&amp;", "&") for link in HREF.findall(answer.text)]
        return seen


@dataclass
class Site:
    """A production site that runs."""

    port: int
    database: str

    def client(self, address: str = "198.51.100.7", forged: str = "") -> Hostile:
        return Hostile(self.port, address, forged)

    def signed_in(self, name: str) -> Hostile:
        client = self.client("203.0.113.9")
        assert client.sign_in(f"{name}@demo.example"), name
        return client

    def ask(self, statement: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def production_site(local: Path) -> Iterator[Site]:
    """Run gunicorn with DEBUG off, on services of its own with the demo in them."""
    with services(local) as urls:
        environment = {
            **os.environ,
            **urls,
            "DEBUG": "false",
            "SECRET_KEY": secrets.token_urlsafe(60),
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "EMAIL_URL": f"filemail:///{local / 'mail'}",
            "TRUSTED_PROXY_COUNT": "1",
            "STATIC_ROOT": str(local / "static"),
            "SUSTAINING_LOCAL": str(local),
        }

        def manage(*command: str) -> None:
            run = [sys.executable, "manage.py", *command]
            subprocess.run(run, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)

        manage("migrate", "--verbosity=0")
        manage("collectstatic", "--no-input", "--verbosity=0")
        manage("demo", "--even-in-production")
        port = free_port()
        server = [
            sys.executable,
            "-m",
            "gunicorn",
            "sustaining.wsgi",
            "--workers=2",
            "--threads=4",
            f"--bind=127.0.0.1:{port}",
        ]
        with (local / "gunicorn.log").open("w") as log:
            process = subprocess.Popen(server, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            site = Site(port, urls["DATABASE_URL"])
            _wait_for(site)
            yield site
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(site: Site) -> None:
    for _ in range(120):
        try:
            if site.client().get("/healthz").status == 200:
                return
        except OSError:
            pass
        time.sleep(0.5)
    raise TimeoutError("gunicorn does not answer")
