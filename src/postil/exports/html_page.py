"""One self-contained page of HTML to read, print or send.

Invariant: a page has no script and loads nothing, from this machine or from any other; text that came through
``escaped`` is never taken for markup and holds no control or bidirectional character. Right-to-left text is laid out
as such.
"""

from __future__ import annotations

import html

from postil.text.clean import visible, visible_lines

_STYLE = """\
:root { color-scheme: light dark; --line: #8888; --head: Canvas; --soft: GrayText; }
* { unicode-bidi: plaintext; box-sizing: border-box; }
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem; color: CanvasText; background: Canvas; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2.5rem; } h3 { font-size: 1.05rem; }
p, li, dd, td, th, blockquote { white-space: pre-line; overflow-wrap: anywhere; text-align: start; }
table { border-collapse: separate; border-spacing: 0; border-top: 1px solid var(--line); \
border-inline-start: 1px solid var(--line); }
th, td { border-bottom: 1px solid var(--line); border-inline-end: 1px solid var(--line); padding: .35rem .55rem; \
vertical-align: top; min-width: 6rem; max-width: 26rem; }
thead th { position: sticky; top: 0; background: var(--head); z-index: 1; }
tbody th { position: sticky; inset-inline-start: 0; background: var(--head); }
.wide { overflow-x: auto; max-height: 95vh; }
.wide th { overflow-wrap: break-word; min-width: 9rem; } .wide td { min-width: 14rem; }
.soft { color: var(--soft); font-size: .85rem; }
@page { margin: 1.2cm; }
@media print {
  body { margin: 0; font-size: 9pt; } thead { display: table-header-group; } tr { break-inside: avoid; }
  h2, h3 { break-after: avoid; } thead th, tbody th { position: static; }
  .wide { overflow-x: visible; max-height: none; } .wide th { overflow-wrap: anywhere; }
  th, td, .wide th, .wide td { min-width: 0; }
}
"""


def html_page(title: str, body: str, lang: str = "en", style: str = "") -> bytes:
    """A page in UTF-8.

    Args:
        title: plain text; shown by the browser, and not in the page.
        body: HTML; every text in it has been through ``escaped``.
        lang: language of the page, as in ``en``.
        style: rules for what only this page has; they load nothing.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{escaped(lang)}" dir="auto">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(visible(title))}</title>\n<style>\n{_STYLE}{style}</style>\n</head>\n"
        f"<body>\n{body.rstrip()}\n</body>\n</html>\n"
    ).encode()


def escaped(text: str) -> str:
    """Plain text as HTML, also inside an attribute in quotes; line feeds stay, and the page shows them."""
    return html.escape(visible_lines(text))
