"""The files of `deploy/monitoring`: they parse, name figures that exist, and every alert says what to do."""

from __future__ import annotations

import json
import re
import subprocess

import pytest
import yaml
from celery import current_app
from django.test import Client

from sustaining.common.task_metrics import count_task
from sustaining.outbox.leases import BeatLease
from tests.house.sources import ROOT
from tests.programs import find_program

FOLDER = ROOT / "deploy/monitoring"
FIGURE = re.compile(r"\bsustaining_[a-z0-9_]+")
TOKEN = "a-token-for-these-tests"


def rules() -> list[dict]:
    """Return the rules of alerts.yml."""
    return [rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]]


def dashboard() -> dict:
    """Return the dashboard."""
    return json.loads((FOLDER / "grafana-dashboard.json").read_text())


def expressions() -> list[str]:
    """Return everything that is asked of Prometheus."""
    panels = [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", ())]
    return [rule["expr"] for rule in rules()] + panels


@pytest.fixture
def names(settings, db) -> set[str]:
    """The names of all series that `/metrics` has once everything has happened once."""
    settings.METRICS_TOKEN, settings.FILES_DIR = TOKEN, "/"
    BeatLease.objects.take("a beat", 60)
    count_task("sustaining.outbox.tasks.deliver", "SUCCESS", 0.1, {"sent": 1})
    Client().get("/no/such/page/")
    text = Client(headers={"authorization": f"Bearer {TOKEN}"}).get("/metrics").content.decode()
    return {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}


def test_every_figure_of_alerts_and_dashboard_exists(names):
    used = {name for expression in expressions() for name in FIGURE.findall(expression)}
    assert len(used) > 20
    assert used - names == set()


def test_every_figure_is_shown(names):
    used = {name for expression in expressions() for name in FIGURE.findall(expression)}
    unused = {name for name in names - used if not name.endswith(("_count", "_sum", "_bucket"))}
    assert unused == set(), "show it on the dashboard, or drop it"


def test_tasks_that_are_named_exist():
    current_app.loader.import_default_modules()
    task_names = {task for expression in expressions() for task in re.findall(r'task="([^"]+)"', expression)}
    assert task_names
    assert task_names <= set(current_app.tasks)


def test_every_alert_says_what_happened_and_leads_to_what_to_do():
    documented = (ROOT / "docs/operating.md").read_text()
    assert len(rules()) >= 10
    for rule in rules():
        assert rule["annotations"]["summary"].endswith("."), rule["alert"]
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["runbook"] == "docs/operating.md#metrics-and-alerts"
        assert f"| `{rule['alert']}` |" in documented
    assert "\n## Metrics and alerts\n" in documented


def test_figures_of_the_whole_site_are_not_added_up_over_hosts():
    pattern = r"sum\((?:rate\(|increase\()?sustaining_(?:task|emails|uploads|beat|redis|migrations|database_(?!pool))"
    assert [expression for expression in expressions() if re.search(pattern, expression)] == []


def test_every_alert_is_tried():
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]
    fired = {case["alertname"] for test in tests for case in test["alert_rule_test"] if case.get("exp_alerts")}
    silent = {case["alertname"] for case in tests[0]["alert_rule_test"] if not case.get("exp_alerts")}
    assert fired == silent == {rule["alert"] for rule in rules()}


@pytest.mark.tour
@pytest.mark.parametrize("command", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")])
def test_prometheus_accepts_the_alerts(command):
    result = subprocess.run(
        [find_program("promtool"), *command], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_dashboard_is_formatted_and_its_panels_do_not_overlap():
    text, board = (FOLDER / "grafana-dashboard.json").read_text(), dashboard()
    assert text == json.dumps(board, indent=2, ensure_ascii=False) + "\n"
    numbers = [panel["id"] for panel in board["panels"]]
    assert len(set(numbers)) == len(numbers) > 15
    cells = [
        (x, y)
        for place in (panel["gridPos"] for panel in board["panels"])
        for x in range(place["x"], place["x"] + place["w"])
        for y in range(place["y"], place["y"] + place["h"])
    ]
    assert len(set(cells)) == len(cells)
    assert max(x for x, _ in cells) < 24
    assert all(panel.get("description") for panel in board["panels"] if panel["type"] != "row")


def test_prometheus_is_told_where_the_figures_are(settings, db):
    (job,) = yaml.safe_load((FOLDER / "prometheus.example.yml").read_text())["scrape_configs"]
    settings.METRICS_TOKEN = TOKEN
    header = {"authorization": f"{job['authorization']['type']} {TOKEN}"}
    assert Client(headers=header).get(job["metrics_path"]).status_code == 200
    (endpoint,) = yaml.safe_load((FOLDER / "kubernetes.example.yaml").read_text())["spec"]["podMetricsEndpoints"]
    assert (endpoint["path"], endpoint["authorization"]["type"]) == (job["metrics_path"], "Bearer")
    pods = (ROOT / "deploy/kubernetes/web.yaml").read_text()
    assert f"- name: {endpoint['port']}\n" in pods
    assert job["job_name"] == endpoint["relabelings"][0]["replacement"] == "sustaining"


def test_proxies_keep_the_figures_to_themselves():
    assert re.search(r"location = /metrics \{\s+return 404;", (ROOT / "deploy/nginx/sustaining.conf").read_text())
    assert "respond /metrics 404" in (ROOT / "deploy/Caddyfile").read_text()
