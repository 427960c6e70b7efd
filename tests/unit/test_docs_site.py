"""Docs whose links lead somewhere; as a site they load nothing from elsewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.paths import ROOT

PAGES = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md"))
LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
LOADED = re.compile(
    r"<(?:script|img|iframe)[^>]* src=\"(?:https?:)?//|<link[^>]* href=\"(?:https?:)?//|"
    r"(?:@import|url\()\s*[\"']?(?:https?:)?//"
)
"""What a browser gets from another server by itself."""


def anchors(page: Path) -> set[str]:
    """What a page's headings are called in links, as MkDocs and the repository's pages have it."""
    text = CODE.sub(lambda code: code[0].strip("`"), page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    for target, anchor in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        path = (page.parent / target).resolve() if target else page
        assert path.exists(), f"{page.name}: {target}"
        assert not anchor or anchor in anchors(path), f"{page.name}: {target}#{anchor}"


def test_a_heading_is_known_by_its_anchor():
    assert "from-landmarks" in anchors(ROOT / "docs" / "people.md")
    assert "no-such-heading" not in anchors(ROOT / "docs" / "people.md")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        check=True,
    )
    return folder


def test_every_page_is_part_of_the_site(site):
    first_page = (site / "index.html").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f'href="{page.stem}/"' in first_page, page.name


def test_the_site_has_files_of_the_repository_that_pages_link_to(site):
    assert (site / "repository" / "NOTICE.txt").read_bytes() == (ROOT / "NOTICE").read_bytes()
    recipes = "repository/data/expressions/basic.toml.txt"
    assert (site / recipes).is_file()
    assert recipes in (site / "expressions" / "index.html").read_text(encoding="utf-8")


def test_the_site_loads_nothing_from_elsewhere(site):
    for path in [*site.rglob("*.html"), *site.rglob("*.css")]:
        found = LOADED.search(path.read_text(encoding="utf-8"))
        assert not found, f"{path.relative_to(site)}: {found[0]}"
