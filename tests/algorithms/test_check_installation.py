def test_reports_versions_of_every_library(run, tmp_path):
    import pandas as pd

    report = tmp_path / "report.txt"
    result = run("checkinstallation", {"REPORT": str(report)})
    assert result["READY"] is True
    assert result["MESSAGE"] == ""
    assert f"pandas {pd.__version__}" in report.read_text()
