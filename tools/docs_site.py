"""What MkDocs is told of the repository: README is the first page, links that leave `docs` work.

MkDocs calls the functions whose names begin with `on_`; mkdocs.yml names this file.
"""

import posixpath
import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
DOCS = "docs/"
FIRST_PAGE = "index.md"
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
"""Pages of the site that lie beside `docs`, not in it."""
FILES = "repository/"
"""Where the site keeps the repository's other files that its pages link to."""
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#)([^)#\s]+)")
"""The path of a link to a file, without what stands behind #."""


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages beside `docs`, and the files that any page links to."""
    for name in PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, site_path(name), content=text))
    for page in files.documentation_pages():
        for target in LINK.findall(page.content_string):
            path = repository_path(page.src_uri, target)
            place = site_path(path)
            is_missing = files.get_file_from_path(place) is None
            if is_missing and place.startswith(FILES) and (ROOT / path).is_file():
                files.append(File.generated(config, place, content=(ROOT / path).read_bytes()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """A page whose links are those of the site. MkDocs complains of those that lead nowhere."""
    uri = page.file.src_uri

    def on_site(link: re.Match[str]) -> str:
        target = site_path(repository_path(uri, link[1]))
        return posixpath.relpath(target, posixpath.dirname(uri) or ".")

    return LINK.sub(on_site, markdown)


def repository_path(page: str, target: str) -> str:
    """Where a link of a page of the site leads in the repository."""
    folder = "" if page == FIRST_PAGE or page in PAGES else DOCS
    return posixpath.normpath(folder + posixpath.join(posixpath.dirname(page), target))


def site_path(path: str) -> str:
    """Where the site has a file of the repository. Text is called so, for browsers to show it."""
    if path == "README.md":
        return FIRST_PAGE
    if path in PAGES:
        return path
    if path.startswith(DOCS):
        return path.removeprefix(DOCS)
    return f"{FILES}{path}.txt"
