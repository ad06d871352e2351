"""What the accounts of a hub's grant hold about people."""

from __future__ import annotations

from sustaining.common.personal_data import holds

from .models import AssurancePack, EvidenceDownload, GrantReceipt, PackFile

ACCOUNT = "To account for the grant."

holds(
    GrantReceipt,
    "Grant received by hubs",
    why=ACCOUNT,
    clears=("grant_receipts",),
    whole_for=("recorded_by", "cancelled_by"),
)
holds(
    AssurancePack,
    "Assurance packs",
    why=ACCOUNT,
    clears=("assurance_packs",),
    mentions=("facts",),
)
holds(
    PackFile,
    "Files of assurance packs",
    why=ACCOUNT,
    clears=("assurance_pack_files",),
)
holds(
    EvidenceDownload,
    "Evidence that you downloaded",
    why="To know who has read the evidence of schools.",
    stays="With the account of the grant; the name goes with the account.",
    whole_for=("by",),
)
