"""Make the packs that wait: gather the facts at one moment, draw the files, freeze both."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from funding.models import ClaimFile, Sample
from sustaining.accounts.models import User
from sustaining.common.files import CheckedUpload
from sustaining.common.sheets import csv_bytes
from sustaining.common.upload_limits import clean_name

from .actions import make_pack
from .drawing import KINDS, draw_pdf, draw_xlsx, draw_zip, pack_zip
from .facts import evidence_paths, gather_facts, read_content
from .hub_year import find_evidence
from .models import AssurancePack, PackPart, PackState

logger = logging.getLogger(__name__)


def make_waiting_packs(now: datetime) -> int:
    """Make every pack that waits, each by itself. Return how many were made; one that fails waits for the next round."""
    system, number = User.objects.system(), 0
    for pack in AssurancePack.objects.filter(state=PackState.WAITING).select_related("hub").order_by("requested_at"):
        try:
            facts, files = gather_pack(pack, now)
            number += bool(make_pack(pack, facts=facts, files=files, by=system, now=now))
        except Exception:
            logger.exception("The assurance pack %s could not be made", pack.pk)
    return number


def gather_pack(pack: AssurancePack, now: datetime) -> tuple[dict[str, Any], dict[str, CheckedUpload]]:
    """Return the facts of a pack's hub and year, all of one moment, and the files drawn from them."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            # Every table is read from the same state of the database, or their sums would differ while people work.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        facts = gather_facts(pack.hub, pack.year, now)
    return facts, draw_files(facts)


def draw_files(facts: dict[str, Any]) -> dict[str, CheckedUpload]:
    """Return the files of these facts, by part."""
    contents = {
        PackPart.PDF: draw_pdf(facts),
        PackPart.XLSX: draw_xlsx(facts),
        PackPart.ZIP: draw_zip(facts, evidence_in(facts)),
    }
    name = clean_name(f"Assurance {facts['year']} {facts['hub']}".replace("/", "-")[:100])
    return {
        part: CheckedUpload(f"{name}.{part.value}", part.value, KINDS[part], content)
        for part, content in contents.items()
    }


def evidence_in(facts: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the evidence that the facts list, while its digest is the one that they give."""
    (index,) = (table for table in facts["tables"] if table["name"] == "evidence")
    places = {heading: place for place, (heading, _) in enumerate(index["columns"])}
    files = ClaimFile.objects.in_bulk([row[places["File number"]] for row in index["rows"]])
    for row in index["rows"]:
        file = files.get(row[places["File number"]])
        content = read_content(file) if file else None
        if content is not None and hashlib.sha256(content).hexdigest() == row[places["SHA-256"]]:
            yield row[places["File"]], content


def differs_when_drawn_again(pack: AssurancePack) -> list[str]:
    """Draw a pack again from its facts. Return the parts whose bytes are not those that were frozen."""
    again = draw_files(pack.facts or {})
    return [
        str(file.get_part_display())
        for file in pack.files.all()
        if file.sha256 != again[file.part].sha256 or read_content(file) != again[file.part].content
    ]


def sample_zip(sample: Sample) -> bytes:
    """Return the evidence of a sample with its index: each claim's outcome, and the place and digest of each file."""
    sampled = list(
        sample.sampled.select_related("claim__grant__participation__school", "judged_by").order_by("claim__reference")
    )
    files, rows = [], []
    evidence = evidence_paths(list(find_evidence(row.claim_id for row in sampled)))
    for path, file in evidence:
        content = read_content(file)
        if content is not None:
            files.append((path, content))
            rows.append([file.claim.reference, path, len(content), hashlib.sha256(content).hexdigest()])
    outcomes = [
        [row.claim.reference, row.school.name, row.school.urn, row.status.label, row.judged_by or "", row.judged_at]
        for row in sampled
    ]
    index = csv_bytes(["Claim", "File", "Bytes", "SHA-256"], rows)
    claims = csv_bytes(["Claim", "School", "URN", "Outcome", "Reviewed by", "Reviewed"], outcomes)
    return pack_zip([("index.csv", index), ("claims.csv", claims), *files])
