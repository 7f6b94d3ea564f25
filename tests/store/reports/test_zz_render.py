import subprocess, os, pathlib, pytest
from dashboard.reports import written
from tests.reports import report_of, settle
OUT = pathlib.Path("/tmp/out21/pics")
@pytest.mark.parametrize('units,waves', [(1,13),(40,52)])
def test_make(installation, organisation, units, waves):
    teams = settle(installation, organisation["Example"], units, waves)
    for which, unit in (("org", None), ("team", teams[0])):
        for lang in ("en", "nl"):
            r = report_of(installation, unit, lang)
            for kind in ("pptx","xlsx"):
                (OUT / f"{which}-{units}x{waves}-{lang}.{kind}").write_bytes(written(r, kind))
