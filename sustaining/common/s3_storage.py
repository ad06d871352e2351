"""A private S3 bucket for attachments, which says in a sentence that it refuses or does not answer, and soon."""

from __future__ import annotations

from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

from .file_storage import OPENING, SAVING, sentence_for

FAULTS = (ClientError, BotoCoreError, Boto3Error, OSError)


class BucketStorage(S3Storage):
    """django-storages' bucket with limits of time. A file is fetched whole when it is opened, so that no page breaks off."""

    def __init__(self, *, connect_timeout: float, read_timeout: float, **options: Any) -> None:
        # Twice at most: boto's own five attempts of a minute each would outlast the page, its worker and its visitor.
        retries = {"total_max_attempts": 2, "mode": "standard"}
        config = Config(connect_timeout=connect_timeout, read_timeout=read_timeout, retries=retries)
        super().__init__(client_config=config, **options)

    def exists(self, name: str) -> bool:
        with sentence_for(SAVING, *FAULTS):
            return bool(super().exists(name))

    def save(self, name: str, content: Any, max_length: int | None = None) -> str:
        with sentence_for(SAVING, *FAULTS):
            return str(super().save(name, content, max_length))

    def open(self, name: str, mode: str = "rb") -> Any:
        with sentence_for(OPENING, *FAULTS):
            opened = super().open(name, mode)
            if "r" in mode:
                opened.open()
            return opened
