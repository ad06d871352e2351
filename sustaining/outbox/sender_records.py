"""The DNS records that tell other mail servers that this site may send for its domain: SPF, DKIM and DMARC."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from sustaining.common.deploy_checks import get_sender_address
from sustaining.common.diagnosis import Finding

GUIDE = "docs/email-deliverability.md has an example."


def check_sender_records(resolver: Resolver | None = None, selector: str = "") -> Iterator[Finding]:
    """Report which of the three records the sender's domain has. DKIM needs the selector that the provider gave."""
    domain = get_sender_address().rpartition("@")[2]
    if settings.TRAINING_SITE or not domain:
        return
    try:
        resolver = resolver or Resolver()
        yield _find_spf(domain, _texts(resolver, domain))
        yield _find_dkim(domain, selector, _texts(resolver, f"{selector}._domainkey.{domain}") if selector else [])
        yield _find_dmarc(domain, _find_policies(resolver, domain))
    except (DNSException, OSError) as error:
        reason = str(error).partition("\n")[0] or type(error).__name__
        text = f"The records of {domain} could not be looked up ({reason}). Try again on a machine with DNS."
        yield Finding("DNS", text, is_healthy=False)


def _texts(resolver: Resolver, name: str) -> list[str]:
    """Return the TXT records of a name; none if there is no such name. Raises DNSException without an answer."""
    try:
        return [
            b"".join(record.strings).decode(errors="replace") for record in resolver.resolve(name, "TXT", lifetime=5)
        ]
    except (NXDOMAIN, NoAnswer):
        return []


def _find_spf(domain: str, texts: list[str]) -> Finding:
    records = [text for text in texts if text.lower().split(" ")[0] == "v=spf1"]
    if not records:
        text = f"{domain} has no SPF record, so other servers can’t tell that yours may send. {GUIDE}"
    elif len(records) > 1:
        text = f"{domain} has {len(records)} SPF records, which counts as none: join them into one."
    elif records[0].lower().endswith("+all"):
        text = f"The SPF record of {domain} lets every server send: end it with ~all or -all."
    else:
        return Finding("SPF", f"{domain}: {records[0]}")
    return Finding("SPF", text, is_healthy=False)


def _find_dkim(domain: str, selector: str, texts: list[str]) -> Finding:
    if not selector:
        return Finding(
            "DKIM", "Not looked up: give the selector that your mail server signs with, --dkim-selector NAME."
        )
    if any("p=" in text and not text.replace(" ", "").rstrip(";").endswith("p=") for text in texts):
        return Finding("DKIM", f"{domain} has a key for the selector {selector}.")
    text = f"{selector}._domainkey.{domain} has no key: signatures of your emails can’t be checked. {GUIDE}"
    return Finding("DKIM", text, is_healthy=False)


def _find_policies(resolver: Resolver, domain: str) -> list[str]:
    """Return the DMARC records that hold for a domain: its own, else those of the domains above it."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        texts = _texts(resolver, "_dmarc." + ".".join(labels[start:]))
        if records := [text for text in texts if text.replace(" ", "").lower().startswith("v=dmarc1")]:
            return records
    return []


def _find_dmarc(domain: str, records: list[str]) -> Finding:
    if len(records) == 1:
        return Finding("DMARC", f"{domain}: {records[0]}")
    problem = f"has {len(records)} DMARC records, which counts as none" if records else "has no DMARC record"
    return Finding("DMARC", f"{domain} {problem}. Large mail providers ask for one. {GUIDE}", is_healthy=False)
