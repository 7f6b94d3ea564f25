"""What the style sheets assume of Streamlit; when an upgrade breaks it, look at the page again."""

from pathlib import Path

import streamlit

from dashboard.http.routes import STATIC

BUNDLES = Path(streamlit.__file__).parent / "static/static/js"
PAGES = (Path(STATIC) / "pages.css").read_text(encoding="utf-8")


def of(bundle: str) -> str:
    """Return the scripts of a part of Streamlit."""
    return "".join(file.read_text(encoding="utf-8") for file in BUNDLES.glob(f"{bundle}.*.js"))


def test_fields_for_files_have_the_parts_whose_words_are_replaced() -> None:
    uploader = of("FileUploader")
    for name in ("stFileUploaderDropzone", "stFileUploaderDropzoneInstructions"):
        assert name in PAGES
        assert f"`{name}`" in uploader
    assert "stBaseButton-secondary" in PAGES
    assert "stBaseButton-" in of("BaseButton")
    assert "label:l?`Upload directories`:`Upload`" in uploader, "the word that ours replaces"
