"""The rules for Prometheus name metrics and labels that Peil has, and what to do."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from surveys.settings import Settings
from tests.privacy.test_metrics import TOLD

FOLDER = Path(__file__).parents[2] / "deploy" / "monitoring"
OF_PROMETHEUS = {"up", "time", "on", "unless", "and", "min_over_time", "instance"}


def rules() -> list[dict[str, Any]]:
    """Return the rules in the file."""
    [group] = yaml.safe_load((FOLDER / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    found: list[dict[str, Any]] = group["rules"]
    return found


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: str(rule["alert"]))
def test_a_rule_names_metrics_and_labels_that_there_are(rule: dict[str, Any]) -> None:
    expression = re.sub(r"\[\d+[smhd]\]", "", rule["expr"])
    for name, matchers in re.findall(r"(peil_\w+)(?:\{([^}]*)\})?", expression):
        assert name in TOLD, name
        for label, value in re.findall(r'(\w+)="([^"]*)"', matchers):
            known = TOLD[name][label]
            assert known is None or value in known, (name, label, value)
    without = re.sub(r"peil_\w+|\{[^}]*\}|\"[^\"]*\"", "", expression)
    assert set(re.findall(r"[a-z_]+", without)) <= OF_PROMETHEUS
    labels = re.findall(r"\$labels\.(\w+)", str(rule["annotations"]))
    named = [TOLD[name] for name in re.findall(r"peil_\w+", expression)]
    assert all(any(label in of for of in named) for label in labels)


def test_every_rule_says_how_bad_it_is_and_what_to_do() -> None:
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names)
    for rule in rules():
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert set(rule["annotations"]) == {"summary", "description"}
        assert re.fullmatch(r"\d+[mhd]", rule.get("for", "1m"))
    said = " ".join(rule["expr"] for rule in rules())
    assert "peil_clock_step_failing" in said, "what a clock could not do"


def test_the_configuration_reads_the_rules() -> None:
    configuration = yaml.safe_load((FOLDER / "prometheus.yaml").read_text(encoding="utf-8"))
    assert configuration["rule_files"] == ["alerts.yaml"]
    [job] = configuration["scrape_configs"]
    assert job["job_name"] == "peil"


@pytest.mark.skipif(shutil.which("promtool") is None, reason="needs promtool (Debian: prometheus)")
def test_promtool_takes_configuration_and_rules() -> None:
    for what, file in (("rules", "alerts.yaml"), ("config", "prometheus.yaml")):
        done = subprocess.run(
            ["promtool", "check", what, file], cwd=FOLDER, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr


def test_the_setting_is_off_and_on_this_machine_alone_unless_told() -> None:
    fields = Settings.model_fields
    assert fields["metrics"].default is None
    assert Settings(metrics="9464").metrics_at == ("127.0.0.1", 9464)
    assert Settings(metrics="10.0.0.5:9464").metrics_at == ("10.0.0.5", 9464)
    assert Settings(metrics="[fd00::5]:9464").metrics_at == ("fd00::5", 9464)
    for wrong in ("port", "10.0.0.5", "0", "70000", "[]:1"):
        with pytest.raises(ValidationError, match="it should look like 9464"):
            Settings(metrics=wrong)
    assert (fields["log_format"].default, fields["traces"].default) == ("text", None)
