"""Takes comments and needless space out of JavaScript and CSS.

It reads JavaScript as far as it must: strings, regular expressions, comments, and templates within templates. It
renames nothing, so what fails in a browser can still be read. Templates are markup for htm: a line break with its
indentation becomes one line break, or none between tags, where it is nothing; write `\\n` where a line break is meant.
Attributes of one word lose their quotes, closing tags their names.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[\w$]")
NAMED = re.compile(r"[\w$.]")
BEFORE_REGEX = set("(,=:[!&|?{};<>+-*%~^\n") | {""}
WORDS_BEFORE_REGEX = ("return", "typeof", "case", "in", "of")
OPENS, CLOSES = set("{([,;=:?&|+-*/%<>!~^"), set("})],;:?.=&|*/%<>")
BREAK = re.compile(r"[ \t]*\n\s*")
BETWEEN_TAGS = re.compile(r"(^}?|>)\n(?=<|$)")
ONE_WORD = re.compile(r'(?<=[ \n])([\w-]+)="([\w-]+)"(?=[ \n>])')
CLOSING = re.compile(r"</[\w-]+>")
CONSTANT = re.compile(r"const(?=[ {\[])")


def minified_sheet(sheet: str) -> str:
    """Return a style sheet without comments and needless space."""
    bare = re.sub(r"\s+", " ", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL))
    tight = re.sub(r"\s*([{};,]|(?<=[\w-]):(?= )| > )\s*", lambda found: found[1].strip(), bare)
    return tight.replace(";}", "}").strip()


def minified_script(source: str) -> str:
    """Return a script without comments and needless space."""
    return _Script(source).read()


class _Script:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.last = ""  # the last character that was kept

    def read(self) -> str:
        self._code(until="")
        return "".join(self.out).strip()

    def _code(self, until: str) -> None:
        """Read code up to the bracket that closes it, or to the end."""
        depth = 0
        while self.at < len(self.source):
            char, two = self.source[self.at], self.source[self.at : self.at + 2]
            if char == until and depth == 0:
                return
            if char in "\"'":
                self._keep(self._to(char))
            elif char == "`":
                self._template()
            elif two in ("//", "/*"):
                self._comment(two)
            elif char == "/" and self._may_be_regex():
                self._keep(self._regex())
            elif char.isspace():
                self._space()
            elif CONSTANT.match(self.source, self.at) and not NAMED.match(self.last):
                self._keep("let")  # says the same once nothing assigns to it, and is found there more often
                self.at += len("const")
            else:
                depth += (char == "{") - (char == "}")
                self._keep(char)
                self.at += 1

    def _keep(self, text: str) -> None:
        self.out.append(text)
        self.last = text[-1:]

    def _to(self, quote: str) -> str:
        """Return the string that begins here."""
        start = self.at
        self.at += 1
        while self.source[self.at] != quote:
            self.at += 2 if self.source[self.at] == "\\" else 1
        self.at += 1
        return self.source[start : self.at]

    def _regex(self) -> str:
        start, inside = self.at, False
        self.at += 1
        while inside or self.source[self.at] != "/":
            char = self.source[self.at]
            inside = (inside or char == "[") and char != "]"
            self.at += 2 if char == "\\" else 1
        self.at += 1
        return self.source[start : self.at]

    def _template(self) -> None:
        start = self.at
        self.at += 1
        while True:
            char = self.source[self.at]
            if char == "`" or self.source.startswith("${", self.at):
                self._keep(_markup(self.source[start : self.at]))
                if char == "`":
                    self.at += 1
                    return self._keep("`")
                self.at += 2
                self._keep("${")
                self._code(until="}")
                start = self.at
            self.at += 2 if char == "\\" else 1

    def _comment(self, opening: str) -> None:
        end = self.source.find("\n" if opening == "//" else "*/", self.at)
        self.at = len(self.source) if end < 0 else end + (0 if opening == "//" else 2)

    def _may_be_regex(self) -> bool:
        if self.last in BEFORE_REGEX:
            return True
        word = re.search(r"[\w$]+$", "".join(self.out[-12:]))
        return word is not None and word[0] in WORDS_BEFORE_REGEX

    def _space(self) -> None:
        """Keep of a run of space what is needed: a line break that may end a statement, a space between words."""
        start = self.at
        while self.at < len(self.source) and self.source[self.at].isspace():
            self.at += 1
        following = self.source[self.at : self.at + 1]
        if self.source.startswith(("//", "/*"), self.at):
            return
        if self.last in OPENS or self.last in ("", "\n") or following in CLOSES or not following:
            if self.last + following in ("++", "--"):
                self._keep(" ")
        elif "\n" in self.source[start : self.at]:
            self._keep("\n")
        elif WORD.match(self.last) and WORD.match(following):
            self._keep(" ")


def _markup(text: str) -> str:
    """Return the part of a template between two `${…}`, shorter."""
    lined = BETWEEN_TAGS.sub(r"\1", BREAK.sub("\n", text))
    return CLOSING.sub("<//>", ONE_WORD.sub(r"\1=\2", lined))
