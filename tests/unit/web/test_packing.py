"""Packing changes how the widget is written, never what it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.web.minifying import minified_script, minified_sheet
from bot.web.packing import Unpackable, pack, pack_beside


def find(importer: Path, name: str) -> Path:
    return importer.parent / name


@pytest.mark.parametrize(
    ("source", "small"),
    [
        ("const a = 1; // words\nconst b = 2;", "let a=1;let b=2;"),
        ("/* words */ f( a , b )\ng()", "f(a,b)\ng()"),
        ("const a = 'x // y  /* z */';", "let a='x // y  /* z */';"),
        ('const a = "it\\"s  //";', 'let a="it\\"s  //";'),
        ("const r = /[/\"']\\/ \\d/g;", "let r=/[/\"']\\/ \\d/g;"),
        ("return /a b/ .test(x)", "return/a b/.test(x)"),
        ("a = b / c / d;", "a=b/c/d;"),
        ("x = a + +b; y = c - -d;", "x=a+ +b;y=c- -d;"),
        ("t`one\n    two ${ f( `in  ${ x } //` ) } <//>`", "t`one\ntwo ${f(`in  ${x} //`)} <//>`"),
        ("const t = `${ { a: { b: 1 } }.a.b }  }`;", "let t=`${{a:{b:1}}.a.b}  }`;"),
        ("a.const = constant", "a.const=constant"),
        ('x`<b class="a" id="b c">\n  <i>d</i>\n  ${ e }\n</b>`', 'x`<b class=a id="b c"><i>d<//>${e}<//>`'),
        ('x`<b class="one"/> is "so" <i\n  id="a"\n  role="b">`', 'x`<b class="one"/> is "so" <i\nid=a\nrole=b>`'),
        ("let a\nlet b", "let a\nlet b"),
        ("if (a) return\n(b)", "if(a)return\n(b)"),
    ],
)
def test_only_what_means_nothing_is_left_out(source: str, small: str) -> None:
    assert minified_script(source) == small


def test_a_sheet_keeps_what_spaces_mean() -> None:
    sheet = "/* x */ .a > .b , .c :hover { width: calc(1px + 2px); color: red; }\n@media (max-width: 4px) { a { b: c }}"
    assert minified_sheet(sheet) == (
        ".a>.b,.c :hover{width:calc(1px + 2px);color:red}@media (max-width:4px){a{b:c}}"
    )


def test_modules_come_once_and_before_who_needs_them(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("import two, { one as un } from './b.js';\nexport const all = [un, two];\n")
    (tmp_path / "b.js").write_text("import { base } from './c.js';\nexport const one = base;\nexport default base;\n")
    (tmp_path / "c.js").write_text("export function f() {}\nconst x = 1;\nexport { x as base };\n")
    made = pack(tmp_path / "a.js", find)
    assert made.script.endswith("export let{all}=$m2;")
    assert "base:x" in made.script
    assert list(made.holders.values()) == ["$m0", "$m1", "$m2"]
    (tmp_path / "d.js").write_text("import { base } from './c.js';\nexport const later = base;\n")
    beside = pack_beside(made, tmp_path / "d.js", find)
    assert "function f" not in beside
    assert beside.startswith("export default({$m0,$m1,$m2})=>{")


def test_data_and_sheets_may_be_imported(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a { b: c }")
    (tmp_path / "a.js").write_text("import S from './a.css';\nimport W from 'data:words';\nexport const x = [S, W];\n")
    made = pack(tmp_path / "a.js", find, {"words": {"hi": '"안녕",'}})
    assert '{default:"a{b:c}"}' in made.script
    assert '{default:{hi:"\\"안녕\\","}}' in made.script


@pytest.mark.parametrize(
    "source", ["import * as b from './b.js';", "export * from './b.js';", "import './a.js';\nexport const x = 1;"]
)
def test_what_is_not_understood_is_told_at_once(tmp_path: Path, source: str) -> None:
    (tmp_path / "a.js").write_text(source)
    (tmp_path / "b.js").write_text("export const b = 1;\n")
    with pytest.raises(Unpackable):
        pack(tmp_path / "a.js", find)
