"""Copies of payment run files without the names of payees, which replace the originals after the retention of money."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from typing import Any

import pgtrigger
from django.core.files.base import ContentFile

from sustaining.common.file_storage import delete_on_commit
from sustaining.common.files import delete_content
from sustaining.common.sheets import csv_bytes, xlsx_bytes

from .models import Payment, ReleasePayment, RunFile


def replace_by_copies(keys: Sequence[Any]) -> None:
    """Replace the content of these files by copies in which each payee is called by a number; the digests stay.

    Call in a transaction. The files of one release are of one table, so the workbook is written from the CSV. A file whose
    table the storage has lost is let go of.
    """
    lost: list[Any] = []
    for chosen in RunFile.objects.filter(pk__in=list(keys)).select_related("run").order_by("run", "release"):
        table = RunFile.objects.get(run=chosen.run_id, release=chosen.release, name__endswith=".csv")
        try:
            headings, rows = _without_payees(table)
        except OSError:
            lost.append(chosen.pk)
            continue
        content = csv_bytes(headings, rows) if chosen.pk == table.pk else xlsx_bytes(str(chosen.run), headings, rows)
        _replace(chosen, content)
    with pgtrigger.ignore("funding.RunFile:run_files_stand"):
        delete_content(RunFile, lost)


def _without_payees(table: RunFile) -> tuple[list[str], list[list[str]]]:
    with table.file.open("rb") as opened:
        headings, *rows = csv.reader(io.StringIO(opened.read().decode("utf-8-sig")))
    payments = Payment.objects.filter(run=table.run_id).select_related("claim__grant__participation__school")
    names: dict[str, str] = {}
    for payment in payments.order_by("pk"):
        for name in (payment.payee, payment.claim.payee):
            if name:
                names.setdefault(name, f"Payee {payment.pk}")
    for row in ReleasePayment.objects.filter(run=table.run_id).order_by("pk"):
        names.setdefault(row.paid_to, f"Payee of release {row.pk}")
    return headings, [[names.get(cell.removeprefix("'"), cell) for cell in row] for row in rows]


def _replace(stored: RunFile, content: bytes) -> None:
    old, storage = str(stored.file.name), stored.file.storage
    ending = stored.name.rpartition(".")[2]
    stored.file.save(f"file.{ending}", ContentFile(content), save=False)
    with pgtrigger.ignore("funding.RunFile:run_files_stand"):
        RunFile._base_manager.filter(pk=stored.pk).update(
            file=stored.file.name, copy_sha256=hashlib.sha256(content).hexdigest()
        )
    delete_on_commit(storage, old)
