"""Static files in production: a script imports the scripts of its own version."""

from __future__ import annotations

import re

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

IMPORTED = re.compile(r"""^(?:import|\}) .*from ["'](?P<path>[^"']+)["'];$""", re.MULTILINE)


def test_modules_import_files_that_carry_their_fingerprint(settings, tmp_path):
    settings.STATIC_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "sustaining.common.static_storage.ModuleStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    names = [staticfiles_storage.stored_name(f"js/{name}.js") for name in ("site", "log-session", "service-worker")]
    for name in names:
        assert re.fullmatch(r"js/[\w-]+\.[0-9a-f]{12}\.js", name)
        imported = IMPORTED.findall((tmp_path / name).read_text())
        assert imported
        for path in imported:
            assert re.fullmatch(r"\./[\w-]+\.[0-9a-f]{12}\.js", path)
            assert (tmp_path / "js" / path).exists()
