"""Which release this is: the file `VERSION`, by which a release is also installed (deploy/install.sh)."""

from django.conf import settings

VERSION = (settings.BASE_DIR / "VERSION").read_text().strip()
