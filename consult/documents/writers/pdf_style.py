"""How a document looks on paper: a gazette, its numbers hanging to the left of the text."""

from __future__ import annotations

_CSS = """
@page {
  size: A4;
  margin: 26mm 27mm 24mm 30mm;
  @top-start { content: element(later-title); width: 72%; vertical-align: bottom; }
  @top-end { content: element(later-version); width: 28%; vertical-align: bottom; }
  @bottom-start { content: element(later-foot); width: 80%; vertical-align: top; }
  @bottom-end { content: element(page-number); width: 20%; vertical-align: top; }
}
@page :first {
  margin-top: 20mm;
  margin-bottom: 30mm;
  @top-start { content: none; }
  @top-end { content: none; }
  @bottom-start { content: element(first-foot); }
}
html {
  font: 11pt/1.42 "Noto Serif", "Times New Roman", "Liberation Serif", "DejaVu Serif",
    "Noto Serif CJK SC", "Noto Naskh Arabic", "Noto Serif Hebrew", serif;
  color: #14181a;
}
/* Liberation Serif, which stands in for Times New Roman, lacks letters of these languages: they
   would be taken one by one from another face. */
html:lang(kk), html:lang(ky), html:lang(tt), html:lang(ba), html:lang(tg), html:lang(mn) {
  font-family: "Noto Serif", "PT Serif", "DejaVu Serif", "Times New Roman", serif;
  font-size: 10pt;
}
html:lang(zh), html:lang(ja), html:lang(ko) { font-family: "Noto Serif CJK SC", "Songti SC",
  SimSun, "MS Mincho", "WenQuanYi Zen Hei", serif; }
body { margin: 0; }
p { margin: 0 0 2.2mm; orphans: 3; widows: 3; overflow-wrap: break-word; }
a { color: inherit; }
#later-title { position: running(later-title); }
#later-version { position: running(later-version); }
#later-foot { position: running(later-foot); }
#first-foot { position: running(first-foot); }
#page-number { position: running(page-number); }
.running { font-size: 8pt; line-height: 1.35; color: #55595c; margin: 0; }
.top { border-bottom: 0.5pt solid #0b4a5a; padding-bottom: 1.5mm; margin-bottom: 5mm; }
.foot { border-top: 0.5pt solid #0b4a5a; padding-top: 1.5mm; margin-top: 4mm;
  overflow-wrap: anywhere; }
.end { text-align: end; white-space: nowrap; padding-inline-start: 4mm; }
.whole { white-space: nowrap; }
.page::before { content: counter(page); }
.pages::before { content: counter(pages); }
.masthead { border-bottom: 0.75pt solid #0b4a5a; padding-bottom: 2mm; margin-bottom: 3mm;
  font-size: 9pt; line-height: 1.4; color: #55595c; }
.masthead p { margin: 0; }
.masthead .agency { font-weight: bold; color: #14181a; }
.note { font-size: 9pt; font-style: italic; color: #55595c; }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; break-after: avoid; break-inside: avoid;
  margin: 5mm 0 2.2mm; font-size: 11.5pt; }
h1 { font-size: 21pt; line-height: 1.15; color: #0b4a5a; margin: 6mm 0 6mm; }
h2 { font-size: 14pt; margin-top: 6.5mm; }
h3 { font-size: 12.5pt; }
.label { color: #0b4a5a; }
.hangs { padding-inline-start: 11mm; text-indent: -11mm; }
.hangs .label { display: inline-block; min-width: 9.5mm; padding-inline-end: 1.5mm;
  text-indent: 0; }
ul, ol { margin: 0 0 2.2mm; padding-inline-start: 7mm; }
blockquote { margin: 0 7mm 2.2mm; font-style: italic; }
table { border-collapse: collapse; width: 100%; margin: 1mm 0 4mm; font-size: 9.5pt;
  line-height: 1.3; }
th, td { border: 0.5pt solid #8a8f92; padding: 1.2mm 2mm; text-align: start;
  vertical-align: top; overflow-wrap: break-word; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
code { font-family: "Noto Sans Mono", "DejaVu Sans Mono", "Liberation Mono", monospace;
  font-size: 0.9em; }
"""
# WeasyPrint moves the first line of such text the wrong way: there the label floats instead.
_RIGHT_TO_LEFT = """
.hangs { text-indent: 0; }
.hangs .label { float: right; margin-right: -11mm; }
"""
# Steps of indentation, as classes: a style attribute for every paragraph would say it anew.
DEEPEST = 8
_STEPS = "".join(
    f".in-{step} {{ margin-inline-start: {11 * step}mm; }}\n" for step in range(1, DEEPEST + 1)
)


def css(*, right_to_left: bool) -> str:
    """The style sheet; the heads and feet of pages have no sides that follow the script."""
    start, end = ("right", "left") if right_to_left else ("left", "right")
    sided = _CSS.replace("-start {", f"-{start} {{").replace("-end {", f"-{end} {{")
    return sided + _STEPS + (_RIGHT_TO_LEFT if right_to_left else "")
