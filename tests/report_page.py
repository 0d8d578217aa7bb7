"""A report's page as a test reads it, and maps to put into one."""

from __future__ import annotations

from html.parser import HTMLParser
from io import BytesIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

VOID = {"meta", "img", "br", "link", "input", "hr"}


class Page(HTMLParser):
    """What a test asks of a page: its elements in order, with attributes and text, outside of inline SVG."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict, list[str]]] = []
        self._open: list[int] = []
        self.svg_depth = 0
        self.feed(html)
        assert not self._open, [self.elements[place][0] for place in self._open]

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        place = self._open.pop()
        assert self.elements[place][0] == tag, f"<{self.elements[place][0]}> closed by </{tag}>"

    def handle_data(self, data):
        for place in self._open:
            self.elements[place][2].append(data)

    def all(self, *tags: str) -> list[tuple[str, dict, str]]:
        return [(tag, attrs, " ".join("".join(text).split())) for tag, attrs, text in self.elements if tag in tags]

    def text(self, tag: str = "body") -> str:
        return self.all(tag)[0][2].replace("\xa0", " ")

    def section(self, key: str) -> str:
        return next(text for _, attrs, text in self.all("section") if attrs.get("id") == key).replace("\xa0", " ")


def png(**words: str) -> bytes:
    info = PngInfo()
    for key, text in words.items():
        info.add_text(key, text)
    buffer = BytesIO()
    Image.new("RGB", (900, 600), "white").save(buffer, "PNG", pnginfo=info)
    return buffer.getvalue()
